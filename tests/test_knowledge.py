"""What was known when: history, changes, and every read on a day."""

import pytest

from tests.client import Client, Json
from tests.conftest import Serve
from tests.sets import claim, event, source, state

SOURCES = [source(f"s-{year}-05-05") for year in range(2001, 2008)]
MISSION = event(
    "mission",
    state("s-2002-05-05", "2003/..", "announced", title="A mission", summary="Soon."),
    state("s-2004-05-05", status="ongoing", date="2003-06/..", title="A mission"),
    # A source that is read later in the file and known earlier.
    state("s-2003-05-05", date="2003-06/..", status="planned", title="A mission", summary=None),
    state("s-2006-05-05", "2003-06/2005", "completed", title="The mission of 2003"),
    sources=["s-2001-05-05", "s-2007-05-05"],
    date_alternatives=[{"edtf": "2003-07/2005", "source": "s-2007-05-05"}],
    claims=[claim("s-2005-05-05", best=3), claim("s-2007-05-05", best=4, who="two")],
    relations=[
        {"type": "follows", "event": "talks"},
        {"type": "responds_to", "event": "talks", "source": "s-2005-05-05"},
    ],
)
TALKS = event(
    "talks",
    state("s-2003-05-05", "2001", title="Talks"),
    state("s-2006-05-05", "2001", title="Talks about a mission"),
)
PARTS = {"sources": SOURCES, "events": [MISSION, TALKS]}


@pytest.fixture
def small(serve: Serve) -> Client:
    return serve(**PARTS)


def test_every_version_of_an_event(small: Client) -> None:
    """One after another, as the sources of each day told it."""
    seen = {}
    for year in range(2001, 2008):
        answer = small.get(f"/v1/events/mission?known_on={year}-05-05")
        document = answer.json()
        seen[year] = document if answer.status_code == 200 else document["detail"]
    assert seen.pop(2001) == "This event first became known on 5 May 2002 (2002-05-05)."
    assert {year: (one["status"], one["title"], one["summary"]) for year, one in seen.items()} == {
        2002: ("announced", "A mission", "Soon."),
        2003: ("planned", "A mission", None),
        2004: ("ongoing", "A mission", None),
        2005: ("ongoing", "A mission", None),
        2006: ("completed", "The mission of 2003", None),
        2007: ("completed", "The mission of 2003", None),
    }
    assert {year: [one["id"] for one in document["sources"]] for year, document in seen.items()} == {
        2002: ["s-2001-05-05", "s-2002-05-05"],
        2003: ["s-2001-05-05", "s-2002-05-05", "s-2003-05-05"],
        2004: [f"s-{year}-05-05" for year in range(2001, 2005)],
        2005: [f"s-{year}-05-05" for year in range(2001, 2006)],
        2006: [f"s-{year}-05-05" for year in range(2001, 2007)],
        2007: [f"s-{year}-05-05" for year in range(2001, 2008)],
    }
    assert {
        year: [(one["type"], one["title"]) for one in document["relations"]] for year, document in seen.items()
    } == {
        2002: [],
        2003: [("follows", "Talks")],
        2004: [("follows", "Talks")],
        2005: [("follows", "Talks"), ("responds_to", "Talks")],
        2006: [("follows", "Talks about a mission"), ("responds_to", "Talks about a mission")],
        2007: [("follows", "Talks about a mission"), ("responds_to", "Talks about a mission")],
    }
    assert {year: [one["best"] for one in document["claims"]] for year, document in seen.items()} == {
        **dict.fromkeys((2002, 2003, 2004), []),
        **dict.fromkeys((2005, 2006), [3]),
        2007: [3, 4],
    }
    assert [len(one["date_alternatives"]) for one in seen.values()] == [0, 0, 0, 0, 0, 1]
    assert {one["known_from"] for one in seen.values()} == {"2002-05-05"}
    assert [one["version_known_from"] for one in seen.values()] == [f"{year}-05-05" for year in range(2002, 2008)]


def test_an_open_end_is_certain_until_the_newest_word(small: Client) -> None:
    ends = [small.json(f"/v1/events/mission?known_on={day}")["date"]["end"] for day in ("2002-06-01", "2005-01-01")]
    assert [end["bound"] for end in ends] == ["open", "open"]
    certain = "/v1/events?date={}&date_match=certain&known_on=2005-01-01"
    assert small.ids(certain.format("2004-05-05")) == ["mission"]
    assert small.ids(certain.format("2004-05-06")) == []


