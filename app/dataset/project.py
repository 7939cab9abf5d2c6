"""The projection: every event and every claim, as each interval of knowledge had it.

Intervals are [from, until). A cut is made on every day on which something that the document shows may
change, and neighbours that turn out equal are joined again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.dataset.archive import Archive
from app.dataset.figures import Fact, Group, Verdict, fact_of, verdicts
from app.dataset.files import Event, Relation
from app.dataset.fold import Folded, fold, ordered_states
from app.dataset.render import claim_alone, claim_document, event_document
from app.dates import NO_END
from app.documents.claim import ClaimAlone, ClaimDocument
from app.documents.event import EventDocument

REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class EventInterval:
    """An event from one day until another."""

    event: Event
    known_from: int
    known_until: int
    first_known: int
    folded: Folded
    document: EventDocument


@dataclass(frozen=True, slots=True)
class ClaimInterval:
    """A claim from one day until another."""

    fact: Fact
    known_from: int
    known_until: int
    document: ClaimAlone


class Projection:
    """Renders the records of an archive; holds what each event was on each day."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.states = {event.id: ordered_states(event, archive.known_from) for event in archive.events.values()}
        self.first_known = {name: states[0][0] for name, states in self.states.items()}
        self.facts: dict[str, Fact] = {}
        self.groups: dict[Group, list[Fact]] = defaultdict(list)
        for claim, event in archive.all_claims():
            fact = fact_of(archive, claim, event, self.first_known[event.id] if event else 0)
            self.facts[claim.id] = fact
            self.groups[fact.group].append(fact)
        # Neighbours are asked for again and again, far-away ones hardly ever: bounded memory is enough.
        self.folded = lru_cache(REMEMBERED)(self.fold_states)
        self.verdicts = lru_cache(REMEMBERED)(self.judge)

    def fold_states(self, event: str, count: int) -> Folded:
        """An event with the first so many of its states."""
        return fold(self.archive.events[event], self.states[event][:count])

    def on(self, event: str, day: int) -> Folded:
        """An event as known on a day, which is not before it first became known."""
        return self.folded(event, sum(known <= day for known, _ in self.states[event]))

    def judge(self, group: Group, day: int) -> dict[str, Verdict]:
        """The verdicts on the claims of a group that were known on a day."""
        known = [fact for fact in self.groups[group] if fact.known_from <= day]
        end = self.on(group[1], day).date.end_min if group[0] == "event" else None
        return verdicts(known, end)

    def group_days(self, group: Group) -> set[int]:
        """The days on which a verdict of the group may change."""
        days = {fact.known_from for fact in self.groups[group]}
        return days | self.state_days(group[1]) if group[0] == "event" else days

    def state_days(self, event: str) -> set[int]:
        return {day for day, _ in self.states[event]}

    def event_days(self, event: Event) -> list[int]:
        """The days on which the document of an event may change, from the first on."""
        known_from = self.archive.known_from
        days = self.state_days(event.id)
        days |= {known_from[source] for source in event.sources}
        days |= {known_from[other.source] for other in event.date_alternatives}
        for claim in event.claims:
            days |= self.group_days(self.facts[claim.id].group)
        for relation in event.relations:
            days |= self.state_days(relation.event)
            days |= {known_from[relation.source]} if relation.source else set()
        return sorted(day for day in days if day >= self.first_known[event.id])

    def claims_on(self, event: Event, day: int) -> Iterator[ClaimDocument]:
        """The claims of an event that were known on a day."""
        for claim in event.claims:
            fact = self.facts[claim.id]
            if fact.known_from <= day:
                yield claim_document(self.archive, fact, self.verdicts(fact.group, day)[claim.id])

    def relations_on(self, event: Event, day: int) -> Iterator[tuple[Relation, str]]:
        """The relations that were known on a day, with the titles that the other events then had."""
        for relation in event.relations:
            said = self.archive.known_from[relation.source] if relation.source else 0
            if max(said, self.first_known[relation.event]) <= day:
                yield relation, self.on(relation.event, day).title

    def render(self, event: Event, day: int) -> EventDocument:
        """An event's document as known on a day."""
        first = self.first_known[event.id]
        claims, relations = list(self.claims_on(event, day)), list(self.relations_on(event, day))
        return event_document(self.archive, event, self.on(event.id, day), day, first, claims, relations)

    def event_intervals(self, event: Event) -> Iterator[EventInterval]:
        """Every version of an event, oldest first, without a gap."""
        versions = joined((day, self.render(event, day)) for day in self.event_days(event))
        first = self.first_known[event.id]
        for day, until, document in versions:
            yield EventInterval(event, day, until, first, self.on(event.id, day), document)

    def claim_intervals(self, name: str) -> Iterator[ClaimInterval]:
        """Every version of a claim, oldest first, without a gap."""
        fact = self.facts[name]
        days = sorted(day for day in self.group_days(fact.group) if day >= fact.known_from)
        for day, until, verdict in joined((day, self.verdicts(fact.group, day)[name]) for day in days):
            yield ClaimInterval(fact, day, until, claim_alone(claim_document(self.archive, fact, verdict), fact))


def joined(rendered: Iterable[tuple[int, Any]]) -> list[tuple[int, int, Any]]:
    """Join neighbours that are equal; add the day until which each holds."""
    kept: list[tuple[int, Any]] = []
    for day, content in rendered:
        if not kept or without_day(kept[-1][1]) != without_day(content):
            kept.append((day, content))
    ends = [day for day, _ in kept[1:]] + [NO_END]
    return [(day, until, content) for (day, content), until in zip(kept, ends, strict=True)]


def without_day(content: Any) -> Any:
    """The day of the version is no difference."""
    return content.model_copy(update={"version_known_from": ""}) if isinstance(content, EventDocument) else content
