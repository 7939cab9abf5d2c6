"""The command in processes of its own, and plain HTTP to it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.ports import free_port

ROOT = Path(__file__).parent.parent.parent
MAIN = "from app.command import main; main()"
COMMAND = [sys.executable, "-c", MAIN]


def environment(url: str, **settings: str) -> dict[str, str]:
    quick = {"HOMEWARD_DRAIN": "0", "HOMEWARD_LOG_FORMAT": "json"}
    return {**os.environ, **quick, "PYTHONPATH": str(ROOT), "HOMEWARD_DATABASE_URL": url, **settings}


def homeward(url: str, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment(url, **settings),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@dataclass(frozen=True)
class Running:
    """A server and where its lines go."""

    address: str
    process: "subprocess.Popen[str]"
    log: Path

    def get(self, path: str, **options: Any) -> httpx.Response:
        """One request on a connection of its own, so that workers take turns; certificates would be slow to load."""
        with httpx.Client(timeout=30, verify=False) as client:
            return client.get(self.address + path, **options)

    def lines(self) -> list[dict[str, Any]]:
        """The access log and whatever else was said in JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@contextmanager
def serving(
    url: str, folder: Path, *arguments: str, expected: tuple[str, ...] = (), first: str = "", **settings: str
) -> Iterator[Running]:
    """`homeward serve`, once it answers; ended afterwards by its own pid, with no traceback but expected ones.

    `first` is code that runs before: it can shorten what a test would otherwise have to wait for.
    """
    port = free_port()
    log = folder / f"serve-{port}.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{first}\n{MAIN}", "serve", "--port", str(port), *arguments],
            env=environment(url, **settings),
            cwd="/",
            stdout=file,
            stderr=file,
            text=True,
        )
    running = Running(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_until(lambda: alive(running), 20)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    assert process.returncode in (0, -signal.SIGTERM)
    crashes = [line for line in log.read_text().splitlines() if "Traceback" in line]
    assert [line for line in crashes if not any(error in line for error in expected)] == []


def alive(running: Running) -> bool:
    assert running.process.poll() is None, running.log.read_text()
    try:
        return running.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def wait_until(holds: Any, seconds: float) -> float:
    """Wait for a condition; the seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began
