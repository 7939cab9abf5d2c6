"""OGC API – Features: the events as a collection that GDAL, QGIS and their like read. A thin adapter."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic_core import from_json, to_json
from starlette.responses import Response

from app.dates import day_text
from app.db import Reader, Served
from app.documents import ogc
from app.documents.base import Document, finish, finish_text
from app.documents.event import EventDocument
from app.documents.ogc import Collection, Collections, Conformance, FeaturePage, Landing, Link, SingleFeature
from app.formats.base import json_bytes
from app.formats.geojson import feature
from app.params import Query
from app.queries.cursor import Cursor
from app.queries.page import Page
from app.reading.events import events_page, one_event
from app.reading.ogc import bounding_box, time_span
from app.routers.common import EventId, query_of
from app.routers.ogcquery import WITHOUT, ItemsQuery
from app.web.links import link_header
from app.web.lists import Listing, check_fields, opened, page_links
from app.web.negotiate import choose
from app.web.openapi import documented, parameters
from app.web.respond import Asked, asked, context_of, headers_of, plain

router = APIRouter(tags=["OGC API – Features"])
OneQuery = Annotated[Query, Depends(query_of(Query))]
PAGES = {"self": "This page", "first": "The first page", "prev": "The page before", "next": "The next page"}
FORMATS = ("geojson", "json")
"""GeoJSON is JSON: who accepts either gets it."""
SCHEMAS: dict[str, dict[str, Any]] = {
    "format": {"type": "string", "enum": list(FORMATS)},
    "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
}


class GeoJsonResponse(Response):
    media_type = ogc.GEOJSON


def features(query: type[Query], answer: type[Document]) -> dict[str, Any]:
    """What the decorator of a route takes that answers in GeoJSON."""
    shown = [
        {**one, "style": "form", "explode": False, "schema": SCHEMAS.get(one["name"], one["schema"])}
        for one in parameters(query, "event")
        if one["name"] not in WITHOUT
    ]
    taken = documented(query, "event", answer, of_a_day=False)["responses"]
    problems = {code: said for code, said in taken.items() if code != 200}
    return {
        "response_class": GeoJsonResponse,
        "responses": {200: {"model": answer, "description": "As known on the day"}, **problems},
        "openapi_extra": {"parameters": shown},
    }


async def said(request: Request, query: Query, document: Document) -> Response:
    """A document of the service, which depends on nothing in the database."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        served = reader.release
    return plain(ask, served, document.model_dump())


@router.get("/ogc", summary="Landing page", **documented(Query, "plain", Landing, of_a_day=False))
async def landing(request: Request, query: OneQuery) -> Response:
    """Give this address to GDAL (`ogrinfo OAPIF:…/ogc`) or QGIS."""
    return await said(request, query, ogc.landing())


@router.get("/ogc/conformance", summary="Conformance", **documented(Query, "plain", Conformance, of_a_day=False))
async def conformance(request: Request, query: OneQuery) -> Response:
    """The requirements classes that are met."""
    return await said(request, query, Conformance(conformsTo=ogc.CONFORMS_TO))


@router.get("/ogc/api", include_in_schema=False)
async def api(request: Request, query: OneQuery) -> Response:
    """This part of the service as OpenAPI 3.0."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        served = reader.release
    document = ogc.openapi30(request.app.openapi(), ask.settings.public_url)
    headers = headers_of(ask, served, "json", by_accept=False)
    return Response(json_bytes(document), media_type=ogc.OPENAPI + "3.0", headers=headers)


@router.get("/ogc/collections", summary="Collections", **documented(Query, "plain", Collections, of_a_day=False))
async def collections(request: Request, query: OneQuery) -> Response:
    """There is one: events."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        document = ogc.collections(await collection_of(reader, query.day))
        served = reader.release
    return plain(ask, served, document.model_dump(exclude_none=True))