def test_the_day_before_and_the_day(small: Client) -> None:
    assert small.ids("/v1/events?known_on=2002-05-04") == []
    assert small.ids("/v1/events?known_on=2002-05-05") == ["mission"]
    assert small.json("/v1/events/mission?known_on=2006-05-04")["status"] == "ongoing"
    assert small.json("/v1/events/mission?known_on=2006-05-05")["status"] == "completed"


def items(api: Client, path: str) -> list[Json]:
    return api.items(path)


def test_history(small: Client) -> None:
    """The changes of state, oldest first; sources and claims are no state."""
    history = items(small, "/v1/events/mission/history")
    assert [(one["known_from"], one["known_until"], one["status"], one["title"]) for one in history] == [
        ("2002-05-05", "2003-05-05", "announced", "A mission"),
        ("2003-05-05", "2004-05-05", "planned", "A mission"),
        ("2004-05-05", "2006-05-05", "ongoing", "A mission"),
        ("2006-05-05", None, "completed", "The mission of 2003"),
    ]
    assert [one["changes"] for one in history] == [
        [],
        [
            {"field": "status", "from": "announced", "to": "planned"},
            {"field": "date", "from": "from 2003, ongoing", "to": "from June 2003, ongoing"},
            {"field": "summary", "from": "Soon.", "to": None},
        ],
        [{"field": "status", "from": "planned", "to": "ongoing"}],
        [
            {"field": "status", "from": "ongoing", "to": "completed"},
            {"field": "date", "from": "from June 2003, ongoing", "to": "June 2003 to 2005"},
            {"field": "title", "from": "A mission", "to": "The mission of 2003"},
        ],
    ]
    for one in history:
        then = small.json(one["links"]["self"])
        assert (then["status"], then["title"], then["date"]) == (one["status"], one["title"], one["date"])


def test_history_until_a_day(small: Client) -> None:
    history = items(small, "/v1/events/mission/history?known_on=2005-01-01")
    assert [(one["known_from"], one["known_until"]) for one in history] == [
        ("2002-05-05", "2003-05-05"),
        ("2003-05-05", "2004-05-05"),
        ("2004-05-05", None),
    ]
    problem = small.problem("/v1/events/mission/history?known_on=2002-05-04", 404)
    assert problem["detail"] == "This event first became known on 5 May 2002 (2002-05-05)."
    assert small.problem("/v1/events/mision/history", 404)["errors"][0]["suggestion"] == "mission"


def test_changes(small: Client) -> None:
    changes = items(small, "/v1/changes?sort=known")
    told = [(one["known_from"], one["event"], one["what"], one["source"], one["claim"]) for one in changes]
    assert told == [
        ("2002-05-05", "mission", "event", "s-2002-05-05", None),
        ("2003-05-05", "mission", "state", "s-2003-05-05", None),
        ("2003-05-05", "talks", "event", "s-2003-05-05", None),
        ("2004-05-05", "mission", "state", "s-2004-05-05", None),
        ("2005-05-05", "mission", "claim", "s-2005-05-05", "mission--returned--s-2005-05-05"),
        ("2006-05-05", "mission", "state", "s-2006-05-05", None),
        ("2006-05-05", "talks", "state", "s-2006-05-05", None),
        ("2007-05-05", "mission", "claim", "s-2007-05-05", "mission--returned--s-2007-05-05"),
    ]
    assert changes[6]["changes"] == [{"field": "title", "from": "Talks", "to": "Talks about a mission"}]
    assert changes[4]["changes"] == [{"field": "returned", "from": None, "to": "Returned: 3 sets"}]
    assert [one["title"] for one in changes[:6:5]] == ["A mission", "The mission of 2003"]
    assert items(small, "/v1/changes") == changes[::-1]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("since=2006-05-05", ["2007", "2006", "2006"]),
        ("since=2006-05-06", ["2007"]),
        ("until=2003-05-05", ["2003", "2003", "2002"]),
        ("since=2004-05-05&until=2005-05-05", ["2005", "2004"]),
        ("known_on=2003-06-01", ["2003", "2003", "2002"]),
        ("since=2003-01-01&until=2007-01-01&known_on=2004-12-31", ["2004", "2003", "2003"]),
        ("since=2007-05-06", []),
    ],
)
def test_changes_between_two_days(small: Client, query: str, days: list[str]) -> None:
    assert [one["known_from"][:4] for one in items(small, f"/v1/changes?{query}")] == days


