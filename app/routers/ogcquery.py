"""The parameters of OGC API – Features: those of `/v1/events` with the OGC's own `limit`, `bbox` and `datetime`."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.dates import Span
from app.errors import Fault
from app.params import EventsQuery, box, refuse, refuse_query, span
from app.space import Box

MOST = 1000
COUNT = re.compile(r"[1-9][0-9]{0,99}")
NUMBER = re.compile(r"-?[0-9]{1,5}(\.[0-9]{0,30})?([eE]-?[0-9]{1,2})?")
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]{1,20})?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
WITHOUT = ("facets", "bom")
"""These have no place in a collection of features."""


def page_size(text: Any) -> int:
    """A larger number is cut to the largest page, as the OGC wants it."""
    if not COUNT.fullmatch(text):
        refuse(f"must be a whole number from 1 on, in plain digits; more than {MOST} is cut to {MOST}")
    return min(int(text), MOST)


def any_box(text: Any) -> Box:
    """Four numbers, or six with heights, which no place here has. Clients write doubles with all their digits."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(NUMBER.fullmatch(part) for part in parts):
        refuse("must be 4 or 6 numbers, separated by commas", "124,37.5,131,43")
    numbers = [float(part) for part in parts]
    if len(parts) == 6 and numbers[2] > numbers[5]:
        refuse("the lowest height is above the highest")
    half = len(parts) // 2
    return box(",".join(f"{number:.12f}" for number in (*numbers[:2], *numbers[half : half + 2])))


def datetime_span(text: Any) -> Span:
    """Instants of RFC 3339, our dates, and intervals of either.

    Events are dated by the days of the place where they happened, so an instant counts as the day that it names.
    """
    if len(text) > 200:
        refuse("is longer than 200 characters")
    parts = text.split("/")
    return span("/".join(found[1] if (found := INSTANT.fullmatch(part)) else part for part in parts))


class ItemsQuery(EventsQuery):
    """Which features."""

    limit: Annotated[int, BeforeValidator(page_size, json_schema_input_type=int)] = Field(
        default=50,
        description=f"Features a page; more than {MOST} is cut to {MOST}.",
        json_schema_extra={"minimum": 1, "maximum": MOST},
    )
    bbox: Annotated[Box, BeforeValidator(any_box, json_schema_input_type=str)] | None = Field(
        default=None,
        description="`west,south,east,north` in degrees (CRS84), or with heights, which do not count. Radii count.",
        examples=[[124, 37.5, 131, 43]],
    )
    datetime: Annotated[Span, BeforeValidator(datetime_span, json_schema_input_type=str)] | None = Field(
        default=None,
        description="RFC 3339 or EDTF, or an interval `a/b`, `a/..`, `../b`; of an instant the day that it names.",
        examples=["2018-06-12T00:00:00Z/2018-08-01T00:00:00Z"],
    )

    def events(self) -> EventsQuery:
        """The same question as `/v1/events` understands it. BadRequest for what has no meaning here."""
        for name in WITHOUT:
            if name in self.model_fields_set:
                refuse_query([Fault(name, None, f"there is no parameter {name} here")])
        if self.datetime is None:
            return self
        if self.date is not None:
            refuse_query([Fault("date", None, "say it once: date and datetime are the same")])
        return self.model_copy(update={"date": self.datetime})
