"""Timelines, places, parties, sources, measures; and what became known."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.db import Reader
from app.documents.base import Document, link
from app.documents.change import ChangeDocument
from app.documents.records import MeasureDocument, PartyDocument, PlaceDocument, SourceDocument, TimelineDocument
from app.params import ChangesQuery, ListQuery, PartiesQuery, PlacesQuery, Query, SourcesQuery
from app.queries.cursor import Cursor
from app.queries.page import Page
from app.reading.records import changes_page, one_record, one_timeline, records_page, timelines_page
from app.routers.common import RecordId, query_of
from app.web.lists import Listing, listed
from app.web.openapi import documented
from app.web.respond import Asked, asked, single

router = APIRouter(tags=["Records"])
OneQuery = Annotated[Query, Depends(query_of(Query))]


async def records(request: Request, query: ListQuery, kind: str, shape: type[Document]) -> Response:
    """A list of one kind of record."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await records_page(reader, kind, query, day, limit, cursor)

    return await listed(asked(request, query), query, Listing(kind, tuple(shape.model_fields), read))


async def record(
    ask: Asked, kind: str, read: Callable[[Reader, str, int], Awaitable[bytes]], name: str, html: str | None = None
) -> Response:
    """One record."""
    async with ask.database.read() as reader:
        document = await read(reader, name, ask.query.day)
        served = reader.release
    return single(ask, served, kind, document, html=html)


def reading(kind: str) -> Callable[[Reader, str, int], Awaitable[bytes]]:
    """How one record of a kind is read."""

    async def read(reader: Reader, name: str, day: int) -> bytes:
        return await one_record(reader, kind, name, day)

    return read


@router.get("/v1/timelines", summary="Timelines", **documented(ListQuery, "timeline", TimelineDocument))
async def timelines(request: Request, query: Annotated[ListQuery, Depends(query_of(ListQuery))]) -> Response:
    """The histories that are told here, each with its extent and counts."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await timelines_page(reader, day, limit, cursor)

    listing = Listing("timeline", tuple(TimelineDocument.model_fields), read, link("/"))
    return await listed(asked(request, query), query, listing)


@router.get("/v1/timelines/{timeline_id}", summary="One timeline", **documented(Query, "timeline", TimelineDocument))
async def timeline(request: Request, timeline_id: RecordId, query: OneQuery) -> Response:
    """One history: what it is about, its extent, its events counted by kind and status."""
    html = link(f"/timelines/{timeline_id}")
    return await record(asked(request, query), "timeline", one_timeline, timeline_id, html)


@router.get("/v1/places", summary="Places", **documented(PlacesQuery, "place", PlaceDocument))
async def places(request: Request, query: Annotated[PlacesQuery, Depends(query_of(PlacesQuery))]) -> Response:
    """Places, each with the radius of its extent or of the doubt about its coordinate."""
    return await records(request, query, "place", PlaceDocument)


@router.get("/v1/places/{place_id}", summary="One place", **documented(Query, "place", PlaceDocument))
async def place(request: Request, place_id: RecordId, query: OneQuery) -> Response:
    """One place."""
    return await record(asked(request, query), "place", reading("place"), place_id)


@router.get("/v1/parties", summary="Parties", **documented(PartiesQuery, "party", PartyDocument))
async def parties(request: Request, query: Annotated[PartiesQuery, Depends(query_of(PartiesQuery))]) -> Response:
    """States, commands, agencies, offices and publishers that acted or made claims."""
    return await records(request, query, "party", PartyDocument)


@router.get("/v1/parties/{party_id}", summary="One party", **documented(Query, "party", PartyDocument))
async def party(request: Request, party_id: RecordId, query: OneQuery) -> Response:
    """One party."""
    return await record(asked(request, query), "party", reading("party"), party_id)


@router.get("/v1/sources", summary="Sources", **documented(SourcesQuery, "source", SourceDocument))
async def sources(request: Request, query: Annotated[SourcesQuery, Depends(query_of(SourcesQuery))]) -> Response:
    """What was read: publisher, date as exact as the page shows it, kind, and how near it stands."""
    return await records(request, query, "source", SourceDocument)


@router.get("/v1/sources/{source_id}", summary="One source", **documented(Query, "source", SourceDocument))
async def source(request: Request, source_id: RecordId, query: OneQuery) -> Response:
    """One source."""
    return await record(asked(request, query), "source", reading("source"), source_id)


@router.get("/v1/measures", summary="Measures", **documented(ListQuery, "measure", MeasureDocument))
async def measures(request: Request, query: Annotated[ListQuery, Depends(query_of(ListQuery))]) -> Response:
    """What is counted, and exactly how. A set of remains is not a person."""
    return await records(request, query, "measure", MeasureDocument)


@router.get("/v1/measures/{measure_id}", summary="One measure", **documented(Query, "measure", MeasureDocument))
async def measure(request: Request, measure_id: RecordId, query: OneQuery) -> Response:
    """One measure."""
    return await record(asked(request, query), "measure", reading("measure"), measure_id)


@router.get("/v1/changes", summary="What became known", **documented(ChangesQuery, "change", ChangeDocument))
async def changes(request: Request, query: Annotated[ChangesQuery, Depends(query_of(ChangesQuery))]) -> Response:
    """Events, states and claims in the order in which they became known; a feed as `atom`."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await changes_page(reader, query, day, limit, cursor)

    return await listed(asked(request, query), query, Listing("change", tuple(ChangeDocument.model_fields), read))
