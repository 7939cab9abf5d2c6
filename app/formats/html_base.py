"""Pages: the same documents for people. Pure functions from documents to HTML; every text is escaped.

A page needs nothing but itself for its first paint: its style sheet stands in it. What a page shows beside the
items (history, measures, data sets) comes as `Around`; without it, the page says less and is still whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.dates import Span, long_day, parse_date, parse_day
from app.formats.base import Context, Item
from app.formats.html_assets import assets, style
from app.formats.parts import marked
from app.formats.words import in_words


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the items of a page.

    - `datasets`: title, licence, contact, notes and glossary of the sets that the page tells from
    - `timelines`: timeline documents; `measures`: measure documents by id
    - `totals`: totals documents by measure; `claims`: the claims that those of a level name, by id
    - `history`: the states of one event; `related`: its neighbourhood
    - `known`: the control of the day of knowledge; `listing`: filters and links of a list
    - `downloads`: (format, address) of the same answer in other formats; `span`: the dates asked for
    """

    datasets: Sequence[Item] = ()
    timelines: Sequence[Item] = ()
    measures: Mapping[str, Item] = field(default_factory=dict)
    totals: Mapping[str, Item] = field(default_factory=dict)
    claims: Mapping[str, Item] = field(default_factory=dict)
    history: Sequence[Item] = ()
    related: Item | None = None
    known: Item | None = None
    listing: Item | None = None
    downloads: Sequence[Item] = ()
    span: Span | None = None


def day_words(day: str) -> str:
    """`11 April 2007` for an ISO day."""
    return long_day(parse_day(day))


def edtf_words(edtf: str) -> str:
    return parse_date(edtf).text


def prefix_of(address: str) -> str:
    """The path that the public address begins with: what a page loads or sends stays on the reader's own host."""
    return urlsplit(address).path


def doubts(date: Item) -> list[str]:
    """What is not known about a date, in sentences; none where both ends are known to the day."""
    start, end = date["start"], date["end"]
    said = list(lasting_doubts(start, end) if date["extent"] == "throughout" else moment_doubts(start, end))
    if marked(date) and date["approximate"]:
        said.append("The date is approximate.")
    if date["uncertain"]:
        said.append("The source is in doubt about the date.")
    return said


def moment_doubts(start: Item, end: Item) -> list[str]:
    first, last = start["earliest"], end["latest"]
    return [] if first == last else [f"The date given is {limits_words(first, last)}."]


def limits_words(first: str | None, last: str | None) -> str:
    """Said so that it holds for what took place, for what is expected and for what was called off."""
    if first and last:
        return f"some time from {day_words(first)} to {day_words(last)}; nothing more exact is recorded"
    return f"{day_words(first)} or later" if first else f"{day_words(str(last))} or earlier"


def lasting_doubts(start: Item, end: Item) -> list[str]:
    said = []
    for limits, name in ((start, "beginning"), (end, "end")):
        first, last = limits["earliest"], limits["latest"]
        if limits["bound"] != "known":
            said.append(f"No {name} is given." if limits["bound"] == "open" else f"Its {name} is not known.")
        elif first != last:
            said.append(f"Its {name} is given as {limits_words(first, last)}.")
    return said


def environment() -> Environment:
    loader = PackageLoader("app", "web/templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"words": in_words, "day": day_words, "edtf": edtf_words, "doubts": doubts}
    return made


PAGES = environment()


def rendered(template: str, context: Context, around: Around, **values: Any) -> bytes:
    """A page from its template."""
    prefix = prefix_of(context.address)
    names = {name: f"{prefix}/static/{asset.name}" for name, asset in assets().items()}
    on = f"?known_on={context.known_on}" if around.known and around.known["asked"] else ""
    common = {
        "context": context,
        "around": around,
        "prefix": prefix,
        "assets": names,
        "style": Markup(style()),
        "on": on,
    }
    return PAGES.get_template(template).render(**common, **values).encode()
