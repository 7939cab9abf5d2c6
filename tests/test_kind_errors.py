"""Wrong questions: a 400 that names the parameter, the nearest legal value, and an address that works."""

from urllib.parse import quote

import pytest

from app.params import EventsQuery
from app.vocabulary import EventKind
from tests.client import Client

# path and query: parameter, suggestion, the sentence
NEAREST: dict[str, tuple[str, str | None, str]] = {
    "/v1/events?knd=talks": ("knd", "kind", "there is no parameter knd here"),
    "/v1/events?kinds=talks": ("kinds", "kind", "there is no parameter kinds here"),
    "/v1/events?Kind=talks": ("Kind", "kind", "there is no parameter Kind here"),
    "/v1/events?dates=2007": ("dates", "date", "there is no parameter dates here"),
    "/v1/events?utm_source=x": ("utm_source", "source", "there is no parameter utm_source here"),
    "/v1/events?xyzzy=1": ("xyzzy", None, "there is no parameter xyzzy here"),
    "/v1/events?kind=recovery-mission": (
        "kind",
        "recovery_mission",
        "'recovery-mission' is not one of the values of kind",
    ),
    "/v1/events?kind=Handover": ("kind", "handover", "'Handover' is not one of the values of kind"),
    "/v1/events?kind=talks,burrial": ("kind", "burial", "'burrial' is not one of the values of kind"),
    "/v1/events?status=complete": ("status", "completed", "'complete' is not one of the values of status"),
    "/v1/events?sort=dat": ("sort", "date", "'dat' is not one of the values of sort"),
    "/v1/events?facets=kind,years": ("facets", "year", "'years' is not one of the values of facets"),
    "/v1/events?date_relation=overlap": (
        "date_relation",
        "overlaps",
        "'overlap' is not one of the values of date_relation",
    ),
    "/v1/events?timeline=lines": ("timeline", "line", "there is no timeline lines"),
    "/v1/events?place=hungnan": ("place", "hungnam", "there is no place hungnan"),
    "/v1/events?party=alpa": ("party", "alpha", "there is no party alpa"),
    "/v1/events?party=alpa&role=host": ("party", "alpha", "there is no party alpa"),
    "/v1/events?measure=retuned": ("measure", "returned", "there is no measure retuned"),
    "/v1/events?source=s-2007-05": ("source", "s-2007-05-01", "there is no source s-2007-05"),
    "/v1/events?part_of=spam": ("part_of", "span", "there is no event spam"),
    "/v1/events?fields=id,titel": ("fields", "title", "items have no member titel"),
    "/v1/events?country=kp": ("country", "KP", "is not a country code; write ISO 3166-1 alpha-2 such as KP"),
    "/v1/events?place=Hungnam City": ("place", "hungnam", "there is no place Hungnam City"),
    "/v1/claims?claimant=on": ("claimant", "one", "there is no party on"),
    "/v1/claims?event=dey": ("event", "day", "there is no event dey"),
    "/v1/claims?qualifier=exactly": ("qualifier", "exact", "'exactly' is not one of the values of qualifier"),
    "/v1/claims?conflicting=yes": ("conflicting", "true", "must be true or false"),
    "/v1/claims/compare": ("measure", None, "is required"),
    "/v1/claims/compare?measure=retuned": ("measure", "returned", "there is no measure retuned"),
    "/v1/timelines/line/totals": ("measure", None, "is required"),
    "/v1/timelines/line/totals?measure=mising": ("measure", "missing", "there is no measure mising"),
    "/v1/timelines/line/totals?measure=returned,missing": (
        "measure",
        "returned",
        "there is no measure returned,missing",
    ),
    "/v1/events/day/related?relation=part-of": (
        "relation",
        "part_of",
        "'part-of' is not one of the values of relation",
    ),
    "/v1/sources?quality=first": ("quality", None, "'first' is not one of the values of quality"),
    "/v1/sources?publisher=The Gazete": ("publisher", "The Gazette", "there is no source of the publisher The Gazete"),
    "/v1/places?kind=town": ("kind", None, "'town' is not one of the values of kind"),
    "/v1/measures?kind=flow": ("kind", None, "there is no parameter kind here"),
    "/v1/claims?scope=all": ("scope", None, "there is no claim of the scope all"),
}


def encoded(path: str) -> str:
    return quote(path, safe="/?=&,-._~:*%+")


@pytest.mark.parametrize("path", NEAREST)
def test_the_nearest_legal_name_is_given(history: Client, path: str) -> None:
    fault = history.fault(encoded(path))
    assert (fault["parameter"], fault["suggestion"], fault["detail"]) == NEAREST[path]


@pytest.mark.parametrize("path", [path for path, (_, _, said) in NEAREST.items() if said != "is required"])
def test_there_is_an_address_that_works(history: Client, path: str) -> None:
    problem = history.problem(encoded(path))
    assert problem["detail"].startswith(f"{problem['errors'][0]['parameter']}: ")
    assert problem["instance"] == path.partition("?")[0]
    assert history.get(problem["example"]).status_code == 200
    assert problem["example"].partition("?")[0] == path.partition("?")[0]


def test_short_lists_of_legal_values_are_given(history: Client) -> None:
    assert history.fault("/v1/events?kind=x")["allowed"] == [str(kind) for kind in EventKind]
    assert history.fault("/v1/events?x=x")["allowed"] == list(EventsQuery.model_fields)
    assert history.fault("/v1/events?date_match=x")["allowed"] == ["possible", "certain"]


def test_the_article_s_own_slips(api: Client) -> None:
    assert api.fault("/v1/events?timeline=korea-war-remains")["suggestion"] == "korean-war-remains"
    assert api.problem("/v1/events/transfer-2019", 404)["errors"][0]["suggestion"] == "transfer-2018"
    assert api.problem("/v1/events/recovery_mission_2012", 404)["detail"] == (
        "There is no event with this id. Did you mean recovery-mission-2012?"
    )


