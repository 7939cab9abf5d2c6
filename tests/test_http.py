"""HTTP over the engine: every path of the OpenAPI document, headers, links, and how many statements a list takes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.queries.kept import KEPT
from tests.client import Client, Json, serving
from tests.conftest import settings_for

IDS = {
    "event_id": "day",
    "timeline_id": "line",
    "claim_id": "day--returned--s-2019-01-01",
    "place_id": "hungnam",
    "party_id": "alpha",
    "source_id": "s-2018-06-13",
    "measure_id": "returned",
}
NEEDED = {"/v1/claims/compare": "measure=returned", "/v1/timelines/line/totals": "measure=returned"}
BARE = ("/healthz", "/readyz", "/metrics", "/", "/docs", "/openapi.json", "/homeward.sh")


def addresses(api: Client, needed: bool = True) -> list[str]:
    """Every path of the OpenAPI document with ids of the invented history, and with what it requires."""
    found = []
    for path in api.json("/openapi.json")["paths"]:
        filled = re.sub(r"\{(\w+)\}", lambda name: IDS[name[1]], path)
        if filled not in BARE and not filled.startswith(("/events/", "/timelines/")):
            found.append(f"{filled}?{NEEDED[filled]}" if needed and filled in NEEDED else filled)
    return found


def joined(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


@pytest.fixture
def paths(history: Client) -> list[str]:
    found = addresses(history)
    assert len(found) >= 25
    return found


PROBLEM = {"type", "title", "status", "detail", "instance", "errors"}
FAULT = {"parameter", "value", "detail", "suggestion", "allowed"}


def shape(problem: Json) -> None:
    """One shape for every status."""
    assert problem.keys() - {"example"} == PROBLEM
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert re.fullmatch(r"[A-Z].*[.?]", problem["detail"]) or problem["errors"], problem
    assert all(fault.keys() == FAULT for fault in problem["errors"])


def test_every_path_answers(history: Client, paths: list[str]) -> None:
    for path in paths:
        answer = history.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["homeward-release"] == history.json("/v1")["release"]["id"], path
        assert re.fullmatch(r'W/"[0-9a-f]{24}"', answer.headers["etag"]), path
        assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=60"
        assert answer.headers["last-modified"].endswith(" GMT")
        assert answer.headers["access-control-allow-origin"] == "*"
        exposed = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "Link", "Last-Modified", "Retry-After", "Homeward-Release"} <= set(exposed)


def test_an_unknown_parameter_is_refused_on_every_path(history: Client, paths: list[str]) -> None:
    for path in paths:
        problem = history.problem(joined(path, "no_such=1"))
        shape(problem)
        [fault] = problem["errors"]
        assert (fault["parameter"], fault["value"]) == ("no_such", "1"), path
        assert history.get(problem["example"]).status_code == 200, path


def test_a_wrong_day_is_refused_on_every_path(history: Client, paths: list[str]) -> None:
    for path in paths:
        problem = history.problem(joined(path, "known_on=1897"))
        shape(problem)
        assert problem["errors"][0]["parameter"] == "known_on", path


def test_an_unknown_format_is_not_acceptable_on_every_path(history: Client, paths: list[str]) -> None:
    for path in paths:
        problem = history.problem(joined(path, "format=lala"), 406)
        shape(problem)
        assert "json" in problem["errors"][0]["allowed"], path
        answer = history.get(path, {"accept": "application/vnd.lala"})
        assert answer.status_code == 406, path
        shape(answer.json())


def test_a_browser_gets_data(history: Client, paths: list[str]) -> None:
    """pygeoapi#89"""
    for path in paths:
        answer = history.get(path, {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
        assert (answer.status_code, "json" in answer.headers["content-type"]) == (200, True), path


def test_an_unknown_id_is_not_found_on_every_path(history: Client) -> None:
    for path in history.json("/openapi.json")["paths"]:
        if path.startswith(("/v1", "/ogc")) and "{" in path:
            missing = re.sub(r"\{(\w+)\}", "no-such-thing-at-all", path)
            needed = "?measure=returned" if path.endswith("totals") else ""
            shape(history.problem(missing + needed, 404))


def test_only_reading_is_possible(history: Client, paths: list[str]) -> None:
    for path in paths:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = history.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS"), path
            shape(answer.json())


def test_head_is_get_without_a_body(history: Client, paths: list[str]) -> None:
    """fastapi#1773"""
    own = ("date", "x-request-id", "server-timing", "content-length")
    for path in [*paths, "/healthz", "/readyz", joined(paths[0], "format=json"), "/v1/events.csv"]:
        head, get = history.request("HEAD", path), history.get(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert {k: v for k, v in head.headers.items() if k not in own} == {
            k: v for k, v in get.headers.items() if k not in own
        }, path


def test_preflights(history: Client, paths: list[str]) -> None:
    headers = {"origin": "https://example.org", "access-control-request-method": "GET"}
    for path in paths:
        answer = history.request("OPTIONS", path, headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "GET" in answer.headers["access-control-allow-methods"]


def test_errors_are_for_any_origin_and_not_stored(history: Client) -> None:
    for path, status in (("/v1/events?x=1", 400), ("/nowhere", 404), ("/v1/events?format=x", 406)):
        answer = history.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "etag" not in answer.headers


@pytest.mark.parametrize("tags", ["*", '"other", {}', "{}", '{} , "x"'])
def test_what_has_not_changed_is_not_sent_again(history: Client, tags: str, paths: list[str]) -> None:
    """bottle#1537"""
    for path in (paths[0], "/v1/events?kind=talks", "/v1/events/day", "/v1/claims.csv"):
        first = history.get(path)
        again = history.get(path, {"if-none-match": tags.format(first.headers["etag"])})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "homeward-release"):
            assert again.headers[name] == first.headers[name]
        assert again.headers.get("vary") == first.headers.get("vary")
    assert history.get("/v1/events/day", {"if-none-match": 'W/"old"'}).status_code == 200
    assert history.get("/v1/events/never", {"if-none-match": "*"}).status_code == 404


def test_a_tag_is_of_all_that_the_answer_depends_on(history: Client) -> None:
    same = {history.get("/v1/events?kind=talks").headers["etag"] for _ in range(2)}
    others = [
        "/v1/events?kind=talks&limit=2",
        "/v1/events?kind=talks&known_on=2019-01-01",
        "/v1/events?kind=summit",
        "/v1/events?kind=talks&format=csv",
        "/v1/events",
        "/v1/timelines/line/events?kind=talks",
    ]
    tags = {history.get(path).headers["etag"] for path in others}
    assert (len(same), len(tags | same)) == (1, len(others) + 1)


def test_vary_stands_wherever_accept_was_read(history: Client) -> None:
    def vary(path: str) -> set[str]:
        return {part.strip().lower() for part in history.get(path).headers.get("vary", "").split(",")} - {""}

    assert "accept" in vary("/v1/events/day")
    assert "accept" not in vary("/v1/events/day?format=json")
    assert "accept" not in vary("/v1/events/day.geojson")


def test_link_headers_repeat_the_links(history: Client) -> None:
    page = history.get("/v1/events?limit=2")
    relations = {rel: href for href, rel in re.findall(r'<([^>]*)>; rel="(\w+)"(?=,|$)', page.headers["link"])}
    links = {name: href for name, href in page.json()["links"].items() if isinstance(href, str)}
    assert relations == links
    others = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', page.headers["link"])
    assert [href for href, _ in others] == [one["href"] for one in page.json()["links"]["alternate"]]
    for href, media in others:
        assert history.get(href).headers["content-type"].startswith(media.partition(";")[0])


def test_a_hostile_host_is_never_repeated(history: Client, paths: list[str]) -> None:
    hostile = dict.fromkeys(("host", "x-forwarded-host", "x-forwarded-server", "x-original-host"), "evil.example")
    hostile |= {"x-forwarded-prefix": "/evil.example", "forwarded": "host=evil.example;proto=https"}
    for path in [*paths, "/docs", "/openapi.json", "/v1/events.atom", "/nowhere", "/v1/events/", "/v1/events?x=1"]:
        answer = history.get(path, hostile)
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)


LINKS = {"links", "href", "example", "self", "first", "next", "prev", "html", "instance"}

FOREIGN = {"conformsTo", "crs"}
"""Names of the OGC's, which look like addresses."""


def addresses_in(value: Any) -> Iterator[str]:
    """Every text that looks like an address of ours: in `links`, wherever they stand."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name in LINKS or not (isinstance(one, str) or name in FOREIGN):
                yield from addresses_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from addresses_in(one)
    elif isinstance(value, str) and value.startswith(("/", "http")):
        yield value


def test_addresses_begin_with_the_public_one(history: Client, paths: list[str]) -> None:
    """fastapi#4990, stac-fastapi-pgstac#262: a proxy with a prefix and https."""
    public = "https://history.example.org/homeward"
    with serving(settings_for(history.settings.database_url, public_url=public + "/")) as api:
        assert api.json("/openapi.json")["servers"] == [{"url": public}]
        found = 0
        for path in [*paths, "/v1/events?limit=1&facets=kind", "/v1/events?limit=1&kind=talks"]:
            answer = api.get(path)
            for address in addresses_in(answer.json()):
                assert address.startswith(public + "/"), (path, address)
                found += 1
            for target in re.findall("<([^>]*)>;", answer.headers.get("link", "")):
                assert target.startswith(public + "/")
        assert found > 200
        assert api.problem("/v1/events?knd=talks")["example"] == f"{public}/v1/events?kind=talks"
        onward = api.json("/v1/events?limit=5")["links"]["next"]
        assert api.json(onward.removeprefix(public))["total"] == 14


def test_without_a_public_address_links_are_root_relative(history: Client, paths: list[str]) -> None:
    for path in paths:
        for address in addresses_in(history.json(path)):
            assert address.startswith("/"), (path, address)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is run, on whatever engine."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


# The release comes first in each, and for events the ends of the lines of days; then what the list itself asks.
SELECTS = {
    "/v1/events?limit=3": 3,
    "/v1/events?limit=100": 3,
    "/v1/events?kind=talks&party=alpha&role=host": 5,
    "/v1/events?q=talks&place=korea&date=2007": 5,
    "/v1/events?bbox=0,0,180,90": 5,
    "/v1/events?facets=kind": 4,
    "/v1/events?facets=kind,status,year,decade,place,party,timeline,measure": 10,
    "/v1/timelines/line/events?limit=100": 5,
    "/v1/timelines?limit=100": 9,
    "/v1/claims?limit=100": 2,
    "/v1/claims?measure=returned&claimant=one": 4,
    "/v1/claims/compare?measure=returned": 3,
    "/v1/places?limit=100": 2,
    "/v1/parties?q=alpha": 3,
    "/v1/sources?published=2018": 3,
    "/v1/measures?limit=100": 2,
    "/v1/changes?limit=100": 2,
    "/v1/events/day/history?limit=100": 1,
    "/v1/events/span/related?depth=2": 6,
    "/v1/timelines/line/totals?measure=returned": 6,
}


@pytest.mark.parametrize("path", SELECTS)
def test_the_number_of_statements_of_a_list(history: Client, path: str) -> None:
    """However many items there are: one more look-up an item would show here. Nothing is kept from before."""
    history.get("/v1/places")
    KEPT.clear()
    with statements() as seen:
        assert history.get(joined(path, f"known_on=2020-01-{SELECTS[path]:02d}")).status_code == 200
    selects = [one for one in seen if one.lstrip().upper().startswith(("SELECT", "WITH")) and "release" not in one]
    assert len(selects) == SELECTS[path], selects


def test_a_further_page_does_not_count_again(history: Client) -> None:
    onward = history.json("/v1/events?limit=2&known_on=2020-02-02")["links"]["next"]
    with statements() as seen:
        history.json(onward)
    assert not [one for one in seen if "count(" in one.lower()]
