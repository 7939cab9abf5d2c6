"""Reading the database: one engine, read-only connections, deadlines, and an eye on new releases.

On SQLite a load renames a new file over the old one; the file is opened `immutable` and its inode is looked
at once a second. On PostgreSQL a load is one transaction; the newest release row is read first in every
transaction, and once a second besides, so that the cache hears of it (LISTEN does not work on a standby).
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, event, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from app.errors import Unavailable
from app.migrate import head_revision
from app.models import Release, ReleaseDataset
from app.settings import Settings

LOG = logging.getLogger("homeward.database")
WATCH_SECONDS = 1.0
BUSY = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Served:
    """The release that answers come from."""

    number: int
    digest: str
    loaded_at: str
    datasets: tuple[tuple[str, str], ...]
    counts: dict[str, int]

    @property
    def id(self) -> str:
        return self.digest[:12]


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
    """The one way to read. `reason` says why nothing can be read, or is None."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.served: Served | None = None
        self.reason: str | None = "The database has not been opened yet."
        self.engine: AsyncEngine | None = None
        self.inode: tuple[int, int] | None = None
        self.looked = float("-inf")
        self.watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open what there is; what is missing is told by `reason`, and looked for again."""
        if not self.settings.is_sqlite:
            self.engine = self.make_engine(self.settings.database_url.replace("postgresql", "postgresql+asyncpg", 1))
        await self.look()
        self.watcher = asyncio.create_task(self.watch())

    async def stop(self) -> None:
        if self.watcher:
            self.watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self.watcher
        if self.engine:
            await self.engine.dispose()

    async def watch(self) -> None:
        """Look for a new release every second."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.look()

    def current(self) -> str:
        """The release in force, for the cache; empty when nothing can be served."""
        return self.served.id if self.served else ""

    def make_engine(self, url: str) -> AsyncEngine:
        settings = self.settings
        options: dict[str, Any] = {} if settings.is_sqlite else {"connect_args": server_settings(settings.deadline)}
        engine = create_async_engine(
            url,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=settings.pool_size,
            max_overflow=0,
            pool_timeout=settings.pool_wait,
            isolation_level="AUTOCOMMIT" if settings.is_sqlite else "REPEATABLE READ",
            **options,
        )
        if settings.is_sqlite:
            event.listen(engine.sync_engine, "connect", bound_sqlite)
        return engine

    async def look(self) -> None:
        """Find the newest release; on trouble keep the engine and say the reason."""
        try:
            if self.settings.is_sqlite:
                await self.look_at_file()
            elif self.engine:
                async with asyncio.timeout(self.settings.deadline), self.engine.connect() as connection:
                    self.accept(await newest_release(connection))
        except (SQLAlchemyError, OSError, TimeoutError, sqlite3.Error) as error:
            self.served, self.reason = None, reason_of(error)

    async def look_at_file(self) -> None:
        """Open the file anew when a load has put another in its place."""
        path = self.settings.sqlite_path
        assert path is not None
        if not path.exists():
            self.served, self.inode = None, None
            self.reason = "There is no database file; run `homeward load DIR` or `homeward serve`."
            return
        status = path.stat()
        if (status.st_dev, status.st_ino) == self.inode:
            return
        engine = self.make_engine(f"sqlite+aiosqlite:///file:{path}?mode=ro&immutable=1&uri=true")
        async with engine.connect() as connection:
            served = await newest_release(connection)
        old, self.engine, self.inode = self.engine, engine, (status.st_dev, status.st_ino)
        self.accept(served)
        if old:
            await old.dispose()

    def accept(self, served: Served | None) -> None:
        self.served = served
        self.reason = None if served else "The database is empty; run `homeward load DIR`."

    async def look_soon(self) -> None:
        """Look now, unless it was done within the last second: a request must not wait for the watcher."""
        if time.monotonic() - self.looked >= WATCH_SECONDS:
            self.looked = time.monotonic()
            await self.look()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A transaction under the deadline. Unavailable when there is no database, or no time."""
        if self.served is None or self.settings.is_sqlite:
            await self.look_soon()
        if self.served is None or self.engine is None:
            raise Unavailable(self.reason or "There is no data yet.", headers=dict(BUSY))
        try:
            async with asyncio.timeout(self.settings.deadline), self.engine.connect() as connection:
                yield Reader(connection, await self.label(connection))
        except TimeoutError as error:
            raise Unavailable("The answer took too long.", headers=dict(BUSY)) from error
        except PoolTimeout as error:
            raise Unavailable("Too many requests are waiting.", headers=dict(BUSY)) from error
        except (DBAPIError, OSError) as error:
            LOG.warning("the database did not answer", exc_info=error)
            raise Unavailable("The database did not answer.", headers=dict(BUSY)) from error

    async def label(self, connection: AsyncConnection) -> Served:
        """The release that this transaction sees."""
        if self.settings.is_sqlite and self.served:
            return self.served
        served = await newest_release(connection, self.served)
        if served is None:
            raise Unavailable("The database is empty; run `homeward load DIR`.", headers=dict(BUSY))
        self.served = served
        return served


def server_settings(deadline: float) -> dict[str, Any]:
    """A session that cannot write, and statements that end with the request."""
    return {
        "timeout": deadline,
        "server_settings": {
            "default_transaction_read_only": "on",
            "statement_timeout": str(int(deadline * 1000)),
            "application_name": "homeward",
        },
    }


def bound_sqlite(connection: Any, _record: object) -> None:
    """Memory for pages stays small: many connections with large caches once ate 829 MB."""
    cursor = connection.cursor()
    for pragma in ("query_only=ON", "cache_size=-8192", "mmap_size=1073741824"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def newest_release(connection: AsyncConnection, known: Served | None = None) -> Served | None:
    """The newest release; `known` is given back when it is still that."""
    row = (
        await connection.execute(
            select(Release.number, Release.digest, Release.loaded_at, Release.counts)
            .order_by(Release.number.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None or (known and (known.number, known.digest) == (row.number, row.digest)):
        return known if row else None
    sets = select(ReleaseDataset.name, ReleaseDataset.version).where(ReleaseDataset.number == row.number)
    datasets = tuple((name, version) for name, version in (await connection.execute(sets.order_by("name"))).all())
    return Served(row.number, row.digest, row.loaded_at, datasets, row.counts)


def reason_of(error: BaseException) -> str:
    """Why nothing can be read, in a sentence that shows no internals."""
    text = str(getattr(error, "orig", None) or error)
    if "no such table" in text or "does not exist" in text:
        return f"The database is not migrated (this version wants revision {head_revision()}); run `homeward migrate`."
    if "not a database" in text or "malformed" in text:
        return "The database file is damaged."
    return "The database cannot be reached."
