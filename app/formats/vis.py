"""Items and groups for vis-timeline: `new vis.Timeline(box, data.items, data.groups)`.

`start` and `end` are local date-times without a zone (`2018-06-12T00:00:00`), which JavaScript's `new Date`
and moment read as local time; a bare day would be read as UTC and land a day early west of Greenwich. An end is
the last second of the last day. A range is either `throughout` or `within`, as `className` says: the second is a
range of possibility, in which the event took place at one moment. Texts are HTML there, so ours are escaped.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from app.formats.base import Context, Format, Item, json_of_many
from app.formats.markup import event_html
from app.formats.words import in_words, permalink
from app.vocabulary import EventKind


def render(items: Sequence[Item], context: Context) -> bytes:
    """The items, and a group for each kind that occurs, in the order of the vocabulary."""
    kinds = {item["kind"] for item in items}
    groups = [{"id": kind, "content": escape(in_words(kind))} for kind in EventKind if kind in kinds]
    return json_of_many({"items": [entry(item, context) for item in items], "groups": groups})


def entry(event: Item, context: Context) -> dict[str, Any]:
    """One item; beside what is drawn, the data that a tooltip or a filter of one's own wants."""
    first, last = stretch(event["date"], context.known_on)
    return {
        "id": event["id"],
        "group": event["kind"],
        "content": escape(event["title"]),
        "title": event_html(event, context),
        "start": f"{first}T00:00:00",
        **({"end": f"{last}T23:59:59", "type": "range"} if last else {"type": "point"}),
        "className": " ".join(class_names(event)),
        "edtf": event["date"]["edtf"],
        "date_text": event["date"]["text"],
        "status": event["status"],
        "url": permalink(event["id"], context),
        "claims": event["claims"],
        "sources": event["sources"],
    }


def stretch(date: Item, known_on: str) -> tuple[str, str | None]:
    """First and last day of the drawing; None for the last where it is a point.

    What still goes on is drawn until the day of knowledge; where only one end is known, it is a point there.
    """
    start, end = date["start"], date["end"]
    first = start["earliest"] or end["earliest"] or end["latest"]
    last = end["latest"] if start["earliest"] or end["earliest"] else None
    if end["bound"] == "open" and date["extent"] == "throughout":
        last = known_on
    return first, last if last and last > first else None


def class_names(event: Item) -> list[str]:
    """For a style sheet of one's own: status, extent, and how well each end is known."""
    date = event["date"]
    names = [f"status-{event['status']}", f"extent-{date['extent']}"]
    for end in ("start", "end"):
        bound = date[end]["bound"]
        exact = bound != "known" or date[end]["earliest"] == date[end]["latest"]
        names.append(f"{end}-{bound if exact else 'inexact'}")
    names += [name for name in ("approximate", "uncertain") if date[name]]
    return names


VIS = Format("vis", "application/json", frozenset({"event"}), render=render)
