"""Citations, and what a CSL processor makes of them."""

import json
import warnings
from typing import Any

import pytest

from app.formats.base import Item
from app.formats.words import source_address
from tests.formats.clients import library
from tests.formats.samples import (
    ADDRESS,
    BOOK,
    CANCELLED,
    DECADE,
    EVIL,
    NEWS,
    ONE,
    OPEN_END,
    SUSPENDED,
    UNKNOWN_START,
    bundled,
    context,
    event,
    made,
)

READ = {"accessed": "2026-11-01", "known_from": "2018-06-20", "note": None}


def entries(items: list[Item], kind: str = "event", **more: Any) -> list[Any]:
    found: list[Any] = json.loads(made("csl", items, context(kind, **more)))
    return found


def test_events_keep_dates_status_claims_and_sources() -> None:
    for item, entry in zip(bundled(), entries(bundled()), strict=True):
        assert (entry["id"], entry["title"]) == (item["id"], item["title"])
        assert entry["URL"] == f"{ADDRESS}/events/{item['id']}?known_on=2026-11-25"
        note = f"\n{entry['note']}\n"
        assert f"\nStatus: {item['status']}\n" in note
        assert f"\nDate: {item['date']['text']} (EDTF {item['date']['edtf']})\n" in note
        for claim in item["claims"]:
            assert f"\nFigure: {claim['text']} (" in note
            assert f", by {claim['claimant']['name']}" in note
            assert f"; source {claim['source']}" in note
        lines = entry["references"].split("\n")
        assert len(lines) == len(item["sources"])
        for source, line in zip(item["sources"], lines, strict=True):
            assert line.startswith(f"{source['publisher']}, “{source['title']}”")
            assert line.endswith(f" [{source['id']}] {source_address(source, context())}")


@pytest.mark.parametrize(
    ("item", "issued"),
    [
        (ONE, {"date-parts": [[2007, 4, 11]]}),
        (CANCELLED, {"date-parts": [[2012, 4]]}),
        (SUSPENDED, {"date-parts": [[1996, 7], [2005, 5, 25]]}),
        (event("x", "2007"), {"date-parts": [[2007]]}),
        (event("x", "2007~"), {"date-parts": [[2007]], "circa": True}),
        (event("x", "2007?"), {"literal": "possibly 2007"}),
        (event("x", "2007%"), {"literal": "possibly about 2007"}),
        (DECADE, {"literal": "about the 1990s"}),
        (OPEN_END, {"literal": "from 27 July 1953, ongoing"}),
        (UNKNOWN_START, {"literal": "until 2005, start unknown"}),
        (event("x", "[2018-06-20..]"), {"literal": "on or after 20 June 2018"}),
        (event("x", "2001-21"), {"literal": "spring 2001 (March to May)"}),
    ],
)
def test_dates_are_no_more_exact_than_known(item: Item, issued: Any) -> None:
    [entry] = entries([item])
    assert entry["issued"] == entry["event-date"] == issued


def test_it_is_an_array_also_when_empty_or_single() -> None:
    assert entries([]) == []
    assert len(entries([ONE], single=True)) == 1


def test_hostile_texts() -> None:
    [entry] = entries([EVIL])
    assert (entry["title"], entry["abstract"]) == (EVIL["title"], EVIL["summary"])


def test_sources_are_cited_as_what_they_are() -> None:
    law = BOOK | READ | {"kind": "law", "note": "Section 3.", "published": None}
    assert entries([NEWS | READ, BOOK | READ, law], "source") == [
        {
            "id": "news-2018-06-20",
            "type": "article-newspaper",
            "title": "Remains “already” sent back",
            "publisher": "The Daily News",
            "container-title": "The Daily News",
            "issued": {"date-parts": [[2018, 6, 20]]},
            "accessed": {"date-parts": [[2026, 11, 1]]},
            "URL": "https://news.example/a?b=1&c=2",
        },
        {
            "id": "history-1999",
            "type": "document",
            "title": "A history; of returns",
            "publisher": "Army, Center of History",
            "issued": {"date-parts": [[1999]]},
            "accessed": {"date-parts": [[2026, 11, 1]]},
            "URL": f"{ADDRESS}/v1/sources/history-1999",
        },
        {
            "id": "history-1999",
            "type": "legislation",
            "title": "A history; of returns",
            "publisher": "Army, Center of History",
            "accessed": {"date-parts": [[2026, 11, 1]]},
            "URL": f"{ADDRESS}/v1/sources/history-1999",
            "note": "Section 3.",
        },
    ]


def cited(items: list[Item]) -> dict[str, str]:
    """Each record as citeproc-py prints it, in the style that comes with it."""
    citeproc = library("citeproc", "citeproc-py")
    read = library("citeproc.source.json", "citeproc-py")
    with warnings.catch_warnings():
        # It warns of each style element that it does not know.
        warnings.simplefilter("ignore")
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        found = {}
        for item in items:
            source = read.CiteProcJSON(entries([item]))
            printed = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
            printed.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
            [found[item["id"]]] = [str(line) for line in printed.bibliography()]
    return found


def test_citeproc_prints_title_date_and_permalink() -> None:
    printed = cited(bundled())
    for item in bundled():
        assert item["title"].strip(".") in printed[item["id"]]
        assert f"/events/{item['id']}?known_on=2026-11-25" in printed[item["id"]]
    dates = {"return-2007": "(2007)", "decade": "(about the 1990s)", "suspension": "(1996–2005)"}
    for name, text in cited([ONE, DECADE, SUSPENDED]).items():
        assert dates.pop(name) in text
    assert not dates
