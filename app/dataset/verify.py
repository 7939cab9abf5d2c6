"""`homeward check --database`: what readers are served equals a fresh render, and knowledge has no holes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, func, inspect, select, tuple_

from app import models as m
from app.dataset.archive import Archive, dataset_digest, release_digest
from app.dataset.fetch import fetch_datasets
from app.dataset.readmodel import Prepared, numbered, prepare
from app.dataset.sets import Sets
from app.dataset.store import Row
from app.dates import NO_END

MOST = 100
"""So many faults are told of each kind: one row too many moves all that follow."""
A_BATCH = 200
V = m.EventVersion
RECORDS: dict[type[m.Base], str] = {V: "event", m.ClaimVersion: "claim"}


def verify(connection: Connection) -> list[str]:
    """Every way in which the read tables differ from the records; empty when all is well."""
    archive = Archive(fetch_datasets(connection))
    prepared, sets = prepare(archive, None), Sets()
    tables: tuple[tuple[type[m.Base], Iterable[Row]], ...] = (
        (V, ranked(prepared, sets)),
        (m.ClaimVersion, numbered(prepared.claims, "versions of claims")),
        (m.Change, numbered(prepared.changes, "changes")),
        (m.VersionTerm, prepared.terms.rows()),
        # What stands above has been gone through by the time that these are asked for.
        (m.TermSet, sets.term_rows()),
        (m.WordSet, sets.word_rows()),
        (m.DayPiece, sets.piece_rows()),
    )
    faults = [islice(unlike(connection, table, rows), MOST) for table, rows in tables]
    return [*digests(connection, archive), *islice(holes(connection), MOST), *chain.from_iterable(faults)]


def digests(connection: Connection, archive: Archive) -> Iterator[str]:
    """The records are those that the release names."""
    loaded = {row.name: row.digest for row in connection.execute(select(m.DatasetRow.name, m.DatasetRow.digest))}
    for dataset in archive.datasets:
        if dataset_digest(dataset) != loaded[dataset.header.name]:
            yield f"data set {dataset.header.name}: its records are not those that were loaded"
    newest = connection.scalar(select(m.Release.digest).order_by(m.Release.number.desc()).limit(1))
    if newest != release_digest(loaded):
        yield "release: its digest is not that of the data sets"


def holes(connection: Connection) -> Iterator[str]:
    """Intervals of knowledge follow each other without gap or overlap, and the last has no end."""
    following = func.lead(V.known_from, 1, NO_END).over(partition_by=V.event_id, order_by=V.known_from)
    each = select(V.event_id, V.known_until, following.label("following")).subquery()
    for name in connection.scalars(select(each.c.event_id).where(each.c.known_until != each.c.following).distinct()):
        yield f"event {name}: knowledge has a gap or an overlap"


def ranked(prepared: Prepared, sets: Sets) -> Iterator[Row]:
    """The versions by rank, which the sets are made of on the way."""
    for number, (_, (row, terms, words)) in enumerate(prepared.versions, 1):
        sets.add(number, row, terms, tuple(words))
        yield {"id": number, **row}


def unlike(connection: Connection, table: type[m.Base], fresh: Iterable[Row]) -> Iterator[str]:
    """The rows of a read table that are not what a fresh render gives."""
    key = [str(column.key) for column in inspect(table).primary_key]
    rows, count = iter(fresh), 0
    while batch := list(islice(rows, A_BATCH)):
        stored = rows_of(connection, table, key, batch)
        count += len(batch)
        for row in batch:
            if stored.get(tuple(row[name] for name in key)) != row:
                yield f"{named(table, row, key)}: is not what a fresh render gives"
    if (found := connection.scalar(select(func.count()).select_from(table))) != count:
        yield f"{table.__tablename__}: there are {found} rows, and a fresh render gives {count}"


def rows_of(connection: Connection, table: Any, key: Sequence[str], batch: list[Row]) -> dict[tuple[Any, ...], Row]:
    """The stored rows that have the keys of a batch."""
    own = tuple_(*(table.__table__.columns[name] for name in key)).in_([[row[name] for name in key] for row in batch])
    found = connection.execute(select(*table.__table__.columns).where(own)).mappings()
    return {tuple(row[name] for name in key): {**row} for row in found}


def named(table: type[m.Base], row: Row, key: Sequence[str]) -> str:
    """What a row is called by those who write data sets."""
    if table in RECORDS:
        return f"{RECORDS[table]} {row[f'{RECORDS[table]}_id']}"
    return f"{table.__tablename__} {' '.join(str(row[name]) for name in key)}"
