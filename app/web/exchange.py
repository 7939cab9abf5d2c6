"""One request and its answer as seen from outside: its id, its route, what was sent and how long it took.

One wrapper of `send` serves request id, logs and metrics together: each of its own would cost as much again on an
answer from the cache. The layer is the outermost, so that refused requests are seen too.
"""

import itertools
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import HomewardError
from app.web.headers import Header, secured

# problem(status, detail, instance, errors) -> (body, headers)
Problem = Callable[[int, str, str, list[dict[str, Any]]], tuple[bytes, list[Header]]]
Observer = Callable[["Exchange"], None]
# The two messages of a whole answer. The start also has its headers as they stand on the wire, under "rendered".
Messages = tuple[Message, Message]
Ready = Callable[[Scope], Messages | None]

# Where the cache keeps the route of an answer that no router saw.
ROUTE = "homeward.route"
UNMATCHED = "unmatched"

crashes = logging.getLogger("homeward.crash")
usable_id = re.compile(rb"[A-Za-z0-9._-]{1,64}").fullmatch
process_id = secrets.token_hex(6)
numbers = itertools.count(1)


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the route that took the request, or "unmatched": never text that the caller can invent.

    FastAPI leaves a nested router's prefix out of `scope["route"].path`, and gives no route at all for a plain
    Starlette endpoint or a mount; a path without parameters that found an endpoint is then its own template.
    """
    if ROUTE in scope:
        return str(scope[ROUTE])
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    if isinstance(path := getattr(route, "path", None), str):
        return path
    if "endpoint" not in scope or scope.get("path_params"):
        return UNMATCHED
    mounted = scope.get("app_root_path", scope.get("root_path")) != scope.get("root_path")
    return str(scope["root_path"] if mounted else scope["path"])


def request_id(headers: Sequence[Header]) -> bytes:
    """The caller's own id where it is harmless, else a new one: random for the process, counted within it."""
    for name, value in headers:
        if name == b"x-request-id" and usable_id(value):
            return value
    return b"%s-%x" % (process_id.encode(), next(numbers))


async def send_problem(send: Send, status: int, body: bytes, headers: Sequence[Header], head: bool = False) -> None:
    """Sends a whole problem document with the security headers and its length; a HEAD gets them without the body."""
    length = (b"content-length", b"%d" % len(body))
    sent = [*(header for header in headers if header[0] != b"content-length"), length]
    await send({"type": "http.response.start", "status": status, "headers": secured(status, sent)})
    await send({"type": "http.response.body", "body": b"" if head else body})


class Exchange:
    """What the observers are shown when an answer has ended, well or not. `seconds` is set only then."""

    __slots__ = ("began", "headers", "id", "scope", "seconds", "sent", "started", "status")

    def __init__(self, scope: Scope, began: float) -> None:
        self.began = began
        self.scope = scope
        self.id = request_id(scope["headers"])
        # The server answers 500 by itself where nothing was sent.
        self.status = 500
        self.started = False
        self.headers: Sequence[Header] = ()
        self.sent = 0
        self.seconds = 0.0

    def begins(self, start: Message) -> None:
        """Notes the start of the answer."""
        self.started = True
        self.status = start["status"]
        self.headers = start.get("headers", ())

    def passes(self, message: Message) -> Message:
        """Notes a message, and gives it back with the request id. A cached one is shared and must not be changed."""
        if message["type"] == "http.response.start":
            self.begins(message)
            return {**message, "headers": [*self.headers, (b"x-request-id", self.id)]}
        self.sent += len(message.get("body", b""))
        return message

    def header(self, name: bytes) -> str | None:
        """The value of one header of the answer."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)


def ready_answers(app: ASGIApp) -> Ready:
    """The layer's own `ready`, which gives an answer that needs no work; an application without one has none."""
    found: Ready = getattr(app, "ready", lambda _: None)
    return found


class ExchangeLayer:
    """Gives every request an id, keeps crashes from the server, and shows each ended exchange to the observers."""

    def __init__(self, app: ASGIApp, problem: Problem, observers: Sequence[Observer] = ()) -> None:
        self.app = app
        self.ready = ready_answers(app)
        self.problem = problem
        self.observers = tuple(observers)
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, time.perf_counter())
        scope.setdefault("state", {})["request_id"] = exchange.id.decode()

        # No coroutine of its own: it hands on the server's, which is cheaper.
        def note(message: Message) -> Awaitable[None]:
            return send(exchange.passes(message))

        self.in_flight += 1
        try:
            await self.app(scope, receive, note)
        except Exception as error:
            await self.crashed(exchange, note, error)
        finally:
            self.in_flight -= 1
            self.end(exchange)

    def at_once(self, scope: Scope) -> tuple[int, bytes, bytes] | None:
        """Status, rendered headers and body of what `__call__` would send, where that is ready: see `protocol`."""
        began = time.perf_counter()
        messages = self.ready(scope)
        if messages is None:
            return None
        start, end = messages
        exchange = Exchange(scope, began)
        exchange.begins(start)
        exchange.sent = len(end["body"])
        self.end(exchange)
        return exchange.status, b"%bx-request-id: %b\r\n" % (start["rendered"], exchange.id), end["body"]

    def end(self, exchange: Exchange) -> None:
        """Shows the exchange to the observers."""
        exchange.seconds = time.perf_counter() - exchange.began
        for observe in self.observers:
            observe(exchange)

    async def crashed(self, exchange: Exchange, send: Send, error: Exception) -> None:
        """Logs the traceback once. What the error handler has answered stands; a broken stream stays broken.

        An error of ours in the middle of an answer (a new release, a database that went away) is no crash: Starlette
        can answer it no more and raises its own error from it.

        The exception goes no further, because the server would print it again. It closes the connection of an
        answer that was begun and not ended, so that no reader takes half a stream for the whole.
        """
        told = {"request_id": exchange.id.decode()}
        if isinstance(error.__cause__, HomewardError):
            crashes.warning("an answer was broken off: %s", error.__cause__, extra=told)
        else:
            crashes.exception("unhandled exception", extra=told)
        if not exchange.started:
            path = exchange.scope["raw_path"].decode("latin-1")
            body, headers = self.problem(500, "The server failed to answer.", path, [])
            await send_problem(send, 500, body, headers, exchange.scope["method"] == "HEAD")
