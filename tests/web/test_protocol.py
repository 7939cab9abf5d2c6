"""Connections that stall, requests that are no HTTP, and answers written without a task, on a real uvicorn."""

import asyncio
import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.web.cache import CacheLayer
from app.web.exchange import Exchange, ExchangeLayer
from app.web.limits import LimitsLayer
from app.web.protocol import GuardedProtocol
from tests.web.asgi import exchange_raw, fixed, problem, serving

OK = fixed(200, [(b"content-length", b"2")], b"ok")
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


class Impatient(GuardedProtocol):
    read_deadline = write_deadline = 0.4


@contextmanager
def connected(port: int, receive_buffer: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as connection:
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(5)
        connection.connect(("127.0.0.1", port))
        yield connection


def rest(connection: socket.socket) -> bytes:
    """What comes until the server closes, in whatever way."""
    received = b""
    with suppress(ConnectionResetError):
        while data := connection.recv(65536):
            received += data
    return received


def answered(connection: socket.socket) -> bytes:
    """One answer of `OK` or `slow`, which end alike, on a connection that stays open."""
    received = b""
    while not received.endswith(b"\r\n\r\nok"):
        data = connection.recv(65536)
        assert data, "the server closed"
        received += data
    return received


def problem_of(answer: bytes) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Status line, document and headers of a bare answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, json.loads(body), dict(line.split(": ", 1) for line in lines)


def assert_bare(answer: bytes, status: int, title: str, detail: str) -> None:
    line, document, headers = problem_of(answer)
    assert line.startswith(f"HTTP/1.1 {status} ")
    assert document == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": None,
        "errors": [],
    }
    del headers["date"], headers["content-length"]
    assert headers == {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "access-control-allow-origin": "*",
        "connection": "close",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }


# Requests that never end.


