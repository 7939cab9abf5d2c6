"""Reading claims: pages, one, side by side, and totals."""

from collections import defaultdict
from typing import Any

from pydantic_core import from_json
from sqlalchemy import select

from app.dates import day_text, long_day
from app.db import Reader
from app.documents.describe import number_of
from app.documents.figures import Comparison, FlowTotals, LevelTotals, comparison, flow_totals, level_totals
from app.errors import NotFound
from app.models import ClaimVersion, EventRelation, Measure
from app.params import ClaimsQuery, CompareQuery, TotalsQuery
from app.queries.claims import about_timelines, claim_known_on, select_claims
from app.queries.cursor import Cursor
from app.queries.ids import check_ids, must_exist, no_such
from app.queries.page import Page, part_of, read_slice
from app.reading.events import event_documents
from app.vocabulary import MeasureKind, RelationType

C = ClaimVersion
ID_FILTERS = ("measure", "event", "timeline", "claimant", "source", "scope")


async def claims_page(reader: Reader, query: ClaimsQuery, day: int, limit: int, cursor: Cursor | None) -> Page:
    """One page of claims."""
    await check_ids(reader, {name: getattr(query, name) for name in ID_FILTERS})
    part = await read_slice(reader, *select_claims(query, day), limit, cursor)
    said = f"Claims{', as known on ' + long_day(day) if query.known_on else ''}: {number_of('claim', part.total)}"
    return Page([row.document.encode() for row in part.rows], part.total, said, part.before, part.after)


async def one_claim(reader: Reader, name: str, day: int) -> bytes:
    """A claim as known on a day. NotFound."""
    document = await reader.scalar(select(C.document).where(C.claim_id == name, claim_known_on(day)))
    if document is not None:
        return str(document).encode()
    first = await reader.scalar(select(C.known_from).where(C.claim_id == name).order_by(C.known_from).limit(1))
    if first is None:
        raise await no_such(reader, "claim", name)
    raise NotFound(f"This claim first became known on {long_day(first)} ({day_text(first)}).")


async def compare_page(reader: Reader, query: CompareQuery, day: int, limit: int, cursor: Cursor | None) -> Page:
    """Groups of claims: by measure as asked for, then by subject and scope."""
    await check_ids(reader, {name: getattr(query, name) for name in ("measure", "event", "timeline", "scope")})
    groups = await comparisons(reader, query, day)
    said = f"Figures side by side: {number_of('group', len(groups))}"
    return part_of(groups, said, limit, cursor)


async def comparisons(reader: Reader, query: CompareQuery, day: int) -> list[Comparison]:
    """Every group of the measures asked for. A claim version names a timeline where its measure is a level."""
    statement = select(C.timeline_id, C.document).where(claim_known_on(day), C.measure.in_(query.measure))
    if query.event:
        statement = statement.where(C.event_id.in_(query.event))
    if query.timeline:
        statement = statement.where(about_timelines(query.timeline))
    if query.scope:
        statement = statement.where(C.scope.in_(query.scope))
    groups: dict[tuple[int, str, str, str], list[Any]] = {}
    for row in await reader.rows(statement):
        claim = from_json(row.document)
        event = "" if row.timeline_id else claim["event"]
        key = (query.measure.index(claim["measure"]), row.timeline_id or "", event, claim["scope"] or "")
        groups.setdefault(key, []).append(claim)
    events = await event_documents(reader, {event for _, _, event, _ in groups if event}, day)
    return [
        comparison(claims, timeline or None, events.get(event))
        for (_, timeline, event, _), claims in sorted(groups.items())
    ]


async def totals(reader: Reader, timeline: str, query: TotalsQuery, day: int) -> FlowTotals | LevelTotals:
    """A running total, or a level over time. NotFound, BadRequest."""
    await must_exist(reader, "timeline", timeline)
    await check_ids(reader, {"measure": [query.measure], "scope": [query.scope] if query.scope else []})
    measure = dict((await reader.rows(select(Measure.__table__).where(Measure.id == query.measure)))[0]._mapping)
    same_scope = C.scope == query.scope if query.scope else C.scope.is_(None)
    statement = select(C.document).where(
        claim_known_on(day), C.measure == query.measure, about_timelines([timeline]), same_scope
    )
    claims = [from_json(row.document) for row in await reader.rows(statement.order_by(C.claim_id))]
    if measure["kind"] == MeasureKind.LEVEL:
        return level_totals(measure, query.scope, claims)
    by_event: dict[str, list[Any]] = {}
    for claim in claims:
        by_event.setdefault(claim["event"], []).append(claim)
    names = await involved(reader, set(by_event))
    found = await event_documents(reader, names, day)
    events = {name: event for name, event in found.items() if timeline in event["timelines"]}
    return flow_totals(measure, query.scope, events, {name: by_event[name] for name in by_event if name in events})


async def involved(reader: Reader, names: set[str]) -> set[str]:
    """Events with figures, their wholes near and far, and all parts of these: what a total is made of."""
    part_of = EventRelation.type == RelationType.PART_OF
    rows = await reader.rows(select(EventRelation.event_id, EventRelation.other_id).where(part_of))
    wholes: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wholes[row.event_id].add(row.other_id)
        parts[row.other_id].add(row.event_id)
    above, fresh = set[str](), names
    while fresh:
        fresh = set[str]().union(*(wholes[name] for name in fresh)) - above
        above |= fresh
    return names.union(above, *(parts[name] for name in above))
