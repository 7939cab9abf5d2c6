"""The table of formats."""

import json

import pytest

from app.formats import FORMATS
from tests.formats.samples import CHANGES, ONE, claim_alone, context, made

PAIRS = [(form.name, kind) for form in FORMATS.values() for kind in sorted(form.kinds) if form.render or form.item]
ITEMS = {"event": ONE, "claim": claim_alone("return-2007"), "change": CHANGES[1]}


def test_names_and_media_types_are_those_of_the_contract() -> None:
    found = {name: form.media_type for name, form in FORMATS.items() if name not in ("svg", "html")}
    assert list(found.items()) == [
        ("json", "application/json"),
        ("geojson", "application/geo+json"),
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("ndjson", "application/x-ndjson"),
        ("jsonld", "application/ld+json"),
        ("atom", "application/atom+xml"),
        ("ics", "text/calendar"),
        ("timelinejs", "application/json"),
        ("vis", "application/json"),
        ("csl", "application/vnd.citationstyles.csl+json"),
    ]
    assert all(form.name == name for name, form in FORMATS.items())


def test_every_format_gives_events() -> None:
    assert all("event" in form.kinds for form in FORMATS.values())


def test_a_format_is_a_whole_or_a_stream() -> None:
    for form in FORMATS.values():
        stream = (form.head, form.item, form.tail)
        assert all(stream) or not any(stream)
        assert form.name == "json" or bool(form.render) != all(stream)


@pytest.mark.parametrize(("name", "kind"), PAIRS)
def test_every_kind_of_every_format_has_an_empty_case(name: str, kind: str) -> None:
    raw = made(name, [], context(kind))
    if FORMATS[name].media_type.endswith("json") and name != "ndjson":
        json.loads(raw)
    assert (b"return-2007" in raw, raw.decode() == "") == (False, name == "ndjson")


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[1] in ITEMS])
def test_no_format_changes_its_item(pair: tuple[str, str]) -> None:
    name, kind = pair
    before = json.dumps(ITEMS[kind])
    assert made(name, [ITEMS[kind]], context(kind, single=True))
    assert json.dumps(ITEMS[kind]) == before
