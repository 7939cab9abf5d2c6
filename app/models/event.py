"""Events and what belongs to them. A `state` of 0 holds throughout; an event's states count from 1."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Dataset, Id, Identifier, Order, Prose, references


class Event(Base):
    __tablename__ = "event"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    kind: Mapped[str]
    note: Mapped[Prose | None]


class OfEvent:
    """The key that rows of an event share: the event and their order in it."""

    event_id: Mapped[str] = mapped_column(Identifier, references("event.id"), primary_key=True)
    position: Mapped[Order]


class EventTimeline(OfEvent, Base):
    __tablename__ = "event_timeline"

    timeline_id: Mapped[str] = mapped_column(Identifier, references("timeline.id"), index=True)


class EventState(OfEvent, Base):
    """What a source made known; `named` lists the members that it replaces, null and empty ones included."""

    __tablename__ = "event_state"

    source: Mapped[str] = mapped_column(Identifier, references("source.id"))
    named: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str | None]
    status: Mapped[str | None]
    date: Mapped[str | None]
    title: Mapped[Prose | None]
    summary: Mapped[Prose | None]
    note: Mapped[Prose | None]


class EventPlace(OfEvent, Base):
    __tablename__ = "event_place"

    state: Mapped[Order]
    place_id: Mapped[str] = mapped_column(Identifier, references("place.id"))


class Participation(OfEvent, Base):
    """A party in a role."""

    __tablename__ = "participation"

    state: Mapped[Order]
    party_id: Mapped[str] = mapped_column(Identifier, references("party.id"))
    role: Mapped[str]


class DateAlternative(OfEvent, Base):
    __tablename__ = "date_alternative"

    edtf: Mapped[str]
    source: Mapped[str] = mapped_column(Identifier, references("source.id"))


class EventSource(OfEvent, Base):
    """A further source that supports the record."""

    __tablename__ = "event_source"

    source: Mapped[str] = mapped_column(Identifier, references("source.id"))


class EventRelation(OfEvent, Base):
    __tablename__ = "event_relation"

    type: Mapped[str]
    other_id: Mapped[str] = mapped_column(Identifier, references("event.id"), index=True)
    source: Mapped[str | None] = mapped_column(Identifier, references("source.id"))
