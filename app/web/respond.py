"""From a finished document to an answer: its format, its links, and the headers that HTTP caches live on."""

import datetime
import hashlib
from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import Any

from fastapi import Request
from pydantic_core import from_json, to_json
from starlette.responses import Response

from app import __version__
from app.dates import day_text
from app.db import Database, Served
from app.documents.base import finish, finish_text
from app.formats import ALL_KINDS, FORMATS, Context, Format, Item
from app.params import Pairs, Query
from app.settings import Settings
from app.web.links import address_of, link_header, with_value
from app.web.negotiate import SUFFIX, Choice, choose
from app.web.work import Work

OFFERED = {kind: [form.name for form in FORMATS.values() if kind in form.kinds] for kind in ALL_KINDS}
CACHING = "public, max-age=60, stale-while-revalidate=60"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of every answer, worked out once."""

    request: Request
    query: Query
    pairs: Pairs
    settings: Settings
    database: Database

    @property
    def work(self) -> Work:
        work: Work = self.request.app.state.work
        return work

    @property
    def path(self) -> str:
        return str(self.request.scope["path"])

    @property
    def known_on(self) -> str | None:
        """The day that was asked for, for links; None when it was left out."""
        return day_text(self.query.known_on) if self.query.known_on else None

    def choose(self, kind: str, default: str = "json") -> Choice:
        headers, suffix = self.request.headers, self.request.scope.get(SUFFIX)
        return choose(self.query.format, suffix, headers.get("accept"), offered(kind), default)

    def address(self, **changes: str | None) -> str:
        """This request's own address with some parameters changed or, by None, left out."""
        pairs = self.pairs
        for name, value in changes.items():
            pairs = with_value(pairs, name, value)
        return self.settings.public_url + address_of(self.path, pairs)


def asked(request: Request, query: Query) -> Asked:
    state = request.app.state
    return Asked(request, query, list(request.query_params.multi_items()), state.settings, state.database)


def offered(kind: str) -> list[str]:
    """The formats of a kind of document."""
    return OFFERED[kind]


def release_document(served: Served) -> dict[str, Any]:
    return {"id": served.id, "datasets": [{"name": name, "version": version} for name, version in served.datasets]}


def knowledge(ask: Asked, served: Served) -> dict[str, Any]:
    """What every answer says of itself."""
    return {"known_on": day_text(ask.query.day), "release": release_document(served)}


def headers_of(ask: Asked, served: Served, name: str, *, by_accept: bool) -> dict[str, str]:
    """An answer depends on what its tag is made of, and on nothing else."""
    day = "" if ask.query.known_on else day_text(ask.query.day)
    parts = (served.digest, __version__, ask.settings.public_url, ask.path, repr(ask.pairs), name, day)
    headers = {
        "ETag": f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"',
        "Cache-Control": CACHING,
        "Last-Modified": format_datetime(datetime.datetime.fromisoformat(served.loaded_at), usegmt=True),
        "Homeward-Release": served.id,
    }
    return headers | ({"Vary": "Accept"} if by_accept else {})


def context_of(ask: Asked, served: Served, kind: str, title: str, html: str | None, *, single: bool) -> Context:
    """What a format is told beside the items."""
    address = ask.settings.public_url
    return Context(
        kind=kind,
        single=single,
        title=title,
        address=address,
        self_url=ask.address(),
        json_url=ask.address(format=None, cursor=None),
        html_url=finish_text(html, address, ask.known_on) if html else None,
        known_on=day_text(ask.query.day),
        release=served.id,
        loaded_at=served.loaded_at,
        bom=bool(getattr(ask.query, "bom", None)),
        fields=tuple(fields) if (fields := getattr(ask.query, "fields", None)) else None,
    )


def alternates(ask: Asked, kind: str) -> list[dict[str, str]]:
    """The same answer in the other formats: one address, made once, with a mark that no query can hold."""
    address = ask.address(format="\0", cursor=None)
    return [{"format": name, "href": address.replace("%00", name)} for name in offered(kind)]


def alternate_links(ask: Asked, kind: str) -> list[tuple[str, str, str | None]]:
    return [(one["href"], "alternate", FORMATS[one["format"]].media_type) for one in alternates(ask, kind)]


def linked_headers(ask: Asked, served: Served, kind: str, name: str, *, by_accept: bool) -> dict[str, str]:
    """The headers of an answer that is no page of a walk: where it is, and its other formats."""
    links = [(ask.address(), "self", None), *alternate_links(ask, kind)]
    return {**headers_of(ask, served, name, by_accept=by_accept), "Link": link_header(links)}


def single(
    ask: Asked,
    served: Served,
    kind: str,
    document: bytes,
    *,
    html: str | None = None,
    earlier: list[dict[str, Any]] | None = None,
) -> Response:
    """One document, in the format asked for; `earlier`: the dates that an event had before."""
    choice = ask.choose(kind)
    form = FORMATS[choice.name]
    headers = linked_headers(ask, served, kind, form.name, by_accept=choice.by_accept)
    body = finish(document, ask.settings.public_url, ask.known_on)
    if form.name != "json":
        item = from_json(body)
        title = str(item.get("title") or item.get("name") or item.get("text"))
        context = context_of(ask, served, kind, title, html, single=True)
        if earlier:
            context = replace(context, earlier={item["id"]: earlier})
        body = rendered(form, [item], context)
    else:
        body = body[:-1] + b"," + to_json(knowledge(ask, served))[1:]
    return Response(body, media_type=form.media_type, headers=headers)


def plain(ask: Asked, served: Served, document: dict[str, Any]) -> Response:
    """An answer that there is only as JSON; `document` has its own `links`."""
    choice = ask.choose("plain")
    headers = headers_of(ask, served, "json", by_accept=choice.by_accept)
    body = finish(to_json(document), ask.settings.public_url, ask.known_on)
    return Response(body, media_type="application/json", headers=headers)


def rendered(form: Format, items: list[Item], context: Context) -> bytes:
    """The whole answer of a format, streamed or not."""
    if form.render:
        return form.render(items, context)
    assert form.head
    assert form.item
    assert form.tail
    return form.head(context) + b"".join(form.item(item, context) for item in items) + form.tail(context)
