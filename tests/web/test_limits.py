"""What is refused before any work, to the byte; and that nothing else is."""

import http.client
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.web.headers import Header
from app.web.limits import LimitsLayer
from tests.web.asgi import Answer, Server, call, exchange_raw, fixed, http_scope, problem, run, serving

TARGET = "Path and query may have 8192 bytes together."
HEAD = "The headers may have 16384 bytes together."
BODY = "A request may have no body."
MANY = "A query may have 100 parameters."
READS = "This service only reads: GET, HEAD and OPTIONS."
NO_TEXT = "A query parameter is not text."
PATH = "The path is not valid UTF-8 once its percent escapes are decoded."
NUL_PATH = "No address here contains a NUL character."
NOT_UTF8 = "The parameter is not valid UTF-8 once its percent escapes are decoded."
NUL = "The parameter contains a NUL character once its percent escapes are decoded."


def ask(target: bytes = b"/", method: str = "GET", headers: Sequence[Header] = ()) -> Answer:
    return run(call(LimitsLayer(fixed(200, [], b"passed"), problem), target, method, headers))


def head_of(size: int) -> list[Header]:
    """Headers of that many bytes on the wire: two lines cost 8 bytes, their names 2."""
    return [(b"a", b"x" * 1000), (b"b", b"x" * (size - 1010))]


@pytest.mark.parametrize(
    ("target", "method", "headers"),
    [
        (b"/", "GET", []),
        (b"/", "HEAD", []),
        (b"/", "OPTIONS", []),
        (b"/" + b"x" * 8191, "GET", []),
        (b"/?" + b"x" * 8191, "GET", []),
        (b"/?" + b"&".join([b"a=1"] * 100), "GET", []),
        (b"/?", "GET", []),
        (b"/", "GET", head_of(16384)),
        (b"/", "GET", [(b"content-length", b"0")]),
        (b"/", "GET", [(b"content-length", b"")]),
        ("/Chambéry?q=Chambéry".encode(), "GET", []),
        (b"/Chamb%C3%A9ry?q=Chamb%C3%A9ry+%ed%95%9c&q=%00".replace(b"&q=%00", b""), "GET", []),
        (b"/100%?q=100%&r=%zz&s=%25&t=%2500", "GET", []),
    ],
)
def test_what_is_within_the_limits_passes(target: bytes, method: str, headers: list[Header]) -> None:
    answer = ask(target, method, headers)
    assert answer.status == 200
    assert answer.headers == ()


REFUSED: list[tuple[bytes, str, list[Header], int, str]] = [
    (b"/" + b"x" * 8192, "GET", [], 414, TARGET),
    (b"/?" + b"x" * 8192, "GET", [], 414, TARGET),
    (b"/", "GET", head_of(16385), 431, HEAD),
    (b"/", "GET", [(b"a", b"")] * 3277, 431, HEAD),
    (b"/?" + b"&" * 100, "GET", [], 400, MANY),
    (b"/?" + b"&".join([b"a=1"] * 101), "GET", [], 400, MANY),
    (b"/", "GET", [(b"content-length", b"1")], 413, BODY),
    (b"/", "POST", [(b"content-length", b"10")], 413, BODY),
    (b"/", "GET", [(b"transfer-encoding", b"chunked")], 413, BODY),
    (b"/", "POST", [], 405, READS),
    (b"/", "PUT", [(b"content-length", b"0")], 405, READS),
    (b"/", "DELETE", [], 405, READS),
    (b"/", "get", [], 405, READS),
    (b"/%FF", "GET", [], 400, PATH),
    (b"/\xff", "GET", [], 400, PATH),
    (b"/%ED%A0%80", "GET", [], 400, PATH),
    (b"/%c0%af", "GET", [], 400, PATH),
    (b"/a%00b", "GET", [], 404, NUL_PATH),
    (b"/a\0b", "GET", [], 404, NUL_PATH),
    (b"/?q=%FF", "GET", [], 400, NO_TEXT),
    (b"/?q=%00", "GET", [], 400, NO_TEXT),
]


