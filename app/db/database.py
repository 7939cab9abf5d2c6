"""The one way to read: a transaction under a deadline that knows its release, and an eye on new ones."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.engines import TROUBLE, interrupted, postgres_engine, sqlite_engine
from app.db.releases import FileMark, Served, mark_of, newest_release, release_of_file
from app.db.trouble import not_yet, reason_of, unavailable
from app.settings import Settings

WATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A connection in one read-only transaction, and the release that it sees."""

    connection: AsyncConnection
    release: Served

    async def rows(self, statement: Executable) -> list[Any]:
        """The rows, whose columns are attributes of the names that were selected."""
        return list((await self.connection.execute(statement)).all())

    async def scalar(self, statement: Executable) -> Any:
        return await self.connection.scalar(statement)

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"


class Database:
    """The one way to read. `reason` says why nothing can be read, or is None.

    `served` outlives a database that cannot be reached: what the cache holds of that release is as true as before.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.served: Served | None = None
        self.reason: str | None = "The database has not been opened yet."
        self.engine: AsyncEngine | None = None
        self.lookout: AsyncEngine | None = None
        self.file: FileMark | None = None
        self.looked = float("-inf")
        self.requests = asyncio.Semaphore(settings.pool_size)
        self.streams = asyncio.Semaphore(settings.stream_connections)
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open what there is; what is missing is told by `reason`, and looked for again."""
        if not self.settings.is_sqlite:
            self.engine = postgres_engine(self.settings, self.settings.pool_size + self.settings.stream_connections)
            # A connection of its own: a full pool must not hide a new release.
            self.lookout = postgres_engine(self.settings, 1)
        await self.look()
        self.keep(self.watch())

    async def stop(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for engine in (self.engine, self.lookout):
            if engine:
                await engine.dispose()

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
                await (self.look_at_file() if self.settings.is_sqlite else self.look_at_server())
        except TROUBLE as error:
            self.reason, reachable = reason_of(error)
            if reachable or self.settings.is_sqlite:
                self.served = None
            elif isinstance(error, TimeoutError) and self.engine:
                # What lies idle leads to the same silent server: the next request connects anew, perhaps to another.
                await self.engine.dispose()

    async def look_at_server(self) -> None:
        assert self.lookout
        async with self.lookout.connect() as connection:
            self.accept(await newest_release(connection, self.served))

    async def look_at_file(self) -> None:
        """Open the file anew when a load has put another in its place."""
        path = self.settings.sqlite_path
        assert path is not None
        if not path.exists():
            self.served, self.file = None, None
            self.reason = "There is no database file; run `homeward load DIR` or `homeward serve`."
            return
        if (mark := mark_of(path)) == self.file:
            return
        engine = sqlite_engine(self.settings, path)
        try:
            async with engine.connect() as connection:
                served = await release_of_file(connection)
        except BaseException:
            await engine.dispose()
            raise
        old, self.engine, self.file = self.engine, engine, mark
        self.accept(served)
        if old:
            self.keep(self.retire(old))

    async def retire(self, engine: AsyncEngine) -> None:
        """Close an engine once no request can be reading from it any more."""
        try:
            await asyncio.sleep(self.settings.deadline + 1)
        finally:
            await engine.dispose()

    def accept(self, served: Served | None) -> None:
        self.served = served
        self.reason = None if served else "The database is empty; run `homeward load DIR`."

    async def look_soon(self) -> None:
        """Look now, unless it was done within the last second: a request must not wait for the watcher."""
        if time.monotonic() - self.looked >= WATCH_SECONDS:
            await self.look()

    @asynccontextmanager
    async def read(self, *, streaming: bool = False) -> AsyncIterator[Reader]:
        """A transaction under the deadline. Unavailable when there is no database, or no time.

        A stream that was begun waits for its turn until the deadline, among streams: half of it would be worthless.
        """
        when = asyncio.get_running_loop().time() + self.settings.deadline
        try:
            async with self.turn(streaming=streaming), self.until(when):
                connection, served = await self.begun()
                try:
                    with interrupted(connection, when):
                        yield Reader(connection, served)
                finally:
                    await connection.close()
        except TROUBLE as error:
            raise unavailable(error, late=asyncio.get_running_loop().time() >= when) from error

    @asynccontextmanager
    async def turn(self, *, streaming: bool) -> AsyncIterator[None]:
        """One of the connections. Streams have their own, so that they can neither starve requests nor be starved."""
        turns, wait = (self.streams, self.settings.deadline) if streaming else (self.requests, self.settings.pool_wait)
        try:
            async with asyncio.timeout(wait):
                await turns.acquire()
        except TimeoutError:
            raise not_yet("Too many requests are waiting.") from None
        try:
            yield
        finally:
            turns.release()

    def until(self, when: float) -> asyncio.Timeout:
        """On SQLite a cancelled await would leave a thread at work: statements are interrupted instead."""
        return asyncio.timeout_at(None if self.settings.is_sqlite else when)

    async def begun(self) -> tuple[AsyncConnection, Served]:
        """A connection in a transaction, and the release that it sees."""
        if self.served is None or self.settings.is_sqlite:
            await self.look_soon()
        if self.served is None or self.engine is None:
            raise not_yet(self.reason or "There is no data yet.")
        try:
            return await self.begin(self.engine)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The server closed it while it lay idle. The pool has thrown out all of that age and opens anew.
            return await self.begin(self.engine)

    async def begin(self, engine: AsyncEngine) -> tuple[AsyncConnection, Served]:
        connection = await engine.connect()
        try:
            served = await self.label(connection)
        except BaseException:
            await connection.close()
            raise
        return connection, served

    async def label(self, connection: AsyncConnection) -> Served:
        """The release that this transaction sees, whatever the watcher has seen."""
        if self.settings.is_sqlite:
            served = await release_of_file(connection)
        else:
            served = await newest_release(connection, self.served)
        if served is None:
            raise not_yet("The database is empty; run `homeward load DIR`.")
        if served != self.served:
            await self.found(served)
        return served

    async def found(self, served: Served) -> None:
        """A request saw another release than the watcher: an older transaction, or a load of this second."""
        if self.settings.is_sqlite:
            await self.look()
        elif self.served is None or served.number > self.served.number:
            self.accept(served)
