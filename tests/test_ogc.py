"""OGC API – Features, Part 1: whole documents, every rule of its own, and the same events as `/v1/events`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.settings import Settings
from tests import sets
from tests.client import Client, serving
from tests.conftest import load
from tests.formats.clients import library

ITEMS = "/ogc/collections/events/items"
CONF = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ABOUT = (
    "Events in the history of bringing home the remains of missing service members, each with its claims and sources. "
    "A coordinate is the middle of a place: read it with the place's radius. Dates are EDTF, as exact as history is."
)
SEOUL = {"id": "seoul", "name": "서울", "kind": "city", "lon": 127.0, "lat": 37.5, "radius_km": 20, "country": "KR"}
HILO = {"id": "hilo", "name": "Hilo", "kind": "city", "lon": -155.1, "lat": 19.7, "country": "US"}
SITE = {"id": "a-site", "name": "A site", "kind": "site"}
DAY = "2010-01-01"
SMALL: dict[str, Any] = {
    "places": [SEOUL, HILO, SITE],
    "sources": [sets.source(f"s-{DAY}"), sets.source("t-2012-01-01")],
    "events": [
        sets.event("nowhere", sets.state(f"s-{DAY}", "1990/1995")),
        sets.event("in-seoul", sets.state(f"s-{DAY}", "2000-02-29", places=["seoul", "a-site"]), kind="summit"),
        sets.event("both", sets.state(f"s-{DAY}", "2001-03", places=["seoul", "hilo"])),
        sets.event("open", sets.state("t-2012-01-01", "2011/..", status="ongoing", places=["hilo"])),
    ],
}
Serve = Callable[..., Client]


@pytest.fixture
def small(serve: Serve) -> Client:
    return serve(**SMALL)


def link(href: str, rel: str, title: str, media: str = "application/json") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media, "title": title}


def page_link(href: str, rel: str, title: str) -> dict[str, str]:
    return link(href, rel, title, "application/geo+json")


def ids(page: Any) -> list[str]:
    return [feature["id"] for feature in page["features"]]


def test_landing_page(api: Client) -> None:
    openapi = "application/vnd.oai.openapi+json;version="
    assert api.json("/ogc") == {
        "title": "Homeward",
        "description": ABOUT,
        "links": [
            link("/ogc", "self", "This page"),
            link("/ogc/api", "service-desc", "This part of the service, in OpenAPI 3.0", openapi + "3.0"),
            link("/openapi.json", "service-desc", "The whole service, in OpenAPI 3.1", openapi + "3.1"),
            link("/docs", "service-doc", "The manual", "text/html"),
            link("/ogc/conformance", "conformance", "What is conformed to"),
            link("/ogc/collections", "data", "The collections"),
        ],
    }


def test_conformance(api: Client) -> None:
    assert api.json("/ogc/conformance") == {"conformsTo": [f"{CONF}/core", f"{CONF}/oas30", f"{CONF}/geojson"]}


def collection(extent: Any, day: str = "") -> Any:
    return {
        "id": "events",
        "title": "Events",
        "description": ABOUT,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": extent,
        "links": [
            link(f"/ogc/collections/events{day}", "self", "This collection"),
            page_link(f"{ITEMS}{day}", "items", "The events as GeoJSON"),
            link(f"/v1/events{day}", "alternate", "The same events in all formats"),
        ],
    }


def extent(bbox: list[float], start: str | None, end: str | None) -> Any:
    gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
    return {
        "spatial": {"bbox": [bbox], "crs": CRS84},
        "temporal": {"interval": [[start, end]], "trs": gregorian},
    }


def test_the_collection_and_its_extent(small: Client) -> None:
    found = collection(extent([-155.1, 19.7, 127.0, 37.5], "1990-01-01T00:00:00Z", None))
    assert small.json("/ogc/collections/events") == found
    assert small.json("/ogc/collections") == {
        "collections": [found],
        "links": [link("/ogc/collections", "self", "This list")],
    }


def test_the_extent_is_that_of_the_day(small: Client) -> None:
    day = "?known_on=2011-06-01"
    known = extent([-155.1, 19.7, 127.0, 37.5], "1990-01-01T00:00:00Z", "2001-03-31T23:59:59Z")
    assert small.json("/ogc/collections/events" + day) == collection(known, day)
    day = "?known_on=2009-12-31"
    assert small.json("/ogc/collections/events" + day) == collection({}, day)


def test_an_event_without_a_place_has_no_spatial_extent(serve: Serve) -> None:
    state = sets.state(f"s-{DAY}", "/2000")
    api = serve(sources=[sets.source(f"s-{DAY}")], events=[sets.event("nowhere", state)])
    found = extent([], None, "2000-12-31T23:59:59Z")
    del found["spatial"]
    assert api.json("/ogc/collections/events") == collection(found)


def test_a_page_of_features(small: Client) -> None:
    page = small.json(f"{ITEMS}?known_on=2011-01-01&limit=2&sort=-date")
    links = page.pop("links")
    events = {item["id"]: item for item in small.items("/v1/events?known_on=2011-01-01")}
    release = small.json("/v1")["release"]
    assert page == {
        "type": "FeatureCollection",
        "description": "Events, as known on 1 January 2011: 3 events",
        "known_on": "2011-01-01",
        "release": release["id"],
        "timeStamp": release["loaded_at"],
        "numberMatched": 3,
        "numberReturned": 2,
        "features": [
            {
                "type": "Feature",
                "id": "both",
                "geometry": {"type": "MultiPoint", "coordinates": [[127.0, 37.5], [-155.1, 19.7]]},
                "properties": events["both"],
            },
            {
                "type": "Feature",
                "id": "in-seoul",
                "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
                "properties": events["in-seoul"],
            },
        ],
    }
    here = f"{ITEMS}?known_on=2011-01-01&limit=2&sort=-date"
    following = links.pop(2)
    assert links == [
        page_link(here, "self", "This page"),
        page_link(here, "first", "The first page"),
        link("/ogc/collections/events?known_on=2011-01-01", "collection", "The collection"),
    ]
    assert (following["rel"], following["href"].startswith(here + "&cursor=")) == ("next", True)
    last = small.json(following["href"])
    assert (ids(last), last["numberMatched"], last["numberReturned"]) == (["nowhere"], 3, 1)
    assert [one["rel"] for one in last["links"]] == ["self", "first", "prev", "collection"]
    assert last["features"][0]["geometry"] is None


def test_no_match_is_an_empty_page(small: Client) -> None:
    page = small.json(f"{ITEMS}?datetime=1950")
    assert (page["features"], page["numberMatched"], page["numberReturned"]) == ([], 0, 0)
    assert page["description"] == "Events, 1950: 0 events"
    assert [one["rel"] for one in page["links"]] == ["self", "first", "collection"]


def test_fields_choose_properties_and_leave_the_geometry(small: Client) -> None:
    [feature] = small.json(f"{ITEMS}?fields=title,id&kind=summit")["features"]
    assert feature == {
        "type": "Feature",
        "id": "in-seoul",
        "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
        "properties": {"id": "in-seoul", "title": "in-seoul"},
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "nowhere in-seoul both open"),
        ("limit=1000", "nowhere in-seoul both open"),
        ("limit=1001", "nowhere in-seoul both open"),
        ("limit=99999999999999999999", "nowhere in-seoul both open"),
        ("limit=1", "nowhere"),
        ("datetime=2000-02-29T23:59:59Z", "in-seoul"),
        ("datetime=2000-02-29t00:00:00.123456z", "in-seoul"),
        # The day that the instant names, whatever day that is elsewhere.
        ("datetime=2000-02-29T23:30:00-10:00", "in-seoul"),
        ("datetime=2000-03-01T00:00:00%2B09:00", ""),
        ("datetime=2000-02-01T00:00:00Z/2001-03-01T00:00:00Z", "in-seoul both"),
        ("datetime=2000-02-01T00:00:00Z/..", "in-seoul both open"),
        ("datetime=../2000-02-28T00:00:00Z", "nowhere"),
        ("datetime=/2000-02-28T00:00:00Z", "nowhere"),
        ("datetime=2011-01-01T00:00:00Z/", "open"),
        ("datetime=199X", "nowhere"),
        ("datetime=2000-21/2001-03-01T00:00:00Z", "both"),
        ("datetime=2001&date_relation=within&date_match=certain", "both"),
        ("date=2001", "both"),
        ("bbox=126,37,128,38", "in-seoul both"),
        ("bbox=126,37,-99,128,38,8848.86", "in-seoul both"),
        ("bbox=126.00000000000001,37,128,3.8E1", "in-seoul both"),
        # Seoul's radius of 20 km counts; its middle lies outside.
        ("bbox=127.1,37.5,127.2,37.6", "in-seoul both"),
        ("bbox=127.3,37.5,127.4,37.6", ""),
        ("bbox=170,0,-150,40", "both open"),
        ("bbox=-180,-90,180,90", "in-seoul both open"),
        ("kind=summit", "in-seoul"),
        ("place=hilo&status=ongoing", "open"),
        ("country=US", "both open"),
        ("sort=-date&kind=handover", "open both nowhere"),
        ("known_on=2011-12-31", "nowhere in-seoul both"),
        ("q=seoul", "in-seoul"),
        ("near=-155,19.7&radius_km=20", "both open"),
        ("format=geojson", "nowhere in-seoul both open"),
    ],
)
def test_which_features(query: str, found: str, features: Client) -> None:
    assert ids(features.json(f"{ITEMS}?{query}")) == found.split()


@pytest.fixture(scope="module")
def features(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The small data set, on one engine: what is tried here is read before the database is asked."""
    folder = tmp_path_factory.mktemp("ogc")
    settings = Settings(database_url=f"sqlite:///{folder / 'x.sqlite'}", log_format="none", deadline=60)
    load(settings, sets.write(folder / "small", **SMALL))
    with serving(settings) as client:
        yield client


