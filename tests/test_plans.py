"""Plans at 20,000 events: everything is found by a key, nothing long is sorted, and depth costs nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Select, event, text

from app.dataset import database
from app.dataset.archive import dataset_digest
from app.dataset.load import Incoming
from app.dataset.reader import Reading
from app.queries.kept import KEPT
from tests.client import Client, serving
from tests.conftest import ENGINES, Fresh, settings_for
from tests.generate import history
from tests.test_schema import on

pytestmark = pytest.mark.slow
RELEASE = "b045705d6c3f"


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Twenty thousand events, the same ones in every run."""
    folder: Path = tmp_path_factory.mktemp("large")
    fresh, made = Fresh(request, folder), history(20_000)
    settings = settings_for(fresh.url(request.param), cache_bytes=0)
    database.load(settings, [Incoming(folder, Reading(), made, dataset_digest(made), "")], lambda _: None)
    with serving(settings) as client:
        yield client
    fresh.remove()


@contextmanager
def selected() -> Iterator[list[Select[Any]]]:
    """The statements that a request runs, but for the release."""
    seen: list[Select[Any]] = []

    def note(connection: Connection, statement: Any, *_: object) -> None:
        if isinstance(statement, Select) and "release" not in str(statement):
            seen.append(statement)
        del connection

    event.listen(Engine, "before_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_execute", note)


def plans(api: Client, path: str) -> list[str]:
    """How the engine means to run the statements of a request, of which only the lines and the places are kept."""
    KEPT.clear()
    api.json("/v1/events?limit=1&bbox=0,0,0,0")
    with selected() as statements:
        api.json(path)

    def explain(connection: Connection) -> list[str]:
        if not api.settings.is_sqlite:
            # Some tables are so short here that reading them whole is best; asked is what the keys are good for.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        said = "EXPLAIN QUERY PLAN " if api.settings.is_sqlite else "EXPLAIN (COSTS OFF) "
        return [explained(connection, said, statement) for statement in statements]

    return on(api.settings, explain)


def explained(connection: Connection, said: str, statement: Select[Any]) -> str:
    written = str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    rows = connection.execute(text(said + written.replace(":", "\\:")))
    return "\n".join(str(row[-1]) for row in rows)


SQLITE = re.compile(r"(SCAN|SEARCH) (\w+)")
POSTGRES = re.compile(r"(Seq|(?<!Bitmap )Index|Index Only|Bitmap Heap) Scan (?:Backward )?(?:using \w+ )?on (\w+)")
PAGE = {"event_version"}
TERMS, WORDS, DAYS, INDEX = {"version_term", "term_set"}, {"word_set"}, {"day_piece"}, {"event_words"}
# Whatever is asked for: sets by their keys, then the documents of one page by theirs.
READ: dict[str, set[str]] = {
    "": PAGE,
    "sort=-date": PAGE,
    "sort=known": PAGE | DAYS,
    "sort=-known": PAGE | DAYS,
    "known_on=1999-06-01": PAGE | DAYS,
    "date=2007-05": PAGE | DAYS,
    "date=1960/..&date_match=certain": PAGE | DAYS,
    "date=2007-05-03&date_relation=within": PAGE | DAYS,
    "kind=talks": PAGE | TERMS,
    "kind=armistice": PAGE | TERMS,
    "kind=talks&sort=-known": PAGE | TERMS | DAYS,
    "kind=armistice&sort=known": PAGE | TERMS,
    "kind=talks&party=alpha&role=host": PAGE | TERMS | {"party"},
    "kind=talks,burial&source=source-7&date=1960/2010": PAGE | TERMS | DAYS,
    "part_of=event-000000": PAGE | TERMS,
    "bbox=-180,-90,180,90": PAGE | TERMS,
    "near=10,10&radius_km=2000&sort=-date": PAGE | TERMS,
    "q=remains": PAGE | WORDS,
    "q=remains&sort=-date&kind=armistice": PAGE | WORDS | TERMS,
    "q=word15*": PAGE | WORDS,
    "q=%22remains+word0%22": PAGE | INDEX,
    "facets=kind,status,place,party,timeline,measure": PAGE | TERMS,
    "facets=year,decade": PAGE | DAYS,
}


@pytest.mark.parametrize("query", READ)
def test_everything_is_found_by_a_key(large: Client, query: str) -> None:
    page = large.json(f"/v1/events?limit=1000&fields=id&{query}")
    assert page["total"] > 0
    first = plans(large, f"/v1/events?limit=20&{query}")
    assert {table for plan in first for _, table in reads(large, plan)} == READ[query]
    assert scanned(large, first) == set()
    if page["total"] > 3000:
        for _ in range(2):
            page = large.json(page["links"]["next"])
        deep = plans(large, page["links"]["next"].replace("limit=1000", "limit=20"))
        assert scanned(large, deep) == set()
        # Along a line, a place is found by halving, which may take one step more.
        assert len(deep) <= len(first) + ("known" in query)


def reads(api: Client, plan: str) -> list[tuple[str, str]]:
    """How each table is read."""
    found = (SQLITE if api.settings.is_sqlite else POSTGRES).findall(plan)
    return [(way, re.sub(r"_\d+$", "", table)) for way, table in found]


def scanned(api: Client, every: list[str]) -> set[str]:
    """The tables that are read from end to end. SQLite says SCAN of a search in a virtual table."""
    virtual = INDEX if api.settings.is_sqlite else set()
    return {table for plan in every for way, table in reads(api, plan) if way in ("SCAN", "Seq")} - virtual


def test_nothing_long_is_sorted(large: Client) -> None:
    """A thousand versions at most are put in the order of their knowledge by the engine; more are found in it."""
    assert 10 <= large.json("/v1/events?kind=armistice&limit=1")["total"] <= 1000
    [page] = [
        plan
        for plan in plans(large, "/v1/events?kind=armistice&sort=known")
        if "event_version" in plan and is_sorted(plan)
    ]
    assert "event_version" in page
    for query in ("", "kind=talks", "q=remains"):
        assert not any(map(is_sorted, plans(large, f"/v1/events?{query}&sort=known")))


def is_sorted(plan: str) -> bool:
    return "TEMP B-TREE FOR ORDER BY" in plan or "Sort Key" in plan


def test_what_is_kept_is_not_read_again(large: Client) -> None:
    path = "/v1/events?limit=20&q=remains&kind=talks&date=1990/2001&facets=kind,party"
    large.json(path)
    with selected() as statements:
        large.json(path)
    assert ["event_version" in str(one) for one in statements] == [True]


def test_both_engines_have_the_same_history(large: Client) -> None:
    """Its digest is the same on every machine: a plan is asserted for the same data everywhere."""
    assert large.json("/v1")["release"]["id"] == RELEASE
