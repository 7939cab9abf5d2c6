"""The release in force: what names it, and how a connection tells which one it sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.models import Release, ReleaseDataset

FileMark = tuple[int, int, int]
NEWEST = (
    select(
        Release.number, Release.digest, Release.loaded_at, Release.counts, ReleaseDataset.name, ReleaseDataset.version
    )
    .outerjoin(ReleaseDataset, ReleaseDataset.number == Release.number)
    .where(Release.number == select(func.max(Release.number)).scalar_subquery())
    .order_by(ReleaseDataset.name)
)
"""The newest release, once for each of its data sets."""


@dataclass(frozen=True, slots=True)
class Served:
    """The release that answers come from."""

    number: int
    digest: str
    loaded_at: str
    datasets: tuple[tuple[str, str], ...]
    counts: dict[str, int]

    @property
    def id(self) -> str:
        return self.digest[:12]


def mark_of(path: Path) -> FileMark:
    """What tells one file from the next of the same name; a number of a removed file may be given again."""
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_mtime_ns


def served_of(rows: Sequence[Any]) -> Served | None:
    """From the rows of NEWEST; None where nothing was loaded yet."""
    if not rows:
        return None
    row = rows[0]
    datasets = tuple((one.name, one.version) for one in rows if one.name is not None)
    return Served(row.number, row.digest, row.loaded_at, datasets, row.counts)
