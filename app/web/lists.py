"""Lists: the envelope, the links of a page, and the whole match as a file or a stream."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json
from starlette.responses import Response, StreamingResponse

from app.dates import day_text
from app.db import Reader, Served
from app.documents.base import finish
from app.errors import BadRequest, Fault, HomewardError
from app.formats import FORMATS, Format, Item
from app.params import ListQuery, nearest, refuse_query
from app.queries.cursor import Cursor, check_cursor, read_cursor, signing_key, write_cursor
from app.queries.page import Page
from app.web.links import link_header, without
from app.web.methods import HEAD
from app.web.respond import (
    Asked,
    alternate_links,
    alternates,
    context_of,
    headers_of,
    knowledge,
    linked_headers,
    rendered,
)

WHOLE_MATCH = 10_000
BATCH = 500
PAGING = ("cursor", "limit", "fields", "format", "bom", "facets")


ReadPage = Callable[[Reader, int, int, Cursor | None], Awaitable[Page]]
"""(reader, day of knowledge, limit, cursor) → page of finished documents, or of lines of a table."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what it holds, the members of an item, and how a page of it is read."""

    kind: str
    members: tuple[str, ...]
    read: ReadPage
    html: str | None = None
    lines: ReadPage | None = None


async def listed(ask: Asked, query: ListQuery, listing: Listing) -> Response:
    """A page as JSON; the whole match in every other format."""
    check_fields(query, listing)
    choice = ask.choose(listing.kind)
    form = FORMATS[choice.name]
    if form.name == "json":
        return await json_page(ask, query, listing, by_accept=choice.by_accept)
    if form.render is None:
        return await streamed(ask, query, listing, form, by_accept=choice.by_accept)
    return await whole(ask, query, listing, form, by_accept=choice.by_accept)


def check_fields(query: ListQuery, listing: Listing) -> None:
    """`fields` names members of an item. BadRequest."""
    members = listing.members
    wrong = [name for name in query.fields or () if name not in members]
    faults = [Fault("fields", name, f"items have no member {name}", nearest(name, members), members) for name in wrong]
    if faults:
        refuse_query(faults)


def bound_query(ask: Asked) -> str:
    """What a cursor is bound to: all that decides which items there are and in which order."""
    return ask.path + "?" + repr(sorted(without(ask.pairs, *PAGING)))


def opened(ask: Asked, query: ListQuery, served: Served) -> Cursor | None:
    """The request's cursor, checked. BadRequest, Gone."""
    if query.cursor is None:
        return None
    cursor = read_cursor(query.cursor, signing_key(ask.settings.cursor_key))
    check_cursor(cursor, served.id, bound_query(ask), ask.address(cursor=None))
    return cursor


async def json_page(ask: Asked, query: ListQuery, listing: Listing, *, by_accept: bool) -> Response:
    """The envelope around one page."""
    async with ask.database.read() as reader:
        cursor = opened(ask, query, reader.release)
        # A walk that began before midnight stays with the day on which it began.
        day = cursor.day if cursor else query.day
        page = await listing.read(reader, day, query.limit, cursor)
        served = reader.release
    items = await narrowed(ask, page.items, query.fields) if query.fields else page.items
    links = page_links(ask, served, page, day)
    rest = {
        "total": page.total,
        "description": page.description,
        **knowledge(ask, served),
        "known_on": day_text(day),
        "facets": facet_documents(ask, page),
        "links": {**links, "alternate": alternates(ask, listing.kind)},
    }
    body = b'{"items":[' + b",".join(items) + b"]," + to_json(rest)[1:]
    headers = headers_of(ask, served, "json", by_accept=by_accept)
    pairs = [(href, name, None) for name, href in links.items() if href]
    headers["Link"] = link_header([*pairs, *alternate_links(ask, listing.kind)])
    return Response(finish(body, ask.settings.public_url, ask.known_on), media_type="application/json", headers=headers)


async def narrowed(ask: Asked, items: list[bytes], fields: list[str]) -> list[bytes]:
    """The items with the members asked for, in their own order."""

    def kept(item: bytes) -> bytes:
        return to_json({name: value for name, value in from_json(item).items() if name in fields})

    return await ask.work.each(items, kept)


def page_links(ask: Asked, served: Served, page: Page, day: int) -> dict[str, str | None]:
    """Where the page is, where the walk begins, and where it goes on."""
    key = signing_key(ask.settings.cursor_key)

    def go(values: tuple[Any, ...] | None, *, backward: bool) -> str | None:
        if values is None:
            return None
        cursor = Cursor(served.id, bound_query(ask), values, backward, page.total, day)
        return ask.address(cursor=write_cursor(cursor, key))

    return {
        "self": ask.address(),
        "first": ask.address(cursor=None),
        "prev": go(page.before, backward=True),
        "next": go(page.after, backward=False),
    }


