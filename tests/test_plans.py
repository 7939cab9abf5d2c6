"""Plans at 20,000 events: an index wherever one helps, no sorting of what is long, and depth costs nothing."""

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
    """The statements about event versions that a request runs."""
    seen: list[Select[Any]] = []

    def note(connection: Connection, statement: Any, *_: object) -> None:
        if isinstance(statement, Select) and "event_version" in str(statement):
            seen.append(statement)
        del connection

    event.listen(Engine, "before_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_execute", note)


def plans(api: Client, path: str) -> list[str]:
    """How the engine means to run the statements of a request: the count first, then the page or its tiers."""
    with selected() as statements:
        api.json(path)

    def explain(connection: Connection) -> list[str]:
        said = "EXPLAIN QUERY PLAN " if api.settings.is_sqlite else "EXPLAIN (COSTS OFF) "
        return [explained(connection, said, statement) for statement in statements]

    return on(api.settings, explain)


def explained(connection: Connection, said: str, statement: Select[Any]) -> str:
    written = str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    rows = connection.execute(text(said + written.replace(":", "\\:")))
    return "\n".join(str(row[-1]) for row in rows)


SQLITE = re.compile(r"(?:SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?(?:INDEX )?(\w+))?")
POSTGRES = re.compile(r"(?:Seq|Index|Index Only|Bitmap Heap) Scan (?:Backward )?(?:using (\w+) )?on (\w+)")


def ways(api: Client, plan: str) -> set[tuple[str, str]]:
    """Each table that is read, and the index by which; by its primary key where it is read in that order."""
    if api.settings.is_sqlite:
        found = [(re.sub(r"_\d+$", "", table), index) for table, index in SQLITE.findall(plan)]
        return {(table, "" if index in ("INTEGER", "PRIMARY") else index) for table, index in found}
    found = [(table, index) for index, table in POSTGRES.findall(plan)]
    return {(table, "" if index.startswith("pk_") or index == "event_words_pkey" else index) for table, index in found}


def is_sorted(plan: str) -> bool:
    return "TEMP B-TREE FOR ORDER BY" in plan or "Sort Key" in plan


EVENTS, LINKS, WORDS = ("event_version", ""), ("version_term_link", ""), ("event_words", "")
KNOWN = ("event_version", "ix_event_version_known")
PROBED = ("version_term_link", "ix_version_term_link_version")
# Where many match, a page is a walk along an index, which begins where the page before ended.
WALKS: dict[str, set[tuple[str, str]]] = {
    "": {EVENTS},
    "sort=-date": {EVENTS},
    "sort=known": {KNOWN},
    "sort=-known": {KNOWN},
    "date=1960/..": {EVENTS},
    "kind=talks": {LINKS, EVENTS},
    "kind=talks&sort=-date": {LINKS, EVENTS},
    "kind=talks&sort=-known": {KNOWN, LINKS},
    "kind=talks&party=alpha": {LINKS, EVENTS},
    "q=remains": {WORDS, EVENTS},
    "q=remains&sort=-date": {WORDS, EVENTS},
    "q=remains&sort=date": {WORDS, EVENTS},
    "bbox=-180,-90,180,90": {EVENTS, PROBED},
}


@pytest.mark.parametrize("query", WALKS)
def test_a_page_of_many_is_a_walk_and_depth_costs_nothing(large: Client, query: str) -> None:
    deep = f"/v1/events?limit=1000&fields=id&{query}"
    for _ in range(3):
        deep = large.json(deep)["links"]["next"]
    first, later = (
        plans(large, f"/v1/events?limit=20&{query}")[1],
        plans(large, deep.replace("limit=1000", "limit=20"))[0],
    )
    for plan in (first, later):
        assert ways(large, plan) - {PROBED} == WALKS[query] - {PROBED}, plan
        assert not is_sorted(plan), plan
        assert "Seq Scan" not in plan
    assert large.settings.is_sqlite or "Index Cond" in later


# Where few match, the index that finds them is used to count them and to read them.
FEW: dict[str, str] = {
    "kind=armistice": "version_term_link",
    "kind=armistice&sort=-date": "version_term_link",
    "kind=armistice&sort=known": "version_term_link",
    "kind=talks,burial&source=source-7": "version_term_link",
    "place=place-7": "version_term_link",
    "part_of=event-000000": "version_term_link",
    "q=remains&kind=armistice": "version_term_link",
    "bbox=120,30,135,45": "version_term_link",
    "near=10,10&radius_km=2000&sort=-date": "version_term_link",
    "date=2007-05": "ix_event_version_span",
    "date=2007-05-03": "ix_event_version_span",
    "date=2007-05&date_match=certain": "ix_event_version_span",
    "date=2007-05&date_relation=within": "ix_event_version_span",
    "known_on=1951-06-01": "ix_event_version_days",
    "q=word1500": "event_words",
    "q=word1500&sort=-known": "event_words",
}


@pytest.mark.parametrize("query", FEW)
def test_a_few_are_found_by_what_is_rare(large: Client, query: str) -> None:
    page = large.json(f"/v1/events?limit=1000&fields=id&{query}")
    assert 0 < page["total"] < 400
    for plan in plans(large, f"/v1/events?limit=20&{query}"):
        assert FEW[query] in plan
        assert "SCAN event_version" not in plan, plan
        assert "Seq Scan" not in plan, plan
        assert large.settings.is_sqlite or not walks_through_all(plan), plan


def walks_through_all(plan: str) -> bool:
    """Whether PostgreSQL reads a whole table in the order of its key."""
    lines = [line.strip() for line in plan.splitlines()] + [""]
    walks = [
        index
        for index, line in enumerate(lines)
        if re.search(r"Index Scan (Backward )?using (pk_event_version|event_words_pkey)", line)
    ]
    return any(not lines[index + 1].startswith("Index Cond") for index in walks)


def test_counting_everything_reads_no_document(large: Client) -> None:
    count = plans(large, "/v1/events?limit=20")[0]
    assert "ix_event_version_days" in count or not large.settings.is_sqlite
    assert large.json("/v1/events?limit=1")["total"] == 20_000


def test_both_engines_have_the_same_history(large: Client) -> None:
    """Its digest is the same on every machine: a plan is asserted for the same data everywhere."""
    assert large.json("/v1")["release"]["id"] == RELEASE
