"""What a reader moves a page by: the day of knowledge, the filters, and the way to the other formats."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from app.dates import day_text
from app.formats import Context, Item
from app.params import today
from app.queries.page import Page
from app.web.links import without
from app.web.lists import facet_documents
from app.web.respond import Asked, offered

FILTERS = {
    "kind": "what happened",
    "status": "how it stands",
    "date": "when",
    "q": "words",
    "timeline": "timeline",
    "place": "place",
    "party": "party",
    "role": "role",
    "country": "country",
    "measure": "figures of",
    "source": "source",
    "part_of": "part of",
    "bbox": "area",
    "near": "near",
}


def own_path(address: str) -> str:
    """An address without its host: a form stays on the host that the reader sees."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def downloads(context: Context, kind: str) -> list[Item]:
    """The same answer in the other formats."""
    joint = "&" if "?" in context.json_url else "?"
    names = [name for name in offered(kind) if name != "html"]
    return [{"format": name, "href": f"{context.json_url}{joint}format={name}"} for name in names]


def known_control(ask: Asked, days: Sequence[str]) -> Item:
    """The control of the day of knowledge: the steps before and after it, and what a form must send along."""
    day, now = day_text(ask.query.day), day_text(today())
    before = max((one for one in days if one < day), default=None)
    after = min((one for one in days if one > day), default=None)
    return {
        "day": day,
        "today": now,
        "asked": ask.known_on is not None,
        "days": list(days),
        "action": own_path(ask.address()).partition("?")[0],
        "hidden": without(ask.pairs, "known_on", "cursor"),
        "before": {"day": before, "href": ask.address(known_on=before, cursor=None)} if before else None,
        "after": {"day": after, "href": ask.address(known_on=after, cursor=None)} if after else None,
        "now": ask.address(known_on=None, cursor=None),
    }


def list_control(ask: Asked, page: Page, links: dict[str, str | None], sort: str) -> Item:
    """Filters as links, those in force with a way out of them, and the hidden part of the form of words and years."""
    date = dict(ask.pairs).get("date", "")
    first, _, last = date.partition("/")
    is_years = re.fullmatch(r"(\d{4}|\.\.)/(\d{4}|\.\.)|\d{4}", date) is not None
    return {
        "facets": facet_documents(ask, page) or {},
        "active": [
            {"name": FILTERS[name], "value": value, "href": ask.address(**dict.fromkeys(gone(name)))}
            for name, value in ask.pairs
            if name in FILTERS
        ],
        "without": ask.address(**dict.fromkeys([*FILTERS, *gone("near")])),
        "q": dict(ask.pairs).get("q", ""),
        "from": first.strip(".") if is_years else "",
        "to": (last or first).strip(".") if is_years else "",
        "date": date,
        "hidden": without(ask.pairs, "q", "date", "cursor"),
        "total": page.total,
        "shown": len(page.items),
        "description": page.description,
        "links": links,
        "sort": sort,
        "action": own_path(ask.address()).partition("?")[0],
    }


def gone(name: str) -> list[str]:
    """What leaves an address with a filter: a radius means nothing without its middle."""
    return [name, "cursor", "radius_km"] if name == "near" else [name, "cursor"]
