"""Totals, comparison and claims, each answer worked out by hand."""

from typing import Any

import pytest

from tests.client import Client, Json

RETURNED = "/v1/timelines/line/totals?measure=returned"


def numbers(point: Json) -> tuple[Any, ...]:
    return point["low"], point["best"], point["high"]


def running(totals: Json) -> list[tuple[Any, ...]]:
    return [(p["event"], p["date"], numbers(p), numbers(p["cumulative"])) for p in totals["points"]]


def test_a_flow_is_added_up_once(figures: Client) -> None:
    totals = figures.json(RETURNED)
    assert (totals["measure"], totals["unit"], totals["scope"]) == ("returned", "sets", None)
    assert running(totals) == [
        ("first", "1990-05-01", (4, 5, 8), (4, 5, 8)),
        ("whole", "1996-06", (10, 10, 10), (14, 15, 18)),
        ("split-a", "1998-03", (3, 3, 3), (17, 18, 21)),
        ("even", "1999", (7, 7, 7), (24, 25, 28)),
        ("limit", "2000-02-02", (None, None, 200), (None, None, 228)),
        ("last", "2001-01-01", (2, 2, 2), (None, None, 230)),
    ]
    assert totals["mismatches"] == [{"event": "whole", "whole": 10, "parts": 9}]
    assert totals["partial"] == ["split"]
    assert totals["links"] == {"self": RETURNED, "timeline": "/v1/timelines/line"}


def test_scopes_are_never_mixed(figures: Client) -> None:
    totals = figures.json(f"{RETURNED}&scope=fragments")
    assert running(totals) == [("whole", "1996-06", (1, 1, 1), (1, 1, 1))]
    assert (totals["scope"], totals["mismatches"], totals["partial"]) == ("fragments", [], [])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1989-12-31", []),
        ("1990-01-01", [("first", "1990-05-01", (4, None, 8), (4, None, 8))]),
        (
            "1996-12-31",
            [
                ("first", "1990-05-01", (4, 5, 8), (4, 5, 8)),
                ("whole", "1996-06", (6, 6, 6), (10, 11, 14)),
            ],
        ),
    ],
)
def test_totals_as_known_on_a_day(figures: Client, day: str, expected: list[tuple[Any, ...]]) -> None:
    totals = figures.json(f"{RETURNED}&known_on={day}")
    assert (running(totals), totals["known_on"]) == (expected, day)


def test_a_level_is_a_series_and_contradictions_stay_a_band(figures: Client) -> None:
    totals = figures.json("/v1/timelines/line/totals?measure=missing")
    points = [(p["as_of"], numbers(p), p["claims"]) for p in totals["points"]]
    assert points == [
        ("2000-01-01", (100, None, 120), ["line--missing--level-2000-01-05", "line--missing--level-2000-04-05"]),
        ("2000-02-01", (90, 90, 90), ["line--missing--level-2000-02-05"]),
        ("2000-03-04", (80, 80, 80), ["line--missing--level-2000-03-05"]),
        (None, (None, None, 500), ["line--missing--s-2005-01-01"]),
    ]
    assert (totals["measure"], totals["unit"], totals["scope"]) == ("missing", "persons", None)
    assert figures.json("/v1/timelines/other/totals?measure=missing")["points"] == []


def test_compare_answers_which_figure_by_whom_and_where(figures: Client) -> None:
    [whole, others] = figures.items("/v1/claims/compare?measure=returned&event=missions")
    said = [(c["low"], c["best"], c["high"], c["claimant"]["name"], c["source"]) for c in whole["claims"]]
    assert said == [
        (42, 42, 42, "Party One", "s-2000-01-01"),
        (220, None, None, "Party One", "s-2003-01-01"),
        (225, 225, 225, "Party Two", "s-2004-01-01"),
        (226, 226, 226, "Party Three", "archive-2004-06-01"),
        (229, 229, 229, "Party Two", "s-2005-01-01"),
    ]
    against = {c["best"]: [name.rpartition("--")[2] for name in c["conflicts_with"]] for c in whole["claims"]}
    assert against == {
        42: [],
        None: [],
        225: ["archive-2004-06-01", "s-2005-01-01"],
        226: ["s-2004-01-01", "s-2005-01-01"],
        229: ["archive-2004-06-01", "s-2004-01-01"],
    }
    # The count on the way is no bound of the whole; the nearest source is preferred.
    assert (whole["spread"], whole["conflicting"]) == ({"low": 220, "high": 229}, True)
    assert whole["preferred"] == "missions--returned--archive-2004-06-01"
    assert [c["preferred"] for c in whole["claims"]] == [False, False, False, True, False]
    assert (others["scope"], others["spread"], others["conflicting"]) == (
        "with_others",
        {"low": 380, "high": 420},
        False,
    )
    assert (whole["event"], whole["timeline"], whole["measure"], whole["scope"]) == ("missions", None, "returned", None)


