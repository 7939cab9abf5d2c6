"""The release in force: what names it, and how a connection tells which one it sees."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models import Release, ReleaseDataset

FileMark = tuple[int, int, int]


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


async def release_of_file(connection: AsyncConnection) -> Served | None:
    """Read once for each connection: the file never changes, but one that is opened late may be a newer one."""
    info = connection.sync_connection.info if connection.sync_connection else {}
    if "release" not in info:
        info["release"] = await newest_release(connection)
    served: Served | None = info["release"]
    return served


async def newest_release(connection: AsyncConnection, known: Served | None = None) -> Served | None:
    """The newest release; `known` is given back when it is still that."""
    row = (
        await connection.execute(
            select(Release.number, Release.digest, Release.loaded_at, Release.counts)
            .order_by(Release.number.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or (known and (known.number, known.digest) == (row.number, row.digest)):
        return known if row else None
    sets = select(ReleaseDataset.name, ReleaseDataset.version).where(ReleaseDataset.number == row.number)
    datasets = tuple((name, version) for name, version in (await connection.execute(sets.order_by("name"))).all())
    return Served(row.number, row.digest, row.loaded_at, datasets, row.counts)
