"""What is loaded now, and what each load made."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Identifier, Order, Prose, references


class DatasetRow(Base):
    """A loaded data set. `digest` names its canonical records, `files_digest` the bytes of its files."""

    __tablename__ = "dataset"

    name: Mapped[Id]
    version: Mapped[str]
    title: Mapped[Prose]
    licence: Mapped[Prose]
    contact: Mapped[Prose]
    notes: Mapped[list[str]] = mapped_column(JSON)
    glossary: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    kept_warnings: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    digest: Mapped[str]
    files_digest: Mapped[str | None]


class Release(Base):
    """The state of the whole database after one load; the highest number is the one served."""

    __tablename__ = "release"

    number: Mapped[Order]
    digest: Mapped[str]
    loaded_at: Mapped[str]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    changes: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)


class ReleaseDataset(Base):
    """The data sets of a release."""

    __tablename__ = "release_dataset"

    number: Mapped[int] = mapped_column(references("release.number"), primary_key=True)
    name: Mapped[str] = mapped_column(Identifier, primary_key=True)
    version: Mapped[str]
    digest: Mapped[str]
