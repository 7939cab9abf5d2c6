"""What a load does: every record comes back as it went in, a release is named by its content, the rest stays."""

import asyncio
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.dataset import fetch
from app.dataset.archive import dataset_digest
from app.dataset.fetch import fetch_dataset, fetch_datasets
from app.dataset.files import Dataset
from app.dataset.load import read_folders
from app.dataset.store import remove_dataset, save_dataset
from app.dataset.verify import verify
from app.errors import DataError
from app.settings import Settings
from tests.client import Client, serving
from tests.conftest import BUNDLED, Serve, load
from tests.records import EVERYTHING
from tests.sets import BASE, claim, event, source, state, write
from tests.test_schema import on

KOREA, VIETNAM = BUNDLED / "korean-war-remains", BUNDLED / "vietnam-war-remains"


def in_order(dataset: Dataset) -> Dataset:
    """The tables keep records by id; in a file they stand as the historian likes. Events come off the shelf."""
    kinds = ("timelines", "measures", "places", "parties", "sources", "claims", "events")
    return dataset.model_copy(
        update={kind: sorted(getattr(dataset, kind), key=lambda record: str(record.id)) for kind in kinds}
    )


@pytest.mark.parametrize("name", ["everything", "korean-war-remains", "vietnam-war-remains"])
def test_a_data_set_comes_back_as_it_went_in(
    empty: Settings, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Events are fetched in many pieces, the last of which is not full.
    monkeypatch.setattr(fetch, "CHUNK", 5)
    folder = write(tmp_path / "set", **EVERYTHING) if name == "everything" else BUNDLED / name
    [incoming] = read_folders([folder])

    def there_and_back(connection: Connection) -> Dataset:
        save_dataset(connection, incoming.dataset, incoming.digest, None)
        back = fetch_dataset(connection, incoming.dataset.header.name)
        remove_dataset(connection, incoming.dataset.header.name)
        assert fetch_datasets(connection) == []
        return back

    back = on(empty, there_and_back)
    assert in_order(back) == in_order(incoming.dataset)
    assert dataset_digest(back) == incoming.digest


def test_the_digest_is_of_the_content_not_of_the_files(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", **EVERYTHING)
    [before] = read_folders([folder])
    turned = write(tmp_path / "turned", **{**EVERYTHING, "events": EVERYTHING["events"][::-1]})
    [after] = read_folders([turned])
    assert (after.digest, after.files_digest == before.files_digest) == (before.digest, False)


def test_any_change_of_content_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    changes: list[dict[str, Any]] = [{}, {"timelines": []}, {"sources": [source("s-2000-01-10", note="More.")]}]
    for number, change in enumerate(changes):
        [incoming] = read_folders([write(tmp_path / str(number), **change)])
        digests.add(incoming.digest)
    assert len(digests) == 3


def test_the_same_content_again_changes_nothing(empty: Settings, tmp_path: Path) -> None:
    first = load(empty, KOREA, VIETNAM)
    again = load(empty, VIETNAM)
    assert (first.changed, again.changed, again.release) == (True, False, first.release)
    with serving(empty) as api:
        assert [release["digest"] for release in api.json("/v1")["releases"]] == [first.release]
    del tmp_path


def test_a_set_replaces_its_own_namesake_and_no_other(empty: Settings, tmp_path: Path) -> None:
    load(empty, KOREA, VIETNAM)
    one = {"sources": [source("s-2000-02-02")], "events": [event("one", state("s-2000-02-02"))]}
    first = load(empty, write(tmp_path / "first", **one))
    two = {**one, "events": [event("two", state("s-2000-02-02"))], "dataset": {**BASE["dataset"], "version": "2"}}
    second = load(empty, write(tmp_path / "second", **two))
    with serving(empty) as api:
        assert api.ids("/v1/events?timeline=line") == ["two"]
        assert api.json("/v1/events?timeline=vietnam-war-remains")["total"] > 5
        newest, before, _ = api.json("/v1")["releases"]
    assert newest["digest"] == second.release != first.release == before["digest"]
    assert newest["changes"] == {"events": {"added": 1, "changed": 0, "withdrawn": 1}}
    versions = {one["name"]: one["version"] for one in newest["datasets"]}
    assert versions["small"] == "2"


def test_sets_may_refer_to_each_other(empty: Settings, tmp_path: Path) -> None:
    """An event of one set may follow an event of another, at a place of a third, by a source of a fourth."""
    load(empty, write(tmp_path / "set", **EVERYTHING))
    other = write(
        tmp_path / "other",
        dataset={**BASE["dataset"], "name": "other"},
        timelines=[],
        measures=[],
        parties=[],
        events=[
            event(
                "guest",
                state("s-2001-05-05", places=["town"]),
                claims=[claim("s-2002", best=1)],
                relations=[{"type": "follows", "event": "full"}],
            )
        ],
    )
    load(empty, other)
    with serving(empty) as api:
        guest = api.json("/v1/events/guest")
    assert guest["relations"] == [{"type": "follows", "event": "full", "title": "full"}]
    assert (guest["places"][0]["id"], guest["claims"][0]["source"]) == ("town", "s-2002")


def test_a_set_that_others_need_cannot_lose_what_they_need(empty: Settings, tmp_path: Path) -> None:
    test_sets_may_refer_to_each_other(empty, tmp_path)
    with pytest.raises(DataError) as refused:
        load(empty, write(tmp_path / "bare"))
    assert "database:0: guest: there is no event full" in str(refused.value).splitlines()
    with serving(empty) as api:
        assert api.ids("/v1/events") == ["full", "guest", "bare"]


def test_an_id_belongs_to_one_set(empty: Settings, tmp_path: Path) -> None:
    load(empty, write(tmp_path / "first"))
    other = write(tmp_path / "other", dataset={**BASE["dataset"], "name": "other"}, measures=[], parties=[])
    with pytest.raises(DataError) as refused:
        load(empty, other)
    assert str(refused.value) == f"{other}/timelines.yaml:1: line: the id stands in the data sets other and small"


def test_a_projection_is_sound(empty: Settings, tmp_path: Path) -> None:
    load(empty, KOREA, VIETNAM, write(tmp_path / "set", **EVERYTHING))
    assert on(empty, verify) == []


TAMPERED = {
    "UPDATE event_version SET document = 'x' WHERE id = 1": "event full: is not what a fresh render gives",
    "UPDATE event_version SET line = 'x' WHERE id = 1": "event full: is not what a fresh render gives",
    "UPDATE event_version SET known_until = known_until - 1 WHERE id = 1": "event full: knowledge has a gap or an overlap",
    "UPDATE claim_version SET measure = 'x' WHERE id = 1": "claim ",
    "UPDATE change SET known_from = 1 WHERE id = 1": "change 1: is not what a fresh render gives",
    "UPDATE version_term SET value = 'x' WHERE id = 1": "version_term 1: is not what a fresh render gives",
    "UPDATE term_set SET members = ''": "term_set 1: is not what a fresh render gives",
    "UPDATE word_set SET part = 7 WHERE word = (SELECT min(word) FROM word_set)": "word_set ",
    "UPDATE day_piece SET last = 1": "day_piece ",
    "DELETE FROM change": "change: there are 0 rows, and a fresh render gives ",
    "UPDATE claim SET note = 'x'": "data set small: its records are not those that were loaded",
    "UPDATE release SET digest = 'x'": "release: its digest is not that of the data sets",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_was_tampered_with_is_found(empty: Settings, tmp_path: Path, statement: str) -> None:
    load(empty, write(tmp_path / "set", **EVERYTHING))

    def tampered(connection: Connection) -> list[str]:
        connection.execute(text(statement))
        return verify(connection)

    assert [fault for fault in on(empty, tampered) if fault.startswith(TAMPERED[statement])]


def test_a_running_server_serves_the_new_release_within_two_seconds(serve: Serve, tmp_path: Path) -> None:
    one = {"sources": [source("s-2000-02-02")], "events": [event("one", state("s-2000-02-02"))]}
    api = serve(**one)
    assert api.ids("/v1/events") == ["one"]
    shutil.rmtree(tmp_path / "small")
    both = [event("one", state("s-2000-02-02")), event("two", state("s-2000-02-02"))]
    load(api.settings, write(tmp_path / "small", **{**one, "events": both}))
    assert seen_within(api, 2) == ["one", "two"]


def seen_within(api: Client, seconds: float) -> list[str]:
    """What the server gives once it gives something else than one event; it looks by itself, too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := api.ids("/v1/events")) != ["one"]:
            return found
        api.runner.run(asyncio.sleep(0.05))
    return api.ids("/v1/events")
