"""A place, with the radius of its extent or doubt in kilometres."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Dataset, Id, Identifier, Prose, references


class Place(Base):
    __tablename__ = "place"

    id: Mapped[Id]
    dataset: Mapped[Dataset]
    name: Mapped[Prose]
    other_names: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    radius_km: Mapped[float | None]
    country: Mapped[str | None]
    within: Mapped[str | None] = mapped_column(Identifier, references("place.id"))
    note: Mapped[Prose | None]
