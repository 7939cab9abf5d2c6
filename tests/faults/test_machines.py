"""Several machines: a primary, a streaming standby and processes that know both addresses."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.db.database import WATCH_SECONDS
from app.db.servers import each_of, wishes
from tests.faults.cluster import Cluster
from tests.faults.conftest import Load
from tests.faults.processes import Running, homeward, serving, wait_until
from tests.faults.records import write_set

pytestmark = pytest.mark.slow

PATHS = (
    "/v1/events",
    "/v1/events?limit=3&sort=-date",
    "/v1/events/test-event-00003",
    "/v1/events?format=csv",
    "/v1/sources",
    "/v1/timelines",
    "/v1/changes?format=atom",
)


@dataclass(frozen=True)
class Pair:
    """Two servers, the second a copy of the first."""

    primary: Cluster
    standby: Cluster

    def url(self, *, standby_first: bool = False) -> str:
        hosts = [f"127.0.0.1:{server.port}" for server in (self.primary, self.standby)]
        joined = ",".join(reversed(hosts) if standby_first else hosts)
        return f"postgresql://owner@{joined}/homeward?target_session_attrs=any"


@pytest.fixture
def pair() -> Iterator[Pair]:
    primary = Cluster()
    try:
        primary.create()
        primary.database("homeward")
        standby = primary.standby()
        try:
            yield Pair(primary, standby)
        finally:
            standby.stop()
    finally:
        primary.stop()


def version(running: Running) -> str:
    """Of the data set that it serves, or the status where it serves none."""
    answer = running.get("/v1")
    return str(answer.json()["release"]["datasets"][0]["version"]) if answer.is_success else str(answer.status_code)


def said(running: Running) -> list[tuple[int, str, bytes]]:
    answers = [running.get(path) for path in PATHS]
    return [(answer.status_code, answer.headers["etag"], answer.content) for answer in answers]


def test_a_primary_and_its_standby(pair: Pair, load: Load, tmp_path: Path) -> None:
    # The loader finds the primary by itself, wherever it stands in the address.
    load(pair.url(standby_first=True), 1)
    with (
        serving(pair.url(), tmp_path, HOMEWARD_DEADLINE="2") as both,
        serving(pair.standby.url("homeward"), tmp_path, "--workers", "2") as copy,
    ):
        wait_until(lambda: version(copy) == "1", 5)
        answers = said(both)
        assert {status for status, _, _ in answers} == {200}
        assert said(copy) == answers

        load(pair.url(), 2)
        wait_until(lambda: {version(copy) for _ in range(6)} == {"2"}, 3)
        # Six answers may all have come from one worker; by now the other one must have looked, too.
        time.sleep(WATCH_SECONDS + 0.5)
        assert (version(both), said(copy)) == ("2", said(both))
        assert [etag for _, etag, _ in said(both)] != [etag for _, etag, _ in answers]
        assert homeward(pair.standby.url("homeward"), "load", write_set(tmp_path / "no", 9)).returncode == 1

        pair.primary.kill()
        for day in range(1, 20):
            answer = both.get(f"/v1/events?known_on=2003-03-{day:02}")
            assert (answer.status_code, answer.json()["release"]["datasets"][0]["version"]) == (200, "2")
        assert both.get("/readyz").status_code == 200
        failed = homeward(pair.url(), "load", write_set(tmp_path / "v3", 3))
        assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)
        assert failed.stderr.startswith("The database did not do it: ")

        pair.standby.sql("SELECT pg_promote()")
        load(pair.url(), 3)
        wait_until(lambda: {version(one) for one in (both, copy, copy, copy)} == {"3"}, 3)
        time.sleep(WATCH_SECONDS + 0.5)
        assert said(copy) == said(both)


def test_a_set_exported_from_a_standby_is_a_backup(pair: Pair, load: Load, tmp_path: Path) -> None:
    release = load(pair.url(), 1).release
    wait_until(lambda: pair.standby.sql("SELECT count(*) FROM pg_database WHERE datname = 'homeward'") == "1", 5)
    wait_until(lambda: homeward(pair.standby.url("homeward"), "check", "--database").returncode == 0, 10)
    out = tmp_path / "backup"
    assert homeward(pair.standby.url("homeward"), "export", out).returncode == 0
    restored = f"sqlite:///{tmp_path / 'restored.sqlite'}"
    assert homeward(restored, "load", *sorted(out.iterdir())).returncode == 0
    assert release[:12] in homeward(restored, "load", *sorted(out.iterdir())).stderr


@pytest.mark.parametrize("attributes", ["any", "prefer-standby", "read-only"])
def test_every_way_to_choose_among_the_servers(pair: Pair, load: Load, tmp_path: Path, attributes: str) -> None:
    load(pair.url(), 1)
    address = pair.url().replace("=any", f"={attributes}")
    with serving(address, tmp_path) as running:
        wait_until(lambda: version(running) == "1", 5)
        assert httpx.get(f"{running.address}/readyz").status_code == 200


@contextmanager
def dropping() -> Iterator[int]:
    """A port that answers nobody, as a machine behind a broken cable: its queue is full, and packets are dropped."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.mark.parametrize("attributes", ["any", "prefer-standby", "primary"])
