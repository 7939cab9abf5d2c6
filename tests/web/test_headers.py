"""The security headers: on every answer, right for its type, never twice."""

import http.client

import pytest
from starlette.types import Receive, Scope, Send

from app.web.headers import DATA_POLICY, DRAWING_POLICY, PAGE_POLICY, Header, HeadersLayer
from tests.web.asgi import Server, call, fixed, run, serving

COMMON: tuple[Header, ...] = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


@pytest.mark.parametrize(
    ("media_type", "policy"),
    [
        (b"application/json", DATA_POLICY),
        (b"text/csv; charset=utf-8; header=present", DATA_POLICY),
        (b"text/html", PAGE_POLICY),
        (b"Text/HTML ; charset=utf-8", PAGE_POLICY),
        (b"text/html-not", DATA_POLICY),
        (b"image/svg+xml", DRAWING_POLICY),
        (b"", DATA_POLICY),
    ],
)
@pytest.mark.parametrize("status", [200, 404, 500])
def test_policy_follows_the_type_whatever_the_status(media_type: bytes, policy: bytes, status: int) -> None:
    given = (b"content-type", media_type)
    answer = run(call(HeadersLayer(fixed(status, [given], b"x"))))
    assert answer.status == status
    assert answer.headers == (given, *COMMON, (b"content-security-policy", policy))
    assert answer.body == b"x"


def test_an_answer_without_headers_gets_them() -> None:
    answer = run(call(HeadersLayer(fixed(204))))
    assert answer.headers == (*COMMON, (b"content-security-policy", DATA_POLICY))


def test_what_the_answer_says_itself_stands() -> None:
    given = [(b"content-type", b"text/html"), (b"content-security-policy", b"default-src 'self'"), COMMON[1]]
    answer = run(call(HeadersLayer(fixed(200, given))))
    assert answer.headers == (*given, COMMON[0])


def test_a_304_without_type_gets_no_policy_that_a_browser_would_put_over_its_page() -> None:
    etag = (b"etag", b'W/"a"')
    assert run(call(HeadersLayer(fixed(304, [etag])))).headers == (etag, *COMMON)


def test_always_adds_what_is_missing_and_repeats_nothing() -> None:
    origin, vary = (b"access-control-allow-origin", b"*"), (b"vary", b"Accept")
    layer = HeadersLayer(fixed(200, [(b"access-control-allow-origin", b"https://example.org"), vary]), [origin, vary])
    assert run(call(layer)).values(b"access-control-allow-origin") == [b"https://example.org"]
    assert run(call(layer)).values(b"vary") == [b"Accept"]
    assert run(call(HeadersLayer(fixed(200), [origin]))).values(b"access-control-allow-origin") == [b"*"]


def test_other_kinds_of_scope_pass_untouched() -> None:
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend((scope, receive, send))

    scope, server = {"type": "lifespan"}, Server("GET")
    receive, send = server.receive, server.send
    run(HeadersLayer(app)(scope, receive, send))
    assert seen == [scope, receive, send]


def test_no_server_names_itself_on_the_wire() -> None:
    with serving(HeadersLayer(fixed(200, [(b"content-length", b"0")]))) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/")
        answer = connection.getresponse()
        names = {name.lower() for name, _ in answer.getheaders()}
        connection.close()
    assert names == {"content-length", "content-security-policy", "date", "referrer-policy", "x-content-type-options"}
