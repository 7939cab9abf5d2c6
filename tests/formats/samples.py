"""Documents written by hand for the formats, and those of the bundled data sets."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import app.dataset
from app.dataset.archive import Archive
from app.dataset.project import Projection
from app.dataset.reader import read_dataset
from app.documents.base import Document, encode, finish
from app.formats import FORMATS, Context, Item
from app.formats.parts import dated

ADDRESS = "https://homeward.example/base"
NEWS = {
    "id": "news-2018-06-20",
    "title": "Remains “already” sent back",
    "publisher": "The Daily News",
    "published": "2018-06-20",
    "url": "https://news.example/a?b=1&c=2",
    "kind": "news",
    "quality": "secondary",
}
BOOK = {
    "id": "history-1999",
    "title": "A history; of returns",
    "publisher": "Army, Center of History",
    "published": "1999",
    "url": None,
    "kind": "reference",
    "quality": "tertiary",
}
PYONGYANG = {
    "id": "pyongyang",
    "name": "Pyongyang",
    "lon": 125.75,
    "lat": 39.03,
    "radius_km": 15.0,
    "country": "KP",
}
WONSAN = {"id": "wonsan", "name": "원산", "lon": 127.44, "lat": 39.15, "radius_km": None, "country": "KP"}
HAWAII = {"id": "hickam", "name": "Hickam, Hawaii", "lon": -157.94, "lat": 21.33, "radius_km": 4.5, "country": "US"}
SOMEWHERE = {"id": "unknown-site", "name": "A site", "lon": None, "lat": None, "radius_km": None, "country": None}
HOSTILE = "<script>alert(\"x\")</script> ]]> & 'quoted' = 1; a, b \\ 🎖 "


def context(kind: str = "event", *, single: bool = False, address: str = ADDRESS, **more: Any) -> Context:
    """A context as the server makes it."""
    base: dict[str, Any] = {
        "kind": kind,
        "single": single,
        "title": "Events: all of them",
        "address": address,
        "self_url": f"{address}/v1/events?format=x&kind=handover",
        "json_url": f"{address}/v1/events?kind=handover",
        "html_url": f"{address}/events/x" if single else None,
        "known_on": "2026-11-25",
        "release": "3f2a9c81d04e",
        "loaded_at": "2026-11-24T10:20:30+00:00",
    }
    return Context(**base | more)


def event(name: str, date: str, **changes: Any) -> Item:
    """An event document that says little but what is changed."""
    base: Item = {
        "id": name,
        "kind": "handover",
        "status": "completed",
        "title": "Six sets of remains are handed over",
        "summary": None,
        "note": None,
        "date": dated(date),
        "date_alternatives": [],
        "places": [],
        "parties": [],
        "claims": [],
        "relations": [],
        "timelines": ["korean-war-remains"],
        "sources": [NEWS],
        "known_from": "2018-06-20",
        "version_known_from": "2018-06-21",
        "citation": "“Six sets of remains are handed over”. Homeward.",
        "links": {
            "self": f"{ADDRESS}/v1/events/{name}",
            "html": f"{ADDRESS}/events/{name}",
            "history": f"{ADDRESS}/v1/events/{name}/history",
            "related": f"{ADDRESS}/v1/events/{name}/related",
        },
    }
    return base | changes


def claim(subject: str, **changes: Any) -> Item:
    """A figure of an event."""
    base: Item = {
        "id": f"{subject}--remains-returned--news-2018-06-20",
        "event": subject,
        "timeline": None,
        "measure": "remains_returned",
        "unit": "sets_of_remains",
        "scope": None,
        "low": 6,
        "best": 6,
        "high": 6,
        "qualifier": "exact",
        "text": "6 sets of remains",
        "claimant": {"id": "un-command", "name": "United Nations Command"},
        "asserted_on": "2018-06-20",
        "as_of": "2018-06",
        "source": "news-2018-06-20",
        "locator": "page 3",
        "verbatim": "-6 sets, “all told”",
        "note": None,
        "derived": False,
        "preferred": True,
        "conflicts_with": [],
    }
    return base | changes


def claim_alone(subject: str, **changes: Any) -> Item:
    """The same outside its event."""
    found = claim(subject, **changes)
    links = {
        "self": f"{ADDRESS}/v1/claims/{found['id']}",
        "event": f"{ADDRESS}/v1/events/{subject}",
        "source": f"{ADDRESS}/v1/sources/{found['source']}",
        "compare": f"{ADDRESS}/v1/claims/compare?measure=remains_returned&event={subject}",
    }
    return found | {"known_from": "2018-06-20", "links": links}


LESS = {"low": None, "best": None, "high": 200, "qualifier": "at_most", "text": "at most 200 sets of remains"}
ONE = event(
    "return-2007",
    "2007-04-11",
    summary="Six sets of remains cross the line, with an escort.\nA second line.",
    note="The escort is not named.",
    date_alternatives=[{"edtf": "2007-07", "text": "July 2007", "source": "history-1999"}],
    places=[PYONGYANG],
    parties=[{"id": "north-korea", "name": "North Korea", "role": "delivering_party"}],
    claims=[
        claim("return-2007", conflicts_with=["return-2007--remains-returned--history-1999"]),
        claim(
            "return-2007",
            id="return-2007--remains-returned--history-1999",
            source="history-1999",
            scope="us",
            asserted_on=None,
            as_of=None,
            verbatim=None,
            preferred=False,
            **LESS,
        ),
    ],
    relations=[
        {"type": "part_of", "event": "talks-2007", "title": "Talks"},
        {"type": "follows", "event": "singapore-summit-2018", "title": "Summit"},
    ],
    sources=[BOOK, NEWS],
)
HANGUL = event("hangul", "2018-07-27", title="유해 55구 송환", summary="원산에서 오산까지 " * 9 + "끝", places=[WONSAN])
DECADE = event("decade", "199X~", kind="talks", title="Talks of the 1990s")
OPEN_END = event("open-end", "1953-07-27/..", kind="armistice", status="ongoing", title="Armistice in force")
NO_PLACE = event(
    "no-place", "[2018-06-20..]", status="expected", title="A transfer is expected", claims=[claim("no-place", **LESS)]
)
THREE_PLACES = event(
    "three-places",
    "2018-07-27/2018-08-01",
    title="From Wonsan to Hawaii",
    places=[WONSAN, SOMEWHERE, PYONGYANG, HAWAII],
)
CANCELLED = event(
    "recovery-mission-2012", "2012-04", kind="recovery_mission", status="cancelled", title="A mission is called off"
)
SUSPENDED = event(
    "suspension", "1996-07/2005-05-25", kind="recovery_mission", status="suspended", title="Missions stop"
)
UNKNOWN_START = event("unknown-start", "/2005", kind="analysis", title="Analysis ends")
EVIL = event("evil", "2001-21", title=HOSTILE.strip(), summary="=cmd|' /C calc'!A0\n<b>-2</b>", note="@SUM(1)")
SAMPLES = [
    ONE,
    HANGUL,
    DECADE,
    OPEN_END,
    NO_PLACE,
    THREE_PLACES,
    CANCELLED,
    SUSPENDED,
    UNKNOWN_START,
    EVIL,
]
GOLDEN: dict[str, list[Item]] = {
    "empty": [],
    "one": [ONE],
    "hangul": [HANGUL],
    "decade": [DECADE],
    "open-end": [OPEN_END],
    "no-place": [NO_PLACE],
    "three-places": [THREE_PLACES],
}
CHANGES: list[Item] = [
    {
        "known_from": "2018-06-20",
        "event": "transfer-2018",
        "timeline": None,
        "title": "A transfer is expected",
        "what": "event",
        "claim": None,
        "changes": [],
        "source": "news-2018-06-20",
        "links": {
            "self": f"{ADDRESS}/v1/events/transfer-2018",
            "source": f"{ADDRESS}/v1/sources/news-2018-06-20",
        },
    },
    {
        "known_from": "2018-07-27",
        "event": "transfer-2018",
        "timeline": None,
        "title": "A transfer <took> place",
        "what": "state",
        "claim": None,
        "changes": [
            {"field": "status", "from": "expected", "to": "completed"},
            {"field": "note", "from": None, "to": "=1+1"},
        ],
        "source": "wapo-2018-07-27",
        "links": {
            "self": f"{ADDRESS}/v1/events/transfer-2018",
            "source": f"{ADDRESS}/v1/sources/wapo-2018-07-27",
        },
    },
    {
        "known_from": "2018-07-27",
        "event": None,
        "timeline": "korean-war-remains",
        "title": "Remains of the Korean War",
        "what": "claim",
        "claim": "korean-war-remains--unaccounted-for--wapo-2018-07-27",
        "changes": [{"field": "unaccounted_for", "from": None, "to": "Unaccounted for: 7,702 persons"}],
        "source": "wapo-2018-07-27",
        "links": {
            "self": f"{ADDRESS}/v1/claims/korean-war-remains--unaccounted-for--wapo-2018-07-27",
            "source": f"{ADDRESS}/v1/sources/wapo-2018-07-27",
        },
    },
]


def made(name: str, items: list[Item], about: Context) -> bytes:
    """The bytes of a format."""
    form = FORMATS[name]
    if form.render:
        return form.render(items, about)
    assert form.head
    assert form.item
    assert form.tail
    return form.head(about) + b"".join(form.item(item, about) for item in items) + form.tail(about)


@cache
def projection() -> Projection:
    """The bundled data sets."""
    folders = sorted((Path(app.dataset.__file__).parent / "bundled").iterdir())
    datasets = [found for folder in folders if (found := read_dataset(folder).dataset)]
    return Projection(Archive(datasets))


def served(document: Document) -> Item:
    """A document as the server sends it."""
    found: Item = json.loads(finish(encode(document), ADDRESS, None))
    return found


@cache
def bundled() -> list[Item]:
    """Every event of the bundled data sets, as known today."""
    events = projection().archive.events.values()
    return [served(list(projection().event_intervals(one))[-1].document) for one in events]


@cache
def bundled_claims() -> list[Item]:
    """Every claim of the bundled data sets."""
    facts = projection().all_facts()
    return [served(list(projection().claim_intervals(fact))[-1].document) for fact in facts]