@router.get("/ogc/collections/events", summary="The events", **documented(Query, "plain", Collection, of_a_day=False))
async def collection(request: Request, query: OneQuery) -> Response:
    """What the collection holds, and where and when its events lie."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        document = await collection_of(reader, query.day)
        served = reader.release
    return plain(ask, served, document.model_dump(exclude_none=True))


async def collection_of(reader: Reader, day: int) -> Collection:
    """The collection as known on a day."""
    return ogc.events_collection(await bounding_box(reader, day), await time_span(reader, day))


@router.get("/ogc/collections/events/items", summary="Events as features", **features(ItemsQuery, FeaturePage))
async def items(request: Request, query: Annotated[ItemsQuery, Depends(query_of(ItemsQuery))]) -> Response:
    """Events as GeoJSON features, page by page; takes the filters of `/v1/events` too."""
    ask, wanted = asked(request, query), query.events()

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await events_page(reader, wanted, day, limit, cursor)

    listing = Listing("event", tuple(EventDocument.model_fields), read)
    check_fields(query, listing)
    choose(query.format, None, request.headers.get("accept"), FORMATS)
    async with ask.database.read() as reader:
        cursor = opened(ask, query, reader.release)
        day = cursor.day if cursor else query.day
        page = await listing.read(reader, day, query.limit, cursor)
        served = reader.release
    return await feature_page(ask, query, served, page, day)


async def feature_page(ask: Asked, query: ItemsQuery, served: Served, page: Page, day: int) -> Response:
    """The features of a page with its numbers and links."""
    context = context_of(ask, served, "event", page.description, None, single=False)
    context = replace(context, fields=tuple(query.fields) if query.fields else None)

    def written(raw: bytes) -> bytes:
        return to_json(feature(from_json(finish(raw, ask.settings.public_url, ask.known_on)), context))

    found = await ask.work.each(page.items, written)
    hrefs = {rel: href for rel, href in page_links(ask, served, page, day).items() if href}
    links = [Link(href=href, rel=rel, type=ogc.GEOJSON, title=PAGES[rel]) for rel, href in hrefs.items()]
    links += finished(ask, [ogc.to(ogc.EVENTS, "collection", ogc.JSON, "The collection")])
    about = {
        "type": "FeatureCollection",
        "description": page.description,
        "known_on": day_text(day),
        "release": served.id,
        "timeStamp": served.loaded_at,
        "numberMatched": page.total,
        "numberReturned": len(found),
    }
    return answer(ask, served, to_json(about)[:-1] + b',"features":[' + b",".join(found) + b"]", links)


@router.get("/ogc/collections/events/items/{event_id}", summary="One event", **features(Query, SingleFeature))
async def item(request: Request, event_id: EventId, query: OneQuery) -> Response:
    """One event as a feature, as known on a day."""
    ask = asked(request, query)
    choose(query.format, None, request.headers.get("accept"), FORMATS)
    async with ask.database.read() as reader:
        raw = await one_event(reader, event_id, query.day)
        served = reader.release
    context = context_of(ask, served, "event", event_id, None, single=True)
    found = feature(from_json(finish(raw, ask.settings.public_url, ask.known_on)), context)
    about = {"known_on": context.known_on, "release": served.id}
    return answer(ask, served, to_json(found | about)[:-1], finished(ask, ogc.item_links(event_id)))


def finished(ask: Asked, links: list[Link]) -> list[Link]:
    """Links with the public address and the day that was asked for."""
    address, day = ask.settings.public_url, ask.known_on
    return [one.model_copy(update={"href": finish_text(one.href, address, day)}) for one in links]


def answer(ask: Asked, served: Served, opened: bytes, links: list[Link]) -> Response:
    """GeoJSON, not closed yet, with its links: in the document and in the header."""
    headers = headers_of(ask, served, "geojson", by_accept=ask.query.format is None)
    headers["Link"] = link_header((one.href, one.rel, one.type) for one in links)
    return GeoJsonResponse(opened + b',"links":' + to_json(links) + b"}", headers=headers)


def undoubled(request: Request) -> None:
    """GDAL before 3.7 joins the landing page's address with a link that begins with a slash: `/ogc/ogc/…`."""
    request.scope["path"] = request.scope["path"].removeprefix("/ogc")


doubled = APIRouter(prefix="/ogc", include_in_schema=False, dependencies=[Depends(undoubled)])
doubled.include_router(router)
