"""A date as JSON."""

from pydantic import Field

from app.dates import NO_END, NO_START, HistoricalDate, day_text
from app.documents.base import Document
from app.vocabulary import Bound, Extent


class Limits(Document):
    """The days between which a start or an end lies."""

    earliest: str | None = Field(
        description="First possible day; null unless `bound` is `known`", examples=["2007-04-11"]
    )
    latest: str | None = Field(description="Last possible day; null unless known", examples=["2007-04-11"])
    bound: Bound = Field(description="`known`; `open`: not ended, or no stated limit; `unknown`")


class DateDocument(Document):
    """A date no more exact than history is."""

    edtf: str = Field(description="Extended Date/Time Format, ISO 8601-2", examples=["1996-07/2005-05"])
    start: Limits
    end: Limits
    extent: Extent = Field(description="`within`: some time in the bounds; `throughout`: it lasted from start to end")
    precision: str = Field(description="How exact the text is", examples=["day"])
    approximate: bool = Field(description="Marked `~`: about then")
    uncertain: bool = Field(description="Marked `?`: the source is in doubt")
    text: str = Field(description="The same in plain English", examples=["July 1996 to May 2005"])


class DateAlternativeDocument(Document):
    """Another date that a source gives for the same event."""

    edtf: str = Field(examples=["2007-07"])
    text: str = Field(examples=["July 2007"])
    source: str = Field(description="Source id")


def shown(day: int, bound: Bound) -> str | None:
    """A day as text, unless it is a sentinel or the bound is not known."""
    return day_text(day) if bound is Bound.KNOWN and NO_START < day < NO_END else None


def date_document(date: HistoricalDate) -> DateDocument:
    """The public shape of a date."""
    start, end = date.start_bound, date.end_bound
    return DateDocument(
        edtf=date.edtf,
        start=Limits(earliest=shown(date.start_min, start), latest=shown(date.start_max, start), bound=start),
        end=Limits(earliest=shown(date.end_min, end), latest=shown(date.end_max, end), bound=end),
        extent=date.extent,
        precision=date.precision,
        approximate=date.approximate,
        uncertain=date.uncertain,
        text=date.text,
    )
