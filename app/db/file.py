"""A SQLite file that nobody writes, open for reading: short statements at once, long ones in threads.

A look-up by key takes some ten microseconds; to hand it to a thread and back takes ten times as long. What may take
long runs in a thread, on a connection of its own, and is interrupted at the deadline.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, CursorResult, Executable, NullPool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from app.db.reader import Reader, Values
from app.db.releases import NEWEST, FileMark, Served, mark_of, served_of
from app.db.source import Keep
from app.db.trouble import first_line, not_yet
from app.db.turns import Turns
from app.errors import DatabaseError
from app.settings import Settings

T = TypeVar("T")
Work: TypeAlias = "asyncio.Future[list[Any]]"
# How often a statement that is past its deadline is interrupted until it stands still.
INTERRUPT_SECONDS = 0.02


class ReadingConnection(sqlite3.Connection):
    """Can attach no other file, and so make none: neither ATTACH nor VACUUM INTO."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def file_address(path: Path) -> str:
    """A file that nobody writes: a load puts another in its place."""
    return f"file:{quote(str(path))}?mode=ro&immutable=1&uri=true"


def bound(connection: Any, _record: object) -> None:
    """Memory for pages stays small: large caches once ate 829 MB, mapping a file into each connection 4 GB."""
    cursor = connection.cursor()
    for pragma in ("query_only=ON", "cache_size=-2048", "mmap_size=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@dataclass(frozen=True, eq=False)
class OpenFile:
    """One file, whatever stands at its path by now. `here` is the event loop's connection, `idle` are the threads'."""

    mark: FileMark
    served: Served | None
    opened: list[Connection]
    here: Connection
    idle: list[Connection]
    threads: ThreadPoolExecutor
    works: set[Work] = field(default_factory=set)

    @classmethod
    def of(cls, path: Path, connections: int) -> Self:
        """Open all connections at once, so that none is to a later file. SQLAlchemyError, OSError."""
        while True:
            mark, opened = mark_of(path), connect(path, connections + 1)
            try:
                # The first statement opens a file, not the connection.
                served = [served_of(connection.execute(NEWEST).all()) for connection in opened]
            except BaseException:
                close(opened)
                raise
            if mark_of(path) == mark:
                here, *idle = opened
                return cls(mark, served[0], opened, here, idle, ThreadPoolExecutor(connections, "sqlite"))
            close(opened)

    def start(self, work: Callable[[], list[Any]]) -> Work:
        """Have a thread do it."""
        started = asyncio.get_running_loop().run_in_executor(self.threads, work)
        self.works.add(started)
        started.add_done_callback(self.ended)
        return started

    def ended(self, work: Work) -> None:
        self.works.discard(work)
        if not work.cancelled():
            # Whoever waits for it is told; what was interrupted because nobody does has failed on purpose.
            work.exception()

    async def close(self) -> None:
        """When nobody waits for an answer from it any more: a thread at work would outlive the server."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        while self.works:
            interrupt(self.opened)
            await asyncio.wait(self.works, timeout=INTERRUPT_SECONDS)
        close(self.opened)


def connect(path: Path, count: int) -> list[Connection]:
    """Read-only connections, which go from thread to thread, each serving one at a time."""
    engine = create_engine(
        f"sqlite:///{file_address(path)}",
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"factory": ReadingConnection, "check_same_thread": False},
    )
    event.listen(engine, "connect", bound)
    return [engine.connect() for _ in range(count)]


def read_file(path: Path, work: Callable[[Connection], T]) -> T:
    """Run a function that only reads. DatabaseError."""
    try:
        [connection] = connect(path, 1)
        with connection:
            return work(connection)
    except SQLAlchemyError as error:
        raise DatabaseError(f"The database {path} cannot be read: {first_line(error)}") from error


def interrupt(connections: list[Connection]) -> None:
    """Have them end what they do."""
    for connection in connections:
        driver: Any = connection.connection.driver_connection
        driver.interrupt()


def close(connections: list[Connection]) -> None:
    for connection in connections:
        connection.close()


class FileReader(Reader):
    """A file that never changes needs no transaction, and a connection of its own only for what may take long."""

    is_sqlite = True

    def __init__(self, release: Served, file: OpenFile, turns: Turns, until: float) -> None:
        super().__init__(release, file)
        self.file = file
        self.turns = turns
        self.until = until
        self.connection: Connection | None = None
        self.work: Work | None = None

    async def found(self, statement: Executable, values: Values = None) -> list[Any]:
        return list(self.file.here.execute(statement, values).all())

    async def rows(self, statement: Executable, values: Values = None) -> list[Any]:
        connection = await self.taken()
        return await self.in_thread(lambda: list(connection.execute(statement, values).all()))

    async def batches(self, statement: Executable, size: int) -> AsyncIterator[list[Any]]:
        connection = await self.taken()
        result: list[CursorResult[Any]] = await self.in_thread(lambda: [connection.execute(statement)])
        while rows := await self.in_thread(lambda: list(result[0].fetchmany(size))):
            yield rows

    async def taken(self) -> Connection:
        """A connection of its own, from the first time on. Unavailable."""
        if self.connection is None:
            await self.turns.take()
            self.connection = self.file.idle.pop()
        return self.connection

    async def in_thread(self, work: Callable[[], list[Any]]) -> list[Any]:
        """TimeoutError at the deadline; what is at work then is ended by `stop`."""
        self.work = self.file.start(work)
        async with asyncio.timeout_at(self.until):
            return await asyncio.shield(self.work)

    @property
    def at_work(self) -> bool:
        """Whether the thread goes on with what nobody waits for any more."""
        return self.work is not None and not self.work.done()

    async def stop(self) -> None:
        """Interrupt again and again, because a statement that stood in the queue begins after the first time."""
        assert self.connection
        assert self.work
        while not self.work.done():
            interrupt([self.connection])
            await asyncio.wait([self.work], timeout=INTERRUPT_SECONDS)
        self.give_back()

    def give_back(self) -> None:
        """Let the next one have the connection."""
        if self.connection is not None:
            self.file.idle.append(self.connection)
            self.connection = None
            self.turns.give_back()


class FileSource:
    """A path at which a load puts one file after another."""

    trouble = (TimeoutError, SQLAlchemyError, OSError, sqlite3.Error)

    def __init__(self, settings: Settings) -> None:
        assert settings.sqlite_path
        self.path = settings.sqlite_path
        self.deadline = settings.deadline
        self.connections = settings.pool_size + settings.stream_connections
        self.file: OpenFile | None = None

    def missing(self) -> str:
        if self.file is None:
            return "There is no database file; run `homeward load DIR` or `homeward serve`."
        return "The database is empty; run `homeward load DIR`."

    async def look(self, keep: Keep) -> Served | None:
        """Open the file anew when a load has put another in its place."""
        if self.path.exists():
            if self.file and mark_of(self.path) == self.file.mark:
                return self.file.served
            file = await asyncio.to_thread(OpenFile.of, self.path, self.connections)
        else:
            file = None
        old, self.file = self.file, file
        if old:
            keep(self.retire(old))
        return file.served if file else None

    async def retire(self, file: OpenFile) -> None:
        """Close a file once no request can be reading from it any more."""
        try:
            await asyncio.sleep(self.deadline + 1)
        finally:
            await file.close()

    @asynccontextmanager
    async def read(self, turns: Turns, until: float, keep: Keep) -> AsyncIterator[Reader]:
        file = self.file
        if file is None or file.served is None:
            raise not_yet(self.missing())
        reader = FileReader(file.served, file, turns, until)
        try:
            yield reader
        finally:
            if reader.at_work:
                keep(reader.stop())
            else:
                reader.give_back()

    async def forget(self) -> None:
        """A file is never silent."""

    async def stop(self) -> None:
        if self.file:
            await self.file.close()
