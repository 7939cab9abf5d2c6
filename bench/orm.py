"""The peer: an idiomatic FastAPI application over SQLAlchemy's ORM, written as its manuals advise.

Async drivers, indexes, `selectinload`, response models; the same code on SQLite and PostgreSQL.
"""

import csv
import io
import os
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy import Select, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload, selectinload

from bench.plain import Claim, Event, Participation, Place, event_place, event_timeline
from bench.shapes import EventOut, PageOut


class Filters(BaseModel):
    kind: str | None = None
    status: str | None = None
    start: date | None = None
    end: date | None = None
    q: str | None = None
    bbox: str | None = None


engine = create_async_engine(os.environ["BENCH_ORM_URL"])
sessions = async_sessionmaker(engine, expire_on_commit=False)
on_sqlite = engine.dialect.name == "sqlite"
app = FastAPI()
WHOLE = (
    selectinload(Event.places),
    selectinload(Event.sources),
    selectinload(Event.participations).options(joinedload(Participation.party)),
    selectinload(Event.claims).options(joinedload(Claim.claimant)),
)
FACETS: dict[str, Any] = {
    "kind": Event.kind,
    "status": Event.status,
    "year": Event.year,
    "place": event_place.c.other_id,
    "party": Participation.party_id,
    "timeline": event_timeline.c.other_id,
    "measure": Claim.measure,
}


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as one:
        yield one


Database = Annotated[AsyncSession, Depends(session)]
Filtered = Annotated[Filters, Depends()]


def matching(filters: Filters, *columns: Any) -> Select[Any]:
    found = select(*columns).select_from(Event)
    if filters.kind:
        found = found.where(Event.kind == filters.kind)
    if filters.status:
        found = found.where(Event.status == filters.status)
    if filters.start and filters.end:
        found = found.where(Event.date_start <= filters.end, Event.date_end >= filters.start)
    if filters.bbox:
        west, south, east, north = map(float, filters.bbox.split(","))
        found = found.where(Event.places.any(Place.lon.between(west, east) & Place.lat.between(south, north)))
    if filters.q and on_sqlite:
        words = table("record_fts")
        found = found.join(words, text("event.rowid = record_fts.rowid")).where(text("record_fts MATCH :q"))
    elif filters.q:
        found = found.where(text("event.words @@ plainto_tsquery('simple', :q)"))
    return found.params(q=filters.q) if filters.q else found


def ranked(found: Select[Any], filters: Filters) -> Select[Any]:
    """The best match first; without words, in order of date."""
    if not filters.q:
        return found.order_by(Event.sorted_by, Event.id)
    rank = "record_fts.rank" if on_sqlite else "ts_rank(event.words, plainto_tsquery('simple', :q)) DESC"
    return found.order_by(text(rank))


@app.get("/events/count")
async def count(database: Database, filters: Filtered) -> int:
    return await database.scalar(matching(filters, func.count())) or 0


@app.get("/events/facets")
async def facets(database: Database, filters: Filtered, names: str) -> dict[str, dict[str, int]]:
    counts = {}
    for name in names.split(","):
        column = FACETS[name]
        number = func.count(Event.id.distinct()) if name == "measure" else func.count()
        found = matching(filters, column, number)
        found = found if name in ("kind", "status", "year") else found.join(column.table)
        counts[name] = {str(value): number for value, number in await database.execute(found.group_by(column))}
    return counts


@app.get("/events")
async def page(database: Database, filters: Filtered, limit: int = 20, offset: int = 0) -> PageOut:
    total = await database.scalar(matching(filters, func.count())) or 0
    found = ranked(matching(filters, Event), filters).options(*WHOLE).limit(limit).offset(offset)
    items = [EventOut.model_validate(event) for event in await database.scalars(found)]
    return PageOut(total=total, items=items)


@app.get("/events.csv")
async def export(filters: Filtered) -> StreamingResponse:
    return StreamingResponse(rows(filters), media_type="text/csv")


async def rows(filters: Filters) -> AsyncIterator[str]:
    found = ranked(matching(filters, Event), filters).options(*WHOLE).execution_options(yield_per=1000)
    async with sessions() as database:
        async for some in (await database.stream_scalars(found)).partitions():
            buffer = io.StringIO()
            csv.writer(buffer).writerows(map(row, some))
            yield buffer.getvalue()


def row(event: Event) -> list[Any]:
    plain = [event.id, event.kind, event.status, event.title, event.summary, event.edtf, event.date_start]
    parties = [f"{part.party.name} ({part.role})" for part in event.participations]
    claims = [f"{claim.measure}: {claim.best}" for claim in event.claims]
    lists = [[place.name for place in event.places], parties, claims, [source.title for source in event.sources]]
    return [*plain, *("; ".join(names) for names in lists)]


@app.get("/events/{event_id}")
async def by_id(database: Database, event_id: str) -> EventOut:
    found = await database.scalar(select(Event).where(Event.id == event_id).options(*WHOLE))
    if found is None:
        raise HTTPException(404)
    return EventOut.model_validate(found)
