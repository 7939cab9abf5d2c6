"""Invented figures: wholes and parts, contradictions, limits, levels; every total is worked out by hand."""

from typing import Any

from tests.sets import Record, claim, event, source, state

SOURCES = [
    *(source(f"s-{year}-01-01") for year in (1990, 1991, *range(1995, 2006))),
    source("archive-2004-06-01", quality="primary", kind="archive"),
    source("level-2000-01-05"),
    source("level-2000-02-05"),
    source("level-2000-03-05"),
    source("level-2000-04-05", quality="primary", kind="official_release"),
]


def part(name: str, date: str, whole: str, *claims: Record) -> Record:
    """A part of an event, known from 1998."""
    return event(
        name,
        state("s-1998-01-01", date),
        claims=list(claims),
        relations=[{"type": "part_of", "event": whole}],
    )


EVENTS = [
    # Two parties, two figures: the later word is preferred, the band is that of both.
    event(
        "first",
        state("s-1990-01-01", "1990-05-01"),
        claims=[
            {**claim("s-1990-01-01", low=4), "high": 8, "qualifier": "between"},
            claim("s-1991-01-01", best=5, who="two"),
        ],
    ),
    # The whole is given as ten; its parts make nine.
    event(
        "whole",
        state("s-1995-01-01", "1995/1996-06"),
        claims=[
            claim("s-1996-01-01", best=6, as_of="1996-01-01"),
            claim("s-1997-01-01", best=10),
            claim("s-1997-01-01", best=1, scope="fragments", id="whole-fragments"),
        ],
    ),
    part("whole-a", "1995", "whole", claim("s-1998-01-01", best=4)),
    # This part has no figure, and its own parts make five.
    part("whole-b", "1996", "whole"),
    part("whole-b-1", "1996-02", "whole-b", claim("s-1998-01-01", best=2)),
    part("whole-b-2", "1996-03", "whole-b", claim("s-1998-01-01", best=3)),
    # A whole without a figure, one part of which has none.
    event("split", state("s-1998-01-01", "1998")),
    part("split-a", "1998-03", "split", claim("s-1999-01-01", best=3)),
    part("split-b", "1998-04", "split"),
    # A whole that its one part makes up.
    event("even", state("s-1999-01-01", "1999"), claims=[claim("s-1999-01-01", best=7)]),
    part("even-a", "1999-05", "even", claim("s-1999-01-01", best=7)),
    # Only a limit is known.
    event("limit", state("s-2000-01-01", "2000-02-02"), claims=[claim("s-2000-01-01", high=200)]),
    # The last one contradicts nothing; what did not happen is not counted.
    event("last", state("s-2001-01-01", "2001-01-01"), claims=[claim("s-2001-01-01", best=2)]),
    event("plan", state("s-2002-01-01", "2002", "planned"), claims=[claim("s-2002-01-01", best=99)]),
    event("called-off", state("s-2002-01-01", "2002-03", "cancelled"), claims=[claim("s-2002-01-01", best=98)]),
    # The question of 220, 225, 226, 229 or 400: counts on the way, four totals, one of another scope.
    event(
        "missions",
        state("s-2003-01-01", "1996-07/2002-05", "suspended"),
        timelines=["other"],
        claims=[
            claim("s-2000-01-01", best=42, as_of="2000"),
            claim("s-2003-01-01", low=220, asserted_on="2002-06"),
            claim("s-2004-01-01", best=225, who="two"),
            claim("archive-2004-06-01", best=226, who="three"),
            claim("s-2005-01-01", best=229, who="two"),
            {**claim("s-2005-01-01", best=400, scope="with_others", id="all-400"), "qualifier": "about"},
        ],
    ),
]
LEVELS: list[tuple[str, dict[str, Any]]] = [
    ("level-2000-01-05", {"best": 100, "as_of": "2000-01-01"}),
    ("level-2000-02-05", {"best": 90, "as_of": "2000-02-01"}),
    ("level-2000-03-05", {"best": 80, "as_of": "2000-03-04"}),
    ("level-2000-04-05", {"best": 120, "as_of": "2000-01-01", "who": "two"}),
    ("s-2005-01-01", {"high": 500, "derived": True, "note": "No date."}),
    ("s-2004-01-01", {"best": -3, "as_of": "2003", "scope": "of_one"}),
]
FIGURES: dict[str, Any] = {
    "timelines": [
        {"id": "line", "title": "A line", "summary": "Of events."},
        {"id": "other", "title": "Another", "summary": "Of missions."},
    ],
    "parties": [
        {"id": "one", "name": "Party One", "kind": "agency"},
        {"id": "two", "name": "Party Two", "kind": "state"},
        {"id": "three", "name": "Party Three", "kind": "press"},
    ],
    "sources": SOURCES,
    "claims": [{**claim(name, "missing", **more), "timeline": "line"} for name, more in LEVELS],
    "events": EVENTS,
}
