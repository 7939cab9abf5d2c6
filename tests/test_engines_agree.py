"""Both engines, one answer: hundreds of queries against SQLite and PostgreSQL, compared byte by byte."""

import itertools
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.client import Client, serving
from tests.conftest import BUNDLED, ENGINES, Fresh, load, settings_for
from tests.history import HISTORY
from tests.queries import made_up
from tests.sets import write

Pair = tuple[Client, Client]
FIXED = (
    "/v1/events?limit=1000",
    "/v1/events?limit=1000&sort=-date",
    "/v1/events?limit=1000&sort=known",
    "/v1/events?limit=1000&facets=kind,status,year,decade,place,party,timeline,measure",
    "/v1/claims?limit=1000",
    "/v1/claims/compare?measure=remains_returned,unaccounted_for,boxes_returned,returned&limit=1000",
    "/v1/timelines",
    "/v1/timelines/korean-war-remains/totals?measure=remains_returned",
    "/v1/timelines/korean-war-remains/totals?measure=unaccounted_for",
    "/v1/changes?limit=1000",
    "/v1/places?limit=1000",
    "/v1/parties?limit=1000",
    "/v1/sources?limit=1000",
    "/v1/measures?limit=1000",
    "/v1/events/transfer-2018/related?depth=5",
    "/v1/events/recovery-missions-1996-2005/history",
    "/v1/events.csv",
    "/v1/claims.ndjson",
    "/v1/events.geojson",
    "/v1/events.atom",
    "/ogc/collections/events",
    "/v1/events/no-such",
    "/v1/events?place=no-such,panmunjon",
)


@pytest.fixture(scope="module")
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The bundled and the invented history on both engines."""
    folder: Path = tmp_path_factory.mktemp("pair")
    fresh, data = Fresh(request, folder), [*BUNDLED.iterdir(), write(folder / "set", **HISTORY)]
    with ExitStack() as stack:
        made = [settings_for(fresh.url(engine)) for engine in ENGINES]
        for settings in made:
            load(settings, *data)
        sqlite, postgres = (stack.enter_context(serving(settings)) for settings in made)
        yield sqlite, postgres
    fresh.remove()


def same(pair: Pair, path: str) -> str | None:
    """The same status, tag and bytes; the address of the next page."""
    one, other = (client.get(path) for client in pair)
    assert (path, one.status_code, one.headers.get("etag")) == (path, other.status_code, other.headers.get("etag"))
    assert (path, one.content) == (path, other.content)
    found = re.search('<([^>]*)>; rel="next"', one.headers.get("link", ""))
    return found[1] if found else None


@pytest.mark.parametrize("path", FIXED)
def test_whole_lists(pair: Pair, path: str) -> None:
    same(pair, path)


def test_made_up_queries(pair: Pair) -> None:
    found = 0
    for path in made_up(seed=20180612, count=250):
        following = same(pair, path)
        if following:
            same(pair, following)
        answer = pair[0].get(path)
        assert answer.status_code == 200, (path, answer.text)
        found += bool(answer.json()["total"])
    assert found > 90


def test_queries_that_were_made_up_find_different_things() -> None:
    assert len(set(itertools.islice(made_up(1, 100), 100))) > 80
    assert list(made_up(1, 50)) == list(made_up(1, 50)) != list(made_up(2, 50))
