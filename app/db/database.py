"""The one way to read: a transaction under a deadline that knows its release, and an eye on new ones."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pkgutil import resolve_name
from typing import Any

from app.db.reader import Reader
from app.db.releases import Served
from app.db.source import Source
from app.db.trouble import not_yet, reason_of, unavailable
from app.db.turns import Turns
from app.settings import Settings

WATCH_SECONDS = 1.0


# By name, as SQLAlchemy finds its dialects: the means of PostgreSQL take 8 MB, which no reader of a file should pay.
SOURCES = {True: "app.db.file:FileSource", False: "app.db.server:ServerSource"}


def source_of(settings: Settings) -> Source:
    """The database that the settings name."""
    source: Source = resolve_name(SOURCES[settings.is_sqlite])(settings)
    return source


class Database:
    """The one way to read. `reason` says why nothing can be read, or is None.

    `served` outlives a database that cannot be reached: what the cache holds of that release is as true as before.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.source = source_of(settings)
        self.served: Served | None = None
        self.reason: str | None = "The database has not been opened yet."
        self.looked = float("-inf")
        self.requests = Turns(settings.pool_size, settings.pool_wait)
        # A stream that was begun waits until the deadline, among streams: half of it would be worthless.
        self.streams = Turns(settings.stream_connections, settings.deadline)
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open what there is; what is missing is told by `reason`, and looked for again."""
        await self.look()
        self.keep(self.watch())

    async def stop(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.source.stop()

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside the requests until it ends or the application stops."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def watch(self) -> None:
        """Look for a new release every second."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.look()

    def current(self) -> str:
        """The release in force, for the cache; empty when there is none."""
        return self.served.id if self.served else ""

    async def look(self) -> None:
        """Find the newest release, or the reason why there is none."""
        self.looked = time.monotonic()
        try:
            async with asyncio.timeout(self.settings.deadline):
                self.accept(await self.source.look(self.keep))
        except self.source.trouble as error:
            self.reason, reachable = reason_of(error)
            if reachable or self.settings.is_sqlite:
                self.served = None
            elif isinstance(error, TimeoutError):
                await self.source.forget()

    def accept(self, served: Served | None) -> None:
        self.served = served
        self.reason = None if served else self.source.missing()

    async def look_soon(self) -> None:
        """Look now, unless it was done within the last second: a request must not wait for the watcher."""
        if time.monotonic() - self.looked >= WATCH_SECONDS:
            await self.look()

    @asynccontextmanager
    async def read(self, *, streaming: bool = False) -> AsyncIterator[Reader]:
        """A transaction under the deadline. Unavailable when there is no database, or no time."""
        when = asyncio.get_running_loop().time() + self.settings.deadline
        if self.served is None or self.settings.is_sqlite:
            await self.look_soon()
        if self.served is None:
            raise not_yet(self.reason or "There is no data yet.")
        turns = self.streams if streaming else self.requests
        try:
            async with self.source.read(turns, when, self.keep) as reader:
                # A transaction may see an older release than the watcher, or one just loaded.
                if reader.release.number > self.served.number:
                    self.accept(reader.release)
                yield reader
        except self.source.trouble as error:
            raise unavailable(error, late=asyncio.get_running_loop().time() >= when) from error
