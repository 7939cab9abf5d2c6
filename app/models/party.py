"""A state, body, office or public person."""

from sqlalchemy.orm import Mapped

from app.models.base import Base, Dataset, Id, Prose


class Party(Base):
    __tablename__ = "party"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    name: Mapped[Prose]
    acronym: Mapped[Prose | None]
    kind: Mapped[str]
    country: Mapped[str | None]
    note: Mapped[Prose | None]
