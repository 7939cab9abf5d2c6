"""Reading events: pages, one, its history, its neighbourhood."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic_core import from_json
from pyroaring import BitMap
from sqlalchemy import Select, bindparam, or_, select

from app.dates import NO_END, day_text, long_day
from app.db import Reader
from app.documents.base import link
from app.documents.describe import describe_events
from app.documents.history import HistoryItem, HistoryLinks, differences
from app.documents.related import Edge, Node, Related
from app.errors import NotFound
from app.models import EventRelation, EventVersion, Source
from app.params import EventsQuery, RelatedQuery
from app.queries.cursor import Cursor
from app.queries.events import Finished, Match, known_on, matching, page_of, select_finished
from app.queries.facets import SEVERAL, Counts, count_facet, held_to
from app.queries.ids import no_such
from app.queries.kept import Prepared, prepared
from app.queries.page import Page, bounds
from app.vocabulary import INVERSE, RelationType

V = EventVersion
# Put together once: that takes longer than to run it.
ONE_EVENT = select(V.document).where(
    V.event_id == bindparam("name"), V.known_from <= bindparam("day"), V.known_until > bindparam("day")
)
# So many documents are read at once; more of them elsewhere, so that nobody waits.
QUICK = 100
MOST_NODES = 500
MOST_IDS = 10_000
INVERSES = {str(inverse): str(relation) for relation, inverse in INVERSE.items()}


async def events_page(
    reader: Reader,
    query: EventsQuery,
    day: int,
    limit: int,
    cursor: Cursor | None,
    timeline: str | None = None,
    what: Finished = "document",
) -> Page:
    """One page of events, with its facets; `timeline` is one more condition, from the path."""
    sets, match = prepared(reader), Match(query, day, timeline)
    found = await matching(sets, match)
    total = len(found)
    start, stop = bounds(cursor, limit, total)
    documents = await finished(reader, await page_of(sets, match, found, start, stop), what)
    facets = await facets_of(sets, match, found) if query.facets else None
    before, after = (start,) if start else None, (stop,) if stop < total else None
    return Page(documents, total, describe_events(query, day, total, timeline), before, after, facets)


async def finished(reader: Reader, versions: list[int], what: Finished) -> list[bytes]:
    """The finished documents of versions, or their lines of a table, in their order."""
    if not versions:
        return []
    read = reader.found if len(versions) <= QUICK else reader.rows
    found = dict(map(tuple, await read(select_finished(versions, what))))
    return [found[one].encode() for one in versions]


async def facets_of(sets: Prepared, match: Match, found: BitMap) -> dict[str, Counts]:
    """The counts; where their own parameter is set already, they are held to those without it."""
    facets: dict[str, Counts] = {}
    for facet in match.query.facets or ():
        counts = await count_facet(sets, match, found, facet)
        if facet in SEVERAL and getattr(match.query, facet):
            wide = replace(match, query=match.query.model_copy(update={str(facet): None}))
            counts = held_to(counts, await count_facet(sets, wide, await matching(sets, wide), facet))
        facets[facet] = counts
    return facets


async def one_event(reader: Reader, name: str, day: int) -> bytes:
    """An event as known on a day. NotFound, with the day on which it became known where it came later."""
    rows = await reader.found(ONE_EVENT, {"name": name, "day": day})
    if not rows:
        raise await not_known(reader, name)
    return str(rows[0].document).encode()


async def not_known(reader: Reader, name: str) -> NotFound:
    first = await reader.scalar(select(V.first_known).where(V.event_id == name).limit(1))
    if first is None:
        return await no_such(reader, "event", name)
    return NotFound(f"This event first became known on {long_day(first)} ({day_text(first)}).")


async def earlier_dates(reader: Reader, name: str, day: int) -> list[dict[str, Any]]:
    """The dates that an event had before the one in force on a day, oldest first."""
    items = await event_history(reader, name, day)
    dates = {item.date.edtf: item.date.model_dump(mode="json") for item in items}
    dates.pop(items[-1].date.edtf)
    return list(dates.values())


async def event_history(reader: Reader, name: str, day: int) -> list[HistoryItem]:
    """The states of knowledge until a day, oldest first."""
    columns = (V.known_from, V.known_until, V.document)
    rows = await reader.rows(select(*columns).where(V.event_id == name, V.known_from <= day).order_by(V.known_from))
    if not rows:
        raise await not_known(reader, name)
    items: list[HistoryItem] = []
    before: dict[str, Any] | None = None
    for row in rows:
        document = from_json(row.document)
        changes = differences(before, document) if before else []
        if before and not changes:
            items[-1] = items[-1].model_copy(update={"known_until": until(row.known_until)})
        else:
            items.append(history_item(document, row, changes))
        before = document
    if items[-1].known_until and items[-1].known_until > day_text(day):
        items[-1] = items[-1].model_copy(update={"known_until": None})
    return items


def until(day: int) -> str | None:
    return None if day == NO_END else day_text(day)


def history_item(document: dict[str, Any], row: Any, changes: list[Any]) -> HistoryItem:
    known_from = day_text(row.known_from)
    return HistoryItem(
        known_from=known_from,
        known_until=until(row.known_until),
        status=document["status"],
        date=document["date"],
        title=document["title"],
        sources=document["sources"],
        changes=changes,
        links=HistoryLinks(self=link(f"/v1/events/{document['id']}").replace("\x01", f"?known_on={known_from}")),
    )


async def related(reader: Reader, name: str, query: RelatedQuery, day: int) -> Related:
    """The neighbourhood, breadth first, both ways along the relations asked for."""
    await one_event(reader, name, day)
    found: dict[str, None] = {name: None}
    edges: dict[tuple[str, str, str], None] = {}
    edge_of, truncated = set(found), False
    for _ in range(query.depth):
        steps = await steps_from(reader, edge_of, query, day)
        fresh = [other for _, other, _ in steps if other not in found]
        truncated = truncated or len(found) + len(set(fresh)) > MOST_NODES
        for other in dict.fromkeys(sorted(fresh)):
            if len(found) < MOST_NODES:
                found[other] = None
        edges.update(dict.fromkeys(step for step in steps if step[0] in found and step[1] in found))
        edge_of = {other for other in fresh if other in found}
        if not edge_of:
            break
    nodes = await node_documents(reader, found, day)
    known = {node.id for node in nodes}
    return Related(
        nodes=nodes,
        edges=[Edge(**{"from": a}, to=b, type=t) for a, b, t in sorted(edges) if a in known and b in known],
        truncated=truncated,
    )


async def steps_from(reader: Reader, names: set[str], query: RelatedQuery, day: int) -> list[tuple[str, str, str]]:
    """(from, to, type) for every known relation that touches one of the events; the inverse where it points here."""

    statement = (
        select(EventRelation.event_id, EventRelation.other_id, EventRelation.type)
        .outerjoin(Source, Source.id == EventRelation.source)
        .where(or_(EventRelation.event_id.in_(names), EventRelation.other_id.in_(names)))
        .where(or_(EventRelation.source.is_(None), Source.known_from <= day))
    )
    rows = await reader.rows(statement)
    known = await known_events(reader, {name for row in rows for name in (row.event_id, row.other_id)}, day)
    steps = []
    for row in rows:
        if row.event_id not in known or row.other_id not in known:
            continue
        if row.event_id in names and wanted(query, row.type):
            steps.append((row.event_id, row.other_id, row.type))
        inverse = str(INVERSE[RelationType(row.type)])
        if row.other_id in names and wanted(query, inverse):
            steps.append((row.other_id, row.event_id, inverse))
    return sorted(steps)


def wanted(query: RelatedQuery, kind: str) -> bool:
    return query.relation is None or kind in [str(relation) for relation in query.relation]


async def known_events(reader: Reader, names: Iterable[str], day: int) -> set[str]:
    return {row.event_id for row in await of_events(reader, select(V.event_id), names, day)}


async def of_events(reader: Reader, statement: Select[Any], names: Iterable[str], day: int) -> list[Any]:
    """The rows of the events as known on a day, so many ids at a time as both engines take."""
    wanted = sorted(names)
    rows: list[Any] = []
    for start in range(0, len(wanted), MOST_IDS):
        part = V.event_id.in_(wanted[start : start + MOST_IDS])
        rows += await reader.rows(statement.where(part, known_on(day)))
    return rows


async def node_documents(reader: Reader, names: Iterable[str], day: int) -> list[Node]:
    """The events in short, in date order."""
    statement = select(V.document).where(V.event_id.in_(list(names)), known_on(day)).order_by(V.id)
    nodes = []
    for row in await reader.rows(statement):
        document = from_json(row.document)
        nodes.append(Node.model_validate({member: document[member] for member in Node.model_fields}))
    return nodes


async def event_documents(reader: Reader, names: Iterable[str], day: int) -> dict[str, dict[str, Any]]:
    """Events as data, by id."""
    columns: tuple[Any, ...] = (V.event_id, V.document)
    rows = await of_events(reader, select(*columns), names, day)
    return {row.event_id: from_json(row.document) for row in rows}
