"""A PostgreSQL server of the tests' own, on a free port of 127.0.0.1, gone when they end."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]

from tests.ports import free_port

MISSING = (
    "PostgreSQL is not installed: `apt-get install postgresql`, or name a server whose user may create databases "
    "in HOMEWARD_TEST_POSTGRES_URL"
)
NUMBERS = count(1)
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True)
class Server:
    """Where a server listens, and a role that may create databases."""

    host: str
    port: int
    user: str
    password: str | None = None
    database: str = "postgres"

    def url(self, user: str | None = None, database: str | None = None) -> str:
        secret = f":{self.password}" if self.password and user in (None, self.user) else ""
        return f"postgresql://{user or self.user}{secret}@{self.host}:{self.port}/{database or self.database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction, as the role that may."""

        async def run() -> None:
            connection = await asyncpg.connect(self.url(self.user, self.database))
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())

    def new_database(self, template: str = "template0") -> str:
        """The name of a database that nobody else uses."""
        name = f"homeward_test_{os.getpid()}_{next(NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def of(self, database: str, user: str | None = None) -> "Server":
        return replace(self, database=database, user=user or self.user)


def server_at(url: str) -> Server:
    """The server that `HOMEWARD_TEST_POSTGRES_URL` names."""
    parts = urlsplit(url)
    return Server(
        parts.hostname or "127.0.0.1", parts.port or 5432, parts.username or "postgres", parts.password, parts.path[1:]
    )


def program(name: str) -> str | None:
    """One of PostgreSQL's programs: Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else shutil.which(name)


def run(*command: str) -> None:
    """As `postgres` where we are root, because the server refuses to run as root."""
    by = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*by, *command], cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def own_server(initdb: str, pg_ctl: str) -> Iterator[Server]:
    """A server with data that need not survive, in a folder that `postgres` may enter."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-pg-"))
    port = free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        run(initdb, f"--pgdata={folder}/data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in QUICK.items())
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {settings}"
        run(pg_ctl, f"--pgdata={folder}/data", f"--log={folder}/log", f"--options={options}", "--wait", "start")
        try:
            yield Server("127.0.0.1", port, "postgres")
        finally:
            run(pg_ctl, f"--pgdata={folder}/data", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
