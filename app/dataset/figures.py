"""Which claims contradict each other, and which one speaks for its group: DESIGN's rules of figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from app.dataset.archive import Archive
from app.dataset.checks import group_of
from app.dataset.files import Claim, Event, dated
from app.dates import HistoricalDate
from app.vocabulary import MeasureKind, Qualifier, Quality

LEAST, MOST = -(2**62), 2**62
"""The ends of an interval that a claim leaves open."""
LEVEL_DAYS = 31
RANK = {quality: rank for rank, quality in enumerate(Quality)}
Group = tuple[str, str, str, str]
Verdict = tuple[bool, list[str]]
"""Whether a claim is its group's preferred one, and the ids of those that it conflicts with."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A claim with what its verdicts need; compared by identity, so that it is quickly found in a cache."""

    claim: Claim
    event: str | None
    group: Group
    is_flow: bool
    low: int
    high: int
    as_of: HistoricalDate | None
    asserted_on: str | None
    asserted: HistoricalDate | None
    quality: int
    known_from: int


def interval(claim: Claim) -> tuple[int, int]:
    """The numbers that a claim allows; `about` spans 5 % either way."""
    if claim.qualifier is Qualifier.ABOUT and claim.best is not None:
        return claim.best - abs(claim.best) // 20, claim.best + abs(claim.best) // 20
    return LEAST if claim.low is None else claim.low, MOST if claim.high is None else claim.high


def fact_of(archive: Archive, claim: Claim, event: Event | None, subject_known: int) -> Fact:
    """A claim is known from its source, but not before the event that it is about."""
    source = archive.sources[claim.source]
    low, high = interval(claim)
    asserted_on = claim.asserted_on or source.published
    return Fact(
        claim=claim,
        event=event.id if event else None,
        group=group_of(archive, claim, event),
        is_flow=archive.measures[claim.measure].kind is MeasureKind.FLOW,
        low=low,
        high=high,
        as_of=dated(claim.as_of) if claim.as_of else None,
        asserted_on=asserted_on,
        asserted=dated(asserted_on) if asserted_on else None,
        quality=RANK[source.quality],
        known_from=max(archive.known_from[claim.source], subject_known),
    )


def verdicts(facts: Sequence[Fact], event_end: int | None) -> dict[str, Verdict]:
    """The verdict on each claim of one group, all of them known; `event_end`: the first day a flow can have ended."""
    conflicts: dict[str, list[str]] = {fact.claim.id: [] for fact in facts}
    for one, other in comparable(facts):
        if contradict(one, other, event_end):
            conflicts[one.claim.id].append(other.claim.id)
            conflicts[other.claim.id].append(one.claim.id)
    best = max(facts, key=lambda fact: preference(fact, event_end)).claim.id
    return {name: (name == best, sorted(others)) for name, others in conflicts.items()}


def comparable(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """The pairs that may contradict each other: of levels, which may be many, those that speak of about one day."""
    if facts[0].is_flow:
        yield from combinations(facts, 2)
        return
    dated = sorted(((fact.as_of, fact) for fact in facts if fact.as_of), key=lambda pair: pair[0].start_min)
    for index, (as_of, one) in enumerate(dated, 1):
        for other_day, other in islice(dated, index, None):
            if other_day.start_min - as_of.end_max > LEVEL_DAYS:
                break
            yield one, other


def is_partial(fact: Fact, event_end: int | None) -> bool:
    """A count taken before the event's end says nothing against the final one."""
    return event_end is not None and fact.as_of is not None and fact.as_of.end_max < event_end


def contradict(one: Fact, other: Fact, event_end: int | None) -> bool:
    """Two claims of one group that cannot both be true."""
    if one.low <= other.high and other.low <= one.high:
        return False
    if one.is_flow:
        return not (is_partial(one, event_end) or is_partial(other, event_end))
    return one.as_of is not None and other.as_of is not None and days_apart(one.as_of, other.as_of) <= LEVEL_DAYS


def days_apart(one: HistoricalDate, other: HistoricalDate) -> int:
    """The days between two dates; 0 when they may be the same."""
    return max(0, one.start_min - other.end_max, other.start_min - one.end_max)


def preference(fact: Fact, event_end: int | None) -> tuple[bool, bool, int, int, int, str]:
    """The editors' choice; a whole count before a partial one; the nearest source; the latest word; the id.

    Levels and running counts go on changing, so there the newest figure comes before the nearest source.
    """
    partial = is_partial(fact, event_end)
    newest = fact.as_of.end_max if fact.as_of and (partial or not fact.is_flow) else 0
    said = fact.asserted.end_max if fact.asserted else 0
    return fact.claim.preferred, not partial, newest, -fact.quality, said, fact.claim.id
