"""The databases that the command line writes to: a SQLite file or a PostgreSQL server."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.dataset.load import Incoming, Outcome, Say, finish_sqlite, load_into, replaced
from app.db.file import read_file
from app.db.server import TROUBLE, connecting
from app.db.trouble import first_line
from app.errors import DatabaseError
from app.migrate import downgrade, upgrade
from app.models import Base
from app.settings import Settings

T = TypeVar("T")
LOAD_LOCK = 0x484F4D45
# Of several servers in an address, all others are standbys.
WRITABLE = "primary"


def on_postgres(settings: Settings, work: Callable[[Connection], T], *, server: str | None = None) -> T:
    """Run a function in one transaction of a PostgreSQL server: of several, one of that sort. DatabaseError."""
    creator = connecting(settings.database_url, target_session_attrs=server)

    async def run() -> T:
        engine = create_async_engine("postgresql+asyncpg://", async_creator=creator, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except TROUBLE as error:
        raise DatabaseError(f"The database did not do it: {first_line(error)}") from error


def sqlite_engine(path: Path, *, foreign_keys: bool) -> Engine:
    """An engine for a file that nobody reads yet: speed comes first, the file is synced at the end.

    A document and its line of a table fill most of 4 KB: larger pages are read faster, by id and in a row.
    """
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            f"foreign_keys={int(foreign_keys)}",
            "page_size=16384",
            "synchronous=OFF",
            "journal_mode=MEMORY",
            "cache_size=-65536",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """One load at a time; a second one is told so. DatabaseError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise DatabaseError(f"Another load into {path} is running; try again when it has ended.") from error
    finally:
        os.close(handle)


def on_sqlite(path: Path, migrate: Callable[[Connection], None], work: Callable[[Connection], T]) -> T:
    """Run a function on a migrated copy of the file, then put the copy in its place. DatabaseError."""
    try:
        with only_one(path), replaced(path) as new:
            # A batch migration rebuilds tables, and with foreign keys on it would take the children along.
            with sqlite_engine(new, foreign_keys=False).begin() as connection:
                migrate(connection)
            with sqlite_engine(new, foreign_keys=True).begin() as connection:
                result = work(connection)
            with sqlite_engine(new, foreign_keys=True).begin() as connection:
                finish_sqlite(connection)
            return result
    except (OSError, SQLAlchemyError) as error:
        raise DatabaseError(f"The database file {path} could not be written: {first_line(error)}") from error


def scratch_folder(settings: Settings) -> Path | None:
    """Where there is room for what a load keeps out of memory: beside the SQLite file; else the system says."""
    return settings.sqlite_path.parent if settings.sqlite_path else None


def load(settings: Settings, incoming: list[Incoming], say: Say) -> Outcome:
    """Load data sets as one new release. DataError, DatabaseError."""

    def work(connection: Connection) -> Outcome:
        return load_into(connection, incoming, say, scratch_folder(settings))

    def on_server(connection: Connection) -> Outcome:
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOAD_LOCK}):
            raise DatabaseError("Another load into this database is running; try again when it has ended.")
        upgrade(connection)
        outcome = work(connection)
        if outcome.changed:
            connection.execute(text("ANALYZE"))
        return outcome

    if path := settings.sqlite_path:
        return on_sqlite(path, upgrade, work)
    outcome = on_postgres(settings, on_server, server=WRITABLE)
    if outcome.changed:
        vacuum(settings, say)
    return outcome


def vacuum(settings: Settings, say: Say) -> None:
    """Take away what the load replaced, and note which pages all can see: then counts need only an index.

    It cannot stand in the load's transaction. The release is served already; without it, it is served as well.
    """
    creator = connecting(settings.database_url, target_session_attrs=WRITABLE)

    async def run() -> None:
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=creator, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        try:
            async with engine.connect() as connection:
                await connection.execute(text(f"VACUUM {', '.join(Base.metadata.tables)}, event_words"))
        finally:
            await engine.dispose()

    try:
        asyncio.run(run())
    except TROUBLE as error:
        say(f"the release is loaded, but the database could not be tidied: {first_line(error)}")


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the schema to a revision; a lower one takes tables away. DatabaseError."""

    def change(connection: Connection) -> None:
        (downgrade if revision not in ("head",) else upgrade)(connection, revision)

    if path := settings.sqlite_path:
        on_sqlite(path, change, lambda _: None)
    else:
        on_postgres(settings, change, server=WRITABLE)


def read(settings: Settings, work: Callable[[Connection], T]) -> T:
    """Run a function that only reads. DatabaseError."""
    path = settings.sqlite_path
    if path is None:
        return on_postgres(settings, work)
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}; run `homeward load DIR` or `homeward serve`.")
    return read_file(path, work)
