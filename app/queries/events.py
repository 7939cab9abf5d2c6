"""Events: which versions match a query, as a set, and which of them a page shows.

Every filter is a set or is made of some; the match is what all of them share, and its size is the total. The same
few steps answer any combination of filters, in any order and at any depth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Select, and_, select

from app.models import EventVersion
from app.params import EventSort, EventsQuery
from app.queries.ids import check_ids
from app.queries.kept import Prepared
from app.queries.lines import known, known_and, stretch
from app.queries.members import of_facet, of_terms
from app.queries.search import ANYWHERE, found_in
from app.queries.terms import ID_FILTERS, VALUE_FILTERS, touched_places, wanted_terms
from app.vocabulary import DateMatch, DateRelation
from app.words import Phrase

V = EventVersion
FEW = 1000
"""So many are sorted by what their rows say; more are found along a line."""
MANY_PLACES = 500
Finished = Literal["document", "line"]
WHICH = (*ID_FILTERS, *VALUE_FILTERS, "q", "date", "date_relation", "date_match", "bbox", "near", "radius_km")
"""The parameters that decide what matches."""


def known_on(day: int) -> ColumnElement[bool]:
    """The version in force on a day."""
    return and_(V.known_from <= day, V.known_until > day)


RULES = {
    (DateRelation.OVERLAPS, DateMatch.POSSIBLE): ("start_min", "end_max"),
    (DateRelation.OVERLAPS, DateMatch.CERTAIN): ("start_max", "end_min"),
    (DateRelation.WITHIN, DateMatch.POSSIBLE): ("end_min", "start_max"),
    (DateRelation.WITHIN, DateMatch.CERTAIN): ("end_max", "start_min"),
}
"""For each rule the day that must not lie after the span, and the one that must not lie before it.

