"""Sources, and the claims that rest on them."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Dataset, Id, Identifier, Number, Prose, references


class Measure(Base):
    """What a figure counts."""

    __tablename__ = "measure"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    name: Mapped[Prose]
    unit: Mapped[str]
    one: Mapped[Prose]
    many: Mapped[Prose]
    kind: Mapped[str]
    definition: Mapped[Prose]


class Source(Base):
    """A document that was read. `known_from` is the day number from which it counts as known."""

    __tablename__ = "source"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    title: Mapped[Prose]
    publisher: Mapped[Prose]
    published: Mapped[str | None]
    accessed: Mapped[str]
    known_from: Mapped[int]
    url: Mapped[Prose | None]
    kind: Mapped[str]
    quality: Mapped[str]
    note: Mapped[Prose | None]


class Claim(Base):
    """A figure about one event or one timeline, as one party gave it in one source."""

    __tablename__ = "claim"
    __table_args__ = (CheckConstraint("(event_id IS NULL) <> (timeline_id IS NULL)", name="ck_claim_subject"),)

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    event_id: Mapped[str | None] = mapped_column(Identifier, references("event.id"), index=True)
    timeline_id: Mapped[str | None] = mapped_column(Identifier, references("timeline.id"), index=True)
    position: Mapped[int]
    measure: Mapped[str] = mapped_column(Identifier, references("measure.id"))
    low: Mapped[Number | None]
    best: Mapped[Number | None]
    high: Mapped[Number | None]
    qualifier: Mapped[str]
    scope: Mapped[str | None]
    claimant: Mapped[str] = mapped_column(Identifier, references("party.id"))
    asserted_on: Mapped[str | None]
    as_of: Mapped[str | None]
    source: Mapped[str] = mapped_column(Identifier, references("source.id"))
    locator: Mapped[Prose | None]
    verbatim: Mapped[Prose | None]
    note: Mapped[Prose | None]
    derived: Mapped[bool]
    preferred: Mapped[bool]
