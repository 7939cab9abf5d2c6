"""The scale of a drawn timeline: days to pixels."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.dates import Span, parse_day
from app.formats.base import Context, Item

WIDTH, MARGIN, OUTSIDE = 1200.0, 20.0, 20.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from days to pixels."""

    first: int
    last: int

    def x(self, day: float) -> float:
        """What lies beyond the drawing stands just outside it."""
        inner = WIDTH - 2 * MARGIN
        return min(max(MARGIN + inner * (day - self.first) / (self.last - self.first), -OUTSIDE), WIDTH + OUTSIDE)


def days_of(event: Item) -> list[int]:
    """The days that a date names."""
    limits = (event["date"]["start"], event["date"]["end"])
    return [parse_day(one[name]) for one in limits for name in ("earliest", "latest") if one[name]]


def scale_of(events: Iterable[Item], context: Context, span: Span | None = None) -> Scale:
    """From the first day to the last with a margin; what goes on counts until the day of knowledge.

    A `span`, the dates that were asked for, cuts off what lies beyond it.
    """
    events = list(events)
    days = [day for event in events for day in days_of(event)]
    days += [parse_day(context.known_on) for event in events if goes_on(event)]
    first, last = (min(days), max(days)) if days else (parse_day(context.known_on),) * 2
    if span:
        first, last = max(first, span.first), max(min(last, span.last), max(first, span.first))
    edge = max(10, (last - first) // 40)
    return Scale(first - edge, last + edge)


def goes_on(event: Item) -> bool:
    """Whether it had not ended when it was last told of."""
    return bool(event["date"]["extent"] == "throughout" and event["date"]["end"]["bound"] == "open")
