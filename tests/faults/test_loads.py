"""A load is whole or nothing, whatever happens to it, and no reader ever sees a mixture."""

import asyncio
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from sqlalchemy import select

from app.dataset import database
from app.dataset.verify import verify
from app.db import Database
from app.models import EventVersion
from app.settings import Settings
from tests.faults.cluster import Cluster
from tests.faults.conftest import Load
from tests.faults.loading import begin, finish, kill_after
from tests.faults.million import multiply
from tests.faults.processes import serving, wait_until
from tests.faults.records import write_set

pytestmark = pytest.mark.slow

KILLS = {"sqlite": 50, "postgresql": 20}
EVENTS = 150
COPY = re.compile(rb"test-event-00000-\d{7}")
VERSION = re.compile(r"of version (\d+)")


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def sound(url: str) -> None:
    """The file is whole, and what is served is what the records say."""
    assert database.read(Settings(database_url=url), verify) == []
    if url.startswith("sqlite"):
        with sqlite3.connect(path_of(url)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


class Watcher:
    """Reads all events again and again, as requests do, until told to stop; the versions in the order seen."""

    def __init__(self, url: str) -> None:
        self.database = Database(Settings(database_url=url))
        self.over = Event()
        self.seen: list[str] = []
        self.faults: list[str] = []
        self.thread = Thread(target=lambda: asyncio.run(self.watch()))

    async def watch(self) -> None:
        await self.database.start()
        while not self.over.is_set():
            async with self.database.read() as reader:
                rows = await reader.rows(select(EventVersion.document))
                ((_, version),) = reader.release.datasets
            versions = {found for row in rows for found in VERSION.findall(row.document)}
            if versions != {version} or len(rows) != EVENTS:
                self.faults.append(f"{len(rows)} rows of {sorted(versions)}, labelled {version}")
            if self.seen[-1:] != [version]:
                self.seen.append(version)
            await asyncio.sleep(0.005)
        await self.database.stop()


@contextmanager
def watched(url: str) -> Iterator[Watcher]:
    watcher = Watcher(url)
    watcher.thread.start()
    try:
        yield watcher
    finally:
        watcher.over.set()
        watcher.thread.join()
    assert watcher.faults == []


def served_version(url: str) -> int:
    """The version that a new process would serve."""

    async def ask() -> int:
        reading = Database(Settings(database_url=url))
        await reading.start()
        assert reading.served
        await reading.stop()
        return int(reading.served.datasets[0][1])

    return asyncio.run(ask())


def test_killed_at_random_points(url: str, load: Load, tmp_path: Path) -> None:
    load(url, 1, EVENTS)
    chance, errors, killed = random.Random(7), tmp_path / "errors", 0
    folders = [write_set(tmp_path / f"v{version}", version, EVENTS) for version in (2, 3)]
    # The first fork pays for the imports, and says nothing of how long a load takes.
    assert finish(begin(url, folders[0], errors)) == 0
    began = time.monotonic()
    assert finish(begin(url, folders[1], errors)) == 0
    whole = time.monotonic() - began
    now = 3
    with watched(url) as watcher:
        for _ in range(KILLS[url.partition(":")[0]]):
            new = 5 - now
            was_at_work = kill_after(begin(url, folders[new - 2], errors), chance.uniform(0, 1.1) * whole)
            killed += was_at_work
            found = served_version(url)
            assert found in (now, new) if was_at_work else found == new
            now = found
            sound(url)
    assert killed >= KILLS[url.partition(":")[0]] / 2
    assert set(watcher.seen) <= {"2", "3"}
    # PostgreSQL hears of the end of a client only when it next writes to it.
    wait_until(lambda: finish(begin(url, folders[3 - now], errors)) == 0, 10)
    assert (served_version(url), list(tmp_path.glob(".*.new*"))) == (5 - now, [])
    sound(url)


@pytest.mark.parametrize("largest", [0, 30_000, 300_000, 1_000_000])
def test_a_full_disk(sqlite_url: str, load: Load, tmp_path: Path, largest: int) -> None:
    load(sqlite_url, 1, EVENTS)
    big, errors = write_set(tmp_path / "big", 2, 2000), tmp_path / "errors"
    with watched(sqlite_url):
        # The limit holds for the file of messages too, which is there before and is a pipe in real life.
        process = begin(sqlite_url, big, errors, largest)
        assert finish(process) == 1
    said = errors.read_text()
    assert said == "" if largest == 0 else re.fullmatch(r"(loaded .*\n)?The database file \S+ could not .*\n", said)
    assert (served_version(sqlite_url), list(tmp_path.glob(".*.new*"))) == (1, [])
    sound(sqlite_url)
    assert finish(begin(sqlite_url, big, errors)) == 0
    assert served_version(sqlite_url) == 2


@pytest.mark.parametrize("largest", [1_500_000, 2_500_000])
def test_a_full_disk_of_the_server(
    postgres_url: str, load: Load, tmp_path: Path, cluster: Cluster, largest: int
) -> None:
    load(postgres_url, 1, EVENTS)
    big, errors = write_set(tmp_path / "big", 2, 2000), tmp_path / "errors"
    with watched(postgres_url) as watcher, cluster.disk_of(largest):
        assert finish(begin(postgres_url, big, errors)) == 1
        # Who comes to read while the disk is full is answered, by connections made before it and now.
        assert served_version(postgres_url) == 1
    assert watcher.seen == ["1"]
    assert re.fullmatch(
        r'(loaded .*\n)?The database did not do it: could not (extend|write) file "\S+": .+\n', errors.read_text()
    )
    sound(postgres_url)
    assert finish(begin(postgres_url, big, errors)) == 0
    assert served_version(postgres_url) == 2
    sound(postgres_url)


def test_two_loads_at_once(url: str, load: Load, tmp_path: Path, cluster: Cluster) -> None:
    load(url, 1, EVENTS)
    first, second = (write_set(tmp_path / f"v{version}", version, EVENTS * 20) for version in (2, 3))
    process = begin(url, first, tmp_path / "first")
    wait_until(lambda: loading(url, cluster, tmp_path), 20)
    small = write_set(tmp_path / "small", 4, 1)
    assert finish(begin(url, small, tmp_path / "second")) == 1
    assert re.fullmatch(
        r"Another load into (this database|\S+) is running; try again when it has ended\.\n",
        (tmp_path / "second").read_text(),
    )
    assert (finish(process), served_version(url)) == (0, 2)
    assert (finish(begin(url, second, tmp_path / "second")), served_version(url)) == (0, 3)
    sound(url)


def loading(url: str, cluster: Cluster, folder: Path) -> bool:
    """Whether a load has begun to write."""
    if url.startswith("sqlite"):
        return any(folder.glob(".*.new"))
    return backend_of_load(url, cluster) != ""


def backend_of_load(url: str, cluster: Cluster) -> str:
    return cluster.sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted", url.rpartition("/")[2])


def test_the_connection_is_lost_in_the_middle(postgres_url: str, load: Load, tmp_path: Path, cluster: Cluster) -> None:
    load(postgres_url, 1, EVENTS)
    folder, errors = write_set(tmp_path / "v2", 2, EVENTS * 20), tmp_path / "errors"
    with watched(postgres_url):
        for _ in range(3):
            process = begin(postgres_url, folder, errors)
            wait_until(lambda: loading(postgres_url, cluster, tmp_path), 20)
            time.sleep(0.1)
            cluster.sql(f"SELECT pg_terminate_backend({backend_of_load(postgres_url, cluster)})")
            assert finish(process) == 1
            assert re.fullmatch(r"(loaded .*\n)?The database did not do it: .+\n", errors.read_text())
            assert served_version(postgres_url) == 1
            sound(postgres_url)
    assert finish(begin(postgres_url, folder, errors)) == 0
    assert served_version(postgres_url) == 2


def test_pages_walked_through_a_load_are_of_one_release(url: str, load: Load, tmp_path: Path) -> None:
    load(url, 1, EVENTS)
    with serving(url, tmp_path, "--workers", "2") as running:
        page = running.get("/v1/events?limit=10").json()
        items, release, address = page["items"], page["release"]["id"], page["links"]["next"]
        for number in range(1, 30):
            if number == 4:
                new = load(url, 2, EVENTS).release
            answer = running.get(address)
            if answer.status_code != 200:
                break
            assert answer.json()["release"]["id"] == release
            items += answer.json()["items"]
            address = answer.json()["links"]["next"]
            time.sleep(0.25)
        assert (answer.status_code, answer.json()["title"]) == (410, "The data have changed since this page was made")
        start = answer.json()["example"]
        # The other worker may look a second later.
        wait_until(lambda: {running.get(start).json()["release"]["id"] for _ in range(8)} == {new[:12]}, 2)
        again = running.get(start).json()
    assert 40 <= len(items) < EVENTS
    assert {VERSION.findall(item["title"])[0] for item in items} == {"1"}
    assert {VERSION.findall(item["title"])[0] for item in again["items"]} == {"2"}


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_stream_through_a_load_is_visibly_broken(url: str, load: Load, tmp_path: Path, form: str) -> None:
    """What the system's buffers take is small beside 4,000 long rows."""
    load(url, 1, 1, summary="Invented." * 300)
    multiply(url, 4000)
    with serving(url, tmp_path) as running:
        address = f"{running.address}/v1/events?format={form}"
        headers = {"Accept-Encoding": "identity"}
        with httpx.stream("GET", address, headers=headers) as whole:
            found = set(COPY.findall(whole.read()))
        assert len(found) == 3999
        headers["X-Request-Id"] = "mine"
        with httpx.stream("GET", f"{address}&known_on=2010-01-01", headers=headers) as answer:
            chunks = answer.iter_raw(2**16)
            got = [next(chunks)]
            load(url, 2)
            wait_until(lambda: running.get("/v1").json()["release"]["datasets"][0]["version"] == "2", 3)
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
                got += chunks
        assert b"of version 2" not in b"".join(got)
        assert 0 < len(set(COPY.findall(b"".join(got)))) < 3999
        assert running.get(f"/v1/events?format={form}").text.count("of version 2") >= 20
        [told] = [line for line in running.lines() if "level" in line]
    assert (told["level"], told["id"]) == ("warning", "mine")
    assert told["message"] == "an answer was broken off: The data were loaded anew while this was being sent."
