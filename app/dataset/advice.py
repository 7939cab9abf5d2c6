"""What editors should look at again, though the data set loads: evidence that is thin, late or unfinished.

Advice is no fault. What stays for a reason is listed in the header's `kept_warnings`, and that list is
checked too: a kept warning that no longer occurs is advice itself.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from app.dataset.archive import Archive
from app.dataset.figures import LEAST, MOST
from app.dataset.files import Event
from app.dataset.project import Projection
from app.dataset.refs import event_refs
from app.dates import NO_END, NO_START
from app.vocabulary import RelationType, Status

YEAR = 365.25
OVERDUE_YEARS = 2
LATE_YEARS = 20
AHEAD = {Status.EXPECTED, Status.ANNOUNCED, Status.PLANNED}
HAPPENED = {Status.COMPLETED, Status.ONGOING, Status.SUSPENDED}
Figure = tuple[int, int]
"""The least and the most that a figure allows; LEAST and MOST where it sets no limit."""
Measured = tuple[str, str]
"""Measure and scope (empty for none)."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at: kind and id of the record, a code, a sentence, and the reason where it was kept."""

    kind: str
    record: str
    code: str
    sentence: str
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """The records as all their sources together tell them, and the day number of today."""

    archive: Archive
    known: Projection
    today: int

    def date_end(self, event: Event) -> int:
        """The last day on which it can have ended; NO_END where that has no limit."""
        return self.known.on(event.id, NO_END).date.end_max


Finder = Callable[[View, Event], Iterator[Advice]]


def advise(archive: Archive, today: int) -> list[Advice]:
    """All advice on an archive that `check` finds sound, kind by kind; `today` is a day number."""
    view = View(archive, Projection(archive), today)
    of_events = looked_through(view)
    found = [*of_events[one_source], *parts_do_not_add_up(view), *no_radius(view)]
    found += [advice for find in (states_out_of_order, overdue, late_source) for advice in of_events[find]]
    return [*with_reasons(archive, found), *stale_kept_warnings(archive, found)]


def looked_through(view: View) -> dict[Finder, list[Advice]]:
    """What is to be said of single events; each is looked at once."""
    found: dict[Finder, list[Advice]] = {find: [] for find in OF_EVENTS}
    for event in view.archive.events.values():
        for find in OF_EVENTS:
            found[find] += find(view, event)
    return found


def one_source(_: View, event: Event) -> Iterator[Advice]:
    """Nobody else says so."""
    cited = cited_sources(event)
    if len(cited) == 1:
        yield Advice("events", event.id, "one-source", f"rests on one source, {min(cited)}")


def cited_sources(event: Event) -> set[str]:
    """Every source of an event: of its states, claims, dates, relations, and those further ones."""
    return {name for _, kind, name in event_refs(event) if kind == "sources"}


def parts_do_not_add_up(view: View) -> Iterator[Advice]:
    """The preferred figures of the parts cannot make that of the whole."""
    parts, figures = parts_of(view.archive), preferred_figures(view)
    for whole in parts:
        for measured, figure in figures[whole].items():
            low, high = sum_of_parts(whole, measured, parts, figures)
            if low > figure[1] or high < figure[0]:
                name = " of ".join(filter(None, measured))
                sentence = f"{name}: the parts make {span_text((low, high))}, the whole is given as {span_text(figure)}"
                yield Advice("events", whole, "parts-do-not-add-up", sentence)


def parts_of(archive: Archive) -> dict[str, list[str]]:
    """The ids of the parts of each event that has any."""
    parts: dict[str, list[str]] = defaultdict(list)
    for event in archive.events.values():
        for relation in event.relations:
            if relation.type is RelationType.PART_OF:
                parts[relation.event].append(event.id)
    return parts


