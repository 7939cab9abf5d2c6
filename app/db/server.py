"""PostgreSQL, only read: how a connection is made, bounded and closed; a transaction sees one moment."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from app.db.reader import Reader, Values
from app.db.releases import NEWEST, Served, served_of
from app.db.servers import Servers
from app.db.source import Keep
from app.db.trouble import not_yet
from app.db.turns import Turns
from app.settings import Settings

EMPTY = "The database is empty; run `homeward load DIR`."
# A load may wait longer than a reader.
CONNECT_SECONDS = 15.0
TROUBLE = (TimeoutError, SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class SwiftConnection(asyncpg.Connection):  # type: ignore[misc]
    """Closed without a word to the server, which may be frozen; `statement_timeout` ends what it was doing."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ARG002 (asyncpg's signature)
        self.terminate()


def connecting(url: str, seconds: float = CONNECT_SECONDS, **options: Any) -> Callable[[], Awaitable[Any]]:
    """What makes connections, in so many seconds. SQLAlchemy's own reader of URLs takes no list of hosts."""
    return Servers(url, seconds, options).connect


def postgres_engine(settings: Settings, size: int) -> AsyncEngine:
    """Its transactions see one moment."""
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connecting(settings.database_url, settings.deadline, **session_options(settings.deadline)),
        isolation_level="REPEATABLE READ",
        **pool_options(size),
    )


def pool_options(size: int) -> dict[str, Any]:
    """Room for all who have a turn."""
    return {"poolclass": AsyncAdaptedQueuePool, "pool_size": size, "max_overflow": 0}


def session_options(deadline: float) -> dict[str, Any]:
    """A session that cannot write, and statements that end with the request; of a stopped process too."""
    milliseconds = str(int(deadline * 1000))
    return {
        "connection_class": SwiftConnection,
        "server_settings": {
            "default_transaction_read_only": "on",
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": str(2 * int(deadline * 1000)),
            "application_name": "homeward",
        },
    }


class ServerReader(Reader):
    """A transaction."""

    is_sqlite = False

    def __init__(self, release: Served, connection: AsyncConnection) -> None:
        super().__init__(release, connection.engine)
        self.connection = connection

    async def rows(self, statement: Executable, values: Values = None) -> list[Any]:
        return list((await self.connection.execute(statement, values)).all())

    found = rows

    async def batches(self, statement: Executable, size: int) -> AsyncIterator[list[Any]]:
        async with self.connection.stream(statement) as result:
            async for rows in result.partitions(size):
                yield list(rows)


class ServerSource:
    """One server, or several at one address."""

    trouble = TROUBLE

    def __init__(self, settings: Settings) -> None:
        self.engine = postgres_engine(settings, settings.pool_size + settings.stream_connections)
        # A connection of its own: a full pool must not hide a new release.
        self.lookout = postgres_engine(settings, 1)

    def missing(self) -> str:
        return EMPTY

    async def look(self, _keep: Keep) -> Served | None:
        async with self.lookout.connect() as connection:
            return await newest_release(connection)

    @asynccontextmanager
    async def read(self, turns: Turns, until: float, _keep: Keep) -> AsyncIterator[Reader]:
        await turns.take()
        try:
            async with asyncio.timeout_at(until):
                reader = await self.begun()
                try:
                    yield reader
                finally:
                    await reader.connection.close()
        finally:
            turns.give_back()

    async def begun(self) -> ServerReader:
        """A transaction that knows which release it sees."""
        try:
            return await self.begin()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The server closed it while it lay idle. The pool has thrown out all of that age and opens anew.
            return await self.begin()

    async def begin(self) -> ServerReader:
        connection = await self.engine.connect()
        try:
            if served := await newest_release(connection):
                return ServerReader(served, connection)
            raise not_yet(EMPTY)
        except BaseException:
            await connection.close()
            raise

    async def forget(self) -> None:
        await self.engine.dispose()

    async def stop(self) -> None:
        for engine in (self.engine, self.lookout):
            await engine.dispose()


async def newest_release(connection: AsyncConnection) -> Served | None:
    return served_of((await connection.execute(NEWEST)).all())