def test_a_first_server_that_drops_packets_leaves_time_for_the_second(
    cluster: Cluster, postgres_url: str, load: Load, tmp_path: Path, attributes: str
) -> None:
    load(postgres_url, 1)
    with dropping() as port:
        address = postgres_url.replace("@", f"@127.0.0.1:{port},") + f"?target_session_attrs={attributes}"
        with serving(address, tmp_path, HOMEWARD_DEADLINE="3") as running:
            took = []
            for day in range(1, 6):
                began = time.monotonic()
                answer = running.get(f"/v1/events?known_on=2003-03-{day:02}")
                took.append(time.monotonic() - began)
                assert (answer.status_code, answer.json()["total"]) == (200, 20)
        # Once a server was silent for its second (of three), the other is asked first.
        assert (max(took) < 1.5, max(took[1:]) < 0.5) == (True, True)


def test_a_frozen_primary_is_left_for_the_standby(pair: Pair, load: Load, tmp_path: Path) -> None:
    load(pair.url(), 1)
    with serving(pair.url(), tmp_path, HOMEWARD_DEADLINE="1") as running:
        wait_until(lambda: version(running) == "1", 5)
        days = iter(range(1, 29))

        def uncached() -> httpx.Response:
            return running.get(f"/v1/events?known_on=2003-03-{next(days):02}")

        pair.primary.freeze()
        try:
            # What was open leads nowhere, until the watcher's look has come to its deadline.
            wait_until(lambda: uncached().status_code == 200, WATCH_SECONDS + 2)
            answers = [uncached() for _ in range(8)]
            assert {answer.status_code for answer in answers} == {200}
            assert max(answer.elapsed.total_seconds() for answer in answers) < 1
            # A process that starts now finds its way as well.
            with serving(pair.url(), tmp_path, HOMEWARD_DEADLINE="1") as new:
                assert version(new) == "1"
        finally:
            pair.primary.thaw()


def test_an_address_is_taken_apart_by_server() -> None:
    many = "postgresql://u:p%40x@one:5432,[::1]:5433,two/name?target_session_attrs=prefer-standby&ssl=require"
    rest = "name?target_session_attrs=prefer-standby&ssl=require"
    assert each_of(many) == [f"postgresql://u:p%40x@{host}/{rest}" for host in ("one:5432", "[::1]:5433", "two")]
    assert (wishes(many, None), wishes(many, "primary")) == (("standby", "any"), ("primary",))
    for one in ("postgresql://host/name", "postgresql:///name?host=/run/postgresql"):
        assert (each_of(one), wishes(one, None)) == ([one], ("any",))
