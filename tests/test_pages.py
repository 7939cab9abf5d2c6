"""Pages: every order walked to its end and back; cursors that are forged, foreign or of an earlier release."""

import asyncio
import base64
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadRequest
from app.queries.cursor import Cursor, read_cursor, signing_key, write_cursor
from tests.client import Client, Json
from tests.conftest import Serve, load
from tests.history import IN_ORDER
from tests.sets import event, source, state, write

DATED, UNKNOWN = IN_ORDER[:-2], IN_ORDER[-2:]
KNOWN = [
    "ancient",
    "before",
    "decade",
    "pair",
    "part",
    "span",
    "spring",
    "unended",
    "about",
    "year",
    "day",
    "month",
    "expected",
    "ongoing",
]
ORDERS: dict[str, list[str]] = {
    "sort=date": [*DATED, *UNKNOWN],
    "sort=-date": [*DATED[::-1], *UNKNOWN[::-1]],
    "sort=known": KNOWN,
    "sort=-known": KNOWN[::-1],
    "q=talks&sort=relevance": ["decade", "spring", "month", "year"],
    "kind=talks&sort=-date": ["about", "spring", "pair", "decade"],
    "kind=statement&sort=-date": ["before", "ancient"],
    "timeline=line,other&kind=talks,handover&sort=date": [
        "decade",
        "pair",
        "spring",
        "year",
        "about",
        "day",
        "expected",
    ],
    "date=2018-06&sort=-known": ["ongoing", "expected", "month", "day", "unended"],
    "kind=burial": [],
}
OTHERS = (
    "/v1/claims?sort=as_of",
    "/v1/claims?sort=-as_of",
    "/v1/claims?sort=asserted",
    "/v1/claims?sort=-asserted",
    "/v1/claims/compare?measure=returned,missing",
    "/v1/places?",
    "/v1/parties?kind=agency,state,command",
    "/v1/sources?",
    "/v1/measures?",
    "/v1/timelines?",
    "/v1/changes?",
    "/v1/changes?sort=known",
    "/v1/events/day/history?",
    "/v1/timelines/line/events?sort=-known",
)


def walk(api: Client, path: str | None, way: str) -> list[Json]:
    """All pages from one on, following `next` or `prev`."""
    pages: list[Json] = []
    while path:
        pages.append(api.json(path))
        path = pages[-1]["links"][way]
    return pages


def items_of(pages: list[Json]) -> list[Json]:
    return list(itertools.chain.from_iterable(page["items"] for page in pages))


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize("query", ORDERS)
def test_a_walk_of_events_repeats_and_loses_none(history: Client, query: str, limit: int) -> None:
    names = ORDERS[query]
    pages = walk(history, f"/v1/events?{query}&limit={limit}", "next")
    assert [item["id"] for item in items_of(pages)] == names
    assert {page["total"] for page in pages} == {len(names)}
    assert [len(page["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    back = walk(history, pages[-1]["links"]["self"], "prev")
    assert [page["items"] for page in back[::-1]] == [page["items"] for page in pages]


@pytest.mark.parametrize("path", OTHERS)
def test_a_walk_of_anything_else(history: Client, path: str) -> None:
    whole = history.json(f"{path}&limit=1000")
    assert len(whole["items"]) == whole["total"] > 0
    for limit in (1, 3):
        pages = walk(history, f"{path}&limit={limit}", "next")
        assert items_of(pages) == whole["items"]
        assert [page["items"] for page in walk(history, pages[-1]["links"]["self"], "prev")[::-1]] == [
            page["items"] for page in pages
        ]


@pytest.mark.parametrize("query", ["sort=date", "sort=-date", "sort=known", "q=remains", "kind=recovery_mission"])
def test_a_walk_through_the_bundled_sets(api: Client, query: str) -> None:
    whole = api.json(f"/v1/events?{query}&limit=1000&fields=id")
    pages = walk(api, f"/v1/events?{query}&limit=9&fields=id", "next")
    assert items_of(pages) == whole["items"]
    assert len(whole["items"]) == whole["total"] > 9


def test_the_links_of_a_page(history: Client) -> None:
    first = history.json("/v1/events?limit=5&kind=talks,handover")
    second = history.json(first["links"]["next"])
    assert (first["links"]["prev"], second["links"]["next"]) == (None, None)
    assert first["links"]["self"] == "/v1/events?limit=5&kind=talks,handover" == second["links"]["first"]
    assert history.json(second["links"]["prev"])["items"] == first["items"]
    assert history.get(first["links"]["next"]).headers["link"].startswith(f'<{second["links"]["self"]}>; rel="self"')


def test_limit_fields_and_facets_may_change_on_the_way(history: Client) -> None:
    first = history.json("/v1/events?limit=2")
    onward = first["links"]["next"].replace("limit=2", "limit=3") + "&fields=id&facets=kind"
    page = history.json(onward)
    assert page["items"] == [{"id": name} for name in IN_ORDER[2:5]]
    assert sum(one["count"] for one in page["facets"]["kind"]) == len(IN_ORDER)


def test_the_description_and_the_day_stay_on_the_way(history: Client) -> None:
    pages = walk(history, "/v1/events?limit=1&known_on=2000-01-01", "next")
    assert {page["description"] for page in pages} == {"Events, as known on 1 January 2000: 4 events"}
    assert {page["known_on"] for page in pages} == {"2000-01-01"}


def cursor_of(api: Client, path: str) -> str:
    text: str = api.json(path)["links"]["next"]
    return text.rpartition("cursor=")[2]


def test_a_cursor_of_another_query_is_refused_with_an_address_that_works(history: Client) -> None:
    cursor = cursor_of(history, "/v1/events?limit=2")
    for path in (
        f"/v1/events?kind=talks&cursor={cursor}",
        f"/v1/events?sort=-date&cursor={cursor}",
        f"/v1/events?known_on=2018-01-01&cursor={cursor}",
        f"/v1/timelines/line/events?cursor={cursor}",
        f"/v1/claims?cursor={cursor}",
    ):
        problem = history.problem(path)
        assert problem["detail"] == "cursor: belongs to another query; start again without it."
        assert problem["example"] == path.replace(f"?cursor={cursor}", "").replace(f"&cursor={cursor}", "")
        assert history.get(problem["example"]).status_code == 200


def forgeries(cursor: str) -> list[str]:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    flipped = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] for at in (0, 15, 16, len(raw) - 1)]
    shorter = [raw[:16], raw[:3], raw[:-1], raw + b" "]
    texts = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in [*flipped, *shorter]]
    return [
        *texts,
        "",
        "x",
        "next",
        "%00".replace("%00", "0"),
        "é",
        cursor + "=",
        cursor + "A",
        cursor[:-1],
        "A" * 2000,
    ]