@pytest.mark.parametrize(("target", "method", "headers", "status", "detail"), REFUSED)
def test_what_exceeds_a_limit_is_refused_with_a_problem(
    target: bytes, method: str, headers: list[Header], status: int, detail: str
) -> None:
    answer = ask(target, method, headers)
    instance = "" if status == 414 else target.partition(b"?")[0].decode("latin-1")
    assert answer.status == status
    assert answer.body.startswith(repr((status, detail, instance))[:-1].encode())
    assert answer.values(b"allow") == ([b"GET, HEAD, OPTIONS"] if status == 405 else [])
    assert answer.values(b"x-content-type-options") == [b"nosniff"]
    assert answer.values(b"content-type") == [b"text/plain"]
    assert answer.values(b"content-length") == [b"%d" % len(answer.body)]


@pytest.mark.parametrize(
    ("query", "parameter", "value", "detail"),
    [
        (b"q=%FF", "q", "\ufffd", NOT_UTF8),
        (b"a=1&date=20%E518&b=%00", "date", "20\ufffd18", NOT_UTF8),
        (b"q=a+%00+b", "q", "a \ufffd b", NUL),
        (b"q=\0", "q", "\ufffd", NUL),
        (b"q=\xff", "q", "\ufffd", NOT_UTF8),
        (b"%FFq=1", "\ufffdq", "1", NOT_UTF8),
        (b"%00", "\ufffd", "", NUL),
        (b"q=%00%FF", "q", "\ufffd\ufffd", NOT_UTF8),
        (b"q=<script>%00", "q", "<script>\ufffd", NUL),
    ],
)
def test_the_parameter_that_is_no_text_is_named(query: bytes, parameter: str, value: str, detail: str) -> None:
    error: dict[str, Any] = {
        "parameter": parameter,
        "value": value,
        "detail": detail,
        "suggestion": None,
        "allowed": None,
    }
    assert ask(b"/v1/events?" + query).body == problem(400, NO_TEXT, "/v1/events", [error])[0]


def test_head_is_refused_with_the_headers_of_get() -> None:
    get, head = ask(b"/%FF"), ask(b"/%FF", "HEAD")
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")
    assert get.body != b""


def test_limits_are_settings() -> None:
    layer = LimitsLayer(fixed(), problem, max_target=4, max_head=12, max_parameters=1)
    assert run(call(layer, b"/a?bc", headers=[(b"host", b"abcd")])).status == 200
    assert run(call(layer, b"/a?bcd")).status == 414
    assert run(call(layer, b"/?b&c")).status == 400
    assert run(call(layer, b"/", headers=[(b"host", b"abcde")])).status == 431


def test_what_is_refused_is_never_ready() -> None:
    class Inner:
        messages = ({"type": "http.response.start"}, {"type": "http.response.body"})

        def ready(self, _: Scope) -> Any:
            return self.messages

        async def __call__(self, _: Scope, __: Receive, ___: Send) -> None:
            raise AssertionError("not reached")

    layer = LimitsLayer(Inner(), problem)
    assert layer.ready(http_scope(b"/")) is Inner.messages
    assert [layer.ready(http_scope(target, method, headers)) for target, method, headers, *_ in REFUSED] == [
        None for _ in REFUSED
    ]
    assert LimitsLayer(fixed(), problem).ready(http_scope(b"/")) is None


def test_other_kinds_of_scope_pass_untouched() -> None:
    seen: list[object] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope)

    server = Server("GET")
    run(LimitsLayer(app, problem)({"type": "lifespan"}, server.receive, server.send))
    assert seen == [{"type": "lifespan"}]


def test_the_same_on_the_wire() -> None:
    ok = fixed(200, [(b"content-length", b"0")])
    with serving(LimitsLayer(ok, problem)) as port:
        for target, method, status in [
            ("/", "GET", 200),
            ("/" + "x" * 8192, "GET", 414),
            ("/%FF", "GET", 400),
            ("/?q=%00", "GET", 400),
            ("/%00", "GET", 404),
            ("/", "DELETE", 405),
        ]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request(method, target)
            assert connection.getresponse().status == status
            connection.close()
        long = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nA: " + b"x" * 16384 + b"\r\n\r\n"
        assert exchange_raw(port, long).startswith(b"HTTP/1.1 431 ")


def test_a_refused_body_is_read_away_so_that_the_connection_serves_on() -> None:
    with serving(LimitsLayer(fixed(200, [(b"content-length", b"2")], b"ok"), problem)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", "/", body=b"x" * 300_000)
        refused = connection.getresponse()
        assert (refused.status, refused.read()) == (413, problem(413, BODY, "/", [])[0])
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"ok"
        connection.close()
