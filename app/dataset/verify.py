"""`homeward check --database`: the projection equals a fresh render, and knowledge has no holes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, SQLColumnExpression, select

from app import models as m
from app.dataset.archive import Archive, dataset_digest, release_digest
from app.dataset.fetch import fetch_datasets
from app.dataset.figures import Fact
from app.dataset.project import ClaimInterval, EventInterval, Projection
from app.dataset.spread import chunks
from app.dates import NO_END
from app.documents.base import encode
from app.formats.csv import event_line

Condition: TypeAlias = ColumnElement[bool]
Version = tuple[int, int, bytes]
Stored = dict[str, list[Version]]
"""By id: from which day, until which, and what is served; oldest first."""


def verify(connection: Connection) -> list[str]:
    """Every way in which the read tables differ from the records; empty when all is well."""
    archive = Archive(fetch_datasets(connection))
    projection = Projection(archive)
    faults = [*digests(connection, archive), *strangers(connection)]
    for names in chunks(list(archive.events)):
        faults += events(connection, projection, names)
        facts = {claim: fact for name in names for claim, fact in projection.life(name).facts.items()}
        faults += claims(connection, projection, facts, m.ClaimVersion.event_id.in_(names))
    return faults + list(claims(connection, projection, projection.timeline_facts, m.ClaimVersion.event_id.is_(None)))


def stored(
    connection: Connection,
    owner: Any,
    table: type[m.EventVersion | m.ClaimVersion],
    own: Condition,
    served: SQLColumnExpression[str],
) -> Stored:
    """Some of the versions that a read table has, by their owner's id."""
    found: Stored = {}
    columns = (owner, table.known_from, table.known_until, served)
    rows = connection.execute(select(*columns).where(own).order_by(owner, table.known_from))
    for one, known_from, known_until, document in rows:
        found.setdefault(one, []).append((known_from, known_until, document.encode()))
    return found


def fresh(intervals: Iterable[EventInterval | ClaimInterval], served: Callable[[bytes], bytes]) -> list[Version]:
    """The versions that a render gives."""
    return [(one.known_from, one.known_until, served(encode(one.document))) for one in intervals]


def with_line(document: bytes) -> bytes:
    """An event as it is served: its document and its line of a table."""
    return document + event_line(document).encode()


def digests(connection: Connection, archive: Archive) -> Iterator[str]:
    """The records are those that the release names."""
    loaded = {row.name: row.digest for row in connection.execute(select(m.DatasetRow.name, m.DatasetRow.digest))}
    for dataset in archive.datasets:
        if dataset_digest(dataset) != loaded[dataset.header.name]:
            yield f"data set {dataset.header.name}: its records are not those that were loaded"
    newest = connection.scalar(select(m.Release.digest).order_by(m.Release.number.desc()).limit(1))
    if newest != release_digest(loaded):
        yield "release: its digest is not that of the data sets"


def strangers(connection: Connection) -> Iterator[str]:
    """Documents of nothing."""
    owner = m.EventVersion.event_id
    for name in connection.scalars(select(owner).where(owner.not_in(select(m.Event.id))).distinct()):
        yield f"event {name}: there are documents, but no record"


def events(connection: Connection, projection: Projection, names: Sequence[str]) -> Iterator[str]:
    """Each stored version of each of these events, against a fresh one."""
    owner = m.EventVersion.event_id
    both = m.EventVersion.document + m.EventVersion.line
    versions = stored(connection, owner, m.EventVersion, owner.in_(names), both)
    for name in names:
        intervals = list(projection.event_intervals(projection.life(name).event))
        yield from gaps(name, versions.get(name, []))
        yield from too_early(projection.archive, name, intervals)
        if versions.get(name) != fresh(intervals, with_line):
            yield f"event {name}: the stored documents are not what a fresh render gives"


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


def claims(connection: Connection, projection: Projection, facts: dict[str, Fact], own: Condition) -> Iterator[str]:
    """Each stored version of each of these claims, against a fresh one."""
    versions = stored(connection, m.ClaimVersion.claim_id, m.ClaimVersion, own, m.ClaimVersion.document)
    for name in sorted(facts.keys() | versions.keys()):
        intervals = projection.claim_intervals(facts[name]) if name in facts else ()
        if versions.get(name) != fresh(intervals, bytes):
            yield f"claim {name}: the stored documents are not what a fresh render gives"
