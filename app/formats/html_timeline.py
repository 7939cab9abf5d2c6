"""The page of a timeline (or of all events), and the first page."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from app.formats.base import Context, Item
from app.formats.chart import chart
from app.formats.html_base import Around, rendered
from app.formats.html_places import places_of
from app.formats.svg import embedded

CHARTED = ("remains_returned", "unaccounted_for")
"""What is drawn over time, where a timeline has it."""
Groups = list[tuple[str, list[Item]]]


def timeline_page(items: Sequence[Item], context: Context, around: Around) -> bytes:
    """The events drawn, filtered, listed and counted; `around.timelines` holds the one timeline, or none."""
    return rendered(
        "timeline.html",
        context,
        around,
        timeline=around.timelines[0] if around.timelines else None,
        events=items,
        groups=by_decade(items, around),
        drawing=Markup(embedded(items, context, around.span)),
        charts=[
            {"measure": around.measures[name], "points": found["points"], "drawing": Markup(drawing)}
            for name, found in around.totals.items()
            if (drawing := chart(found, name, context.known_on))
        ],
        places=places_of(items),
    )


def home_page(items: Sequence[Item], context: Context, around: Around) -> bytes:
    """All timelines, and the events of the first one drawn."""
    return rendered("home.html", context, around, events=items, drawing=Markup(embedded(items, context)))


def by_decade(items: Sequence[Item], around: Around) -> Groups:
    """In the order of dates, under headings of decades; in another order, without."""
    if around.listing and around.listing["sort"] != "date":
        return [("", list(items))]
    return [(name, list(members)) for name, members in groupby(items, decade)]


def decade(event: Item) -> str:
    """`1990s`, by the first day that is known."""
    date = event["date"]
    day = date["start"]["earliest"] or date["end"]["earliest"] or date["end"]["latest"]
    return f"{day[:3]}0s"
