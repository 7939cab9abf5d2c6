"""Servers on free ports of 127.0.0.1, each on one core; the load comes from the other."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import SERVER_CORE, cpu_seconds, pin, private, stop, tree
from tests.ports import free_port

HOMEWARD = [sys.executable, "-c", "from app.command import main; main()"]
PORT = "PORT"
"""Stands in a command for the port, which is chosen at the start."""
WARM_UP = 180.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, and the seconds until it was there."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float


@dataclass(slots=True)
class Server:
    """One that answers, `started` seconds after its command.

    `helpers` are processes whose work counts as its own: those of its database server.
    """

    name: str
    port: int
    process: subprocess.Popen[bytes]
    helpers: list[int] = field(default_factory=list)
    started: float = 0.0

    @property
    def pids(self) -> list[int]:
        return tree(self.process.pid)

    def everyone(self) -> list[int]:
        return [*self.pids, *(pid for helper in self.helpers for pid in tree(helper))]

    def cpu(self) -> float:
        """Seconds of processor time until now."""
        return cpu_seconds(self.everyone())

    def private(self) -> int:
        return private(self.pids)

    def get(self, address: str, headers: dict[str, str] | None = None, timeout: float = 120) -> Answer:
        """Ask once, on a connection of its own. OSError, HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        begun = time.perf_counter()
        try:
            connection.request("GET", address, headers=headers or {})
            response = connection.getresponse()
            body = response.read()
            return Answer(response.status, response.getheaders(), body, time.perf_counter() - begun)
        finally:
            connection.close()

    def settle(self, most: float = 60.0) -> None:
        """Wait until it rests: what a load left unanswered is still being worked on."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            before = self.cpu()
            time.sleep(0.1)
            if self.cpu() - before < 0.01:
                return


def homeward(workers: int = 1) -> list[str]:
    return [*HOMEWARD, "serve", "--port", PORT, "--workers", str(workers), "--log-format", "none"]


def asgi(factory: str) -> list[str]:
    """Any other application, on the same server and event loop, without a log."""
    loop = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", PORT, *loop]


def launch(command: list[str], env: dict[str, str], log: Path, cores: set[int] | None) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        process = subprocess.Popen(command, env={**os.environ, **env}, stdout=file, stderr=file)
    if cores:
        pin([process.pid], cores)
    return process


def await_answer(server: Server, address: str, most: float = WARM_UP) -> None:
    """Wait for the first 200. RuntimeError."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < most:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.name} ended with status {server.process.returncode}")
        try:
            if server.get(address, timeout=most).status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.005)
    raise RuntimeError(f"{server.name} did not answer within {most:.0f} s")


@contextmanager
def serving(
    name: str, command: list[str], env: dict[str, str], log: Path, ready: str, cores: set[int] | None = SERVER_CORE
) -> Iterator[Server]:
    """A server that answers, until the block ends."""
    port, begun = free_port(), time.perf_counter()
    server = Server(name, port, launch([str(port) if part is PORT else part for part in command], env, log, cores))
    try:
        await_answer(server, ready)
        server.started = time.perf_counter() - begun
        yield server
    finally:
        stop(server.process)
