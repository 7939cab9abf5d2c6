"""Memory does not grow with the data, nor with readers who are slow."""

import sqlite3
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import Load
from tests.faults.processes import serving

pytestmark = pytest.mark.slow

EVENTS = 100_000
CLIENTS = 20
SECONDS = 8
MEGABYTE = 2**20
IDENTITY = {"Accept-Encoding": "identity"}

# Copies of one event straight into the read tables: a load of so many would take minutes.
COPIES = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {EVENTS})
INSERT INTO event_version
SELECT i + 1000, printf('test-event-%07d', i), known_from, known_until, first_known, start_min, start_max,
       end_min, end_max, span_class, vague, replace(document, 'test-event-00000', printf('test-event-%07d', i))
FROM n, event_version WHERE event_id = 'test-event-00000'
"""


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024


def test_twenty_streams_and_one_byte_a_second(sqlite_url: str, load: Load, tmp_path: Path) -> None:
    load(sqlite_url, 1, 1, summary="Invented." * 100)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute(COPIES)
    connection.close()
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

    with serving(sqlite_url, tmp_path) as running:
        threads = [threading.Thread(target=stream, args=(number, 0, 2**16)) for number in range(CLIENTS)]
        threads.append(threading.Thread(target=stream, args=(CLIENTS, 1, 1)))
        for thread in threads:
            thread.start()
            time.sleep(0.2)
        most, slowest = 0, 0.0
        for _ in range(SECONDS * 5):
            time.sleep(0.2)
            most = max(most, resident(running.process.pid))
            began = time.monotonic()
            assert running.get("/healthz").status_code == 200
            slowest = max(slowest, time.monotonic() - began)
        over.set()
        for thread in threads:
            thread.join()
    assert all(size > MEGABYTE for size in read[:-1])
    assert 0 < read[-1] < 2 * SECONDS
    assert most < 250 * MEGABYTE
    # The clients are threads of one busy process; what a reader alone would wait is less.
    assert slowest < 0.5
