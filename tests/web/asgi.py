"""A tiny ASGI server for tests, as strict as uvicorn, and the real uvicorn on a free port of 127.0.0.1."""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.headers import Header
from app.web.protocol import GuardedProtocol

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What the reader got. `whole` is false where the application stopped before the end."""

    status: int
    headers: tuple[Header, ...]
    body: bytes
    whole: bool

    def values(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key == name]


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs one coroutine that must not take longer than a test may."""

    async def bounded() -> T:
        return await asyncio.wait_for(work, 10)

    return asyncio.run(bounded())


def http_scope(target: bytes = b"/", method: str = "GET", headers: Sequence[Header] = ()) -> Scope:
    """A scope as uvicorn makes it."""
    path, _, query = target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.decode(errors="replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


class Server:
    """Receives the messages of one answer, and fails where uvicorn would."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.start: Message | None = None
        self.pieces: list[bytes] = []
        self.whole = False

    async def receive(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError("no request of ours has a body")

    async def send(self, message: Message) -> None:
        assert not self.whole, "a message after the end"
        if message["type"] == "http.response.start":
            assert self.start is None, "a second start"
            assert all(name == name.lower() and b"\n" not in value for name, value in message["headers"])
            self.start = message
            return
        assert self.start is not None, "a body before the start"
        self.pieces.append(message.get("body", b""))
        self.whole = not message.get("more_body", False)

    def answer(self) -> Answer:
        assert self.start is not None, "no answer"
        answer = Answer(self.start["status"], tuple(self.start["headers"]), b"".join(self.pieces), self.whole)
        if self.method == "HEAD" or answer.status == 304:
            assert answer.body == b""
        elif lengths := answer.values(b"content-length"):
            assert lengths == [str(len(answer.body)).encode()]
        return answer


async def call_scope(app: ASGIApp, scope: Scope) -> Answer:
    server = Server(scope["method"])
    await app(scope, server.receive, server.send)
    return server.answer()


async def call(app: ASGIApp, target: bytes = b"/", method: str = "GET", headers: Sequence[Header] = ()) -> Answer:
    """One request and its answer."""
    return await call_scope(app, http_scope(target, method, headers))


def fixed(status: int = 200, headers: Sequence[Header] = (), body: bytes = b"") -> ASGIApp:
    """An application with one answer."""

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return app


def problem(status: int, detail: str, instance: str, errors: list[dict[str, Any]]) -> tuple[bytes, list[Header]]:
    """A stand-in for the problem document: all that it was given, in a form that is easily compared."""
    body = repr((status, detail, instance, errors)).encode()
    return body, [(b"content-type", b"text/plain")]


class Watchful(uvicorn.Server):
    """Hears at once that it shall stop; uvicorn itself looks ten times a second, and there are many tests."""

    async def main_loop(self) -> None:
        await self.on_tick(0)
        while not self.should_exit:
            await asyncio.sleep(0.005)


@contextmanager
def serving(
    app: ASGIApp, http: type[asyncio.Protocol] = GuardedProtocol, ws: type[asyncio.Protocol] | None = None
) -> Iterator[int]:
    """Serves the application from a thread as production does; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=http, ws=ws or "none", lifespan="off", log_config=None, access_log=False, server_header=False
    )
    config.proxy_headers = False
    server = Watchful(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
            assert thread.is_alive(), "uvicorn did not start"
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive(), "uvicorn did not stop"


def exchange_raw(port: int, request: bytes) -> bytes:
    """Sends bytes and reads until the server closes, which must not wait for the end of its keep-alive time (5 s)."""
    with socket.create_connection(("127.0.0.1", port), timeout=4) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))