# A path, and how many items it has on the last day of each year from 2001 to 2007.
COUNTS: dict[str, list[int]] = {
    "/v1/events?": [0, 1, 2, 2, 2, 2, 2],
    "/v1/timelines/line/events?": [0, 1, 2, 2, 2, 2, 2],
    "/v1/events?status=planned": [0, 0, 1, 0, 0, 0, 0],
    "/v1/events?q=soon": [0, 1, 0, 0, 0, 0, 0],
    '/v1/events?q="about a mission"': [0, 0, 0, 0, 0, 1, 1],
    "/v1/events?measure=returned": [0, 0, 0, 0, 1, 1, 1],
    "/v1/events?source=s-2001-05-05": [0, 1, 1, 1, 1, 1, 1],
    "/v1/events?source=s-2007-05-05": [0, 0, 0, 0, 0, 0, 1],
    "/v1/claims?": [0, 0, 0, 0, 1, 1, 2],
    "/v1/claims/compare?measure=returned": [0, 0, 0, 0, 1, 1, 1],
    "/v1/claims?conflicting=true": [0, 0, 0, 0, 0, 0, 2],
    "/v1/sources?": [1, 2, 3, 4, 5, 6, 7],
    "/v1/changes?": [0, 1, 3, 4, 5, 7, 8],
    "/v1/places?": [0] * 7,
    "/v1/parties?": [2] * 7,
    "/v1/measures?": [2] * 7,
    "/v1/timelines?": [1] * 7,
}


def test_every_list_on_a_day(small: Client) -> None:
    found = {
        path: [small.json(f"{path}&known_on={year}-12-31")["total"] for year in range(2001, 2008)] for path in COUNTS
    }
    assert found == COUNTS


def test_every_single_read_on_a_day(small: Client) -> None:
    assert small.problem("/v1/sources/s-2003-05-05?known_on=2003-05-04", 404)["detail"] == (
        "This source first became known on 5 May 2003 (2003-05-05)."
    )
    assert small.json("/v1/sources/s-2003-05-05?known_on=2003-05-05")["known_from"] == "2003-05-05"
    counts = [small.json(f"/v1/timelines/line?known_on={year}-12-31")["counts"] for year in (2001, 2004, 2006)]
    assert counts == [
        {"kind": {}, "status": {}, "total": {"events": 0}},
        {"kind": {"handover": 2}, "status": {"completed": 1, "ongoing": 1}, "total": {"events": 2}},
        {"kind": {"handover": 2}, "status": {"completed": 2}, "total": {"events": 2}},
    ]
    extents = [small.json(f"/v1/timelines/line?known_on={year}-12-31")["extent"] for year in (2001, 2004, 2006)]
    assert extents[0] is None
    assert [extent["text"] for extent in extents[1:]] == [
        "1 January 2001 to today",
        "1 January 2001 to 31 December 2005",
    ]
    facets = small.json("/v1/events?facets=status,year&known_on=2004-12-31")["facets"]
    assert [one["value"] for one in facets["status"]] == ["completed", "ongoing"]
    assert [one["value"] for one in facets["year"]] == ["2001", "2003", "2004"]


def test_links_keep_the_day(small: Client) -> None:
    event_then = small.json("/v1/events/mission?known_on=2004-12-31")
    assert event_then["links"] == {
        "self": "/v1/events/mission?known_on=2004-12-31",
        "html": "/events/mission?known_on=2004-12-31",
        "history": "/v1/events/mission/history?known_on=2004-12-31",
        "related": "/v1/events/mission/related?known_on=2004-12-31",
    }
    assert small.json("/v1/events/mission")["links"]["self"] == "/v1/events/mission"


def test_the_bundled_story_of_2012_and_2018(api: Client) -> None:
    """What the article tells, as known before and after it."""
    path = "/v1/events/recovery-mission-2012?known_on="
    assert api.json(path + "2011-12-01")["status"] == "announced"
    assert api.json(path + "2018-06-20")["status"] == "cancelled"
    expected = api.json("/v1/events/transfer-2018?known_on=2018-06-20")
    assert (expected["status"], expected["date"]["text"]) == ("expected", "on or after 20 June 2018")
    assert api.json("/v1/events/transfer-2018")["status"] == "completed"
    assert api.json("/v1/events/transfer-2018")["date"]["edtf"] == "2018-07-27"
    assert api.problem("/v1/events/transfer-2018?known_on=2018-06-01", 404)["detail"].startswith(
        "This event first became known on "
    )