@pytest.mark.parametrize("half", [b"G", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET / HTTP/1.1\r\nHost"])
def test_half_a_request_is_ended(half: bytes) -> None:
    with serving(OK, Impatient) as port:
        # The deadline counts from the connection, so the clock must have begun before it.
        began = time.monotonic()
        with connected(port) as connection:
            connection.sendall(half)
            assert_bare(rest(connection), 408, "Request Timeout", "The request was not complete in time.")
            assert 0.4 <= time.monotonic() - began < 10


@pytest.mark.parametrize("before", [b"", b"\r\n"])
def test_who_asks_nothing_is_told_nothing(before: bytes) -> None:
    with serving(OK, Impatient) as port, connected(port) as connection:
        connection.sendall(before)
        assert rest(connection) == b""


@pytest.mark.parametrize("begun", [b"", GET])
@pytest.mark.parametrize("drop", [b"\r\n", b"GET / HTTP/1.1\r\nA: " + b"x" * 1000])
def test_a_request_drop_by_drop_is_ended_too(begun: bytes, drop: bytes) -> None:
    with serving(OK, Impatient) as port, connected(port) as connection:
        began = time.monotonic()
        connection.sendall(begun)
        sent = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            while sent < 200:
                connection.sendall(drop if drop == b"\r\n" else drop[sent : sent + 1])
                sent += 1
                time.sleep(0.02)
        assert sent < 200
        assert time.monotonic() - began < 2


def test_a_body_that_does_not_come_is_refused_once_and_then_ended() -> None:
    with serving(LimitsLayer(OK, problem), Impatient) as port, connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        answer = rest(connection)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert answer.count(b"HTTP/1.1") == 1


async def slow(_: Scope, __: Receive, send: Send) -> None:
    await asyncio.sleep(1.2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.mark.parametrize("half", [b"", b"GET / HT"])
def test_a_slow_answer_is_no_slow_request(half: bytes) -> None:
    with serving(slow, Impatient) as port, connected(port) as connection:
        connection.sendall(GET + half)
        answer = rest(connection) if half else answered(connection)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.partition(b"\r\n\r\n")[2].startswith(b"ok")
        assert (b" 408 " in answer) == bool(half)


def test_a_pause_between_requests_is_no_slow_request() -> None:
    with serving(OK, Impatient) as port, connected(port) as connection:
        for _ in range(2):
            connection.sendall(GET)
            assert answered(connection).startswith(b"HTTP/1.1 200 OK\r\n")
            time.sleep(1)


# Readers who stop.

LARGE = b"x" * 8_000_000


async def streamed(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for start in range(0, len(LARGE), 100_000):
        await send({"type": "http.response.body", "body": LARGE[start : start + 100_000], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("app", [fixed(200, [(b"content-length", b"%d" % len(LARGE))], LARGE), streamed])
@pytest.mark.parametrize("request_text", [GET, LAST])
def test_a_reader_who_stops_is_cut_off(app: ASGIApp, request_text: bytes) -> None:
    with serving(app, Impatient) as port, connected(port, receive_buffer=4096) as connection:
        connection.sendall(request_text)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK\r\n")
        time.sleep(1.5)
        assert len(rest(connection)) < len(LARGE) - 100_000


@pytest.mark.parametrize("app", [fixed(200, [(b"content-length", b"%d" % len(LARGE))], LARGE), streamed])
def test_a_slow_reader_gets_everything(app: ASGIApp) -> None:
    began = time.monotonic()
    with serving(app, Impatient) as port, connected(port, receive_buffer=65536) as connection:
        connection.sendall(LAST)
        received = 0
        while data := connection.recv(65536):
            received += len(data)
            if time.monotonic() - began < 2.5:
                time.sleep(0.02)
    assert received > len(LARGE)
    assert time.monotonic() - began > 1


def test_two_hundred_stalled_connections_leave_the_others_their_speed() -> None:
    large = fixed(200, [(b"content-length", b"%d" % len(LARGE))], LARGE)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (large if scope["path"] == "/large" else OK)(scope, receive, send)

    with serving(app) as port, ExitStack() as stack:
        for number in range(200):
            connection = stack.enter_context(connected(port, receive_buffer=4096))
            half, stops = b"GET / HTTP/1.1\r\nHost:", b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
            connection.sendall(half if number % 2 else stops)
        seconds = []
        for _ in range(21):
            began = time.monotonic()
            assert exchange_raw(port, LAST).endswith(b"\r\n\r\nok")
            seconds.append(time.monotonic() - began)
    # The median: on a busy machine one of them may wait for the processor.
    assert sorted(seconds)[10] < 1


# What is no request.


@pytest.mark.parametrize(
    "request_text",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"BREW / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"GET /a b HTTP/1.1\r\n\r\n",
        "GET /Chambéry HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    ],
)
def test_what_is_no_http_is_a_problem_too(request_text: bytes) -> None:
    with serving(OK) as port:
        answer = exchange_raw(port, request_text)
    assert_bare(answer, 400, "Bad Request", "The request is not valid HTTP/1.1.")


def test_nonsense_behind_a_request_is_not_mixed_into_its_answer() -> None:
    with serving(slow) as port:
        assert exchange_raw(port, GET + b"nonsense\r\n\r\n") == b""


@pytest.mark.parametrize("head", [b"GET /" + b"x" * 70_000, b"GET / HTTP/1.1\r\nA: " + b"x" * 70_000])
def test_an_endless_head_is_ended_early(head: bytes) -> None:
    with serving(OK) as port, connected(port) as connection:
        connection.sendall(head)
        time.sleep(0.1)
        connection.sendall(b"x" * 40_000)
        expected = (431, "Request Header Fields Too Large", "The head of the request is too large.")
        assert_bare(rest(connection), *expected)


def test_a_wish_for_a_web_socket_is_answered_as_a_plain_request() -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with serving(OK, ws=asyncio.Protocol) as port, connected(port) as connection:
        connection.sendall(upgrade)
        assert answered(connection).startswith(b"HTTP/1.1 200 OK\r\n")


# Answers without a task.


def kept(body: bytes = b'{"low": 6}' * 100) -> ASGIApp:
    """An answer that the cache keeps, under the outer layers."""
    headers = [(b"content-type", b"application/json"), (b"etag", b'W/"a"'), (b"cache-control", b"public")]
    app = fixed(200, [*headers, (b"content-length", b"%d" % len(body))], body)
    return LimitsLayer(CacheLayer(app, str), problem)


def lines(version: bytes = b"1.1", method: bytes = b"GET", *headers: bytes) -> bytes:
    head = [method + b" / HTTP/" + version, b"Host: a", b"X-Request-Id: me", *headers, b"", b""]
    return b"\r\n".join(head)


@pytest.mark.parametrize(
    "request_text",
    [
        lines(b"1.1", b"GET", b"Connection: close"),
        lines(b"1.1", b"HEAD", b"Connection: close"),
        lines(b"1.0"),
        lines(b"1.0", b"GET", b"Connection: keep-alive"),
        lines(b"1.1", b"GET", b"Connection: close", b"If-None-Match: *"),
        lines(b"1.1", b"GET", b"Connection: close", b"Accept-Encoding: gzip"),
        lines() + lines(b"1.1", b"HEAD") + lines(b"1.1", b"GET", b"Connection: close"),
        lines(b"1.1", b"POST", b"Connection: close", b"Content-Length: 2") + b"ab",
        lines(b"1.1", b"GET", b"Connection: close", b"Content-Length: 2") + b"ab",
        lines(b"1.1", b"GET", b"Expect: 100-continue", b"Connection: close"),
    ],
)
def test_the_bytes_are_those_that_uvicorn_would_send(request_text: bytes) -> None:
    answers = []
    for protocol in (HttpToolsProtocol, GuardedProtocol):
        with serving(ExchangeLayer(kept(), problem), protocol) as port:
            raw = [exchange_raw(port, request_text) for _ in range(3)]
        answers.append([re.sub(rb"date: [^\r]+", b"date: now", answer) for answer in raw])
    assert answers[0] == answers[1]
    assert answers[1][0].startswith(b"HTTP/1.1 ")


def test_an_answer_without_a_task_is_observed_once() -> None:
    seen: list[tuple[str, int, int, bytes]] = []

    def observe(exchange: Exchange) -> None:
        seen.append((exchange.scope["method"], exchange.status, exchange.sent, exchange.id))

    with serving(ExchangeLayer(kept(b"abc"), problem, [observe])) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for method, headers in (("GET", {}), ("GET", {}), ("HEAD", {}), ("GET", {"If-None-Match": "*"})):
            connection.request(method, "/", headers=headers | {"X-Request-Id": "me"})
            connection.getresponse().read()
        connection.close()
    assert seen == [
        ("GET", 200, 3, b"me"),
        ("GET", 200, 3, b"me"),
        ("HEAD", 200, 0, b"me"),
        ("GET", 304, 0, b"me"),
    ]


def counting(sizes: list[int]) -> type[GuardedProtocol]:
    """A protocol that notes the bytes waiting whenever a request begins."""

    class Counting(GuardedProtocol):
        def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
            super()._start_asgi_task(cycle, app)
            sizes.append(self.transport.get_write_buffer_size())

    return Counting


@pytest.mark.parametrize(("count", "body"), [(500, b"x" * 50_000), (3000, b"x")])
@pytest.mark.parametrize("warm", [True, False])
def test_a_flood_of_queued_requests_is_answered_in_order_without_piling_up(count: int, body: bytes, warm: bool) -> None:
    sizes: list[int] = []
    with serving(ExchangeLayer(kept(body), problem), counting(sizes)) as port, connected(port) as connection:
        if warm:
            exchange_raw(port, LAST)
        numbered = [b"GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: n%d\r\n\r\n" % number for number in range(count)]
        connection.sendall(b"".join(numbered))
        time.sleep(0.2)
        received = b""
        while received.count(b"\r\n\r\n" + body) < count:
            data = connection.recv(1 << 20)
            assert data, "the server closed"
            received += data
    assert re.findall(rb"x-request-id: n(\d+)", received) == [b"%d" % number for number in range(count)]
    assert max(sizes) < 300_000


def test_an_app_without_ready_answers_is_served_by_tasks() -> None:
    calls: list[Callable[..., object]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        calls.append(send)
        await OK(scope, receive, send)

    with serving(ExchangeLayer(app, problem)) as port:
        assert all(exchange_raw(port, LAST).endswith(b"ok") for _ in range(2))
    assert len(calls) == 2
