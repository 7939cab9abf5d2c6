"""All records of all data sets together, looked up by id, and the digests that name them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pydantic_core import to_json

from app.dataset.files import (
    RECORD_FILES,
    Claim,
    Dataset,
    Event,
    Measure,
    Party,
    Place,
    Record,
    Source,
    Timeline,
    TimelineClaim,
    dated,
)
from app.dataset.shelf import Shelf
from app.dates import parse_day
from app.vocabulary import MeasureKind

R = TypeVar("R", Timeline, Measure, Place, Party, Source, TimelineClaim)
KINDS = (*RECORD_FILES, "events")
Line = tuple[int, str, bytes]
"""The place of its kind among the kinds, id and canonical JSON of a record."""


def source_known_from(source: Source) -> int:
    """The day from which a source counts as known.

    The latest day that its publication date allows, or the day it was read, whichever is earlier.
    """
    accessed = parse_day(source.accessed)
    return min(accessed, dated(source.published).end_max) if source.published else accessed


def shelved(dataset: Dataset) -> Shelf:
    """The events of a data set, on a shelf if they are not yet on one."""
    return dataset.events if isinstance(dataset.events, Shelf) else Shelf.of(dataset.events)


def records_of(dataset: Dataset) -> Iterator[Line]:
    """Every record in the canonical order: kind by kind, by id."""
    for place, kind in enumerate(RECORD_FILES):
        for record in sorted(getattr(dataset, kind), key=lambda record: str(record.id)):
            yield place, record.id, to_json(record)
    for name, content in shelved(dataset).contents():
        yield len(RECORD_FILES), name, content


def dataset_digest(dataset: Dataset) -> str:
    """A name for the content: SHA-256 over one line of JSON a record; alike on every engine and machine."""
    digest = hashlib.sha256(to_json(dataset.header) + b"\n")
    for place, _, content in records_of(dataset):
        digest.update(KINDS[place].encode() + b" " + content + b"\n")
    return digest.hexdigest()


def release_digest(digests: dict[str, str]) -> str:
    """A name for the whole: over the digests of the data sets by name."""
    return hashlib.sha256("".join(f"{name} {digests[name]}\n" for name in sorted(digests)).encode()).hexdigest()


class Events(Mapping[str, Event]):
    """The events of all data sets by id: set by set, and in each by id."""

    def __init__(self, shelves: list[Shelf]) -> None:
        self.shelves = shelves

    def __getitem__(self, name: str) -> Event:
        for shelf in self.shelves:
            if name in shelf.numbers:
                return shelf.get(name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(name in shelf.numbers for shelf in self.shelves)

    def __iter__(self) -> Iterator[str]:
        for shelf in self.shelves:
            yield from shelf.names()

    def __len__(self) -> int:
        return sum(map(len, self.shelves))

    def cited(self, kind: str) -> set[str]:
        """The ids of that kind of record to which events refer."""
        return set[str]().union(*(shelf.index.cited.get(kind, ()) for shelf in self.shelves))

    def with_measures(self, measures: set[str]) -> Iterator[Event]:
        """The events with a claim of one of these measures."""
        for shelf in self.shelves:
            found = {number for measure in measures for number in shelf.index.measures.get(measure, ())}
            yield from map(shelf.numbered, sorted(found))

    def as_read(self) -> Iterator[Event]:
        """In the order of the files."""
        for shelf in self.shelves:
            yield from shelf.as_read()

    def doubtful(self) -> Iterator[Event]:
        """Those that must be looked at to know that they are sound, in the order of the files."""
        for shelf in self.shelves:
            yield from map(shelf.numbered, shelf.index.doubtful)


@dataclass(frozen=True)
class Archive:
    """The records of several data sets. Ids are common to all sets."""

    datasets: list[Dataset]

    def gather(self, kind: str) -> Iterator[Record]:
        for dataset in self.datasets:
            yield from getattr(dataset, kind)

    @cached_property
    def timelines(self) -> dict[str, Timeline]:
        return by_id(record for record in self.gather("timelines") if isinstance(record, Timeline))

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return by_id(record for record in self.gather("measures") if isinstance(record, Measure))

    @cached_property
    def places(self) -> dict[str, Place]:
        return by_id(record for record in self.gather("places") if isinstance(record, Place))

    @cached_property
    def parties(self) -> dict[str, Party]:
        return by_id(record for record in self.gather("parties") if isinstance(record, Party))

    @cached_property
    def sources(self) -> dict[str, Source]:
        return by_id(record for record in self.gather("sources") if isinstance(record, Source))

    @cached_property
    def claims(self) -> dict[str, TimelineClaim]:
        return by_id(record for record in self.gather("claims") if isinstance(record, TimelineClaim))

    @cached_property
    def events(self) -> Events:
        return Events([shelved(dataset) for dataset in self.datasets])

    @cached_property
    def known_from(self) -> dict[str, int]:
        """The day number from which each source is known."""
        return {source.id: source_known_from(source) for source in self.sources.values()}

    def all_claims(self) -> Iterator[tuple[Claim, Event | None]]:
        """Every claim, with the event under which it stands; the events in the order of the files."""
        return claims_of(self.claims.values(), self.events.as_read())

    def count_claims(self) -> int:
        return len(self.claims) + sum(len(shelf.index.claims) for shelf in self.events.shelves)

    def events_with_levels(self) -> Iterator[Event]:
        """Those with a claim that is about a timeline as much as about the event."""
        levels = {measure.id for measure in self.measures.values() if measure.kind is MeasureKind.LEVEL}
        return self.events.with_measures(levels)

    def around(self, place: str) -> Iterator[Place]:
        """A place and the places that contain it, innermost first."""
        at: str | None = place
        while at is not None:
            yield self.places[at]
            at = self.places[at].within


def claims_of(claims: Iterable[Claim], events: Iterable[Event]) -> Iterator[tuple[Claim, Event | None]]:
    """Claims on timelines, and those of events, each with its event."""
    for claim in claims:
        yield claim, None
    for event in events:
        for of_event in event.claims:
            yield of_event, event


def by_id(records: Iterable[R]) -> dict[str, R]:
    return {record.id: record for record in records}
