"""Events."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.db import Reader
from app.documents.base import Document, link
from app.documents.describe import number_of
from app.documents.event import EventDocument
from app.documents.history import HistoryItem
from app.documents.related import Related
from app.params import EventsQuery, ListQuery, RelatedQuery
from app.params import Query as ReadQuery
from app.queries.cursor import Cursor
from app.queries.ids import must_exist
from app.queries.page import Page, part_of
from app.reading.events import earlier_dates, event_history, events_page, one_event, related
from app.routers.common import EventId, RecordId, query_of
from app.web.lists import Listing, listed
from app.web.openapi import documented
from app.web.respond import asked, knowledge, plain, single

router = APIRouter(tags=["Events"])
MEMBERS = tuple(EventDocument.model_fields)


@router.get("/v1/events", summary="Events", **documented(EventsQuery, "event", EventDocument))
async def events(request: Request, query: Annotated[EventsQuery, Depends(query_of(EventsQuery))]) -> Response:
    """Search and filter events; every figure comes with who claimed it, when, and the source.

    Parameters are joined by AND, several values of one by OR. `known_on` gives the record as it was known on a day.
    """
    ask = asked(request, query)

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await events_page(reader, query, day, limit, cursor)

    async def lines(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await events_page(reader, query, day, limit, cursor, what="line")

    return await listed(ask, query, Listing("event", MEMBERS, read, link("/"), lines))


@router.get("/v1/events/{event_id}", summary="One event", **documented(ReadQuery, "event", EventDocument))
async def event(
    request: Request, event_id: EventId, query: Annotated[ReadQuery, Depends(query_of(ReadQuery))]
) -> Response:
    """One event as known on a day: with its claims, sources, relations and how to cite it."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        document = await one_event(reader, event_id, query.day)
        earlier = await earlier_dates(reader, event_id, query.day) if ask.choose("event").name == "jsonld" else None
        served = reader.release
    return single(ask, served, "event", document, html=link(f"/events/{event_id}"), earlier=earlier)


@router.get("/v1/events/{event_id}/history", summary="Its history", **documented(ListQuery, "history", HistoryItem))
async def history(
    request: Request, event_id: EventId, query: Annotated[ListQuery, Depends(query_of(ListQuery))]
) -> Response:
    """What was known of the event, state by state, oldest first, and what changed each time."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        items = await event_history(reader, event_id, day)
        return part_of(items, f"What was known of {event_id}: {number_of('state', len(items))}", limit, cursor)

    return await listed(asked(request, query), query, Listing("history", tuple(HistoryItem.model_fields), read))


@router.get("/v1/events/{event_id}/related", summary="Its neighbourhood", **documented(RelatedQuery, "plain", Related))
async def neighbourhood(
    request: Request, event_id: EventId, query: Annotated[RelatedQuery, Depends(query_of(RelatedQuery))]
) -> Response:
    """The events around it as nodes and edges, both ways along the relations, at most 500 nodes."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        found: Document = await related(reader, event_id, query, query.day)
        served = reader.release
    links = {"self": ask.address(), "event": link(f"/v1/events/{event_id}")}
    return plain(ask, served, {**found.model_dump(), **knowledge(ask, served), "links": links})


@router.get(
    "/v1/timelines/{timeline_id}/events", summary="Its events", **documented(EventsQuery, "event", EventDocument)
)
async def timeline_events(
    request: Request, timeline_id: RecordId, query: Annotated[EventsQuery, Depends(query_of(EventsQuery))]
) -> Response:
    """As `/v1/events`, within one timeline."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        await must_exist(reader, "timeline", timeline_id)
        return await events_page(reader, query, day, limit, cursor, timeline=timeline_id)

    async def lines(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        await must_exist(reader, "timeline", timeline_id)
        return await events_page(reader, query, day, limit, cursor, timeline=timeline_id, what="line")

    html = link(f"/timelines/{timeline_id}")
    return await listed(asked(request, query), query, Listing("event", MEMBERS, read, html, lines))
