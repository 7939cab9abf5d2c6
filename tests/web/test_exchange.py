"""The outermost layer: request ids, observers, crashes, and the names of routes."""

import logging
import re
from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.exchange import ROUTE, Exchange, ExchangeLayer, route_of
from tests.web.asgi import Server, call, fixed, http_scope, problem, run


def echoed(sent: bytes) -> bytes:
    headers = [(b"x-request-id", sent)]
    (value,) = run(call(ExchangeLayer(fixed(), problem), headers=headers)).values(b"x-request-id")
    return value


@pytest.mark.parametrize("harmless", [b"a", b"A-b_c.9", b"x" * 64])
def test_a_harmless_id_is_kept(harmless: bytes) -> None:
    assert echoed(harmless) == harmless


@pytest.mark.parametrize("other", [b"", b"x" * 65, b"a b", b"a\tb", b'a"b', b"<b>", "é".encode(), b"a\n", b"a;b"])
def test_any_other_id_is_replaced(other: bytes) -> None:
    assert re.fullmatch(rb"[0-9a-f]{12}-[0-9a-f]+", echoed(other))


def test_ids_of_ours_differ_and_the_application_knows_them() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await fixed(200, (), scope["state"]["request_id"].encode())(scope, receive, send)

    answers = [run(call(ExchangeLayer(app, problem))) for _ in range(3)]
    ids = [answer.values(b"x-request-id") for answer in answers]
    assert ids == [[answer.body] for answer in answers]
    assert len({answer.body for answer in answers}) == 3


def test_observers_see_the_exchange_when_it_has_ended() -> None:
    seen: list[tuple[object, ...]] = []

    def observe(exchange: Exchange) -> None:
        seen.append((exchange.status, exchange.sent, exchange.header(b"a"), exchange.header(b"b"), layer.in_flight))
        assert 0 < exchange.seconds < 5

    async def app(_: Scope, __: Receive, send: Send) -> None:
        assert layer.in_flight == 1
        await send({"type": "http.response.start", "status": 206, "headers": [(b"a", b"1")]})
        await send({"type": "http.response.body", "body": b"12", "more_body": True})
        await send({"type": "http.response.body", "body": b"345"})
        assert seen == []

    layer = ExchangeLayer(app, problem, [observe, observe])
    assert run(call(layer)).body == b"12345"
    assert seen == [(206, 5, "1", None, 0)] * 2


def crashing(started: bool, whole: bool = False) -> ASGIApp:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"half", "more_body": not whole})
        raise LookupError("secret")

    return app


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_crash_before_the_answer_is_a_problem_and_one_record(method: str, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []
    layer = ExchangeLayer(crashing(started=False), problem, [lambda exchange: seen.append(exchange.status)])
    answer = run(call(layer, b"/a%20b?c=d", method, [(b"x-request-id", b"me")]))
    expected = problem(500, "The server failed to answer.", "/a%20b", [])[0]
    assert (answer.status, answer.body, answer.whole) == (500, expected if method == "GET" else b"", True)
    assert answer.values(b"x-request-id") == [b"me"]
    assert answer.values(b"content-length") == [b"%d" % len(expected)]
    assert answer.values(b"x-content-type-options") == [b"nosniff"]
    assert seen == [500]
    (record,) = caplog.records
    assert (record.name, record.levelno, record.__dict__["request_id"]) == ("homeward.crash", logging.ERROR, "me")
    assert record.exc_info is not None
    assert record.exc_info[0] is LookupError


@pytest.mark.parametrize("whole", [True, False])
def test_a_crash_after_the_start_leaves_the_answer_as_it_is(whole: bool, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[tuple[int, int]] = []
    layer = ExchangeLayer(crashing(True, whole), problem, [lambda one: seen.append((one.status, one.sent))])
    answer = run(call(layer))
    assert (answer.status, answer.body, answer.whole) == (200, b"half", whole)
    assert seen == [(200, 4)]
    assert len(caplog.records) == 1


def test_an_end_from_outside_is_no_crash_and_is_still_seen(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        raise KeyboardInterrupt

    seen: list[int] = []
    layer = ExchangeLayer(app, problem, [lambda exchange: seen.append(exchange.status)])
    work = layer(http_scope(), Server("GET").receive, Server("GET").send)
    with pytest.raises(KeyboardInterrupt):
        work.send(None)
    assert (seen, layer.in_flight, caplog.records) == ([500], 0, [])


def test_other_kinds_of_scope_pass_unseen() -> None:
    seen: list[object] = []

    async def app(scope: Scope, _: Receive, ___: Send) -> None:
        seen.append(scope)

    server = Server("GET")
    run(ExchangeLayer(app, problem, [seen.append])({"type": "lifespan"}, server.receive, server.send))
    assert seen == [{"type": "lifespan"}]


def fast() -> ASGIApp:
    app = FastAPI()
    inner, outer = APIRouter(prefix="/events"), APIRouter(prefix="/v1")
    inner.add_api_route("/{event_id}", lambda event_id: {"id": event_id})
    outer.include_router(inner)
    app.include_router(outer)
    app.add_route("/plain", page)
    app.add_route("/plain/{name}", page)
    app.mount("/static", fixed())
    return app


async def page(_: Request) -> Response:
    return PlainTextResponse("page")


def starlette() -> ASGIApp:
    return Router([Route("/plain", page), Route("/plain/{name}", page), Mount("/static", fixed())])


@pytest.mark.parametrize(
    ("make", "path", "template"),
    [
        (fast, b"/v1/events/x", "/v1/events/{event_id}"),
        (fast, b"/plain", "/plain"),
        (fast, b"/plain/5", "unmatched"),
        (fast, b"/static/x.js", "/static"),
        (fast, b"/static/no/such", "/static"),
        (fast, b"/no/such", "unmatched"),
        (fast, b"/openapi.json", "/openapi.json"),
        (starlette, b"/plain", "/plain"),
        (starlette, b"/plain/5", "/plain/{name}"),
        (starlette, b"/static/no", "/static"),
        (starlette, b"/no/such", "unmatched"),
    ],
)
def test_a_route_is_named_by_its_template(make: Callable[[], ASGIApp], path: bytes, template: str) -> None:
    seen: list[str] = []
    run(call(ExchangeLayer(make(), problem, [lambda exchange: seen.append(route_of(exchange.scope))]), path))
    assert seen == [template]


def test_the_cache_names_the_route_of_what_no_router_saw() -> None:
    scope = http_scope(b"/v1/events/x")
    scope[ROUTE] = "/v1/events/{event_id}"
    assert route_of(scope) == "/v1/events/{event_id}"
