"""A small invented history with one of everything that a query can ask for; answers are worked out by hand."""

from typing import Any

from tests.sets import BASE, Record, claim, event, source, state

PLACES: list[Record] = [
    {"id": "korea", "name": "Korea", "kind": "country", "country": "KP"},
    {"id": "hamgyong", "name": "Hamgyong", "kind": "region", "within": "korea"},
    {
        "id": "hungnam",
        "name": "Hungnam",
        "other_names": ["흥남"],
        "kind": "city",
        "within": "hamgyong",
        "lon": 127.62,
        "lat": 39.83,
        "radius_km": 5,
    },
    {"id": "chambery", "name": "Chambéry", "kind": "city", "country": "FR", "lon": 5.92, "lat": 45.57},
    {"id": "suva", "name": "Suva", "kind": "city", "country": "FJ", "lon": 178.44, "lat": -18.14, "radius_km": 10},
    {"id": "apia", "name": "Apia", "kind": "city", "country": "WS", "lon": -171.77, "lat": -13.83, "radius_km": 10},
    {"id": "camp", "name": "Camp near the pole", "kind": "site", "lon": 0, "lat": 89.5, "radius_km": 100},
    {"id": "nowhere", "name": "A place without a coordinate", "kind": "site"},
]
PARTIES: list[Record] = [
    *BASE["parties"],
    {"id": "alpha", "name": "Alpha Command", "acronym": "ALC", "kind": "command", "country": "US"},
    {"id": "beta", "name": "베타 위원회", "kind": "delegation"},
    {"id": "gamma", "name": "Standing Talks Commission", "kind": "office", "country": "CH"},
]
SOURCES = [
    source("s-1900-01-01", quality="tertiary", kind="archive"),
    source("s-1995-05-05"),
    source("s-2000-01-01", publisher="The Gazette"),
    source("s-2005-06-01"),
    source("s-2007-05-01", quality="primary", kind="transcript", publisher="Bureau, Office of Records"),
    source("s-2018-06-13"),
    source("s-2019-01-01"),
]


def role(party: str, played: str) -> Record:
    return {"party": party, "role": played}


EVENTS = [
    event("ancient", state("s-1900-01-01", "/1888", title="Accounts of old"), kind="statement"),
    event("before", state("s-1995-05-05", "../1920", title="Before all records"), kind="statement"),
    event(
        "decade",
        state("s-2000-01-01", "199X", title="Talks at Chambéry", places=["chambery"], parties=[role("alpha", "host")]),
        kind="talks",
    ),
    event(
        "pair", state("s-2000-01-01", "[1992,1994]", "cancelled", title="A meeting", places=["nowhere"]), kind="talks"
    ),
    event(
        "span",
        state("s-2005-06-01", "1996-07/2005-05", title="The recovery missions", places=["hamgyong"]),
        kind="recovery_mission",
    ),
    event(
        "part",
        state("s-2005-06-01", "1996-07-10/1996-07-29", title="The first mission", places=["hungnam"]),
        kind="recovery_mission",
        relations=[{"type": "part_of", "event": "span"}],
    ),
    event("unended", state("s-2005-06-01", "2000/", "suspended", title="A pause"), kind="suspension"),
    event(
        "spring",
        state("s-2005-06-01", "2001-21", title="Spring talks: “first round”", places=["camp"]),
        kind="talks",
        timelines=["line", "other"],
    ),
    event(
        "year",
        state(
            "s-2007-05-01",
            "2007",
            title="Remains handed over",
            summary="Talks preceded the handover of six.",
            places=["hungnam"],
            parties=[role("alpha", "delivering_party"), role("beta", "receiving_party")],
        ),
        claims=[claim("s-2007-05-01", best=6)],
    ),
    event(
        "about",
        state("s-2007-05-01", "2007-04~", title="회담과 한국의 회의", summary="Một cuộc họp tại Hà Nội"),
        kind="talks",
        timelines=["other"],
    ),
    event("ongoing", state("s-2019-01-01", "2015/..", "ongoing", title="The analysis"), kind="analysis"),
    event(
        "month",
        state(
            "s-2018-06-13",
            "2018-06",
            title="The summit",
            summary="A summit on remains; remains of remains.",
            places=["suva"],
            parties=[role("gamma", "host")],
        ),
        kind="summit",
    ),
    event(
        "day",
        state(
            "s-2018-06-13",
            "2018-06-12",
            title="Handover of the remains",
            places=["hungnam", "apia"],
            parties=[role("alpha", "receiving_party"), role("beta", "delivering_party")],
        ),
        claims=[claim("s-2019-01-01", best=55), claim("s-2018-06-13", high=200, who="two")],
    ),
    event("expected", state("s-2019-01-01", "[2018-06-20..]", "expected", title="Another handover")),
]
HISTORY: dict[str, Any] = {
    "timelines": [*BASE["timelines"], {"id": "other", "title": "Another line", "summary": "Of two events."}],
    "places": PLACES,
    "parties": PARTIES,
    "sources": SOURCES,
    "events": EVENTS,
}
IN_ORDER = [
    "decade",
    "pair",
    "span",
    "part",
    "unended",
    "spring",
    "year",
    "about",
    "ongoing",
    "month",
    "day",
    "expected",
    "ancient",
    "before",
]
"""By first possible day; those whose start is unknown come last, by id."""
