"""All records of all data sets together, looked up by id, and the digests that name them."""

import hashlib
from collections.abc import Iterable, Iterator
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
)
from app.dates import parse_date, parse_day

R = TypeVar("R", Timeline, Measure, Place, Party, Source, TimelineClaim, Event)
KINDS = (*RECORD_FILES, "events")


def source_known_from(source: Source) -> int:
    """The day from which a source counts as known.

    The latest day that its publication date allows, or the day it was read, whichever is earlier.
    """
    accessed = parse_day(source.accessed)
    return min(accessed, parse_date(source.published).end_max) if source.published else accessed


def records_of(dataset: Dataset) -> Iterator[tuple[str, str, Record]]:
    """Every record with its kind and id, in the canonical order: kind by kind, by id."""
    for kind in KINDS:
        for record in sorted(getattr(dataset, kind), key=lambda record: str(record.id)):
            yield kind, record.id, record


def dataset_digest(dataset: Dataset) -> str:
    """A name for the content: SHA-256 over one line of JSON a record; alike on every engine and machine."""
    digest = hashlib.sha256(to_json(dataset.header) + b"\n")
    for kind, _, record in records_of(dataset):
        digest.update(kind.encode() + b" " + to_json(record) + b"\n")
    return digest.hexdigest()


def release_digest(digests: dict[str, str]) -> str:
    """A name for the whole: over the digests of the data sets by name."""
    return hashlib.sha256("".join(f"{name} {digests[name]}\n" for name in sorted(digests)).encode()).hexdigest()


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
    def events(self) -> dict[str, Event]:
        return by_id(record for record in self.gather("events") if isinstance(record, Event))

    @cached_property
    def known_from(self) -> dict[str, int]:
        """The day number from which each source is known."""
        return {source.id: source_known_from(source) for source in self.sources.values()}

    def all_claims(self) -> Iterator[tuple[Claim, Event | None]]:
        """Every claim, with the event under which it stands."""
        for claim in self.claims.values():
            yield claim, None
        for event in self.events.values():
            for of_event in event.claims:
                yield of_event, event

    def around(self, place: str) -> Iterator[Place]:
        """A place and the places that contain it, innermost first."""
        at: str | None = place
        while at is not None:
            yield self.places[at]
            at = self.places[at].within


def by_id(records: Iterable[R]) -> dict[str, R]:
    return {record.id: record for record in records}