COUNT = "limit: must be a whole number from 1 on, in plain digits; more than 1000 is cut to 1000."
NUMBERS = "bbox: must be 4 or 6 numbers, separated by commas. Did you mean 124,37.5,131,43?"
DEGREES = "bbox: longitudes lie between -180 and 180, latitudes between -90 and 90."


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        *((f"limit={value}", COUNT) for value in ("0", "-1", "1_0", "10.0", "%2B5", "%205", "", "٣", "9" * 101)),
        *((f"bbox={value}", NUMBERS) for value in ("", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "0%200%201%201")),
        *((f"bbox={value}", NUMBERS) for value in ("1,2,3,nan", "1,2,3,inf", "1,2,3,1e999", "1,2,3,0x4", "1,2,3,")),
        ("bbox=181,0,182,1", DEGREES),
        ("bbox=0,0,0,1,160,0", DEGREES),
        ("bbox=0,10,5,2", "bbox: south lies north of north. Did you mean 0,2,5,10?"),
        ("bbox=0,0,9,1,1,8", "bbox: the lowest height is above the highest."),
        ("datetime=2000-02-30T00:00:00Z", "datetime: February 2000 has days 01 to 29. Did you mean 2000-02-29?"),
        (
            "datetime=2000-02-29T24:00:00Z",
            "datetime: A date is a day, without a time or a zone. Did you mean 2000-02-29?",
        ),
        (
            "datetime=2000-02-29T00:00:00",
            "datetime: A date is a day, without a time or a zone. Did you mean 2000-02-29?",
        ),
        # GDAL sends this for any column of dates, `known_from` too: taken for the event's date it would mislead.
        ("datetime=2000-02-29T/..", "datetime: A date is a day, without a time or a zone. Did you mean 2000-02-29/..?"),
        ("datetime=../..", "datetime: An interval has a date at one end at least."),
        ("datetime=" + "9" * 201, "datetime: is longer than 200 characters."),
        ("datetime=2000&date=2000", "date: say it once: date and datetime are the same."),
        ("datetim=2000", "datetim: there is no parameter datetim here. Did you mean datetime?"),
        ("facets=kind", "facets: there is no parameter facets here."),
        ("bom=true", "bom: there is no parameter bom here."),
        ("kind=summits", "kind: 'summits' is not one of the values of kind. Did you mean summit?"),
        ("place=hillo", "place: there is no place hillo. Did you mean hilo?"),
        ("fields=titel", "fields: items have no member titel. Did you mean title?"),
        ("limit=1&limit=2", "limit: takes one value, but stands twice."),
        ("cursor=AAAA", "cursor: is not a cursor of this service; take it from the links of a page."),
    ],
)
def test_what_is_refused(query: str, detail: str, features: Client) -> None:
    assert features.problem(f"{ITEMS}?{query}")["detail"] == detail


