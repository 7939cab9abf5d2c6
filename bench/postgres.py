"""A PostgreSQL server of the bench's own, in a temporary folder, tuned as both sides would have it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.postgres import Server, program, run

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """The server, and the process that all its others come from."""

    server: Server
    pid: int

    def database(self) -> str:
        """The address of a new, empty database."""
        return self.server.url(database=self.server.new_database())


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Gone with all its data when the block ends. RuntimeError where PostgreSQL is not installed."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder, port = Path(tempfile.mkdtemp(prefix="homeward-bench-")), free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        run(initdb, f"--pgdata={folder}/data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {settings}"
        run(pg_ctl, f"--pgdata={folder}/data", f"--log={folder}/log", f"--options={options}", "--wait", "start")
        try:
            yield Postgres(
                Server("127.0.0.1", port, "postgres"), int((folder / "data/postmaster.pid").open().readline())
            )
        finally:
            run(pg_ctl, f"--pgdata={folder}/data", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
