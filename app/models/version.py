"""The read tables: finished documents, one row per interval of knowledge, rebuilt by every load.

Days are proleptic day numbers (`app.dates`). `known_until` is exclusive. An event version's `id` is
its rank by (date, event), unknown starts last: keyset pages in date order are ranges of it.
"""

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identifier, Order, references


class EventVersion(Base):
    """An event as it was known from one day until another."""

    __tablename__ = "event_version"
    __table_args__ = (
        Index("ix_event_version_event", "event_id", "known_from"),
        Index("ix_event_version_known", "first_known", "event_id"),
        # Counts what was known on a day without reading the documents.
        Index("ix_event_version_days", "known_from", "known_until"),
        Index("ix_event_version_span", "span_class", "start_min"),
    )

    id: Mapped[Order]
    event_id: Mapped[str] = mapped_column(Identifier, references("event.id"))
    known_from: Mapped[int]
    known_until: Mapped[int]
    first_known: Mapped[int]
    start_min: Mapped[int]
    start_max: Mapped[int]
    end_min: Mapped[int]
    end_max: Mapped[int]
    # Bit length of the days between start_min and end_max: an overlap looks, class by class, at a bounded range.
    span_class: Mapped[int]
    # Approximate and uncertain dates never match `certain`.
    vague: Mapped[bool]
    document: Mapped[str] = mapped_column(Text)


class VersionTerm(Base):
    """A value that events are filtered and counted by: (`kind`, `handover`), (`place`, `panmunjom`) …"""

    __tablename__ = "version_term"
    __table_args__ = (Index("ix_version_term_value", "facet", "value", unique=True),)

    id: Mapped[Order]
    facet: Mapped[str]
    value: Mapped[str] = mapped_column(Identifier)
    versions: Mapped[int]


class VersionTermLink(Base):
    """Which event versions have a term."""

    __tablename__ = "version_term_link"
    __table_args__ = (
        Index("ix_version_term_link_version", "version_id", "term_id"),
        {"sqlite_with_rowid": False},
    )

    term_id: Mapped[int] = mapped_column(references("version_term.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(references("event_version.id"), primary_key=True)


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
