"""Writing the read tables: finished documents, and what they are found by.

Events are rendered one after the other, or in several processes, and never held together: versions, claims and
changes go through sorters, and come out in the order in which they are numbered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, text

from app import models as m
from app.dataset.archive import Archive
from app.dataset.changes import Entry
from app.dataset.prepare import Rendered, Words, claim_entries, render_chunk
from app.dataset.progress import counting
from app.dataset.project import Projection
from app.dataset.sets import Sets
from app.dataset.sorter import Sorter
from app.dataset.spread import chunks, helpers_for, spread
from app.dataset.store import CHUNK, Row, insert_rows
from app.dates import NO_START

READ_TABLES = (
    m.DayPiece,
    m.WordSet,
    m.TermSet,
    m.VersionTerm,
    m.EventVersion,
    m.ClaimVersion,
    m.Change,
)


def clear_read_tables(connection: Connection) -> None:
    """Empty them, before the records that they point to are taken away."""
    for table in READ_TABLES:
        connection.execute(delete(table))
    if connection.dialect.name == "sqlite":
        # A contentless FTS5 table knows no DELETE of rows, only of everything.
        connection.execute(text("INSERT INTO event_words(event_words) VALUES ('delete-all')"))
    else:
        connection.execute(text("DELETE FROM event_words"))


@contextmanager
def indexes_last(connection: Connection) -> Iterator[None]:
    """Build the indexes of the read tables once the rows are there: that takes half the time, and less room.

    Not on PostgreSQL, where those who read would have to wait.
    """
    tables = [m.Base.metadata.tables[table.__tablename__] for table in READ_TABLES]
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda one: str(one.name))]
    if connection.dialect.name != "sqlite":
        indexes = []
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


class Terms:
    """Each term once, with its number."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def numbers(self, terms: list[str]) -> list[int]:
        return [self.known.setdefault(term, len(self.known) + 1) for term in terms]

    def rows(self) -> Iterator[Row]:
        for term, number in self.known.items():
            facet, _, value = term.partition(" ")
            yield {"id": number, "facet": facet, "value": value}


class Prepared:
    """What is to be written, gathered event by event."""

    def __init__(self, scratch: Path | None) -> None:
        self.terms = Terms()
        self.versions = Sorter(scratch)
        self.claims = Sorter(scratch)
        self.changes = Sorter(scratch)

    def add(self, rendered: Rendered) -> None:
        for key, (row, terms, words) in rendered.versions:
            self.versions.add(key, (row, self.terms.numbers(terms), words))
        self.add_claims(rendered.claims, rendered.changes)

    def add_claims(self, claims: list[Entry], changes: list[Entry]) -> None:
        for key, value in claims:
            self.claims.add(key, value)
        for key, value in changes:
            self.changes.add(key, value)


def write_read_tables(connection: Connection, archive: Archive, scratch: Path | None = None) -> dict[str, int]:
    """Project the records; the counts of what is now served. `scratch` is the folder for what is sorted."""
    prepared = prepare(archive, scratch)
    with indexes_last(connection):
        versions, undated = write_versions(connection, prepared)
        insert_rows(connection, m.ClaimVersion, numbered(prepared.claims, "versions of claims"))
        insert_rows(connection, m.Change, numbered(prepared.changes, "changes"))
    return {
        "events": len(archive.events),
        "claims": archive.count_claims(),
        "event_versions": versions,
        "undated_versions": undated,
    }


def prepare(archive: Archive, scratch: Path | None) -> Prepared:
    """Render everything."""
    prepared, projection = Prepared(scratch), Projection(archive)
    prepared.add_claims(*claim_entries(projection, list(projection.timeline_facts.values())))
    names = chain.from_iterable(chunks(shelf.names()) for shelf in archive.events.shelves)
    with counting("rendering", "events", lambda: len(archive.events)) as done:
        for rendered in spread(partial(render_chunk, projection), names, helpers_for(len(archive.events))):
            prepared.add(rendered)
            done(rendered.events)
    return prepared


def numbered(rows: Sorter, things: str) -> Iterator[Row]:
    with counting("writing", things, lambda: rows.count) as done:
        for number, (_, row) in enumerate(rows, 1):
            yield {"id": number, **row}
            done(1)


def write_versions(connection: Connection, prepared: Prepared) -> tuple[int, int]:
    """Versions, words, terms and sets, by rank; how many versions there are, and how many without a first day."""
    sets, undated, number = Sets(), 0, 0
    ranked = (value for _, value in prepared.versions)
    with counting("writing", "versions", lambda: prepared.versions.count) as done:
        while chunk := list(islice(ranked, CHUNK)):
            insert_rows(
                connection, m.EventVersion, ({"id": i, **row} for i, (row, _, _) in enumerate(chunk, number + 1))
            )
            write_words(connection, number + 1, [words for _, _, words in chunk])
            for row, terms, words in chunk:
                number += 1
                sets.add(number, row, terms, tuple(words))
                undated += row["start_min"] == NO_START
            done(len(chunk))
    insert_rows(connection, m.VersionTerm, prepared.terms.rows())
    sets.write(connection)
    return number, undated


def write_words(connection: Connection, first: int, words: list[Words]) -> None:
    """Feed the engine's own index with our words."""
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO event_words(rowid, title, names, summary) VALUES (?, ?, ?, ?)"
        rows: list[tuple[Any, ...]] = [(number, *parts) for number, parts in enumerate(words, first)]
    else:
        statement = "INSERT INTO event_words(rowid, words) VALUES ($1, CAST($2 AS tsvector))"
        rows = [(number, postgres_words(parts)) for number, parts in enumerate(words, first)]
    connection.exec_driver_sql(statement, rows)


def postgres_words(words: Words) -> str:
    """A tsvector literal. Gaps of two between the parts keep phrases from reaching across them."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for weight, part in zip("ABC", words, strict=True):
        for word in part.split():
            position = min(position + 1, 16383)
            lexemes.setdefault(word, []).append(f"{position}{weight}")
        position += 2
    return " ".join(f"'{word}':{','.join(places[:255])}" for word, places in lexemes.items())
