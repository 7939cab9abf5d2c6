"""An event in plain words, and the addresses of records: shared by the formats that people read."""

from collections.abc import Iterator
from typing import NamedTuple

from app.dates import parse_date
from app.formats.base import Context, Item

PLURALS = {"party": "parties"}


class Fact(NamedTuple):
    """One line about an event: what it says, and where to read more."""

    label: str
    text: str
    href: str | None = None


def path(kind: str, name: str) -> str:
    """The path of a record."""
    return f"/v1/{PLURALS.get(kind, kind + 's')}/{name}"


def identity(kind: str, name: str, context: Context) -> str:
    """A name for a record that is an IRI and lasts: its address, or a URN where no public address is set."""
    return context.address + path(kind, name) if context.address else f"urn:homeward:{kind}:{name}"


def permalink(event: str, context: Context) -> str:
    """The page of an event as it was known on the day."""
    return f"{context.address}/events/{event}?known_on={context.known_on}"


def source_address(source: Item, context: Context) -> str:
    """Where to read a source; the record of it where it is not on the web."""
    return str(source["url"] or context.address + path("source", source["id"]))


def in_words(name: str) -> str:
    """`recovery_mission` as `recovery mission`."""
    return name.replace("_", " ")


def date_words(date: Item) -> str:
    """`July 1996 to May 2005 (EDTF 1996-07/2005-05)`."""
    return f"{date['text']} (EDTF {date['edtf']})"


def day_words(edtf: str) -> str:
    """`11 April 2007` for EDTF text."""
    return parse_date(edtf).text


def facts(event: Item, context: Context) -> Iterator[Fact]:
    """All that an event's record says beside its title, summary and note."""
    yield Fact("Status", event["status"])
    yield Fact("Date", date_words(event["date"]))
    for other in event["date_alternatives"]:
        yield Fact("Another date", f"{date_words(other)}, in source {other['source']}")
    for place in event["places"]:
        yield Fact("Place", place["name"], context.address + path("place", place["id"]))
    for party in event["parties"]:
        yield Fact("Party", f"{party['name']} ({in_words(party['role'])})")
    for claim in event["claims"]:
        yield Fact("Figure", claim_words(claim), context.address + path("claim", claim["id"]))
    for source in event["sources"]:
        yield Fact("Source", source_words(source), source_address(source, context))
    yield Fact("As known on", context.known_on, permalink(event["id"], context))


def claim_words(claim: Item) -> str:
    """A figure with who gave it, when, and where it is written."""
    said = f", said {day_words(claim['asserted_on'])}" if claim["asserted_on"] else ""
    as_of = f", as of {day_words(claim['as_of'])}" if claim["as_of"] else ""
    scope = f", {in_words(claim['scope'])}" if claim["scope"] else ""
    where = f", {claim['locator']}" if claim["locator"] else ""
    derived = "; worked out by the editors" if claim["derived"] else ""
    against = f"; contradicted by {', '.join(claim['conflicts_with'])}" if claim["conflicts_with"] else ""
    what = f"{claim['text']} ({in_words(claim['measure'])}{scope})"
    return f"{what}, by {claim['claimant']['name']}{said}{as_of}; source {claim['source']}{where}{derived}{against}"


def source_words(source: Item) -> str:
    """Publisher, title, date and id."""
    published = f", {day_words(source['published'])}" if source["published"] else ""
    return f"{source['publisher']}, “{source['title']}”{published} [{source['id']}]"


def plain_text(event: Item, context: Context) -> str:
    """Everything as lines of text."""
    lines = [text for text in (event["summary"], event["note"]) if text]
    lines += [f"{label}: {text}" + (f" {href}" if href else "") for label, text, href in facts(event, context)]
    return "\n".join(lines)
