"""An event as it was known."""

from pydantic import Field

from app.documents.base import Document
from app.documents.claim import ClaimDocument
from app.documents.date import DateAlternativeDocument, DateDocument
from app.documents.records import SourceInEvent
from app.vocabulary import EventKind, RelationType, Role, Status


class PlaceInEvent(Document):
    id: str
    name: str
    lon: float | None
    lat: float | None
    radius_km: float | None
    country: str | None


class PartyInEvent(Document):
    id: str
    name: str
    role: Role


class RelationInEvent(Document):
    type: RelationType
    event: str
    title: str


class EventLinks(Document):
    self: str
    html: str
    history: str
    related: str


class EventDocument(Document):
    """An event; every member is always present, null or [] where there is nothing."""

    id: str = Field(examples=["return-2007"])
    kind: EventKind
    status: Status
    title: str
    summary: str | None
    note: str | None
    date: DateDocument
    date_alternatives: list[DateAlternativeDocument]
    places: list[PlaceInEvent]
    parties: list[PartyInEvent]
    claims: list[ClaimDocument]
    relations: list[RelationInEvent]
    timelines: list[str] = Field(examples=[["korean-war-remains"]])
    sources: list[SourceInEvent]
    known_from: str = Field(description="The day on which the event first became known")
    version_known_from: str = Field(description="The day on which it became known in this form")
    citation: str = Field(description="How to cite this record")
    links: EventLinks
