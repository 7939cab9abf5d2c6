"""Reading what is served: the releases, and what a reader must know of each data set."""

from typing import Any

from sqlalchemy import select

from app.db import Reader
from app.models import DatasetRow, Release, ReleaseDataset, Timeline

MOST_RELEASES = 50
DATASET = ("name", "version", "title", "licence", "contact", "notes", "glossary", "digest")


async def datasets(reader: Reader, timelines: list[str] | None = None) -> list[dict[str, Any]]:
    """What a reader must know of the sets that these timelines come from; None: of all sets."""
    statement = select(*(getattr(DatasetRow, name) for name in DATASET)).order_by(DatasetRow.name)
    if timelines is not None:
        names = select(Timeline.dataset).where(Timeline.id.in_(timelines))
        statement = statement.where(DatasetRow.name.in_(names))
    return [dict(row._mapping) for row in await reader.rows(statement)]


async def release_documents(reader: Reader) -> list[dict[str, Any]]:
    """The newest releases with what each load added, changed and withdrew."""
    rows = await reader.rows(select(Release.__table__).order_by(Release.number.desc()).limit(MOST_RELEASES))
    shown = ReleaseDataset.number.in_([row.number for row in rows])
    sets: dict[int, list[dict[str, str]]] = {}
    for row in await reader.rows(select(ReleaseDataset.__table__).where(shown).order_by(ReleaseDataset.name)):
        sets.setdefault(row.number, []).append({"name": row.name, "version": row.version, "digest": row.digest})
    return [
        {
            "id": row.digest[:12],
            "digest": row.digest,
            "loaded_at": row.loaded_at,
            "datasets": sets.get(row.number, []),
            "counts": row.counts,
            "changes": row.changes,
        }
        for row in rows
    ]
