"""The peers' databases, built from a data set's files: the plain schema on SQLite (ORM, Datasette) and PostgreSQL."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateTable

from app.dates import NO_END, NO_START, parse_date
from bench.plain import Base

Record = dict[str, Any]
Rows = dict[str, list[tuple[Any, ...]]]
BATCH = 5000
UNKNOWN_START, UNKNOWN_END = date.min, date.max
RECORD = Path(__file__).with_name("record.sql")
POSTGRES_WORDS = (
    "ALTER TABLE event ADD COLUMN words tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', title || ' ' || names || ' ' || summary)) STORED",
    "CREATE INDEX ix_event_words ON event USING gin (words)",
    "VACUUM (ANALYZE)",
)


class Files:
    """A data set as rows of the plain schema, a batch of events at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds = {kind: self.records(kind) for kind in ("timelines", "places", "parties", "sources")}
        self.place_names = {one["id"]: one["name"] for one in self.kinds["places"]}
        self.party_names = {one["id"]: one["name"] for one in self.kinds["parties"]}
        self.known = {one["id"]: known_from(one) for one in self.kinds["sources"]}

    def records(self, kind: str) -> list[Record]:
        """`bench.generate` writes a JSON record on each line of its YAML."""
        with (self.folder / f"{kind}.yaml").open() as file:
            return [json.loads(line.removeprefix("- ")) for line in file]

    def events(self) -> Iterator[Record]:
        for path in sorted((self.folder / "events").glob("*.jsonl")):
            with path.open() as file:
                yield from map(json.loads, file)

    def batches(self) -> Iterator[Rows]:
        """First what events refer to, then the events."""
        names = {"timeline": "timelines", "place": "places", "party": "parties", "source": "sources"}
        yield {table: rows_of(table, self.kinds[kind]) for table, kind in names.items()}
        events = self.events()
        while some := list(islice(events, BATCH)):
            yield self.event_batch(some)

    def event_batch(self, events: list[Record]) -> Rows:
        rows: Rows = {table.name: [] for table in Base.metadata.sorted_tables}
        for event in events:
            self.add(rows, event)
        return rows

    def add(self, rows: Rows, event: Record) -> None:
        """An event as all its sources together tell it: what the product answers today."""
        name, claims = event["id"], event["claims"]
        last: Record = {}
        for state in sorted(event["states"], key=lambda state: self.known[state["source"]]):
            last |= state
        cited = [one["source"] for one in (*event["states"], *claims)] + event["sources"]
        rows["event"].append(self.event_row(event, last))
        rows["event_place"] += [(name, place) for place in last["places"]]
        rows["event_source"] += [(name, source) for source in dict.fromkeys(cited)]
        rows["event_timeline"] += [(name, line) for line in event["timelines"]]
        rows["participation"] += [(name, part["party"], part["role"]) for part in event["parties"]]
        rows["claim"] += [claim_row(name, claim) for claim in claims]

    def event_row(self, event: Record, last: Record) -> tuple[Any, ...]:
        when = parse_date(last["date"])
        start = UNKNOWN_START if when.start_min == NO_START else date.fromordinal(when.start_min)
        end = UNKNOWN_END if when.end_max == NO_END else date.fromordinal(when.end_max)
        names = [self.place_names[place] for place in last["places"]]
        names += [self.party_names[part["party"]] for part in event["parties"]]
        prose = f"{last['summary']} {event.get('note', '')}".strip()
        plain = (event["id"], event["kind"], last["status"], last["title"], " ".join(names), prose, last["date"])
        return (*plain, start, end, UNKNOWN_END if start == UNKNOWN_START else start, start.year)


def known_from(source: Record) -> int:
    """The day from which a source counts as known."""
    accessed = date.fromisoformat(source["accessed"]).toordinal()
    return min(accessed, parse_date(source["published"]).end_max) if "published" in source else accessed


def rows_of(table: str, records: list[Record]) -> list[tuple[Any, ...]]:
    columns = [column.name for column in Base.metadata.tables[table].columns]
    return [tuple(record.get(column) for column in columns) for record in records]


def claim_row(event: str, claim: Record) -> tuple[Any, ...]:
    measure, source, best = claim["measure"], claim["source"], claim.get("best")
    exact = best if claim["qualifier"] == "exact" else None
    numbers = (claim.get("low", exact), best, claim.get("high", exact))
    said = (*numbers, claim["qualifier"], claim["as_of"], claim["claimant"], source)
    return (f"{event}--{measure}--{source}".replace("_", "-"), event, measure, *said)


def build_sqlite(folder: Path, path: Path) -> None:
    """A new file; indexes are made when the rows are there."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        make_tables(connection)
    plain = sqlite3.connect(path)
    plain.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    for rows in Files(folder).batches():
        for table, some in rows.items():
            if some:
                marks = ", ".join("?" * len(some[0]))
                plain.executemany(f"INSERT INTO {table} VALUES ({marks})", texts(some))
        plain.commit()
    plain.close()
    with engine.begin() as connection:
        make_indexes(connection)
    with sqlite3.connect(path) as plain:
        plain.executescript(RECORD.read_text())
    engine.dispose()


def texts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Dates as SQLAlchemy writes them on SQLite."""
    for row in rows:
        yield tuple(value.isoformat() if isinstance(value, date) else value for value in row)


def make_tables(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        connection.execute(CreateTable(table))


def make_indexes(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)


def build_postgres(folder: Path, url: str) -> None:
    """The same on PostgreSQL, by COPY."""
    asyncio.run(fill_postgres(folder, url))


async def fill_postgres(folder: Path, url: str) -> None:
    await change(url, make_tables)
    connection = await asyncpg.connect(url)
    for rows in Files(folder).batches():
        for table, some in rows.items():
            await connection.copy_records_to_table(table, records=some)
    await change(url, make_indexes)
    for statement in POSTGRES_WORDS:
        await connection.execute(statement, timeout=None)
    await connection.close()


async def change(url: str, make: Callable[[Connection], None]) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()
