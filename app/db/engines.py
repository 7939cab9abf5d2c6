"""Engines that only read: how a connection is made, bounded and closed, on either database."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from app.db.servers import Servers
from app.settings import Settings

# How often a SQLite connection that is past its deadline is interrupted until it stands still.
INTERRUPT_SECONDS = 0.02
# A load may wait longer than a reader.
CONNECT_SECONDS = 15.0
TROUBLE = (TimeoutError, SQLAlchemyError, OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError)


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


def file_address(path: Path) -> str:
    """A file that nobody writes: a load puts another in its place."""
    return f"file:{quote(str(path))}?mode=ro&immutable=1&uri=true"


def sqlite_engine(settings: Settings, path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file_address(path)}",
        isolation_level="AUTOCOMMIT",
        connect_args={"factory": ReadingConnection},
        **pool_options(settings.pool_size + settings.stream_connections),
    )
    event.listen(engine.sync_engine, "connect", bound_sqlite)
    return engine


class ReadingConnection(sqlite3.Connection):
    """Can attach no other file, and so make none: neither ATTACH nor VACUUM INTO."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


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


def bound_sqlite(connection: Any, _record: object) -> None:
    """Memory for pages stays small: large caches once ate 829 MB, mapping a file into each connection 4 GB."""
    cursor = connection.cursor()
    for pragma in ("query_only=ON", "cache_size=-4096", "mmap_size=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def interrupted(connection: AsyncConnection, when: float) -> Iterator[None]:
    """End what a SQLite connection does after the deadline. Nothing on PostgreSQL, which has means of its own."""
    task = asyncio.create_task(interrupt(connection, when)) if connection.dialect.name == "sqlite" else None
    try:
        yield
    finally:
        if task:
            task.cancel()


async def interrupt(connection: AsyncConnection, when: float) -> None:
    """Again and again, because a statement that stood in the queue begins after the first time."""
    driver = (await connection.get_raw_connection()).driver_connection
    await asyncio.sleep(when - asyncio.get_running_loop().time())
    while driver:
        await driver.interrupt()
        await asyncio.sleep(INTERRUPT_SECONDS)
