"""Pages for people: the timelines, an event, the manual; and the files that they load."""

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.db import Reader
from app.documents.base import encode
from app.errors import NotFound
from app.formats import Item
from app.formats.html_assets import by_digest
from app.formats.html_base import Around
from app.formats.html_event import event_page
from app.formats.html_timeline import CHARTED, home_page, timeline_page
from app.formats.svg import render as drawing
from app.params import ClaimsQuery, EventsQuery, Facet, Limit, Query, RelatedQuery, TotalsQuery, today
from app.reading.claims import claims_page, totals
from app.reading.events import event_history, events_page, one_event, related
from app.reading.pages import days_of_event, days_of_timelines, measures
from app.reading.records import one_timeline, timelines_page
from app.reading.service import datasets
from app.web.controls import downloads, known_control, list_control
from app.web.lists import opened as cursor_of
from app.web.lists import page_links
from app.web.negotiate import SUFFIX, choose
from app.web.pages import asset_response, context_of_page, docs_response, opened, page_response, shown
from app.web.respond import Asked

router = APIRouter(include_in_schema=False)
MOST_TIMELINES = 100
MOST_CLAIMS = 1000
FACETS = [Facet.KIND, Facet.STATUS, Facet.DECADE]


class PageQuery(EventsQuery):
    """The events of a page. More than a page holds are turned over by links."""

    limit: Limit = 200


@router.get("/")
async def home(request: Request) -> Response:
    """All timelines, the first one drawn."""
    return await shown(request, PageQuery, home_of)


@router.get("/events")
async def events(request: Request) -> Response:
    """All events, of whatever timeline."""
    return await shown(request, PageQuery, partial(timeline_of, name=None))


@router.get("/timelines/{timeline_id}")
async def timeline(request: Request, timeline_id: str) -> Response:
    """One timeline."""
    return await shown(request, PageQuery, partial(timeline_of, name=timeline_id))


@router.get("/events/{event_id}")
async def event(request: Request, event_id: str) -> Response:
    """One event."""
    return await shown(request, Query, partial(event_of, name=event_id))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The manual: a guide, and every endpoint to try."""
    return docs_response(request)


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """A file of the pages. There is no path to walk: the names are those of a table."""
    if name not in by_digest():
        raise NotFound("There is no such file.")
    return asset_response(by_digest()[name])


def format_of(ask: Asked, offered: tuple[str, ...] = ("html", "svg")) -> str:
    """A page, or its drawing. `Accept` does not matter at the address of a page."""
    return choose(ask.query.format, ask.request.scope.get(SUFFIX), None, offered, "html").name


async def home_of(ask: Asked, query: PageQuery) -> Response:
    """The timelines, and the events of the first one."""
    form = format_of(ask)
    async with ask.database.read() as reader:
        served, day = reader.release, query.day
        known = [opened(raw, ask) for raw in (await timelines_page(reader, day, MOST_TIMELINES, None)).items]
        first = [one["id"] for one in known[:1]]
        page = await events_page(reader, query, day, query.limit, None, timeline=first[0] if first else None)
        sets, days = await datasets(reader, first), await days_of_timelines(reader, first, today())
    context = context_of_page(ask, served, "timeline", known[0]["title"] if known else "Homeward")
    items = [opened(raw, ask) for raw in page.items]
    if form == "svg":
        return page_response(ask, served, drawing(items, context), form)
    around = Around(
        datasets=sets, timelines=known, known=known_control(ask, days), downloads=downloads(context, "timeline")
    )
    return page_response(ask, served, home_page(items, context, around))


async def timeline_of(ask: Asked, query: PageQuery, name: str | None) -> Response:
    """A timeline, or all events where there is no name."""
    form, asked_for = format_of(ask), query.model_copy(update={"facets": FACETS})
    async with ask.database.read() as reader:
        served, day, names = reader.release, query.day, [name] if name else None
        cursor = cursor_of(ask, query, served)
        one = [opened(await one_timeline(reader, name, day), ask)] if name else []
        page = await events_page(reader, asked_for, day, query.limit, cursor, timeline=name)
        sets, days = await datasets(reader, names), await days_of_timelines(reader, names, today())
        counted = {document["id"]: document for document in [opened(raw, ask) for raw in await measures(reader, day)]}
        charted = [one for one in CHARTED if one in counted] if name else []
        sums = await totals_of(reader, ask, name, charted) if name else {}
        claims = await claims_of(reader, ask, name, charted) if name and charted else {}
    context = context_of_page(ask, served, "event", one[0]["title"] if one else "All events")
    items = [opened(raw, ask) for raw in page.items]
    if form == "svg":
        return page_response(ask, served, drawing(items, context), form)
    around = Around(
        datasets=sets,
        timelines=one,
        measures=counted,
        totals=sums,
        claims=claims,
        known=known_control(ask, days),
        listing=list_control(ask, page, page_links(ask, served, page, day), str(query.order)),
        downloads=downloads(context, "event"),
        span=query.date,
    )
    return page_response(ask, served, timeline_page(items, context, around))


async def totals_of(reader: Reader, ask: Asked, timeline: str, names: list[str]) -> dict[str, Item]:
    """The totals of some measures."""
    found = {}
    for name in names:
        said = await totals(reader, timeline, TotalsQuery(measure=name), ask.query.day)
        found[name] = opened(encode(said), ask)
    return found


async def claims_of(reader: Reader, ask: Asked, timeline: str, names: list[str]) -> dict[str, Item]:
    """The claims of some measures, by id."""
    page = await claims_page(reader, ClaimsQuery(measure=names, timeline=[timeline]), ask.query.day, MOST_CLAIMS, None)
    return {claim["id"]: claim for claim in (opened(raw, ask) for raw in page.items)}


async def event_of(ask: Asked, query: Query, name: str) -> Response:
    """One event with its history and its neighbours."""
    form = format_of(ask, ("html",))
    async with ask.database.read() as reader:
        served, day = reader.release, query.day
        document = opened(await one_event(reader, name, day), ask)
        states = [opened(encode(state), ask) for state in await event_history(reader, name, day)]
        near = opened(encode(await related(reader, name, RelatedQuery(), day)), ask)
        lines = [opened(await one_timeline(reader, line, day), ask) for line in document["timelines"]]
        sets, days = await datasets(reader, document["timelines"]), await days_of_event(reader, name, today())
        counted = {one["id"]: one for one in [opened(raw, ask) for raw in await measures(reader, day)]}
    context = context_of_page(ask, served, "event", document["title"], single=True)
    around = Around(
        datasets=sets,
        timelines=lines,
        measures=counted,
        history=states,
        related=near,
        known=known_control(ask, days),
        downloads=downloads(context, "event"),
    )
    return page_response(ask, served, event_page(document, context, around), form)
