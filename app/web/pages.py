"""Pages over HTTP: what a form sends, how a page is answered, errors included, and the files that pages load."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from pydantic_core import from_json
from starlette.responses import RedirectResponse, Response

from app.dates import day_text
from app.db import Served
from app.documents.base import finish
from app.errors import HomewardError
from app.formats import FORMATS, Context, Item
from app.formats.html_assets import Asset, style
from app.formats.html_base import Around, rendered
from app.params import Pairs, Query, read_query, today
from app.settings import Settings
from app.web.headers import PAGE_POLICY
from app.web.links import address_of, with_value, without
from app.web.pagelayer import BY_ACCEPT
from app.web.respond import CACHING, Asked, asked, headers_of

Q = TypeVar("Q", bound=Query)
EXAMPLE = "http://127.0.0.1:8000"
FOR_GOOD = "public, max-age=31536000, immutable"


async def shown(request: Request, model: type[Q], page: Callable[[Asked, Q], Awaitable[Response]]) -> Response:
    """A page; what a form sent becomes a plain address first; an error is a page too for who reads pages."""
    pairs = list(request.query_params.multi_items())
    settings = request.app.state.settings
    try:
        if (plain := tidied(pairs)) != pairs:
            target = settings.public_url + address_of(request.scope["path"], plain)
            return RedirectResponse(target, 303, {"Cache-Control": "no-store"})
        query = read_query(model, pairs)
        return await page(asked(request, query), query)
    except HomewardError as error:
        if not reads_pages(request):
            raise
        return error_page(request, error)


def reads_pages(request: Request) -> bool:
    """Whether a browser asks, for a person: a program that takes anything gets a problem document."""
    return "text/html" in request.headers.get("accept", "")


def tidied(pairs: Pairs) -> Pairs:
    """Nothing empty, and the two years of the form as one date."""
    years = {name: value.strip() for name, value in pairs if name in ("from", "to")}
    kept = [(name, value) for name, value in pairs if value.strip() and name not in years]
    if any(years.values()):
        first, last = (years.get(name) or ".." for name in ("from", "to"))
        kept = with_value(kept, "date", f"{first}/{last}")
    return kept


def opened(raw: bytes, ask: Asked) -> Item:
    """A finished document as data."""
    item: Item = from_json(finish(raw, ask.settings.public_url, ask.known_on))
    return item


def context_of_page(ask: Asked, served: Served, kind: str, title: str, *, single: bool = False) -> Context:
    """What a page is told beside its items; the JSON of a page is the same path under `/v1`."""
    address = ask.settings.public_url
    path = "/v1" + (ask.path if single or ask.path != "/" else "/timelines")
    path += "/events" if ask.path.startswith("/timelines/") else ""
    pairs = without(ask.pairs, "limit", "cursor", "format")
    return Context(
        kind=kind,
        single=single,
        title=title,
        address=address,
        self_url=ask.address(),
        json_url=address + address_of(path, pairs),
        html_url=ask.address(format=None, limit=None, cursor=None),
        known_on=day_text(ask.query.day),
        release=served.id,
        loaded_at=served.loaded_at,
        contact=ask.settings.contact,
    )


def bare_context(settings: Settings, kind: str, title: str) -> Context:
    """What a page is told that shows no record."""
    contact = settings.contact
    return Context(kind, True, title, settings.public_url, "", "", None, day_text(today()), "", "", contact=contact)


def policy() -> str:
    """The policy of pages, with the one style sheet that stands in them named by its digest."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return PAGE_POLICY.decode().replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")


def page_response(ask: Asked, served: Served, body: bytes, name: str = "html") -> Response:
    """A page, or the drawing of one."""
    headers = headers_of(ask, served, name, by_accept=bool(ask.request.scope.get(BY_ACCEPT)))
    # A page with a day of its own still says which day today is, so the tag is made of the page itself.
    headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    if name == "html":
        headers["Content-Security-Policy"] = policy()
    return Response(body, media_type=FORMATS[name].media_type, headers=headers)


def error_page(request: Request, error: HomewardError) -> Response:
    """What went wrong, in words, with a way on."""
    settings = request.app.state.settings
    context = bare_context(settings, "error", error.title)
    day = re.search(r"\d{4}-\d{2}-\d{2}", error.detail) if error.status == 404 else None
    later = settings.public_url + address_of(request.scope["path"], [("known_on", day[0])]) if day else None
    near = [fault.suggestion for fault in error.faults if fault.suggestion]
    body = rendered("error.html", context, Around(), error=error, later=later, near=near)
    headers = {"Cache-Control": "no-store", "Vary": "Accept", "Content-Security-Policy": policy(), **error.headers}
    return Response(body, error.status, headers, media_type="text/html; charset=utf-8")


def docs_response(request: Request) -> Response:
    """The manual, the same for every release. Its examples use the configured address where there is one."""
    settings = request.app.state.settings
    context = bare_context(settings, "docs", "API")
    base = settings.public_url if "//" in settings.public_url else EXAMPLE + settings.public_url
    body = rendered("docs.html", context, Around(), base=base)
    tag = hashlib.sha256(body).hexdigest()[:24]
    headers = {"Cache-Control": CACHING, "ETag": f'W/"{tag}"', "Content-Security-Policy": policy()}
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


def asset_response(asset: Asset) -> Response:
    """A file whose name changes with its bytes."""
    headers = {"Cache-Control": FOR_GOOD, "ETag": f'W/"{asset.name}"'}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