def test_compare_of_a_level_is_by_timeline(figures: Client) -> None:
    [level, scoped] = figures.items("/v1/claims/compare?measure=missing")
    assert (level["event"], level["timeline"], scoped["scope"]) == (None, "line", "of_one")
    conflicts = {c["best"]: len(c["conflicts_with"]) for c in level["claims"]}
    # 100 and 120 of one day; 90 within 31 days of both; 80 a day too late for 90. 500 has no date.
    assert conflicts == {100: 2, 90: 2, 80: 0, 120: 2, None: 0}
    assert level["preferred"] == "line--missing--level-2000-03-05"


def test_compare_takes_several_measures_in_the_order_asked_for(figures: Client) -> None:
    groups = figures.items("/v1/claims/compare?measure=missing,returned&timeline=line")
    assert [group["measure"] for group in groups] == ["missing", "missing"] + ["returned"] * 13
    events = [group["event"] for group in groups[2:]]
    assert events == sorted(events)
    assert all(group["conflicting"] is False for group in groups[2:])
    assert figures.items("/v1/claims/compare?measure=returned&event=split") == []
    scoped = figures.items("/v1/claims/compare?measure=returned&scope=with_others")
    assert [group["event"] for group in scoped] == ["missions"]


def test_what_was_known_changes_the_preferred_claim(figures: Client) -> None:
    path = "/v1/claims/compare?measure=returned&event=missions&known_on="
    [before] = figures.items(path + "2003-06-01")
    assert (before["preferred"], before["conflicting"]) == ("missions--returned--s-2003-01-01", False)
    [middle] = figures.items(path + "2004-01-01")
    assert (middle["preferred"], middle["conflicting"]) == ("missions--returned--s-2004-01-01", False)
    [later] = figures.items(path + "2004-06-01")
    assert (later["preferred"], later["conflicting"]) == ("missions--returned--archive-2004-06-01", True)


CLAIMS: dict[str, list[str]] = {
    "event=missions&sort=asserted": [
        "missions--returned--s-2000-01-01",
        "missions--returned--s-2003-01-01",
        "missions--returned--s-2004-01-01",
        "missions--returned--archive-2004-06-01",
        "all-400",
        "missions--returned--s-2005-01-01",
    ],
    "event=missions&sort=-asserted&limit=1000&claimant=two": [
        "missions--returned--s-2005-01-01",
        "missions--returned--s-2004-01-01",
    ],
    "measure=missing": [
        "line--missing--s-2004-01-01",
        "line--missing--level-2000-03-05",
        "line--missing--level-2000-02-05",
        "line--missing--level-2000-04-05",
        "line--missing--level-2000-01-05",
        "line--missing--s-2005-01-01",
    ],
    "measure=missing&claimant=two": ["line--missing--level-2000-04-05"],
    "scope=with_others,fragments&sort=asserted": ["whole-fragments", "all-400"],
    "source=s-2001-01-01": ["last--returned--s-2001-01-01"],
    "qualifier=at_least": ["missions--returned--s-2003-01-01"],
    "qualifier=between,about&sort=asserted": ["first--returned--s-1990-01-01", "all-400"],
    "derived=true": ["line--missing--s-2005-01-01"],
    "derived=false&measure=missing&conflicting=true": [
        "line--missing--level-2000-02-05",
        "line--missing--level-2000-04-05",
        "line--missing--level-2000-01-05",
    ],
    "conflicting=false&measure=missing": [
        "line--missing--s-2004-01-01",
        "line--missing--level-2000-03-05",
        "line--missing--s-2005-01-01",
    ],
    # Possible intervals: at most 500 may be 499 and may be 1; about 400 is 380 to 420; at least 220 may be 230.
    "value_min=410": ["line--missing--s-2005-01-01", "missions--returned--s-2003-01-01", "all-400"],
    "value_min=421&timeline=other": ["missions--returned--s-2003-01-01"],
    "value_min=225&value_max=226&timeline=other": [
        "missions--returned--s-2004-01-01",
        "missions--returned--s-2003-01-01",
        "missions--returned--archive-2004-06-01",
    ],
    "value_max=-1": ["line--missing--s-2004-01-01", "line--missing--s-2005-01-01", "limit--returned--s-2000-01-01"],
    "value_min=-3&value_max=-3&measure=missing": ["line--missing--s-2004-01-01", "line--missing--s-2005-01-01"],
    "as_of=2000-01": [
        "missions--returned--s-2000-01-01",
        "line--missing--level-2000-04-05",
        "line--missing--level-2000-01-05",
    ],
    "as_of=2003": ["line--missing--s-2004-01-01"],
    "as_of=1996/1999": ["whole--returned--s-1996-01-01"],
    "asserted=2002-06": ["missions--returned--s-2003-01-01"],
    "asserted=2003-01": [],
    "timeline=other&known_on=2003-01-01": ["missions--returned--s-2000-01-01", "missions--returned--s-2003-01-01"],
    "measure=missing&known_on=2000-01-04": [],
    "measure=missing&known_on=2000-01-05": ["line--missing--level-2000-01-05"],
    "event=split": [],
}


