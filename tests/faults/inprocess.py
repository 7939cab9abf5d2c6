"""The application inside the test's own process, started and stopped as a server does it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.types import ASGIApp, Message


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[None]:
    """The startup and shutdown messages of ASGI."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope: dict[str, Any] = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    running = app(scope, to_app.get, from_app.put)
    task = asyncio.ensure_future(running)
    for phase in ("startup", "shutdown"):
        await to_app.put({"type": f"lifespan.{phase}"})
        assert (await from_app.get())["type"] == f"lifespan.{phase}.complete"
        if phase == "startup":
            yield
    await task
