"""The application in this process, asked over HTTP: its own event loop, its life begun and ended as a server does."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

from app.main import create_app
from app.settings import Settings

Json = dict[str, Any]


class Life:
    """The lifespan protocol, from the server's side."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.outgoing: asyncio.Queue[Message] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self.task = asyncio.create_task(self.run(scope))
        await self.say("startup")

    async def run(self, scope: Json) -> None:
        await self.app(scope, self.incoming.get, self.outgoing.put)

    async def say(self, event: str) -> None:
        await self.incoming.put({"type": f"lifespan.{event}"})
        answer = await self.outgoing.get()
        assert answer["type"] == f"lifespan.{event}.complete", answer

    async def end(self) -> None:
        assert self.task
        await self.say("shutdown")
        await self.task


class Client:
    """Asks and waits. Answers are checked as far as every answer can be."""

    def __init__(self, settings: Settings, runner: asyncio.Runner) -> None:
        self.settings = settings
        self.runner = runner
        self.app = create_app(settings)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.runner.run(self.http.request(method, path, headers=headers))

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.request("GET", path, headers)

    def json(self, path: str) -> Json:
        """A document; anything but 200 is a failure."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return document

    def items(self, path: str) -> list[Json]:
        """All items of a list that fits on one page."""
        page = self.json(path)
        items: list[Json] = page["items"]
        assert page["total"] == len(items), "the list does not fit on one page"
        return items

    def ids(self, path: str) -> list[str]:
        return [str(item["id"]) for item in self.items(path)]

    def problem(self, path: str, status: int = 400) -> Json:
        """A problem document of that status."""
        answer = self.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
        document: Json = answer.json()
        return document

    def fault(self, path: str) -> Json:
        """The only fault of a 400."""
        [fault] = self.problem(path)["errors"]
        found: Json = fault
        return found


@contextmanager
def serving(settings: Settings) -> Iterator[Client]:
    """A client of an application that is alive."""
    with asyncio.Runner() as runner:
        client = Client(settings, runner)
        life = runner.run(born(client))
        try:
            yield client
        finally:
            runner.run(client.http.aclose())
            runner.run(life.end())


async def born(client: Client) -> Life:
    life = Life(client.app)
    await life.begin()
    return life
