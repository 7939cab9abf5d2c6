"""RFC 4287: events by when their version became known, and changes as a feed to subscribe to; newest first.

Atom wants an instant where history has a day: `updated` is the first second (UTC) of the day on which the version
became known. Sources are `rel="via"` links. The content is XHTML, so that a list stays one.
"""

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from app.formats.base import Context, Format, Item
from app.formats.words import Fact, facts, identity, in_words, source_address


def render(items: Sequence[Item], context: Context) -> bytes:
    """The feed."""
    write, day = (event_entry, "version_known_from") if context.kind == "event" else (change_entry, "known_from")
    newest = sorted(items, key=lambda item: (item[day], item.get("id") or ""), reverse=True)
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    text(feed, "id", context.self_url if context.address else f"urn:homeward:feed:{quote(context.self_url, safe='/')}")
    text(feed, "title", context.title)
    text(feed, "updated", instant(newest[0][day]) if newest else context.loaded_at)
    text(SubElement(feed, "author"), "name", "Homeward")
    link(feed, "self", context.self_url, "application/atom+xml")
    link(feed, "alternate", context.html_url or context.json_url, None if context.html_url else "application/json")
    for item in newest:
        write(SubElement(feed, "entry"), item, context)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def event_entry(entry: Element, event: Item, context: Context) -> None:
    """An event as a version of it became known."""
    text(entry, "id", identity("event", event["id"], context))
    text(entry, "title", event["title"])
    text(entry, "updated", instant(event["version_known_from"]))
    text(entry, "published", instant(event["known_from"]))
    SubElement(entry, "category", {"scheme": "urn:homeward:kind", "term": event["kind"]})
    SubElement(entry, "category", {"scheme": "urn:homeward:status", "term": event["status"]})
    link(entry, "alternate", event["links"]["html"], "text/html")
    for source in event["sources"]:
        link(entry, "via", source_address(source, context), title=f"{source['publisher']}: {source['title']}")
    if event["summary"]:
        text(entry, "summary", event["summary"])
    content(entry, [event["summary"], event["note"]], list(facts(event, context)))


def change_entry(entry: Element, change: Item, context: Context) -> None:
    """Something that became known: an event, a state of it, or a figure."""
    subject = identity("event", change["event"], context) if change["event"] else ""
    subject = subject or identity("timeline", change["timeline"], context)
    said = [field["to"] if change["what"] == "claim" else changed(field) for field in change["changes"]]
    text(entry, "id", f"{subject}#{change['known_from']}-{change['what']}-{change['claim'] or change['source']}")
    text(entry, "title", f"{change['title']}: {'; '.join(said) or 'first known'}")
    text(entry, "updated", instant(change["known_from"]))
    SubElement(entry, "category", {"scheme": "urn:homeward:what", "term": change["what"]})
    link(entry, "alternate", page_then(change, context), "text/html")
    link(entry, "via", change["links"]["source"], title=change["source"])
    source = Fact("Source", change["source"], change["links"]["source"])
    content(entry, [f"Known since {change['known_from']}."], [*(Fact("Change", line) for line in said), source])


def page_then(change: Item, context: Context) -> str:
    """The page of the event or timeline as it was known from that day on."""
    page = f"events/{change['event']}" if change["event"] else f"timelines/{change['timeline']}"
    return f"{context.address}/{page}?known_on={change['known_from']}"


def changed(change: Item) -> str:
    """`status: expected → completed`."""
    field, before, after = in_words(change["field"]), change["from"], change["to"]
    return f"{field}: {before} → {after}" if before else f"{field}: {after or 'none'}"


def content(entry: Element, paragraphs: list[str | None], lines: list[Fact]) -> None:
    """Paragraphs and a list."""
    body = SubElement(entry, "content", {"type": "xhtml"})
    division = SubElement(body, "div", {"xmlns": "http://www.w3.org/1999/xhtml"})
    for paragraph in paragraphs:
        if paragraph:
            text(division, "p", paragraph)
    points = SubElement(division, "ul")
    for fact in lines:
        point = text(points, "li", f"{fact.label}: ")
        if fact.href:
            text(point, "a", fact.text).set("href", fact.href)
        else:
            point.text = f"{fact.label}: {fact.text}"


def text(parent: Element, tag: str, words: str) -> Element:
    """A child with a text."""
    child = SubElement(parent, tag)
    child.text = words
    return child


def link(parent: Element, rel: str, href: str, media: str | None = None, title: str | None = None) -> None:
    """A link; several of one relation are allowed but for `self`."""
    extra = {name: value for name, value in (("type", media), ("title", title)) if value}
    SubElement(parent, "link", {"rel": rel, "href": href, **extra})


def instant(day: str) -> str:
    """RFC 3339."""
    return f"{day}T00:00:00Z"


ATOM = Format("atom", "application/atom+xml", frozenset({"event", "change"}), render=render)