@pytest.mark.parametrize(
    "path", ["/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/events", f"{ITEMS}/both"]
)
def test_an_unknown_parameter_is_refused_everywhere(path: str, features: Client) -> None:
    assert features.fault(f"{path}?limitt=1")["parameter"] == "limitt"
    assert features.get(f"{path}?known_on=2011-01-01").status_code == 200


def test_one_feature(small: Client) -> None:
    event = small.json("/v1/events/in-seoul?known_on=2011-01-01")
    about = {"known_on": event.pop("known_on"), "release": event.pop("release")["id"]}
    day = "?known_on=2011-01-01"
    assert small.json(f"{ITEMS}/in-seoul{day}") == {
        "type": "Feature",
        "id": "in-seoul",
        "geometry": {"type": "Point", "coordinates": [127.0, 37.5]},
        "properties": event,
        **about,
        "links": [
            page_link(f"{ITEMS}/in-seoul{day}", "self", "This event"),
            link(f"/ogc/collections/events{day}", "collection", "Its collection"),
            link(f"/v1/events/in-seoul{day}", "alternate", "The same event in all formats"),
            link(f"/events/in-seoul{day}", "alternate", "Its page", "text/html"),
        ],
    }


def test_features_that_are_not_there(small: Client) -> None:
    unknown = small.problem(f"{ITEMS}/in-soul", 404)
    assert unknown["detail"] == "There is no event with this id. Did you mean in-seoul?"
    later = small.problem(f"{ITEMS}/open?known_on=2011-12-31", 404)
    assert later["detail"] == "This event first became known on 1 January 2012 (2012-01-01)."
    small.problem("/ogc/collections/places", 404)
    small.problem("/ogc/collections/events/items/a/b", 404)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/geo+json, application/json", 200),
        ("application/json", 200),
        ("*/*", 200),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("text/html", 406),
        ("application/vnd.lala", 406),
    ],
)
@pytest.mark.parametrize("path", [ITEMS, f"{ITEMS}/both"])
def test_accept(path: str, accept: str, status: int, features: Client) -> None:
    answer = features.get(path, {"Accept": accept})
    media = "application/geo+json" if status == 200 else "application/problem+json"
    assert (answer.status_code, answer.headers["content-type"]) == (status, media)
    if status == 200:
        assert "Accept" in answer.headers["vary"].split(", ")


