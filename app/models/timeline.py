"""A timeline."""

from sqlalchemy.orm import Mapped

from app.models.base import Base, Dataset, Id, Prose


class Timeline(Base):
    __tablename__ = "timeline"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    title: Mapped[Prose]
    summary: Mapped[Prose]
