"""Facets: counts over the whole match, and addresses that lead to exactly that many events."""

import datetime

import pytest

from tests.client import Client, Json
from tests.conftest import Serve
from tests.sets import event, source, state

ALL = "kind,status,year,decade,place,party,timeline,measure"


def counts(page: Json, facet: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in page["facets"][facet]}


def test_whole_counts(history: Client) -> None:
    page = history.json(f"/v1/events?limit=1&facets={ALL}&known_on=2019-06-01")
    assert list(page["facets"]) == ALL.split(",")
    assert counts(page, "kind") == {
        "talks": 4,
        "handover": 3,
        "recovery_mission": 2,
        "statement": 2,
        "analysis": 1,
        "summit": 1,
        "suspension": 1,
    }
    assert counts(page, "status") == {"completed": 10, "cancelled": 1, "expected": 1, "ongoing": 1, "suspended": 1}
    assert counts(page, "place") == {
        "hamgyong": 4,
        "korea": 4,
        "hungnam": 3,
        "apia": 1,
        "camp": 1,
        "chambery": 1,
        "nowhere": 1,
        "suva": 1,
    }
    assert counts(page, "party") == {"alpha": 3, "beta": 2, "gamma": 1}
    assert counts(page, "timeline") == {"line": 13, "other": 2}
    assert counts(page, "measure") == {"returned": 2}


def test_the_most_frequent_come_first_and_years_in_order(history: Client) -> None:
    page = history.json(f"/v1/events?facets={ALL}")
    for facet in ("kind", "status", "place", "party", "timeline", "measure"):
        values = [(-one["count"], one["value"]) for one in page["facets"][facet]]
        assert values == sorted(values)
    years = [one["value"] for one in page["facets"]["year"]]
    assert years == sorted(years)


def test_a_year_counts_every_event_that_may_touch_it(history: Client) -> None:
    """From the first year that a date names; what goes on is clipped to the day of knowledge."""
    page = history.json("/v1/events?facets=year,decade&known_on=2019-06-01")
    years = counts(page, "year")
    assert (min(years), max(years)) == ("1990", "2019")
    assert {year: years[year] for year in ("1990", "1992", "1996", "2000", "2007", "2018", "2019")} == {
        "1990": 1,
        "1992": 2,
        "1996": 3,
        "2000": 2,
        "2007": 3,
        "2018": 5,
        "2019": 3,
    }
    assert counts(page, "decade") == {"199X": 4, "200X": 5, "201X": 5}
    today = datetime.datetime.now(datetime.UTC).year
    assert max(counts(history.json("/v1/events?facets=year"), "year")) == str(today)


def test_what_goes_on_is_not_counted_after_the_day_of_knowledge(serve: Serve) -> None:
    """`date` would find it there, so that no address leads to what is expected alone."""
    api = serve(
        sources=[source("s-2000-02-02")],
        events=[
            event("expected", state("s-2000-02-02", status="expected", date="9998")),
            event("ongoing", state("s-2000-02-02", status="ongoing", date="2005/..")),
            event("past", state("s-2000-02-02", date="2003")),
        ],
    )
    years = {one["value"]: one for one in api.json("/v1/events?facets=year&known_on=2006-01-01")["facets"]["year"]}
    assert {year: one["count"] for year, one in years.items()} == {"2003": 1, "2005": 1, "2006": 1, "9998": 1}
    assert [year for year, one in years.items() if one["href"] is None] == ["9998"]
    assert api.json("/v1/events?date=9998&known_on=2006-01-01")["total"] == 2
    page = api.json("/v1/events?facets=decade&date_match=certain&known_on=2006-01-01")
    assert counts(page, "decade") == {"200X": 2, "999X": 1}
    assert counts(api.json("/v1/events?facets=year&date=2006/..&known_on=2007-01-01"), "year") == {"2006": 1, "2007": 1}


def test_what_has_no_limit_lies_certainly_within_no_year(serve: Serve) -> None:
    api = serve(
        sources=[source("s-2000-02-02")],
        events=[event("after", state("s-2000-02-02", status="expected", date="[2018-06-20..]"))],
    )
    for rule in ("overlaps", "within"):
        page = api.json(f"/v1/events?facets=year&date_match=certain&date_relation={rule}&known_on=2018-07-01")
        assert (page["total"], page["facets"]["year"]) == (1, [])
    possible = api.json("/v1/events?facets=year&known_on=2019-01-01")
    assert counts(possible, "year") == {"2018": 1, "2019": 1}


def test_no_match_no_counts(history: Client) -> None:
    assert history.json(f"/v1/events?kind=burial&facets={ALL}")["facets"] == {name: [] for name in ALL.split(",")}
    assert history.json("/v1/events")["facets"] is None


QUERIES = (
    "",
    "known_on=2007-06-01",
    "known_on=2018-06-20",
    "kind=talks,handover",
    "status=completed",
    "q=talks",
    "q=remains&sort=-date",
    "date=2007",
    "date=2018-06",
    "date=2018-06-10/2019-02-01",
    "date=1999-06/2001-06&date_relation=within",
    "date=1995/2007&date_match=certain",
    "date=1996-07-05/2006&date_relation=within&date_match=certain",
    "date=2001-21",
    "date=2018-07/..",
    "date=/1995",
    "country=KP",
    "place=hungnam",
    "place=korea",
    "place=apia,chambery",
    "party=alpha",
    "party=alpha,gamma&role=host",
    "role=delivering_party",
    "role=host,receiving_party",
    "timeline=other",
    "measure=returned",
    "part_of=span",
    "bbox=120,30,140,50",
    "near=127.62,39.83&radius_km=100",
)


PATHS = [f"/v1/events?{query}" for query in QUERIES] + [
    f"/v1/timelines/other/events?{query}" for query in ("", "date=2007", "place=camp", "timeline=line")
]


@pytest.mark.parametrize("path", PATHS)
def test_every_address_leads_to_exactly_that_many(history: Client, path: str) -> None:
    page = history.json(f"{path}&limit=1&facets={ALL}")
    followed = [one | {"facet": facet} for facet, values in page["facets"].items() for one in values if one["href"]]
    assert followed
    for one in followed:
        narrowed = history.json(one["href"].replace(f"&facets={ALL}", ""))
        assert (one["facet"], one["value"], narrowed["total"]) == (one["facet"], one["value"], one["count"])


def test_an_address_is_null_where_no_query_finds_those_alone(history: Client) -> None:
    """In Apia happened what also happened at Hungnam: `place=apia` alone would be no narrower query of ours."""
    [apia] = [
        one
        for one in history.json("/v1/events?place=chambery,hungnam&facets=place")["facets"]["place"]
        if one["value"] == "apia"
    ]
    assert (apia["count"], apia["href"]) == (1, "/v1/events?place=apia&facets=place")
    page = history.json("/v1/events?party=beta&facets=party")
    assert [(one["value"], one["count"], one["href"]) for one in page["facets"]["party"]] == [
        ("alpha", 2, None),
        ("beta", 2, "/v1/events?party=beta&facets=party"),
    ]


@pytest.mark.parametrize("query", ["", "known_on=2018-06-20", "date=1996/2005-06", "q=remains&kind=handover"])
def test_the_bundled_sets_lead_there_too(api: Client, query: str) -> None:
    page = api.json(f"/v1/events?{query}&limit=1&facets={ALL}")
    followed = [one for values in page["facets"].values() for one in values][::7]
    assert len(followed) > 5
    for one in followed:
        assert api.json(one["href"].replace("limit=1&", "limit=1&fields=id&"))["total"] == one["count"]
