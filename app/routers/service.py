"""What is served, and whether it is well."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from app import __version__
from app.db import Database, Reader
from app.documents.base import Document, link
from app.errors import Unavailable
from app.models import DatasetRow, Release, ReleaseDataset
from app.params import Query
from app.routers.common import query_of
from app.web.openapi import documented
from app.web.respond import asked, knowledge, plain

router = APIRouter(tags=["Service"])
LINKED = ("timelines", "events", "claims", "measures", "places", "parties", "sources", "changes")
MOST_RELEASES = 50


class ServiceDocument(Document):
    """What this is, which release it serves, and where everything is."""

    name: str
    version: str = Field(description="Of the program")
    description: str
    release: dict[str, Any] = Field(description="The release served: digest, data sets, `loaded_at`, counts, changes")
    releases: list[dict[str, Any]] = Field(description="It and the earlier ones, newest first")
    datasets: list[dict[str, Any]] = Field(description="Title, licence, contact, notes and glossary of each")
    links: dict[str, str]


@router.get("/v1", summary="What is served", **documented(Query, "plain", ServiceDocument))
async def service(request: Request, query: Annotated[Query, Depends(query_of(Query))]) -> Response:
    """Name, version, the release with its data sets, and links to everything."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        releases = await release_documents(reader)
        datasets = await dataset_documents(reader)
        served = reader.release
    paths = {name: link(f"/v1/{name}") for name in LINKED}
    extra = {"docs": link("/docs"), "openapi": link("/openapi.json"), "client": link("/homeward.sh")}
    said = ServiceDocument(
        name="Homeward",
        version=__version__,
        description="Repatriation-event timelines: every figure with who claimed it, when, and the source",
        release={**knowledge(ask, served)["release"], **releases[0]},
        releases=releases,
        datasets=datasets,
        links={"self": ask.address(), **paths, **extra, "compare": link("/v1/claims/compare?measure=remains_returned")},
    )
    return plain(ask, served, {**said.model_dump(), "known_on": knowledge(ask, served)["known_on"]})


async def release_documents(reader: Reader) -> list[dict[str, Any]]:
    """The newest releases with what each load added, changed and withdrew."""
    rows = await reader.rows(select(Release.__table__).order_by(Release.number.desc()).limit(MOST_RELEASES))
    sets: dict[int, list[dict[str, str]]] = {}
    for row in await reader.rows(select(ReleaseDataset.__table__).order_by(ReleaseDataset.name)):
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


async def dataset_documents(reader: Reader) -> list[dict[str, Any]]:
    """What a reader must know of each data set."""
    members = ("name", "version", "title", "licence", "contact", "notes", "glossary", "digest")
    rows = await reader.rows(select(*(getattr(DatasetRow, name) for name in members)).order_by(DatasetRow.name))
    return [dict(row._mapping) for row in rows]


@router.get("/healthz", summary="Alive", response_class=JSONResponse)
async def healthz() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", summary="Ready", response_class=JSONResponse)
async def readyz(request: Request) -> Response:
    """The database is reachable, migrated and loaded, and no stop has begun; else 503 with the reason."""
    database: Database = request.app.state.database
    if request.app.state.stopping.begun:
        raise Unavailable("This process is about to stop.", headers={"Retry-After": "1"})
    async with database.read() as reader:
        said = {"status": "ok", "release": reader.release.id}
    return JSONResponse(said, headers={"Cache-Control": "no-store"})
