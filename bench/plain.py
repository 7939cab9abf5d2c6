"""The plain schema that peers are served from: what one would design first, with the indexes that it needs."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Tables of the plain schema."""


def link(name: str, other: str) -> Table:
    """A table of pairs: event and something else."""
    key: Column[str] = Column("event_id", ForeignKey("event.id"), primary_key=True)
    return Table(name, Base.metadata, key, Column("other_id", ForeignKey(f"{other}.id"), primary_key=True, index=True))


class Timeline(Base):
    __tablename__ = "timeline"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class Place(Base):
    __tablename__ = "place"
    __table_args__ = (Index("ix_place_spot", "lon", "lat"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]


class Party(Base):
    __tablename__ = "party"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Source(Base):
    __tablename__ = "source"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    publisher: Mapped[str]
    published: Mapped[str | None]
    url: Mapped[str]


class Participation(Base):
    __tablename__ = "participation"
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)
    role: Mapped[str]
    party: Mapped[Party] = relationship()


class Claim(Base):
    __tablename__ = "claim"
    id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    measure: Mapped[str] = mapped_column(index=True)
    low: Mapped[int | None]
    best: Mapped[int | None]
    high: Mapped[int | None]
    qualifier: Mapped[str]
    as_of: Mapped[str]
    claimant_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    claimant: Mapped[Party] = relationship()


event_place = link("event_place", "place")
event_source = link("event_source", "source")
event_timeline = link("event_timeline", "timeline")


class Event(Base):
    """`names` are those of places and parties, for the words' index; `sorted_by` puts unknown starts last."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_sorted", "sorted_by", "id"),
        Index("ix_event_filter", "kind", "status", "sorted_by", "id"),
        Index("ix_event_days", "date_start", "date_end"),
        Index("ix_event_status", "status"),
        Index("ix_event_year", "year"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str]
    title: Mapped[str]
    names: Mapped[str]
    summary: Mapped[str]
    edtf: Mapped[str]
    date_start: Mapped[date]
    date_end: Mapped[date]
    sorted_by: Mapped[date]
    year: Mapped[int]
    places: Mapped[list[Place]] = relationship(secondary=event_place)
    sources: Mapped[list[Source]] = relationship(secondary=event_source)
    timelines: Mapped[list[Timeline]] = relationship(secondary=event_timeline)
    participations: Mapped[list[Participation]] = relationship()
    claims: Mapped[list[Claim]] = relationship()