@pytest.mark.parametrize("query", CLAIMS)
def test_the_filters_of_claims(figures: Client, query: str) -> None:
    names = figures.ids(f"/v1/claims?{query}")
    ordered = "sort=" in query or "measure=" in query or "as_of" in query
    assert (names if ordered else sorted(names)) == (CLAIMS[query] if ordered else sorted(CLAIMS[query]))


def test_one_claim_whole(figures: Client) -> None:
    claim = figures.json("/v1/claims/missions--returned--archive-2004-06-01?known_on=2004-06-01")
    assert claim == {
        "id": "missions--returned--archive-2004-06-01",
        "event": "missions",
        "timeline": None,
        "measure": "returned",
        "unit": "sets",
        "scope": None,
        "low": 226,
        "best": 226,
        "high": 226,
        "qualifier": "exact",
        "text": "226 sets",
        "claimant": {"id": "three", "name": "Party Three"},
        "asserted_on": "2004-06-01",
        "as_of": None,
        "source": "archive-2004-06-01",
        "locator": None,
        "verbatim": None,
        "note": None,
        "derived": False,
        "preferred": True,
        "conflicts_with": ["missions--returned--s-2004-01-01"],
        "known_from": "2004-06-01",
        "links": {
            "self": "/v1/claims/missions--returned--archive-2004-06-01?known_on=2004-06-01",
            "event": "/v1/events/missions?known_on=2004-06-01",
            "source": "/v1/sources/archive-2004-06-01?known_on=2004-06-01",
            "compare": "/v1/claims/compare?measure=returned&event=missions&known_on=2004-06-01",
        },
        "known_on": "2004-06-01",
        "release": claim["release"],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("whole-fragments", "1 set"),
        ("limit--returned--s-2000-01-01", "at most 200 sets"),
        ("missions--returned--s-2003-01-01", "at least 220 sets"),
        ("first--returned--s-1990-01-01", "between 4 and 8 sets"),
        ("all-400", "about 400 sets"),
        ("line--missing--s-2004-01-01", "-3 sets"),
    ],
)
def test_the_text_of_a_claim(figures: Client, name: str, text: str) -> None:
    assert figures.json(f"/v1/claims/{name}")["text"] == text


def test_the_newest_figure_in_one_call(figures: Client, api: Client) -> None:
    assert figures.json("/v1/claims?measure=missing&limit=1")["items"][0]["as_of"] == "2003"
    newest = api.json("/v1/claims?measure=unaccounted_for&limit=1")["items"][0]
    assert newest["as_of"] >= "2018"


def test_a_claim_that_was_not_known_yet(figures: Client) -> None:
    path = "/v1/claims/missions--returned--archive-2004-06-01?known_on=2004-05-31"
    assert figures.problem(path, 404)["detail"] == "This claim first became known on 1 June 2004 (2004-06-01)."
    near = figures.problem("/v1/claims/missions--returned--archive-2004-06-02", 404)
    assert near["errors"][0]["suggestion"] == "missions--returned--archive-2004-06-01"


def test_a_claim_is_not_known_before_its_event(figures: Client) -> None:
    """A paper of 2000 counted 42, but the event is told from 2003 on."""
    assert figures.json("/v1/claims/missions--returned--s-2000-01-01")["known_from"] == "2003-01-01"


def test_the_bundled_missions_answer_the_question(api: Client) -> None:
    groups = api.items("/v1/claims/compare?measure=remains_returned&event=recovery-missions-1996-2005")
    [whole] = [group for group in groups if group["scope"] is None]
    bests = {claim["best"] for claim in whole["claims"]}
    assert {225, 226, 229} <= bests
    assert whole["conflicting"] is True
    assert any(group["scope"] == "including-south-koreans" and group["claims"][0]["best"] == 400 for group in groups)
    assert all(claim["source"] for group in groups for claim in group["claims"])
