"""Every request ends at its deadline, whatever the database does; and the next one after the trouble is answered."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.db import Database, Reader
from app.errors import Unavailable
from app.main import create_app
from app.routers import service
from app.settings import Settings
from tests.faults.cluster import Cluster
from tests.faults.conftest import Load
from tests.faults.health import healthy
from tests.faults.inprocess import lifespan
from tests.faults.processes import Running, serving, wait_until

pytestmark = pytest.mark.slow

DEADLINE = 0.5
ENDLESS = {
    True: text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
    False: text("SELECT count(*) FROM generate_series(1, 10000000000) AS n"),
}
LATE = "The answer took too long."
FULL = "Too many requests are waiting."


async def endless(reader: Reader) -> list[Any]:
    return await reader.rows(ENDLESS[reader.is_sqlite])


async def refusal(work: Any) -> tuple[str, dict[str, str], float]:
    """The sentence and headers of a refused read, and the seconds that it took."""
    began = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        await work
    return refused.value.detail, refused.value.headers, time.monotonic() - began


def settings_for(url: str, **changes: Any) -> Settings:
    return Settings(database_url=url, log_format="none", **{"deadline": DEADLINE, **changes})


def test_a_slow_query_is_cancelled_and_its_connection_serves_the_next(url: str, load: Load) -> None:
    load(url, 1)

    async def work() -> None:
        database = Database(settings_for(url, pool_size=1))
        await database.start()

        async def slow() -> None:
            async with database.read() as reader:
                await endless(reader)

        for _ in range(2):
            detail, headers, seconds = await refusal(slow())
            assert (detail, headers) == (LATE, {"Retry-After": "5"})
            assert DEADLINE <= seconds < DEADLINE + 0.3
            began = time.monotonic()
            async with database.read() as reader:
                assert await reader.scalar(text("SELECT count(*) FROM event")) == 20
            assert time.monotonic() - began < 0.2
        await database.stop()

    asyncio.run(work())


def test_statements_before_the_slow_one_count_against_the_same_deadline(url: str, load: Load) -> None:
    load(url, 1)

    async def work() -> None:
        database = Database(settings_for(url))
        await database.start()

        async def slow() -> None:
            async with database.read() as reader:
                await asyncio.sleep(DEADLINE * 0.8)
                await endless(reader)

        detail, _, seconds = await refusal(slow())
        assert (detail, seconds < DEADLINE + 0.3) == (LATE, True)
        await database.stop()

    asyncio.run(work())


def test_a_full_pool_makes_a_request_wait_a_quarter_of_a_second(url: str, load: Load) -> None:
    load(url, 1)

    async def work() -> None:
        database = Database(settings_for(url, pool_size=2, deadline=1.5))
        await database.start()

        async def slow() -> None:
            async with database.read() as reader:
                await endless(reader)

        async def quick() -> None:
            async with database.read() as reader:
                await reader.rows(text("SELECT 1"))

        held = [asyncio.create_task(refusal(slow())) for _ in range(2)]
        await asyncio.sleep(0.1)
        detail, headers, seconds = await refusal(quick())
        assert (detail, headers) == (FULL, {"Retry-After": "5"})
        assert 0.24 <= seconds < 0.4
        # The watcher has looked meanwhile, and a full pool is no reason to forget the release.
        assert [ended[0] for ended in await asyncio.gather(*held)] == [LATE, LATE]
        assert database.current() != ""
        await quick()
        await database.stop()

    asyncio.run(work())


def test_a_stop_ends_what_is_at_work(url: str, load: Load) -> None:
    """A thread that went on would keep the process alive."""
    load(url, 1)

    async def work() -> None:
        database = Database(settings_for(url, deadline=60))
        await database.start()

        async def slow() -> None:
            async with database.read() as reader:
                await endless(reader)

        task = asyncio.create_task(slow())
        await asyncio.sleep(0.2)
        began = time.monotonic()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await database.stop()
        assert time.monotonic() - began < 1
        assert task.cancelled()

    asyncio.run(work())
    # An idle thread needs a moment to hear that there is no more to do.
    wait_until(lambda: not [one for one in enumerate_threads() if one.name.startswith("sqlite")], 1)


def test_over_http_it_is_a_problem_and_healthz_never_waits(
    url: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(url, 1)
    monkeypatch.setattr(service, "release_documents", endless)

    async def work() -> None:
        app: Any = create_app(settings_for(url, public_url="https://timelines.example"))
        transport = httpx.ASGITransport(app=app)
        async with lifespan(app), httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            began = time.monotonic()
            asked = [asyncio.create_task(client.get("/v1")) for _ in range(12)]
            took: list[float] = []
            while not all(task.done() for task in asked):
                before = time.monotonic()
                assert (await client.get("/healthz")).json() == {"status": "ok"}
                took.append(time.monotonic() - before)
                await asyncio.sleep(0.01)
            answers = [task.result() for task in asked]
        prompt(took)
        assert time.monotonic() - began < DEADLINE + 1
        for answer in answers:
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.json()["title"] == "Not available just now"
            assert answer.json()["detail"] in (LATE, FULL)

    asyncio.run(work())


@pytest.fixture
def served(postgres_url: str, load: Load, tmp_path: Path) -> Iterator[Running]:
    """A server with a deadline of a second on the cluster, which is whole again afterwards."""
    load(postgres_url, 1)
    with serving(postgres_url, tmp_path, HOMEWARD_DEADLINE="1") as running:
        yield running


def prompt(took: list[float]) -> None:
    """Under 100 ms. This process asks as well: that may delay one in ten, but none waits for a deadline."""
    assert sorted(took)[len(took) * 9 // 10] < 0.1
    assert max(took) < DEADLINE * 0.9


def timed(running: Running, path: str) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = running.get(path)
    return answer, time.monotonic() - began


def fresh_paths() -> Callable[[], str]:
    """Addresses that no cache has: a day each."""
    days = iter(range(1, 28))
    return lambda: f"/v1/events?known_on=2002-02-{next(days):02}"


def test_a_frozen_server(served: Running, cluster: Cluster) -> None:
    path = fresh_paths()
    assert served.get("/v1/events").status_code == 200
    cluster.freeze()
    try:
        with healthy(served):
            for _ in range(2):
                answer, seconds = timed(served, path())
                assert (answer.status_code, answer.json()["detail"]) == (503, LATE)
                assert answer.headers["retry-after"] == "5"
                assert 1 <= seconds < 2
        # What was answered before is as true as before.
        assert served.get("/v1/events").status_code == 200
        assert served.get("/readyz").status_code == 503
    finally:
        cluster.thaw()
    answer, seconds = timed(served, path())
    assert (answer.status_code, seconds < 0.5) == (200, True)
    assert served.get("/readyz").status_code == 200


def test_many_who_ask_the_same_of_a_frozen_server_wait_no_longer_than_one(served: Running, cluster: Cluster) -> None:
    cluster.freeze()
    try:
        took: list[tuple[int, float]] = []

        def ask() -> None:
            answer, seconds = timed(served, "/v1/sources")
            took.append((answer.status_code, seconds))

        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        cluster.thaw()
    assert [status for status, _ in took] == [503] * 8
    assert max(seconds for _, seconds in took) < 2


def test_a_locked_table(served: Running, cluster: Cluster, postgres_url: str) -> None:
    path, name = fresh_paths(), postgres_url.rpartition("/")[2]
    locker = Thread(target=cluster.sql, args=("BEGIN; LOCK TABLE event_version; SELECT pg_sleep(2.5); COMMIT", name))
    locker.start()
    locks = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation IS NOT NULL"
    wait_until(lambda: cluster.sql(locks, name) == "1", 5)
    with healthy(served):
        answer, seconds = timed(served, path())
        assert (answer.status_code, answer.json()["detail"]) == (503, LATE)
        assert 1 <= seconds < 2
        assert served.get("/v1/measures").status_code == 200
    locker.join()
    assert served.get(path()).status_code == 200


def test_a_killed_server(served: Running, cluster: Cluster) -> None:
    path = fresh_paths()
    assert [served.get(path()).status_code for _ in range(4)] == [200] * 4
    cluster.kill()
    try:
        with healthy(served):
            answer, seconds = timed(served, path())
            assert (answer.status_code, answer.json()["detail"]) == (503, "The database did not answer.")
            assert seconds < 0.5
            assert served.get("/readyz").status_code == 503
            time.sleep(0.5)
    finally:
        cluster.start()
    assert served.get(path()).status_code == 200
    assert served.get("/readyz").status_code == 200


def test_a_server_that_was_restarted_between_two_requests_is_not_noticed(served: Running, cluster: Cluster) -> None:
    """The pool's connections are dead, and nobody has met one of them yet."""
    path = fresh_paths()
    assert served.get(path()).status_code == 200
    cluster.kill()
    cluster.start()
    assert served.get(path()).status_code == 200
