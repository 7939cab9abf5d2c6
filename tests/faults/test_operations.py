"""What an operator relies on: a stop that loses nothing, logs and numbers of real requests, workers that agree."""

import re
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.conftest import Load
from tests.faults.million import multiply
from tests.faults.processes import Running, homeward, serving, wait_until

pytestmark = pytest.mark.slow

LONG = "Invented." * 300


def ready(running: Running) -> int:
    return running.get("/readyz").status_code


def test_a_stop_says_so_first_and_loses_nothing(url: str, load: Load, tmp_path: Path) -> None:
    load(url, 1, 1, summary=LONG)
    multiply(url, 2000)
    with serving(url, tmp_path, HOMEWARD_DRAIN="1") as running:
        assert ready(running) == 200
        address = f"{running.address}/v1/events?format=ndjson"
        with httpx.stream("GET", address, headers={"Accept-Encoding": "identity"}) as answer:
            chunks = answer.iter_raw(2**16)
            body = next(chunks)
            running.process.send_signal(signal.SIGTERM)
            wait_until(lambda: ready(running) == 503, 0.5)
            said = running.get("/readyz")
            assert (said.headers["content-type"], said.json()["detail"]) == (
                "application/problem+json",
                "This process is about to stop.",
            )
            # Whoever has not looked at readiness yet is still served.
            assert running.get("/v1/sources").json()["total"] == 1
            assert running.get("/healthz").status_code == 200
            wait_until(lambda: refused(running), 3)
            body += b"".join(chunks)
        assert len(set(re.findall(rb"test-event-00000-\d{7}", body))) == 1999
        assert running.process.wait(timeout=5) in (0, -signal.SIGTERM)


def refused(running: Running) -> bool:
    try:
        running.get("/healthz")
    except httpx.TransportError:
        return True
    return False


def test_both_workers_serve_a_new_release_within_two_seconds(url: str, load: Load, tmp_path: Path) -> None:
    load(url, 1)
    with serving(url, tmp_path, "--workers", "2") as running:
        wait_until(lambda: len(releases(running)) == 2, 10)
        old = set(releases(running).values())
        outcome = load(url, 2)
        time.sleep(2)
        # The page was in the caches of both.
        assert {running.get("/v1/events").json()["release"]["id"] for _ in range(12)} == {outcome.release[:12]}
        assert len(found := releases(running)) == 2
        assert set(found.values()) == {outcome.release[:12]} != old


def releases(running: Running) -> dict[str, str]:
    """The release that each of two workers serves; it takes some requests to meet both."""
    found: dict[str, str] = {}
    for _ in range(100):
        if len(found) == 2:
            break
        running.get("/v1/events")
        text = running.get("/metrics").text
        for release, worker in re.findall(r'homeward_release_info\{release="(\w+)",worker="(\d+)"\} 1', text):
            found[worker] = release
    return found


def test_every_request_is_a_line_and_a_number(sqlite_url: str, load: Load, tmp_path: Path) -> None:
    load(sqlite_url, 1)
    with serving(sqlite_url, tmp_path) as running:
        release = running.get("/v1").json()["release"]["id"]
        answer = running.get("/v1/events/test-event-00001", headers={"X-Request-Id": "mine-1"})
        assert answer.headers["x-request-id"] == "mine-1"
        forged = running.get("/v1/events/none", headers={"X-Request-Id": 'a"\\n{'})
        assert forged.headers["x-request-id"] != 'a"\\n{'
        with httpx.Client() as client:
            client.request("BREW", f"{running.address}/v1/events/test-event-00001")
        series = set(re.findall(r"^(homeward_requests_total\{.*\}) ", running.get("/metrics").text, re.M))
        for number in range(30):
            running.get(f"/invented/{number}")
            running.get(f"/v1/events/invented-{number}")
            with httpx.Client() as client:
                client.request(f"M{number}", f"{running.address}/v1/events/invented-{number}")
        after = set(re.findall(r"^(homeward_requests_total\{.*\}) ", running.get("/metrics").text, re.M))
        worker = str(running.process.pid)
        # Only what no route matched, and the route of the metrics, had no series yet.
        assert {re.sub(r",status.*", "", one) for one in after - series} == {
            'homeward_requests_total{method="GET",route="unmatched"',
            'homeward_requests_total{method="GET",route="/metrics"',
        }
        assert all(f'worker="{worker}"' in one for one in after)
        lines = {line["id"]: line for line in running.lines() if "status" in line}
    mine = lines["mine-1"]
    assert {name: mine[name] for name in ("method", "route", "path", "status", "release")} == {
        "method": "GET",
        "route": "/v1/events/{event_id}",
        "path": "/v1/events/test-event-00001",
        "status": 200,
        "release": release,
    }
    assert 0 < mine["duration_ms"] < 5000


BY_OPTION = ("--trusted-proxies", "127.0.0.1")
BY_VARIABLE = {"HOMEWARD_TRUSTED_PROXIES": "192.0.2.5, 127.0.0.0/8"}


@pytest.mark.parametrize(
    ("options", "variables", "client"),
    [((), {}, "127.0.0.0/24"), (BY_OPTION, {}, "198.51.100.0/24"), ((), BY_VARIABLE, "198.51.100.0/24")],
)
def test_a_proxy_is_believed_where_it_is_named_and_only_in_the_log(
    sqlite_url: str,
    load: Load,
    tmp_path: Path,
    options: tuple[str, ...],
    variables: dict[str, Any],
    client: str,
) -> None:
    load(sqlite_url, 1)
    said = {"X-Forwarded-For": "192.0.2.1, 198.51.100.9", "X-Forwarded-Proto": "https"}
    said |= {"X-Forwarded-Host": "other.example", "X-Forwarded-Port": "444", "X-Forwarded-Prefix": "/other"}
    paths = ("/v1/events", "/v1/events.atom", "/v1/events?knd=talks", "/", "/docs", "/openapi.json")
    with serving(sqlite_url, tmp_path, *options, **variables) as running:
        for path in paths:
            # The second and third come from the cache, with and without a task.
            plain, *others = [running.get(path, headers=headers) for headers in ({}, said, said)]
            for other in others:
                assert other.content == plain.content
                assert own(other) == own(plain)
    clients = [
        line["client"] for line in running.lines() if line.get("path") in {path.partition("?")[0] for path in paths}
    ]
    assert clients == ["127.0.0.0/24", client, client] * len(paths)


def own(answer: httpx.Response) -> dict[str, str]:
    """The headers that do not tell one answer from the next."""
    return {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}


def test_a_proxy_that_is_no_address_is_refused_in_a_sentence(sqlite_url: str, load: Load) -> None:
    load(sqlite_url, 1)
    refused = homeward(sqlite_url, "serve", "--trusted-proxies", "proxy.example")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "HOMEWARD_TRUSTED_PROXIES: 'proxy.example' does not appear to be an IPv4 or IPv6 network\n"
    )
