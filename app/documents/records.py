"""The records that events refer to."""

from pydantic import Field

from app.documents.base import Document
from app.documents.date import Limits
from app.vocabulary import MeasureKind, PartyKind, PlaceKind, Quality, SourceKind


class RecordLinks(Document):
    """Where a record is, and what uses it."""

    self: str
    events: str | None = Field(description="The events that use it")
    claims: str | None = Field(description="The claims that use it")


class SourceInEvent(Document):
    """A source as an event cites it."""

    id: str = Field(examples=["news-2018-06-20"])
    title: str
    publisher: str
    published: str | None = Field(description="EDTF, as exact as the page shows; null where it shows no date")
    url: str | None
    kind: SourceKind
    quality: Quality = Field(description="How near it stands to what it tells")


class SourceDocument(Document):
    """A document that was read."""

    id: str
    title: str
    publisher: str
    published: str | None = Field(description="EDTF, as exact as the page shows; null where it shows no date")
    accessed: str = Field(description="The day on which it was read for this data set")
    known_from: str = Field(description="The day from which `known_on` counts it")
    url: str | None
    kind: SourceKind
    quality: Quality
    note: str | None
    links: RecordLinks


class MeasureDocument(Document):
    """What a figure counts. Figures of different measures are never added up."""

    id: str = Field(examples=["remains_returned"])
    name: str
    unit: str = Field(examples=["sets_of_remains"])
    kind: MeasureKind = Field(description="`flow`: counted in an event; `level`: how many there were on a day")
    definition: str
    links: RecordLinks


class PlaceDocument(Document):
    """A place; `radius_km` is its extent or the doubt about its coordinate."""

    id: str
    name: str
    other_names: list[str]
    kind: PlaceKind
    lon: float | None = Field(description="Degrees east, WGS 84")
    lat: float | None = Field(description="Degrees north, WGS 84")
    radius_km: float | None
    country: str | None = Field(description="ISO 3166-1 alpha-2", examples=["KP"])
    within: str | None = Field(description="The place that contains it")
    note: str | None
    links: RecordLinks


class PartyDocument(Document):
    """A state, command, agency, office, public person, delegation or publisher."""

    id: str
    name: str
    acronym: str | None
    kind: PartyKind
    country: str | None
    note: str | None
    links: RecordLinks


class Extent(Document):
    """The span of a timeline's events."""

    start: Limits
    end: Limits
    text: str = Field(examples=["20 April 1953 to 7 August 2025"])


class TimelineLinks(Document):
    self: str
    html: str
    events: str
    totals: str = Field(description="The running total of `remains_returned`; any other measure may take its place")
    svg: str


class TimelineDocument(Document):
    """A history that events belong to, as known on the day asked for."""

    id: str
    title: str
    summary: str
    extent: Extent | None
    counts: dict[str, dict[str, int]] = Field(description="Events by `kind` and `status`, and their `total`")
    links: TimelineLinks
