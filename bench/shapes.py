"""What the ORM peer answers: its response models."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NamedOut(Out):
    id: str
    name: str


class PlaceOut(NamedOut):
    lon: float | None
    lat: float | None


class ParticipationOut(Out):
    role: str
    party: NamedOut


class SourceOut(Out):
    id: str
    title: str
    publisher: str
    published: str | None
    url: str


class ClaimOut(Out):
    id: str
    measure: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    as_of: str
    source_id: str
    claimant: NamedOut


class EventOut(Out):
    id: str
    kind: str
    status: str
    title: str
    summary: str
    edtf: str
    date_start: date
    date_end: date
    places: list[PlaceOut]
    sources: list[SourceOut]
    participations: list[ParticipationOut]
    claims: list[ClaimOut]


class PageOut(BaseModel):
    total: int
    items: list[EventOut]
