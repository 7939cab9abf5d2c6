"""Every filter of events: one row of a table, its whole answer worked out by hand."""

import pytest

from tests.client import Client
from tests.history import IN_ORDER

FILTERS: dict[str, str] = {
    "": " ".join(IN_ORDER),
    "timeline=line": "decade pair span part unended spring year ongoing month day expected ancient before",
    "timeline=other": "spring about",
    "timeline=line&timeline=other": " ".join(IN_ORDER),
    "kind=talks": "decade pair spring about",
    "kind=summit,statement": "month ancient before",
    "kind=summit&kind=statement": "month ancient before",
    "kind=burial": "",
    "status=cancelled,suspended": "pair unended",
    "status=expected": "expected",
    "place=hungnam": "part year day",
    "place=hamgyong": "span part year day",
    "place=korea": "span part year day",
    "place=apia,chambery": "decade day",
    "place=nowhere": "pair",
    "country=KP": "span part year day",
    "country=FR,WS": "decade day",
    "country=AQ": "",
    "party=alpha": "decade year day",
    "party=beta,gamma": "year month day",
    "party=two": "",
    "role=host": "decade month",
    "role=host,receiving_party": "decade year month day",
    "party=alpha&role=delivering_party": "year",
    "party=beta&role=delivering_party": "day",
    "party=alpha,beta&role=delivering_party": "year day",
    "party=alpha&role=host,receiving_party": "decade day",
    "party=gamma&role=delivering_party": "",
    "measure=returned": "year day",
    "measure=missing": "",
    "source=s-2018-06-13": "month day",
    "source=s-2007-05-01,s-1900-01-01": "year about ancient",
    "part_of=span": "part",
    "part_of=part": "",
    "kind=talks&status=completed&date=1990/2001": "decade spring",
    "country=KP&party=alpha&kind=handover&known_on=2018-06-12": "year",
    # A day of knowledge: what sources published on or before it told.
    "known_on=1899-12-31": "",
    "known_on=1900-01-01": "ancient",
    "known_on=2000-01-01": "decade pair ancient before",
    "known_on=2018-06-12&kind=handover": "year",
    "known_on=2018-06-13&measure=returned": "year day",
    "known_on=2005-06-01&party=alpha": "decade",
}
# date: overlaps possible | overlaps certain | within possible | within certain
DATES: dict[str, tuple[str, str, str, str]] = {
    "2007": ("unended year about", "year", "year about", "year"),
    "1990/1999": ("decade pair span part", "decade pair span part", "decade pair part", "decade pair part"),
    "199X": ("decade pair span part", "decade pair span part", "decade pair part", "decade pair part"),
    "1888": ("ancient before", "ancient", "ancient", ""),
    "2018-06": (
        "unended ongoing month day expected",
        "ongoing month day",
        "month day expected",
        "month day",
    ),
    "2018-06-12": ("unended ongoing month day", "ongoing day", "month day", "day"),
    "2018-07/..": ("unended ongoing expected", "ongoing", "expected", ""),
    "2018-07/": ("unended ongoing expected", "ongoing", "expected", ""),
    "2001-21": ("span unended spring", "span spring", "spring", "spring"),
    "../1953-07-27": ("ancient before", "ancient before", "ancient before", "ancient before"),
    "/1900": ("ancient before", "ancient", "ancient", "ancient"),
    "0001/9999": (
        " ".join(IN_ORDER),
        " ".join(name for name in IN_ORDER if name not in ("about", "expected")),
        " ".join(IN_ORDER),
        "decade pair span part spring year month day",
    ),
    "1953": ("", "", "", ""),
}
RULES = (("overlaps", "possible"), ("overlaps", "certain"), ("within", "possible"), ("within", "certain"))


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_gives_exactly_these_events(history: Client, query: str) -> None:
    page = history.json(f"/v1/events?{query}")
    names = FILTERS[query].split()
    assert ([item["id"] for item in page["items"]], page["total"]) == (names, len(names))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("date", DATES)
def test_dates_by_each_rule(history: Client, date: str, rule: tuple[str, str]) -> None:
    names = DATES[date][RULES.index(rule)]
    path = f"/v1/events?date={date}&date_relation={rule[0]}&date_match={rule[1]}"
    assert history.ids(path) == names.split()


def test_overlaps_possible_is_the_usual_rule(history: Client) -> None:
    assert history.ids("/v1/events?date=2007") == history.ids(
        "/v1/events?date=2007&date_relation=overlaps&date_match=possible"
    )


def test_the_path_of_a_timeline_is_one_more_condition(history: Client) -> None:
    assert history.ids("/v1/timelines/other/events") == ["spring", "about"]
    assert history.ids("/v1/timelines/other/events?timeline=line") == ["spring"]
    assert history.ids("/v1/timelines/other/events?kind=talks&date=2007") == ["about"]
    assert history.problem("/v1/timelines/othr/events", 404)["errors"][0]["suggestion"] == "other"


# west,south,east,north
BOXES: dict[str, str] = {
    "-180,-90,180,90": "decade part spring year month day",
    "127,39,128,40": "part year day",
    "127.62,39.83,127.62,39.83": "part year day",
    # Hungnam's radius of 5 km reaches 3.4 km west of it, not 10.
    "127,39.5,127.58,40": "part year day",
    "127,39.5,127.5,40": "",
    # Across the antimeridian, and each side of it.
    "170,-25,-170,-10": "month day",
    "170,-25,180,-10": "month",
    "-180,-25,-170,-10": "day",
    "160.6,-55.95,-170,-25.89": "",
    # The camp lies 56 km from the pole, with a radius of 100 km.
    "170,89.9,180,90": "spring",
    "0,0,1,1": "",
}
CIRCLES: dict[str, str] = {
    "near=127.62,39.83&radius_km=0.1": "part year day",
    "near=5.92,45.57": "decade",
    # One degree of latitude is 111.2 km; the place's radius is 5.
    "near=127.62,40.83&radius_km=106.1": "",
    "near=127.62,40.83&radius_km=106.3": "part year day",
    # 175.4 km across the antimeridian, less Suva's radius of 10.
    "near=-179.9,-18.14&radius_km=165": "",
    "near=-179.9,-18.14&radius_km=166": "month",
    "near=180,90&radius_km=0.1": "spring",
    "near=0,0&radius_km=5000": "",
    # A box and a circle must both touch one and the same place.
    "near=127.62,39.83&bbox=-180,-25,-170,-10": "",
    "near=127.62,39.83&bbox=127,39,128,40&kind=handover": "year day",
}


@pytest.mark.parametrize("box", BOXES)
def test_boxes(history: Client, box: str) -> None:
    assert history.ids(f"/v1/events?bbox={box}") == BOXES[box].split()


@pytest.mark.parametrize("circle", CIRCLES)
def test_circles(history: Client, circle: str) -> None:
    assert history.ids(f"/v1/events?{circle}") == CIRCLES[circle].split()
