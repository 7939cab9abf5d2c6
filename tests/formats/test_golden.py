"""Every format byte for byte: the empty case, one event, non-ASCII, a decade, an open end, no place, three places."""

import pytest

from app.documents.change import ChangeDocument
from app.documents.claim import ClaimAlone
from app.documents.event import EventDocument
from tests.formats.golden import FOLDER, cases, content
from tests.formats.samples import CHANGES, SAMPLES, claim_alone


@pytest.mark.parametrize(("sample", "name"), cases())
def test_golden(sample: str, name: str) -> None:
    assert content(sample, name) == (FOLDER / f"{sample}.{name}").read_bytes()


def test_the_folder_holds_no_other_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{sample}.{name}" for sample, name in cases()}


def test_the_samples_have_the_shape_of_the_documents() -> None:
    assert [EventDocument.model_validate(item).model_dump(mode="json") for item in SAMPLES] == SAMPLES
    alone = claim_alone("return-2007")
    assert ClaimAlone.model_validate(alone).model_dump(mode="json") == alone
    assert [ChangeDocument.model_validate(item).model_dump(mode="json") for item in CHANGES] == CHANGES
