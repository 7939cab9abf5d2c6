"""PostgreSQL servers that a test starts itself, and may freeze, kill or copy: never one that was there before."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.processes import wait_until
from tests.ports import free_port

SERVER_USER = "postgres"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
max_connections = 60
shared_buffers = 32MB
wal_level = replica
hot_standby = on
"""


def programs() -> Path | None:
    """The folder of the server's programs, newest version first; they are rarely on the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    found = shutil.which("postgres")
    return folders[0].parent if folders else Path(found).resolve().parent if found else None


def as_server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(SERVER_USER)
    return {"user": user.pw_uid, "group": user.pw_gid}


class Cluster:
    """One server in a folder of its own, on a port of 127.0.0.1."""

    def __init__(self, port: int | None = None) -> None:
        found = programs()
        assert found, "these tests need PostgreSQL's server programs (Debian: postgresql)"
        self.programs = found
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="homeward-faults-"))
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes]
        if os.geteuid() == 0:
            shutil.chown(self.folder, SERVER_USER)

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            **as_server_user(),
        )

    def create(self) -> "Cluster":
        # Small segments of the log: no file but a table may pass the limit of `disk_of`.
        options = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--wal-segsize=1")
        self.run("initdb", "-D", str(self.data), "-U", "owner", *options)
        self.configure()
        self.start()
        return self

    def configure(self) -> None:
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"{SETTINGS}\nport = {self.port}\n")

    def start(self) -> None:
        """A child of ours and not pg_ctl's, so that it leaves nothing of itself when it is killed."""
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **as_server_user(),
            )
        wait_until(self.answers, 30)

    def answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text()
        ready = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False, timeout=10).returncode == 0

    def standby(self) -> "Cluster":
        """A streaming copy, as `pg_basebackup -R` makes it."""
        other = Cluster()
        source = f"host=127.0.0.1 port={self.port} user=owner"
        other.run("pg_basebackup", "-D", str(other.data), "-R", "-X", "stream", "-c", "fast", "-d", source)
        other.configure()
        other.start()
        return other

    def pids(self) -> list[int]:
        """The server and its children."""
        stats = (path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists())
        parents = (re.match(r"(\d+) \(.*\) \S (\d+)", stat) for stat in stats)
        head = self.process.pid
        return [head, *(int(match[1]) for match in parents if match and int(match[2]) == head)]

    def signal_all(self, number: signal.Signals) -> None:
        for pid in self.pids():
            os.kill(pid, number)

    @contextmanager
    def disk_of(self, largest_file: int) -> Iterator[None]:
        """A disk that is full: no file of a connection that is made meanwhile can grow beyond so many bytes.

        The server meets this as it meets a full disk: the write fails, and the transaction with it.
        """
        self.limit_files(str(largest_file))
        try:
            yield
        finally:
            self.limit_files("unlimited")

    def limit_files(self, largest: str) -> None:
        """By the server's own user: a container may not let root change another's limits."""
        soft = ["prlimit", f"--pid={self.process.pid}", f"--fsize={largest}:"]
        subprocess.run(soft, cwd=self.folder, check=True, timeout=10, **as_server_user())

    def freeze(self) -> None:
        self.signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal_all(signal.SIGCONT)

    def kill(self) -> None:
        """As when the machine loses power; it can be started again."""
        children = self.pids()[1:]
        self.signal_all(signal.SIGKILL)
        self.process.wait()
        wait_until(lambda: not any(running(pid) for pid in children), 10)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.thaw()
            # An immediate stop: the data are thrown away.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres", user: str = "owner") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql prints for it, bare."""
        command = [str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", self.url(database), "-c", statement]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def database(self, name: str) -> str:
        """A fresh, empty database; its address."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.sql(f'CREATE DATABASE "{name}"')
        return self.url(name)


def running(pid: int) -> bool:
    """Whether a process is there and not just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