def test_other_formats_are_not_acceptable(features: Client) -> None:
    assert features.problem(f"{ITEMS}?format=csv", 406)["detail"] == "The formats here are geojson, json."


def test_headers(small: Client) -> None:
    answer = small.get(ITEMS)
    assert answer.headers["homeward-release"] == small.json("/v1")["release"]["id"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["link"] == (
        f'<{ITEMS}>; rel="self"; type="application/geo+json", <{ITEMS}>; rel="first"; type="application/geo+json", '
        '</ogc/collections/events>; rel="collection"; type="application/json"'
    )
    again = small.get(ITEMS, {"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_pages_are_the_whole_list(api: Client) -> None:
    """Every page, forward; each event once, in the order and with the members of `/v1/events`."""
    expected, path = api.items("/v1/events?limit=1000"), f"{ITEMS}?limit=17"
    found: list[Any] = []
    while path:
        page = api.json(path)
        assert (page["numberMatched"], page["numberReturned"]) == (len(expected), len(page["features"]))
        found += page["features"]
        path = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    assert [feature["properties"] for feature in found] == expected
    assert all(feature["id"] == feature["properties"]["id"] for feature in found)


@pytest.mark.parametrize(
    "query", ["kind=handover", "date=1996/2005", "bbox=124,37.5,131,43", "q=remains&known_on=2018-06-20", "country=KP"]
)
def test_the_filters_of_v1_mean_the_same(query: str, api: Client) -> None:
    page, plain = api.json(f"{ITEMS}?{query}&limit=1000"), api.json(f"/v1/events?{query}&limit=1000")
    assert [feature["properties"] for feature in page["features"]] == plain["items"]
    assert (page["numberMatched"], page["description"]) == (plain["total"], plain["description"])
    assert plain["total"] > 3


def test_a_cursor_belongs_to_its_query(api: Client) -> None:
    page = api.json(f"{ITEMS}?limit=2&kind=handover")
    [following] = [one["href"] for one in page["links"] if one["rel"] == "next"]
    assert "another query" in api.problem(following.replace("handover", "summit"))["detail"]


def test_the_description_is_openapi_30(api: Client) -> None:
    answer = api.get("/ogc/api", {"Accept": "application/vnd.oai.openapi+json;version=3.0"})
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    library("openapi_spec_validator", "openapi-spec-validator").validate(document)
    assert (document["openapi"], document["servers"]) == ("3.0.3", [{"url": "/ogc"}])
    assert sorted(document["paths"]) == [
        "/",
        "/collections",
        "/collections/events",
        "/collections/events/items",
        "/collections/events/items/{event_id}",
        "/conformance",
    ]
    operation = document["paths"]["/collections/events/items"]["get"]
    parameters = {one["name"]: one for one in operation["parameters"]}
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}
    assert parameters["bbox"]["schema"] == {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 6,
    }
    assert parameters["datetime"]["schema"] == {"type": "string"}
    assert all((one["style"], one["explode"], one["required"]) == ("form", False, False) for one in parameters.values())
    assert {"facets", "bom"}.isdisjoint(parameters)
    assert list(operation["responses"]["200"]["content"]) == ["application/geo+json"]


def test_every_link_leads_somewhere(api: Client) -> None:
    """Within the OGC's part and the data; the pages have tests of their own."""
    documents = ("/ogc", "/ogc/collections/events", f"{ITEMS}/transfer-2018")
    links = [one for path in documents for one in api.json(path)["links"] if one["type"] != "text/html"]
    assert len(links) == 11
    for one in links:
        answer = api.get(one["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] in (one["type"], "application/json")


def test_gdal_before_37_joins_links_to_the_landing_page(small: Client) -> None:
    """It asks for `/ogc` + `/ogc/collections/…`, and must find the same there, links included."""
    for path in ("", "/conformance", "/api", "/collections", "/collections/events", "/collections/events/items"):
        assert small.json(f"/ogc/ogc{path}") == small.json(f"/ogc{path}")
    first = small.json(f"/ogc{ITEMS}?limit=3")
    [following] = [one["href"] for one in first["links"] if one["rel"] == "next"]
    assert ids(small.json("/ogc" + following)) == ["open"]
    small.problem("/ogc/ogc/ogc", 404)


def test_links_begin_with_the_public_address(empty: Settings, tmp_path: Path) -> None:
    load(empty, sets.write(tmp_path / "small", **SMALL))
    public = "https://data.example/home"
    with serving(empty.model_copy(update={"public_url": public})) as api:
        found = [api.json(path) for path in ("/ogc", "/ogc/collections/events", f"{ITEMS}?limit=1", f"{ITEMS}/both")]
        assert api.json("/ogc/api")["servers"] == [{"url": f"{public}/ogc"}]
    links = [one["href"] for document in found for one in document["links"]]
    assert len(links) == 17
    assert {href[: len(public) + 1] for href in links} == {public + "/"}
    assert urlsplit(links[0]).path == "/home/ogc"
