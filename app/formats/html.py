"""`html`: the page of a list of events, of one event, or of the timelines."""

from collections.abc import Sequence

from app.formats.base import Context, Format, Item
from app.formats.html_base import Around
from app.formats.html_event import event_page
from app.formats.html_timeline import home_page, timeline_page


def render(items: Sequence[Item], context: Context) -> bytes:
    """The page as far as the items go; over HTTP it is given more around them (`app.routers.pages`)."""
    if context.kind == "timeline":
        return home_page([], context, Around(timelines=items))
    if context.single and items:
        return event_page(items[0], context, Around())
    return timeline_page(items, context, Around())


HTML = Format("html", "text/html", frozenset({"event", "timeline"}), render=render)
