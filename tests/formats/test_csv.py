"""CSV: columns, RFC 4180, formulas, and what pandas and LibreOffice read."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from app.documents.base import Document
from app.documents.change import ChangeDocument
from app.documents.claim import ClaimAlone
from app.documents.event import EventDocument
from app.documents.records import MeasureDocument, PartyDocument, PlaceDocument, SourceDocument, TimelineDocument
from app.formats.base import Item
from app.formats.columns import COLUMNS
from app.formats.csv import cell, member
from tests.formats.clients import library, program, run
from tests.formats.samples import (
    CHANGES,
    EVIL,
    HANGUL,
    NO_PLACE,
    ONE,
    SAMPLES,
    THREE_PLACES,
    bundled,
    bundled_claims,
    claim_alone,
    context,
    made,
)

MODELS: dict[str, type[Document]] = {
    "event": EventDocument,
    "claim": ClaimAlone,
    "timeline": TimelineDocument,
    "place": PlaceDocument,
    "party": PartyDocument,
    "source": SourceDocument,
    "measure": MeasureDocument,
    "change": ChangeDocument,
}


def table(items: list[Item], kind: str = "event", **more: Any) -> list[dict[str, str]]:
    """The rows that a reader of RFC 4180 sees."""
    text = made("csv", items, context(kind, **more)).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def joined(values: list[Any]) -> str:
    return "; ".join("" if value is None else str(value) for value in values)


def shown(value: Any) -> str:
    """No value is an empty cell."""
    return "" if value is None else str(value)


def test_every_column_begins_in_a_member_of_its_document() -> None:
    for kind, model in MODELS.items():
        assert {member(path) for _, path in COLUMNS[kind]} == set(model.model_fields), kind
    assert MODELS.keys() == COLUMNS.keys()


def test_no_column_is_twice_there() -> None:
    for columns in COLUMNS.values():
        assert len({name for name, _ in columns}) == len(columns)


def test_every_column_of_the_bundled_events_and_claims_is_filled_somewhere() -> None:
    for rows in (table([*bundled(), *SAMPLES]), table([*bundled_claims(), claim_alone("x")], "claim")):
        assert [name for name in rows[0] if not any(row[name] for row in rows)] == []


def test_events_keep_dates_status_claims_and_sources() -> None:
    for item, row in zip(bundled(), table(bundled()), strict=True):
        date = item["date"]
        assert row["id"] == item["id"]
        assert row["status"] == item["status"]
        assert (row["date_edtf"], row["date_text"]) == (date["edtf"], date["text"])
        for end in ("start", "end"):
            limits = [shown(date[end][name]) for name in ("earliest", "latest", "bound")]
            assert [row[f"{end}_{name}"] for name in ("earliest", "latest", "bound")] == limits
        assert (row["extent"], row["precision"]) == (date["extent"], date["precision"])
        assert (row["approximate"], row["uncertain"]) == tuple(
            str(date[name]).lower() for name in ("approximate", "uncertain")
        )
        assert row["claim_ids"] == joined([claim["id"] for claim in item["claims"]])
        assert row["claim_texts"] == joined([claim["text"] for claim in item["claims"]])
        assert row["claim_claimants"] == joined([claim["claimant"]["name"] for claim in item["claims"]])
        assert row["claim_sources"] == joined([claim["source"] for claim in item["claims"]])
        for name, column in (("id", "ids"), ("publisher", "publishers"), ("title", "titles"), ("url", "urls")):
            assert row[f"source_{column}"] == joined([source[name] for source in item["sources"]])
        assert row["url"] == item["links"]["self"]


def test_claims_are_a_table_of_their_own() -> None:
    rows = table(bundled_claims(), "claim")
    assert len(rows) > 300
    for item, row in zip(bundled_claims(), rows, strict=True):
        for name in ("id", "event", "timeline", "measure", "unit", "low", "best", "high", "qualifier", "source"):
            assert row[name] == shown(item[name])
        assert row["claimant_name"] == item["claimant"]["name"]
        assert (row["asserted_on_edtf"], row["as_of_edtf"]) == (shown(item["asserted_on"]), shown(item["as_of"]))
        assert row["source_url"] == item["links"]["source"]


def test_changes() -> None:
    rows = table(CHANGES, "change")
    assert [row["changed_fields"] for row in rows] == ["", "status; note", "unaccounted_for"]
    assert [row["changed_to"] for row in rows] == ["", "completed; '=1+1", "Unaccounted for: 7,702 persons"]


def test_several_places_stay_in_step() -> None:
    [row] = table([THREE_PLACES])
    assert row["place_ids"] == "wonsan; unknown-site; pyongyang; hickam"
    assert row["place_lons"] == "127.44; ; 125.75; -157.94"
    assert row["place_radii_km"] == "; ; 15.0; 4.5"


def test_the_empty_case_has_its_header() -> None:
    for kind, columns in COLUMNS.items():
        header = ",".join(name for name, _ in columns)
        assert made("csv", [], context(kind)).decode() == f"{header}\r\n"


def test_a_byte_order_mark_only_when_asked_for() -> None:
    assert made("csv", [ONE], context(bom=True)) == b"\xef\xbb\xbf" + made("csv", [ONE], context())


def test_fields_choose_columns() -> None:
    text = made("csv", [ONE], context(fields=("id", "date", "status")))
    header, row, rest = text.decode().split("\r\n")
    assert header.startswith("id,status,date_edtf,date_text,")
    assert row.startswith("return-2007,completed,2007-04-11,11 April 2007,")
    assert rest == ""
    assert len(header.split(",")) == len(row.split(","))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("'quoted'", "'quoted'"),
        ("", ""),
        (-0.02, "-0.02"),
        (-5, "-5"),
        (0, "0"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        ([], ""),
        ([-157.94], "-157.94"),
        ([-157.94, 127.0], "'-157.94; 127.0"),
        (["a", "=1"], "a; '=1"),
        (["=1"], "'=1"),
        ({"handover": 2, "talks": 1}, "handover 2; talks 1"),
    ],
)
def test_cells(value: Any, text: str) -> None:
    assert cell(value) == text


def test_quotes_commas_and_line_ends_make_the_round_trip() -> None:
    item = NO_PLACE | {"title": '"Bellerophon", a', "summary": 'line\n"two",\nthree'}
    [row] = table([item])
    assert (row["title"], row["summary"]) == (item["title"], item["summary"])
    assert made("csv", [item], context()).count(b"\r\n") == 2


def test_hostile_texts() -> None:
    [row] = table([EVIL])
    assert row["title"] == EVIL["title"]
    assert row["summary"] == "'" + EVIL["summary"]
    assert row["note"] == "'@SUM(1)"


def test_pandas_reads_it() -> None:
    pandas = library("pandas")
    frame = pandas.read_csv(io.BytesIO(made("csv", bundled_claims(), context("claim"))))
    for name in ("low", "best", "high"):
        assert frame[name].sum() == sum(claim[name] or 0 for claim in bundled_claims())
    assert list(frame["verbatim"].fillna("")) == [cell(claim["verbatim"]) for claim in bundled_claims()]
    events = pandas.read_csv(io.BytesIO(made("csv", [ONE, HANGUL], context(bom=True))), encoding="utf-8-sig")
    assert list(events["title"]) == [ONE["title"], HANGUL["title"]]
    assert list(events["place_lons"]) == [125.75, 127.44]


@pytest.mark.clients
def test_libreoffice_reads_it(tmp_path: Path) -> None:
    office = program("soffice", "libreoffice-calc-nogui")
    items = [ONE, EVIL, HANGUL, NO_PLACE]
    (tmp_path / "in.csv").write_bytes(made("csv", items, context(bom=True)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    # Token 76 is UTF-8; the last true asks LibreOffice to run what it takes for a formula, as Excel does.
    reading = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    writing = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1"
    run(office, profile, "--headless", reading, "--convert-to", writing, "--outdir", "out", "in.csv", folder=tmp_path)
    [result] = (tmp_path / "out").iterdir()
    with result.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == [item["title"] for item in items]
    assert rows[1]["summary"] == "'" + EVIL["summary"]
    assert rows[1]["note"] == "'@SUM(1)"
    assert [row["date_edtf"] for row in rows] == [item["date"]["edtf"] for item in items]
    assert rows[0]["claim_texts"] == "6 sets of remains; at most 200 sets of remains"
