"""What is served, and whether it is well."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from app import __version__
from app.db import Database
from app.documents.base import Document, link
from app.errors import Unavailable
from app.params import Query
from app.reading.service import datasets, release_documents
from app.routers.common import query_of
from app.web.openapi import documented
from app.web.respond import asked, knowledge, plain

router = APIRouter(tags=["Service"])
LINKED = ("timelines", "events", "claims", "measures", "places", "parties", "sources", "changes")


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
        sets = await datasets(reader)
        served = reader.release
    paths = {name: link(f"/v1/{name}") for name in LINKED}
    extra = {"docs": link("/docs"), "openapi": link("/openapi.json"), "client": link("/homeward.sh")}
    said = ServiceDocument(
        name="Homeward",
        version=__version__,
        description="Repatriation-event timelines: every figure with who claimed it, when, and the source",
        release=releases[0],
        releases=releases,
        datasets=sets,
        links={"self": ask.address(), **paths, **extra, "compare": link("/v1/claims/compare?measure=remains_returned")},
    )
    return plain(ask, served, {**said.model_dump(), "known_on": knowledge(ask, served)["known_on"]})


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
