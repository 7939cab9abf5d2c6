"""No request makes a 5xx: the whole OpenAPI document by schemathesis, and bytes that are no request at all."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.faults.processes import Running, homeward, serving

pytestmark = pytest.mark.slow

SECONDS = 20


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The bundled data sets, served as in production. Its log holds no traceback at the end (`serving`)."""
    folder = tmp_path_factory.mktemp("never")
    url = f"sqlite:///{folder / 'homeward.sqlite'}"
    assert homeward(url, "load", "--bundled").returncode == 0
    with serving(url, folder) as server:
        yield server
    statuses = [line["status"] for line in server.lines() if "status" in line]
    assert len(statuses) > 1000
    assert [status for status in statuses if status >= 500] == []
    assert [line for line in server.lines() if line.get("level") == "error"] == []


def test_schemathesis_finds_none(running: Running, tmp_path: Path) -> None:
    """All phases: examples, coverage, fuzzing, stateful."""
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program, "schemathesis belongs to the test dependencies"
    done = subprocess.run(
        [
            *(program, "run", f"{running.address}/openapi.json", "--no-color", "--seed", "7"),
            *("--checks", "not_a_server_error", "--max-response-time", "3"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--max-time", str(SECONDS)),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS * 4,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "Stateful (in" in done.stdout


def exchange(running: Running, request: bytes) -> bytes:
    """What comes back for some bytes after which the client says no more."""
    port = int(running.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


PIECES = st.sampled_from(
    [
        b"GET ",
        b"HEAD ",
        b"/v1/events",
        b"?q=",
        b"%00",
        b"%ff",
        b"%",
        b" HTTP/1.1\r\n",
        b" HTTP/1.0\r\n",
        b"\r\n\r\n",
        b"\r\n",
        b"\n",
        b"Host: x\r\n",
        b"Host:",
        b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"\x00",
        b"\xff",
        b"Transfer-Encoding: chunked\r\n",
        b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
        b"Expect: 100-continue\r\n",
        b"Accept: ",
        b"*/*",
        b";q=",
        b"If-None-Match: ",
        b'W/"',
        b"Accept-Encoding: zstd, br;q=0\r\n",
        b"0\r\n\r\n",
        b"http://other/v1",
        b"*",
        b"known_on=",
        b"2018-06-20",
        b"&",
        b"=",
        b"cursor=",
        b"Range: bytes=0-1\r\n",
        b"X-Forwarded-For: \x01\r\n",
        b"HTTP_PROXY: x\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
)
REQUESTS = st.lists(PIECES | st.binary(max_size=40), max_size=25).map(b"".join)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=REQUESTS)
@example(b"")
@example(b"GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
@example(b"GET /v1/events?q=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
@example(b"GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
@example(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
def test_bytes_on_a_socket_get_a_status_below_500_or_nothing(running: Running, request: bytes) -> None:
    answer = exchange(running, request)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert answer == b"" or int(answer[9:12]) < 500
    assert b"Traceback" not in answer


def test_it_still_answers(running: Running) -> None:
    assert running.get("/readyz").status_code == 200