def preferred_figures(view: View) -> dict[str, dict[Measured, Figure]]:
    """By event that took place, by measure and scope: what the preferred claim of a flow allows."""
    figures: dict[str, dict[Measured, Figure]] = defaultdict(dict)
    for event in view.archive.events.values():
        if view.known.on(event.id, NO_END).status not in HAPPENED:
            continue
        facts = view.known.life(event.id).facts
        for group in {fact.group for fact in facts.values() if fact.is_flow}:
            verdicts = view.known.verdicts(group, NO_END)
            fact = facts[next(claim for claim, (preferred, _) in verdicts.items() if preferred)]
            figures[event.id][group[2:]] = fact.low, fact.high
    return figures


def sum_of_parts(
    whole: str, measured: Measured, parts: dict[str, list[str]], figures: dict[str, dict[Measured, Figure]]
) -> Figure:
    """The least and the most that the parts make; a part without a figure may be anything from nothing up."""
    low = high = 0
    for part in parts[whole]:
        least, most = 0, MOST
        if measured in figures[part]:
            least, most = figures[part][measured]
        elif part in parts:
            least, most = sum_of_parts(part, measured, parts, figures)
        low, high = low + max(least, 0), min(high + most, MOST)
    return low, high


def span_text(figure: Figure) -> str:
    """`186 or more`."""
    low, high = figure
    if low == high:
        return f"{low:,}"
    return f"at most {high:,}" if low == LEAST else f"{low:,} or more" if high == MOST else f"{low:,} to {high:,}"


def no_radius(view: View) -> Iterator[Advice]:
    """A bare coordinate claims to be exact."""
    for place in view.archive.places.values():
        if place.lon is not None and place.radius_km is None:
            yield Advice("places", place.id, "no-radius", "has a coordinate and no radius_km to cover its doubt")


def states_out_of_order(view: View, event: Event) -> Iterator[Advice]:
    """The file reads in another order than history learned it."""
    days = [view.archive.known_from[state.source] for state in event.states]
    if days != sorted(days):
        yield Advice("events", event.id, "states-out-of-order", "its states do not stand in the order of knowledge")


def overdue(view: View, event: Event) -> Iterator[Advice]:
    """It was to come years ago, and nothing says whether it came."""
    folded = view.known.on(event.id, NO_END)
    # "On or after a day" has no end: then the wait counts from that day.
    due = folded.date.end_max if folded.date.end_max < NO_END else folded.date.start_min
    if folded.status in AHEAD and NO_START < due < view.today - OVERDUE_YEARS * YEAR:
        yield Advice("events", event.id, "overdue", f"is still {folded.status}, with the date {folded.date.edtf}")


def late_source(view: View, event: Event) -> Iterator[Advice]:
    """All its sources came decades later; one without a date counts from the day it was read."""
    nearest = min(cited_sources(event), key=lambda name: (view.archive.known_from[name], name))
    years = (view.archive.known_from[nearest] - view.date_end(event)) / YEAR
    if years > LATE_YEARS:
        yield Advice("events", event.id, "late-source", f"its nearest source, {nearest}, is {int(years)} years later")


OF_EVENTS: tuple[Finder, ...] = (one_source, states_out_of_order, overdue, late_source)


def with_reasons(archive: Archive, found: list[Advice]) -> Iterator[Advice]:
    """The advice, with the reason where the editors keep what it speaks of."""
    headers = [dataset.header for dataset in archive.datasets]
    reasons = {(kept.record, kept.warning): kept.reason for header in headers for kept in header.kept_warnings}
    for advice in found:
        yield dataclasses.replace(advice, kept=reasons.get((advice.record, advice.code)))


def stale_kept_warnings(archive: Archive, found: list[Advice]) -> Iterator[Advice]:
    """A reason for what no longer occurs misleads the next editor."""
    occurring = {(advice.record, advice.code) for advice in found}
    for kept in chain.from_iterable(dataset.header.kept_warnings for dataset in archive.datasets):
        if (kept.record, kept.warning) not in occurring:
            sentence = f"the kept warning {kept.warning} no longer occurs"
            yield Advice("kept_warnings", kept.record, "stale-kept-warning", sentence)
