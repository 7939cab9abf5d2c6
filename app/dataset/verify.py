"""`homeward check --database`: the projection equals a fresh render, and knowledge has no holes."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from sqlalchemy import Connection, select

from app import models as m
from app.dataset.archive import Archive, dataset_digest, release_digest
from app.dataset.project import ClaimInterval, EventInterval, Projection
from app.dataset.store import fetch_datasets
from app.dates import NO_END
from app.documents.base import encode

Stored = dict[str, list[tuple[int, int, bytes]]]
"""By id: from which day, until which, and the document; oldest first."""


def verify(connection: Connection) -> list[str]:
    """Every way in which the read tables differ from the records; empty when all is well."""
    archive = Archive(fetch_datasets(connection))
    projection = Projection(archive)
    return [*digests(connection, archive), *events(connection, projection), *claims(connection, projection)]


def stored(connection: Connection, table: type[m.EventVersion | m.ClaimVersion], name: str) -> Stored:
    """The versions that a read table has, by the column of that name."""
    found: Stored = {}
    owner = getattr(table, name)
    rows = connection.execute(
        select(owner, table.known_from, table.known_until, table.document).order_by(owner, table.known_from)
    )
    for one, known_from, known_until, document in rows:
        found.setdefault(one, []).append((known_from, known_until, document.encode()))
    return found


def fresh(intervals: Iterable[EventInterval | ClaimInterval]) -> list[tuple[int, int, bytes]]:
    """The versions that a render gives."""
    return [(one.known_from, one.known_until, encode(one.document)) for one in intervals]


def digests(connection: Connection, archive: Archive) -> Iterator[str]:
    """The records are those that the release names."""
    loaded = {row.name: row.digest for row in connection.execute(select(m.DatasetRow.name, m.DatasetRow.digest))}
    for dataset in archive.datasets:
        if dataset_digest(dataset) != loaded[dataset.header.name]:
            yield f"data set {dataset.header.name}: its records are not those that were loaded"
    newest = connection.scalar(select(m.Release.digest).order_by(m.Release.number.desc()).limit(1))
    if newest != release_digest(loaded):
        yield "release: its digest is not that of the data sets"


def events(connection: Connection, projection: Projection) -> Iterator[str]:
    """Each stored version of each event, against a fresh one."""
    archive, versions = projection.archive, stored(connection, m.EventVersion, "event_id")
    for event in archive.events.values():
        intervals = list(projection.event_intervals(event))
        yield from gaps(event.id, versions.get(event.id, []))
        yield from too_early(archive, event.id, intervals)
        if versions.get(event.id) != fresh(intervals):
            yield f"event {event.id}: the stored documents are not what a fresh render gives"
    for name in versions.keys() - archive.events.keys():
        yield f"event {name}: there are documents, but no record"


def gaps(name: str, versions: list[tuple[int, int, bytes]]) -> Iterator[str]:
    """Intervals of knowledge follow each other without gap or overlap, and the last has no end."""
    if not versions or versions[-1][1] != NO_END:
        yield f"event {name}: no version is in force today"
    for (_, until, _), (start, _, _) in pairwise(versions):
        if until != start:
            yield f"event {name}: knowledge has a gap or an overlap"


def too_early(archive: Archive, name: str, versions: list[EventInterval]) -> Iterator[str]:
    """No version cites what was published only later."""
    for one in versions:
        for source in one.document.sources:
            if archive.known_from[source.id] > one.known_from:
                yield f"event {name}: a version is known before its source {source.id}"


def claims(connection: Connection, projection: Projection) -> Iterator[str]:
    """Each stored version of each claim, against a fresh one."""
    versions = stored(connection, m.ClaimVersion, "claim_id")
    for name in sorted(projection.facts.keys() | versions.keys()):
        intervals = projection.claim_intervals(name) if name in projection.facts else ()
        if versions.get(name) != fresh(intervals):
            yield f"claim {name}: the stored documents are not what a fresh render gives"
