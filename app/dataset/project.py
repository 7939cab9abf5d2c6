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
from app.dataset.files import Event, Relation, State
from app.dataset.fold import Folded, fold, ordered_states
from app.dataset.render import Renderer, claim_alone
from app.dates import NO_END
from app.documents.claim import ClaimAlone, ClaimDocument
from app.documents.event import EventDocument

REMEMBERED = 1000
"""So many events, and what they were on a day, are kept: neighbours are asked for again and again."""


@dataclass(frozen=True, slots=True)
class Life:
    """An event with its states and the days from which they are known, and its claims by id."""

    event: Event
    states: list[tuple[int, State]]
    facts: dict[str, Fact]

    @property
    def first_known(self) -> int:
        return self.states[0][0]

    @property
    def days(self) -> set[int]:
        """The days on which its state changed."""
        return {day for day, _ in self.states}


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
    """Renders the records of an archive, event by event. What is about timelines is held, the rest found again."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.renderer = Renderer(archive)
        self.life = lru_cache(REMEMBERED)(self.live)
        self.folded = lru_cache(REMEMBERED)(self.fold_states)
        self.verdicts = lru_cache(REMEMBERED)(self.judge)
        self.claim = lru_cache(REMEMBERED)(self.render_claim)
        self.timeline_facts = {claim.id: fact_of(archive, claim, None, 0) for claim in archive.claims.values()}
        self.levels = self.gathered_levels()

    def gathered_levels(self) -> dict[Group, list[Fact]]:
        """The claims about timelines, also those that stand under events."""
        groups: dict[Group, list[Fact]] = defaultdict(list)
        of_events = (fact for event in self.archive.events_with_levels() for fact in self.facts_of(event).values())
        for fact in (*self.timeline_facts.values(), *(fact for fact in of_events if not fact.is_flow)):
            groups[fact.group].append(fact)
        return groups

    def all_facts(self) -> Iterator[Fact]:
        yield from self.timeline_facts.values()
        for event in self.archive.events.values():
            yield from self.life(event.id).facts.values()

    def live(self, name: str) -> Life:
        event = self.archive.events[name]
        return Life(event, ordered_states(event, self.archive.known_from), self.facts_of(event))

    def facts_of(self, event: Event) -> dict[str, Fact]:
        first = min(self.archive.known_from[state.source] for state in event.states)
        return {claim.id: fact_of(self.archive, claim, event, first) for claim in event.claims}

    def fold_states(self, name: str, count: int) -> Folded:
        """An event with the first so many of its states."""
        life = self.life(name)
        return fold(life.event, life.states[:count])

    def on(self, name: str, day: int) -> Folded:
        """An event as known on a day, which is not before it first became known."""
        return self.folded(name, sum(known <= day for known, _ in self.life(name).states))

    def group(self, group: Group) -> list[Fact]:
        """The claims that speak of the same thing."""
        about, name, _, _ = group
        if about == "timeline":
            return self.levels[group]
        return [fact for fact in self.life(name).facts.values() if fact.group == group]

    def judge(self, group: Group, day: int) -> dict[str, Verdict]:
        """The verdicts on the claims of a group that were known on a day."""
        known = [fact for fact in self.group(group) if fact.known_from <= day]
        end = self.on(group[1], day).date.end_min if group[0] == "event" else None
        return verdicts(known, end)

    def group_days(self, group: Group) -> set[int]:
        """The days on which a verdict of the group may change."""
        days = {fact.known_from for fact in self.group(group)}
        return days | self.life(group[1]).days if group[0] == "event" else days

    def event_days(self, event: Event) -> list[int]:
        """The days on which the document of an event may change, from the first on."""
        known_from, life = self.archive.known_from, self.life(event.id)
        days = set(life.days)
        days |= {known_from[source] for source in event.sources}
        days |= {known_from[other.source] for other in event.date_alternatives}
        for group in {fact.group for fact in life.facts.values()}:
            days |= self.group_days(group)
        for relation in event.relations:
            days |= self.life(relation.event).days
            days |= {known_from[relation.source]} if relation.source else set()
        return sorted(day for day in days if day >= life.first_known)

    def claims_on(self, event: Event, day: int) -> Iterator[ClaimDocument]:
        """The claims of an event that were known on a day."""
        for name, fact in self.life(event.id).facts.items():
            if fact.known_from <= day:
                yield self.shown(fact, self.verdicts(fact.group, day)[name])

    def shown(self, fact: Fact, verdict: Verdict) -> ClaimDocument:
        """A claim with the verdict of a day, which is that of most days."""
        preferred, conflicts = verdict
        return self.claim(fact, preferred, tuple(conflicts))

    def render_claim(self, fact: Fact, preferred: bool, conflicts: tuple[str, ...]) -> ClaimDocument:
        return self.renderer.claim(fact, (preferred, list(conflicts)))

    def relations_on(self, event: Event, day: int) -> Iterator[tuple[Relation, str]]:
        """The relations that were known on a day, with the titles that the other events then had."""
        for relation in event.relations:
            said = self.archive.known_from[relation.source] if relation.source else 0
            if max(said, self.life(relation.event).first_known) <= day:
                yield relation, self.on(relation.event, day).title

    def render(self, event: Event, day: int) -> EventDocument:
        """An event's document as known on a day."""
        first = self.life(event.id).first_known
        claims, relations = list(self.claims_on(event, day)), list(self.relations_on(event, day))
        return self.renderer.event(event, self.on(event.id, day), day, first, claims, relations)

    def event_intervals(self, event: Event) -> Iterator[EventInterval]:
        """Every version of an event, oldest first, without a gap."""
        versions = joined((day, self.render(event, day)) for day in self.event_days(event))
        first = self.life(event.id).first_known
        for day, until, document in versions:
            yield EventInterval(event, day, until, first, self.on(event.id, day), document)

    def claim_intervals(self, fact: Fact) -> Iterator[ClaimInterval]:
        """Every version of a claim, oldest first, without a gap."""
        days = sorted(day for day in self.group_days(fact.group) if day >= fact.known_from)
        for day, until, verdict in joined((day, self.verdicts(fact.group, day)[fact.claim.id]) for day in days):
            yield ClaimInterval(fact, day, until, claim_alone(self.shown(fact, verdict), fact))


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
