"""Memory does not grow with the data, nor with readers who are slow."""

import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import Load
from tests.faults.health import healthy
from tests.faults.million import multiply
from tests.faults.processes import serving, wait_until

pytestmark = pytest.mark.slow

EVENTS = 1_000_000
CLIENTS = 20
SECONDS = 15
MEGABYTE = 2**20
IDENTITY = {"Accept-Encoding": "identity"}


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024


def test_twenty_streams_and_one_byte_a_second(url: str, load: Load, tmp_path: Path) -> None:
    load(url, 1, 1)
    multiply(url, EVENTS)
    over = threading.Event()
    read = [0] * (CLIENTS + 1)

    def stream(number: int, pause: float, size: int) -> None:
        # Who comes while all connections are taken is told to come again.
        while not over.is_set() and not begun(number, pause, size):
            time.sleep(0.2)

    def begun(number: int, pause: float, size: int) -> bool:
        with httpx.stream("GET", f"{running.address}/v1/events.csv", timeout=30, headers=IDENTITY) as answer:
            if answer.status_code == 503:
                return False
            for chunk in answer.iter_raw(size):
                read[number] += len(chunk)
                if over.wait(pause):
                    break
            return True

    with serving(url, tmp_path) as running:
        assert running.get("/v1/events?limit=1").json()["total"] == EVENTS
        threads = [threading.Thread(target=stream, args=(number, 0, 2**16)) for number in range(CLIENTS)]
        threads.append(threading.Thread(target=stream, args=(CLIENTS, 1, 1)))
        for thread in threads:
            thread.start()
        wait_until(lambda: all(read), 30)
        most = 0
        with healthy(running):
            for _ in range(SECONDS * 10):
                time.sleep(0.1)
                most = max(most, resident(running.process.pid))
        over.set()
        for thread in threads:
            thread.join()
    assert all(size > MEGABYTE for size in read[:-1])
    assert SECONDS * 0.8 < read[-1] < 60
    assert most < 250 * MEGABYTE