@pytest.mark.parametrize(
    ("path", "example"),
    [
        ("/v1/events?knd=talks&date=2007", "/v1/events?kind=talks&date=2007"),
        ("/v1/events?knd=talk&date=2007", "/v1/events?date=2007"),
        ("/v1/events?plce=suva&limit=3", "/v1/events?limit=3"),
        ("/v1/events?kind=talks,burrial,xyzzy", "/v1/events?kind=talks,burial"),
        ("/v1/events?limit=0", "/v1/events"),
        ("/v1/events?limit=1&limit=2", "/v1/events?limit=1"),
        ("/v1/events?date=2018-06/2018-05&kind=talks", "/v1/events?kind=talks&date=2018-05/2018-06"),
        ("/v1/events?place=hungnan,apia&party=alpa", "/v1/events?place=hungnam,apia&party=alpha"),
        ("/v1/events?fields=id,titel,x", "/v1/events?fields=id,title"),
        ("/v1/events.csv?sort=dat", "/v1/events?sort=date"),
        ("/v1/claims/compare?scop=x", "/v1/claims/compare?measure=remains_returned"),
        ("/v1/events?near=1,2,3&radius_km=2", "/v1/events?radius_km=2&near=125.75,39.03"),
    ],
)
def test_the_address_keeps_what_was_right(history: Client, path: str, example: str) -> None:
    assert history.problem(path)["example"] == example


def test_what_is_required_is_filled_in(api: Client) -> None:
    for path in ("/v1/claims/compare", "/v1/timelines/korean-war-remains/totals"):
        example = api.problem(path)["example"]
        assert example == f"{path}?measure=remains_returned"
        assert api.get(example).status_code == 200


def test_all_that_is_wrong_is_told(history: Client) -> None:
    problem = history.problem("/v1/events?knd=x&kind=x&limit=0&date=2018-13&bbox=1")
    assert sorted(fault["parameter"] for fault in problem["errors"]) == ["bbox", "date", "kind", "knd", "limit"]


@pytest.mark.parametrize(
    "query",
    ["limit=1&limit=2", "date=2007&date=2008", "known_on=2018-01-01&known_on=2018-01-01", "sort=date&sort=date"],
)
def test_a_single_valued_parameter_stands_once(history: Client, query: str) -> None:
    fault = history.fault(f"/v1/events?{query}")
    assert (fault["parameter"], fault["detail"]) == (query.partition("=")[0], "takes one value, but stands twice")


@pytest.mark.parametrize(
    "value",
    ["-1", "0", "1001", "10001", "99999999999999999999", "1_0", "10.0", "+5", " 5", "٣", "1e2", "0x1", "", "05"],
)
def test_limits(history: Client, value: str) -> None:
    fault = history.fault(f"/v1/events?limit={quote(value)}")
    assert (fault["parameter"], fault["value"]) == ("limit", value)
    assert fault["detail"] == "must be a whole number from 1 to 1000, in plain digits"


@pytest.mark.parametrize("value", ["0", "6", "-1", "1.0", "two", ""])
def test_depths(history: Client, value: str) -> None:
    fault = history.fault(f"/v1/events/day/related?depth={value}")
    assert (fault["parameter"], fault["detail"]) == ("depth", "must be a whole number from 1 to 5, in plain digits")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1897", "A day is written YYYY-MM-DD."),
        ("86400", "A day is written YYYY-MM-DD."),
        ("2018-02-30", "February 2018 has days 01 to 28."),
        ("2018-13-01", "Months are 01 to 12, seasons 21 (spring) to 24 (winter)."),
        ("2018-06-20T00:00:00Z", "A day is written YYYY-MM-DD."),
        ("2018-06-20/2018-06-21", "A day is written YYYY-MM-DD."),
        ("0000-01-01", "Years run from 0001 to 9999, and there is no year 0000."),
        ("", "A day is written YYYY-MM-DD."),
        ("today", "A day is written YYYY-MM-DD."),
    ],
)
@pytest.mark.parametrize("path", ["/v1/events", "/v1/claims/compare", "/v1", "/v1/events/day/history", "/v1/places"])
def test_a_day_of_knowledge_is_a_day(history: Client, path: str, value: str, said: str) -> None:
    needed = "measure=returned&" if path.endswith("compare") else ""
    fault = history.fault(f"{path}?{needed}known_on={value}")
    assert (fault["parameter"], fault["detail"]) == ("known_on", said)


def test_a_day_of_knowledge_does_not_lie_in_the_future(history: Client) -> None:
    assert history.fault("/v1/events?known_on=2999-01-01")["detail"].startswith("lies in the future; today is 20")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/changes?since=2018-07-01&until=2018-06-30", "since: lies after until."),
        ("/v1/claims?value_min=5&value_max=4", "value_min: is greater than value_max."),
        ("/v1/claims?value_min=1e3", "value_min: must be a whole number in plain digits."),
        ("/v1/claims?value_max=--3", "value_max: must be a whole number in plain digits."),
        ("/v1/events?radius_km=5", "radius_km: needs near=lon,lat."),
        (
            "/v1/events?near=1,2&radius_km=0",
            "radius_km: must be a number of kilometres from 0.1 to 5000, in plain digits.",
        ),
        (
            "/v1/events?near=1,2&radius_km=nan",
            "radius_km: must be a number of kilometres from 0.1 to 5000, in plain digits.",
        ),
    ],
)
def test_numbers_and_reversed_intervals(history: Client, path: str, said: str) -> None:
    assert history.problem(path)["detail"] == said
