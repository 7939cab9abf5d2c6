"""The read tables: finished documents, one row per interval of knowledge, rebuilt by every load.

Days are proleptic day numbers (`app.dates`). `known_until` is exclusive. An event version's `id` is
its rank by (date, event), unknown starts last: sets of versions are bitmaps of ids, pages in date order slices.
"""

from typing import Annotated

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Identifier, Order, references


class EventVersion(Base):
    """An event as it was known from one day until another."""

    __tablename__ = "event_version"
    __table_args__ = (Index("ix_event_version_event", "event_id", "known_from"),)

    id: Mapped[Order]
    event_id: Mapped[str] = mapped_column(Identifier, references("event.id"))
    known_from: Mapped[int]
    known_until: Mapped[int]
    first_known: Mapped[int]
    start_min: Mapped[int]
    start_max: Mapped[int]
    end_min: Mapped[int]
    end_max: Mapped[int]
    # Approximate and uncertain dates never match `certain`.
    vague: Mapped[bool]
    # The event as a row of a table (`app.formats.csv`), finished as the document is.
    line: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)


class VersionTerm(Base):
    """A value that events are filtered and counted by: (`kind`, `handover`), (`place`, `panmunjom`) …"""

    __tablename__ = "version_term"
    __table_args__ = (Index("ix_version_term_value", "facet", "value", unique=True),)

    id: Mapped[Order]
    facet: Mapped[str]
    value: Mapped[str] = mapped_column(Identifier)


# Sets of event versions as Roaring bitmaps, serialised (`app.queries.sets`). PostgreSQL would compress them once
# more and in vain, so each is stored as it is.
Members = Annotated[bytes, mapped_column(LargeBinary)]


class TermSet(Base):
    """Which event versions have a term."""

    __tablename__ = "term_set"

    term_id: Mapped[int] = mapped_column(references("version_term.id"), primary_key=True, autoincrement=False)
    members: Mapped[Members]


class WordSet(Base):
    """Which event versions have a word in their title (0), else in a name (1), else in their prose (2)."""

    __tablename__ = "word_set"

    word: Mapped[Id]
    part: Mapped[Order]
    members: Mapped[Members]


class DayPiece(Base):
    """A piece of the versions in the order of one of their columns, the `line` (`app.queries.sets.Piece`).

    `last` is its last day, `before` the set of all earlier versions. The arrays hold numbers of four bytes: the
    days that occur, how many ids have one of the days so far, and the ids. The lines `known` and `ended` go
    together: before and after which days a version was known.
    """

    __tablename__ = "day_piece"

    line: Mapped[Id]
    number: Mapped[Order]
    last: Mapped[int]
    before: Mapped[Members]
    days: Mapped[Members]
    ends: Mapped[Members]
    ids: Mapped[Members]


class ClaimVersion(Base):
    """A claim as it was known: `preferred` and `conflicts_with` change with what else is known."""

    __tablename__ = "claim_version"
    __table_args__ = (
        Index("ix_claim_version_claim", "claim_id", "known_from"),
        Index("ix_claim_version_event", "event_id"),
        Index("ix_claim_version_as_of", "as_of_sort", "claim_id"),
        Index("ix_claim_version_asserted", "asserted_sort", "claim_id"),
        Index("ix_claim_version_measure", "measure", "as_of_sort", "claim_id"),
    )

    id: Mapped[Order]
    claim_id: Mapped[str] = mapped_column(Identifier, references("claim.id"))
    known_from: Mapped[int]
    known_until: Mapped[int]
    event_id: Mapped[str | None] = mapped_column(Identifier, references("event.id"))
    timeline_id: Mapped[str | None] = mapped_column(Identifier, references("timeline.id"))
    measure: Mapped[str] = mapped_column(Identifier)
    scope: Mapped[str | None] = mapped_column(Identifier)
    claimant: Mapped[str] = mapped_column(Identifier)
    source: Mapped[str] = mapped_column(Identifier)
    qualifier: Mapped[str]
    value_low: Mapped[int] = mapped_column(BigInteger)
    value_high: Mapped[int] = mapped_column(BigInteger)
    as_of_min: Mapped[int | None]
    as_of_max: Mapped[int | None]
    asserted_min: Mapped[int | None]
    asserted_max: Mapped[int | None]
    as_of_sort: Mapped[int]
    asserted_sort: Mapped[int]
    conflicting: Mapped[bool]
    derived: Mapped[bool]
    document: Mapped[str] = mapped_column(Text)


class Change(Base):
    """Something that became known on a day: an event, a state of one, or a claim."""

    __tablename__ = "change"

    id: Mapped[Order]
    known_from: Mapped[int] = mapped_column(index=True)
    document: Mapped[str] = mapped_column(Text)