def facet_documents(ask: Asked, page: Page) -> dict[str, list[dict[str, Any]]] | None:
    """Each value with its count and the query narrowed to it, where one is."""
    if page.facets is None:
        return None
    names = {"year": "date", "decade": "date"}

    def narrowed(facet: str, value: str | None) -> str | None:
        return ask.address(**{names.get(facet, facet): value, "cursor": None}) if value else None

    return {
        facet: [{"value": one.value, "count": one.count, "href": narrowed(facet, one.narrowed)} for one in counts]
        for facet, counts in page.facets.items()
    }


def item_of(raw: bytes, ask: Asked) -> Item:
    """A whole document for a format."""
    item: Item = from_json(finish(raw, ask.settings.public_url, ask.known_on))
    return item


async def whole(ask: Asked, query: ListQuery, listing: Listing, form: Format, *, by_accept: bool) -> Response:
    """The whole match, rendered at once. BadRequest when it is too long for that."""
    raw: list[bytes] = []
    async with ask.database.read() as reader:
        page = await listing.read(reader, query.day, BATCH, None)
        if page.total > WHOLE_MATCH:
            raise too_many(page.total, form.name)
        description, served = page.description, reader.release
        raw += page.items
        while page.after is not None:
            page = await listing.read(reader, query.day, BATCH, walking(served, page, query.day))
            raw += page.items
    context = context_of(ask, served, listing.kind, description, listing.html, single=False)
    headers = linked_headers(ask, served, listing.kind, form.name, by_accept=by_accept)

    def written() -> bytes:
        items = [item_of(one, ask) for one in raw]
        body = rendered(form, items, context)
        while items:
            # One by one: to free them all at once would hold Python's lock for a tenth of a second.
            items.pop()
        return body

    return Response(await ask.work.whole(len(raw), written), media_type=form.media_type, headers=headers)


def walking(served: Served, page: Page, day: int) -> Cursor:
    """The way on, within one process."""
    return Cursor(served.id, "", page.after or (), backward=False, total=page.total, day=day)


def too_many(total: int, name: str) -> BadRequest:
    fault = Fault("format", name, f"gives at most {WHOLE_MATCH:,} items, and {total:,} match")
    return BadRequest(f"format: {fault.detail}. Narrow the query, or take csv or ndjson, which stream.", (fault,))


async def streamed(ask: Asked, query: ListQuery, listing: Listing, form: Format, *, by_accept: bool) -> Response:
    """The whole match, batch by batch, in flat memory. The first batch is read before the answer begins."""
    as_it_is = reading_as_it_is(query, listing, form)
    read = as_it_is or listing.read
    async with ask.database.read() as reader:
        page = await read(reader, query.day, BATCH, None)
        served = reader.release
    context = context_of(ask, served, listing.kind, page.description, listing.html, single=False)
    headers = linked_headers(ask, served, listing.kind, form.name, by_accept=by_accept)

    def written(raw: bytes) -> bytes:
        assert form.item
        return form.item(item_of(raw, ask), context)

    async def body() -> AsyncIterator[bytes]:
        assert form.head
        assert form.tail
        if ask.request.scope.get(HEAD):
            return
        yield form.head(context)
        async for batch in batches(ask, query, read, page, served):
            if as_it_is:
                yield finish(form.end.join([*batch, b""]), ask.settings.public_url, ask.known_on)
            else:
                yield b"".join(await ask.work.each(batch, written))
        yield form.tail(context)

    return StreamingResponse(body(), media_type=form.media_type, headers=headers)


def reading_as_it_is(query: ListQuery, listing: Listing, form: Format) -> ReadPage | None:
    """How items are read that the database keeps in this format; None where each has to be made."""
    if query.fields:
        return None
    return {"document": listing.read, "line": listing.lines, None: None}[form.stored]


class BrokenStreamError(HomewardError):
    """Half of a release and half of another would be a lie: the stream ends without its end."""


async def batches(
    ask: Asked, query: ListQuery, read: ReadPage, page: Page, served: Served
) -> AsyncIterator[list[bytes]]:
    """The items of all pages; each batch is a short transaction of its own."""
    yield page.items
    while page.after is not None:
        async with ask.database.read(streaming=True) as reader:
            if reader.release != served:
                raise BrokenStreamError("The data were loaded anew while this was being sent.")
            page = await read(reader, query.day, BATCH, walking(served, page, query.day))
        yield page.items
