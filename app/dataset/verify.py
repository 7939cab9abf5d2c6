"""`homeward check --database`: the projection equals a fresh render, and knowledge has no holes."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import Connection, select

from app import models as m
from app.dataset.archive import Archive, dataset_digest, release_digest
from app.dataset.project import EventInterval, Projection
from app.dataset.store import fetch_datasets
from app.dates import NO_END
from app.documents.base import encode


def verify(connection: Connection) -> list[str]:
    """Every way in which the read tables differ from the records; empty when all is well."""
    archive = Archive(fetch_datasets(connection))
    return [*digests(connection, archive), *events(connection, archive), *claims(connection, archive)]


def digests(connection: Connection, archive: Archive) -> Iterator[str]:
    """The records are those that the release names."""
    stored = {row.name: row.digest for row in connection.execute(select(m.DatasetRow.name, m.DatasetRow.digest))}
    for dataset in archive.datasets:
        if dataset_digest(dataset) != stored[dataset.header.name]:
            yield f"data set {dataset.header.name}: its records are not those that were loaded"
    newest = connection.scalar(select(m.Release.digest).order_by(m.Release.number.desc()).limit(1))
    if newest != release_digest(stored):
        yield "release: its digest is not that of the data sets"


def events(connection: Connection, archive: Archive) -> Iterator[str]:
    """Each stored version of each event, against a fresh one."""
    projection = Projection(archive)
    stored: dict[str, list[tuple[int, int, bytes]]] = {}
    version = m.EventVersion
    rows = select(version.event_id, version.known_from, version.known_until, version.document)
    for row in connection.execute(rows.order_by(version.event_id, version.known_from)):
        stored.setdefault(row.event_id, []).append((row.known_from, row.known_until, row.document.encode()))
    for event in archive.events.values():
        fresh = list(projection.event_intervals(event))
        yield from gaps(event.id, stored.get(event.id, []))
        yield from too_early(archive, event.id, fresh)
        if stored.get(event.id) != [(one.known_from, one.known_until, encode(one.document)) for one in fresh]:
            yield f"event {event.id}: the stored documents are not what a fresh render gives"
    for name in stored.keys() - archive.events.keys():
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


def claims(connection: Connection, archive: Archive) -> Iterator[str]:
    """Each stored version of each claim, against a fresh one."""
    projection = Projection(archive)
    stored: dict[str, list[tuple[int, int, bytes]]] = {}
    version = m.ClaimVersion
    rows = select(version.claim_id, version.known_from, version.known_until, version.document)
    for row in connection.execute(rows.order_by(version.claim_id, version.known_from)):
        stored.setdefault(row.claim_id, []).append((row.known_from, row.known_until, row.document.encode()))
    for name in sorted(projection.facts.keys() | stored.keys()):
        fresh = projection.claim_intervals(name) if name in projection.facts else ()
        if stored.get(name) != [(one.known_from, one.known_until, encode(one.document)) for one in fresh]:
            yield f"claim {name}: the stored documents are not what a fresh render gives"
