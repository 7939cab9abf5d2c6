"""The JSON of Knight Lab's TimelineJS, loadable as it is.

A date has only the parts that are known, since TimelineJS would draw a full text in its own time zone; what is
known to the month has no day. `display_date` says in words what the drawing cannot. Headlines and texts are
HTML there, so ours are escaped.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from app.formats.base import Context, Format, Item, json_of_many
from app.formats.markup import event_html
from app.formats.parts import Parts, drawn
from app.formats.words import in_words


def render(items: Sequence[Item], context: Context) -> bytes:
    """A title and a slide for each event. Without any event TimelineJS itself says that there is none."""
    title = {"text": {"headline": escape(context.title), "text": f"<p>As known on {context.known_on}.</p>"}}
    return json_of_many({"title": title, "events": [slide(item, context) for item in items]})


def slide(event: Item, context: Context) -> dict[str, Any]:
    """One event."""
    first, last = drawn(event["date"])
    return {
        "unique_id": event["id"],
        "start_date": date_parts(first),
        **({"end_date": date_parts(last)} if last else {}),
        "display_date": event["date"]["text"],
        "group": in_words(event["kind"]),
        "text": {"headline": escape(event["title"]), "text": event_html(event, context)},
        "autolink": False,
    }


def date_parts(parts: Parts) -> dict[str, int]:
    return dict(zip(("year", "month", "day"), parts, strict=False))


TIMELINEJS = Format("timelinejs", "application/json", frozenset({"event"}), render=render)
