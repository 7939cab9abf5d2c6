"""The application: the only place where settings, database, layers and routers meet."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from app import __version__
from app.db import Database
from app.routers import claims, client, events, ogc, pages, records, service
from app.settings import Settings
from app.web.cache import CacheLayer
from app.web.deadline import DeadlineLayer
from app.web.exchange import ExchangeLayer, Observer
from app.web.headers import HeadersLayer
from app.web.limits import LimitsLayer
from app.web.logs import AccessLog, configure
from app.web.methods import ALWAYS, MethodsLayer
from app.web.metrics import Metrics
from app.web.negotiate import SuffixLayer, accept_key
from app.web.openapi import told_apart
from app.web.pagelayer import PagesLayer
from app.web.problems import bare_problem, install
from app.web.stopping import Stopping
from app.web.work import Work

DESCRIPTION = """The history of bringing home the remains of missing service members, as a cited timeline.

Every figure comes with who claimed it, when, and the source; contradictions stand side by side; dates are no more
exact than history is; and `known_on` gives the whole record as it was known on any day.
"""


def create_api(settings: Settings, database: Database, metrics: Metrics) -> FastAPI:
    """The framework's part: routers and error answers."""

    stopping, work = Stopping(settings.drain), Work()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.start()
        with stopping.heeded():
            yield
        await database.stop()
        work.stop()

    api = FastAPI(
        title="Homeward",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": settings.public_url or "/"}],
    )
    api.state.settings, api.state.database, api.state.stopping, api.state.work = settings, database, stopping, work
    for router in (
        service.router,
        events.router,
        claims.router,
        records.router,
        ogc.router,
        ogc.doubled,
        client.router,
        pages.router,
    ):
        api.include_router(router)

    @api.get("/metrics", include_in_schema=False)
    async def prometheus(_: Request) -> Response:
        body, headers = metrics.render()
        return Response(body, headers={name.decode(): value.decode() for name, value in headers})

    @api.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        # The first time takes a second.
        return JSONResponse(await asyncio.to_thread(api.openapi))

    install(api)
    api.openapi = told_apart(api)  # type: ignore[method-assign]
    return api


def create_app(settings: Settings) -> ASGIApp:
    """From outside to inside: ids and logs, limits, deadline, cache, headers, preflights, suffixes, framework."""
    database = Database(settings)
    metrics = Metrics(database.current)
    api: Any = create_api(settings, database, metrics)
    dressed = HeadersLayer(MethodsLayer(SuffixLayer(PagesLayer(api))), ALWAYS)
    cache = CacheLayer(dressed, database.current, accept_key, settings.cache_bytes)
    observers: list[Observer] = [metrics]
    if settings.log_format != "none":
        observers.append(AccessLog(settings.log_format, settings.trusted_networks))
    bounded = LimitsLayer(DeadlineLayer(cache, bare_problem, settings.deadline), bare_problem)
    exchange = ExchangeLayer(bounded, bare_problem, observers)
    metrics.watch(exchange, cache)
    return exchange


def from_environment() -> ASGIApp:
    """For a server that is given a factory: settings from `HOMEWARD_*`."""
    settings = Settings()
    configure(settings.log_format)
    app = create_app(settings)
    collect_seldom()
    return app


def collect_seldom() -> None:
    """Let Python look for garbage among what is new, and seldom among all that lives.

    By default it goes through everything, with all other work at rest, whenever a quarter has been added: a list of
    ten thousand events took three times as long, and the health check waited for it.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