Within, possible: some start and end that the bounds allow lie in the span, max(start_min, q0) ≤ start_max and
max(end_min, start_min, q0) ≤ min(end_max, q1); since bounds are in order, these two comparisons are left of it.
"""
PLAIN = ("vague", 0)
"""The mark of those whose date is neither approximate nor uncertain; the others never match `certain`."""


@dataclass(frozen=True, slots=True)
class Match:
    """What is looked for: the query, on a day of knowledge, in a timeline where the path names one."""

    query: EventsQuery
    day: int
    timeline: str | None = None

    @property
    def key(self) -> str:
        """What two questions share that have the same answer."""
        return repr((self.day, self.timeline, [getattr(self.query, name) for name in WHICH]))

    @property
    def rule(self) -> tuple[str, str]:
        return RULES[self.query.date_relation, self.query.date_match]

    @property
    def certain(self) -> bool:
        return self.query.date_match is DateMatch.CERTAIN


async def matching(sets: Prepared, match: Match) -> BitMap:
    """The versions that match. BadRequest for ids that no record has."""
    found: BitMap | None = sets.recall("match", match.key)
    if found is None:
        filters = [*await by_terms(sets, match), *await by_place(sets, match), *await by_days(sets, match)]
        if match.query.q:
            filters.append(await found_in(sets, match.query.q, ANYWHERE))
        found = BitMap.intersection(*filters)
        sets.keep(found, "match", match.key)
    return found


async def by_terms(sets: Prepared, match: Match) -> list[BitMap]:
    """One set a filter: the versions that have any of its terms."""
    groups = wanted_terms(match.query)
    if match.timeline is not None:
        groups.append(("timeline", [match.timeline]))
    found = await of_terms(sets, ((facet, value) for facet, values in groups for value in values))
    # Most ids are terms of some version; the records are asked only for the others.
    asked = {name: getattr(match.query, name) or [] for name in ID_FILTERS}
    unsure = {name: [one for one in ids if (name, one) not in found] for name, ids in asked.items()}
    await check_ids(sets.reader, unsure)
    return [any_of(found[facet, value] for value in values if (facet, value) in found) for facet, values in groups]


async def by_place(sets: Prepared, match: Match) -> list[BitMap]:
    """The versions at a place that the box and the circle touch; of many places all are read, not one by one."""
    names = await touched_places(sets, match.query)
    if names is None:
        return []
    if len(names) <= MANY_PLACES:
        return [any_of((await of_terms(sets, (("at", name) for name in names))).values())]
    inside, found = set(names), BitMap()
    async for batch in of_facet(sets, "at"):
        found |= any_of(members for name, members in batch if name in inside)
    return [found]


def any_of(sets: Iterable[BitMap]) -> BitMap:
    return BitMap.union(*each) if (each := list(sets)) else BitMap()


async def by_days(sets: Prepared, match: Match) -> list[BitMap]:
    """The versions in force on the day of knowledge, and those whose date meets the span by the rule asked for."""
    date = match.query.date
    if date is None:
        return [await known(sets, match.day)]
    below, above = (match.rule[0], date.last), (match.rule[1], date.first - 1)
    in_force, found = await known_and(sets, match.day, [below, above, *([PLAIN] if match.certain else [])])
    return [in_force, found[below] - found[above], *([found[PLAIN]] if match.certain else [])]


async def page_of(sets: Prepared, match: Match, found: BitMap, start: int, stop: int) -> list[int]:
    """The versions of a match from one position of its order to another."""
    sort = match.query.order
    if sort in (EventSort.KNOWN, EventSort.KNOWN_DOWN):
        return await by_knowledge(sets, found, start, stop, down=sort is EventSort.KNOWN_DOWN)
    if sort is EventSort.RELEVANCE and match.query.q:
        return sliced(await tiers(sets, match.query.q, found, stop), start, stop, down=False)
    if sort is EventSort.DATE_DOWN:
        return sliced(dated_first(sets, found), start, stop, down=True)
    return sliced([found], start, stop, down=False)


async def tiers(sets: Prepared, phrases: list[Phrase], found: BitMap, stop: int) -> list[BitMap]:
    """By relevance: found in the title alone; else in title and names; else anywhere. As many as reach the position."""
    ranked: list[BitMap] = []
    for part in range(ANYWHERE):
        ranked.append(found & await found_in(sets, phrases, part))
        found = found - ranked[-1]
        if sum(map(len, ranked)) >= stop:
            return ranked
    return [*ranked, found]


def dated_first(sets: Prepared, found: BitMap) -> list[BitMap]:
    """Those without a start, whose ids are the highest, come last in either direction."""
    counts = sets.reader.release.counts
    last = counts["event_versions"]
    undated = BitMap(range(last - counts["undated_versions"] + 1, last + 1))
    return [found - undated, found & undated]


def sliced(lists: Iterable[BitMap], start: int, stop: int, *, down: bool) -> list[int]:
    """From one position to another of sets that follow one another, each in the order of ids or against it."""
    ids: list[int] = []
    for members in lists:
        size = len(members)
        first, last = min(start, size), min(stop, size)
        ids += list(members[size - last : size - first])[::-1] if down else list(members[first:last])
        start, stop = max(0, start - size), max(0, stop - size)
    return ids


async def by_knowledge(sets: Prepared, found: BitMap, start: int, stop: int, *, down: bool) -> list[int]:
    """By the day on which events became known first, then by id."""
    size = len(found)
    first, last = (max(0, size - stop), max(0, size - start)) if down else (start, min(stop, size))
    if size > FEW:
        ids = [one for one, _ in await stretch(sets, found, "first_known", first, last)]
    else:
        rows = await sets.reader.rows(select_sorted(found))
        ids = [row.id for row in rows[first:last]]
    return ids[::-1] if down else ids


def select_sorted(found: BitMap) -> Select[Any]:
    return select(V.id).where(V.id.in_(list(found))).order_by(V.first_known, V.event_id)


def select_finished(ids: list[int], what: Finished) -> Select[Any]:
    """The finished documents, or lines of a table, in no order."""
    columns: list[Any] = [V.id, V.line.label("text") if what == "line" else V.document.label("text")]
    if ids and max(ids) - min(ids) == len(ids) - 1:
        return select(*columns).where(V.id.between(min(ids), max(ids)))
    return select(*columns).where(V.id.in_(ids))