def test_a_forged_cursor_is_refused(history: Client) -> None:
    for forged in forgeries(cursor_of(history, "/v1/events?limit=2")):
        fault = history.fault(f"/v1/events?limit=2&cursor={forged}")
        assert fault["parameter"] == "cursor"
        assert fault["detail"] == "is not a cursor of this service; take it from the links of a page"
    assert history.fault("/v1/events?cursor=" + "A" * 2001)["parameter"] == "cursor"


@pytest.mark.parametrize("values", [[], ["x"], [None], [{}], [1, 2, 3], [2**80], [1.5], "12"])
def test_what_a_leaked_key_could_seal_is_no_crash(history: Client, values: list[object]) -> None:
    """The key is public where none is set, so a well-sealed cursor may still hold anything."""
    first = history.json("/v1/events?limit=2")
    key = signing_key(history.settings.cursor_key)
    real = read_cursor(first["links"]["next"].rpartition("cursor=")[2], key)
    cursor = write_cursor(Cursor(real.release, real.query, values, False, real.total, real.day), key)  # type: ignore[arg-type]
    assert history.get(f"/v1/events?limit=2&cursor={cursor}").status_code in (200, 400)


@given(st.lists(st.integers() | st.text(), max_size=4), st.booleans(), st.integers(0, 10**9), st.text(max_size=20))
def test_a_cursor_comes_back_as_it_was_sealed(values: list[int | str], backward: bool, total: int, query: str) -> None:
    values = [value if isinstance(value, str) else value % 2**60 for value in values]
    values = [value.encode(errors="replace").decode() if isinstance(value, str) else value for value in values]
    query = query.encode(errors="replace").decode()
    cursor = Cursor("abc", query, tuple(values), backward, total, 738000)
    key = signing_key("secret")
    assert read_cursor(write_cursor(cursor, key), key) == cursor
    with pytest.raises(BadRequest):
        read_cursor(write_cursor(cursor, key), signing_key("other"))


def test_a_cursor_of_an_earlier_release_is_gone(serve: Serve, tmp_path: Path) -> None:
    parts = {
        "sources": [source("s-2000-02-02")],
        "events": [event(name, state("s-2000-02-02")) for name in ("one", "two", "three")],
    }
    api = serve(**parts)
    old = api.json("/v1/events?limit=1&kind=handover")["links"]["next"]
    load(api.settings, write(tmp_path / "newer", **{**parts, "events": parts["events"][:2]}))
    api.runner.run(asyncio.sleep(1.5))
    problem = api.problem(old, 410)
    assert problem["detail"] == "The data have been loaded anew since this page was made; start again."
    assert problem["example"] == "/v1/events?limit=1&kind=handover"
    assert api.json(problem["example"])["total"] == 2
