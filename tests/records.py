"""A small data set in which everything occurs that a record can have."""

from typing import Any

from tests.sets import BASE, claim, event, source, state

SOURCES = [
    source("s-2000-01-10"),
    source("s-2000-02-01", note="Read on a microfilm.", url="https://example.org/a?b=c"),
    source("s-2001-05-05", quality="primary", kind="official_release"),
    source("s-2002"),
]
PLACES = [
    {"id": "land", "name": "The Land", "other_names": ["Das Land", "땅"], "kind": "country", "country": "KP"},
    {
        "id": "town",
        "name": "Chambéry",
        "kind": "city",
        "lon": 127.5,
        "lat": 40,
        "radius_km": 2.5,
        "within": "land",
        "note": "N",
    },
]
PARTIES = [
    *BASE["parties"],
    {"id": "three", "name": "Party Three", "acronym": "P3", "kind": "command", "country": "US", "note": "Note."},
]
FULL = event(
    "full",
    state("s-2000-01-10", "2000-03/..", "planned", summary="A plan.", note="A state's note.", places=["town"]),
    state(
        "s-2001-05-05",
        "2000-03-01/2000-04",
        kind="ceremony",
        note=None,
        places=[],
        parties=[{"party": "two", "role": "host"}, {"party": "one", "role": "witness"}],
    ),
    state("s-2002", summary=None, places=["town", "land"]),
    note="From beginning to end.",
    places=["land"],
    parties=[{"party": "one", "role": "sponsor"}],
    date_alternatives=[{"edtf": "2000~", "source": "s-2002"}],
    sources=["s-2000-02-01"],
    claims=[
        claim("s-2001-05-05", best=7, as_of="2000-05", locator="p. 2", verbatim="seven", note="N", preferred=True),
        claim("s-2002", low=3, scope="part_of_it", who="three", asserted_on="2002-01?", derived=True),
        {**claim("s-2000-01-10", low=2, id="own-id"), "high": 9, "best": 4, "qualifier": "between"},
        claim("s-2002", "missing", high=100, as_of="2002-01-01"),
    ],
    relations=[
        {"type": "part_of", "event": "bare", "source": "s-2000-02-01"},
        {"type": "follows", "event": "bare"},
    ],
)
EVERYTHING: dict[str, Any] = {
    "dataset": {
        **BASE["dataset"],
        "notes": ["Read this first.", "Then this."],
        "glossary": [{"term": "set", "definition": "Not a person."}],
        "kept_warnings": [{"record": "bare", "warning": "one-source", "reason": "There is no other."}],
    },
    "timelines": [*BASE["timelines"], {"id": "other", "title": "Another", "summary": "Ünïcode 한국 🕊."}],
    "places": PLACES,
    "parties": PARTIES,
    "sources": [*SOURCES, source("undated", published=None), source("level-2003-01-01")],
    "claims": [{**claim("level-2003-01-01", "missing", best=90, as_of="2003"), "timeline": "line"}],
    "events": [FULL, event("bare", state("undated", "/1950"), timelines=["other", "line"])],
}
