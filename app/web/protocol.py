"""uvicorn's HTTP protocol with what it lacks: an end to connections that stall, and to heads that never end.

uvicorn 0.54 waits for ever for the rest of a request and for a reader who takes nothing more (`timeout_keep_alive`
ends an idle connection only, and cannot while bytes wait to be sent), reads a head of any size with httptools
(`h11_max_incomplete_event_size` is for h11), and answers what it cannot read with plain text. Given to uvicorn as
`http="app.web.protocol:GuardedProtocol"`, which works with any number of workers. It overrides the callbacks of
uvicorn's own class, so a new minor version of uvicorn is to be met with the tests of this module.
"""

import asyncio
import fcntl
import json
import sys
import termios
from http import HTTPStatus

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.web.headers import secured

DETAILS = {
    400: "The request is not valid HTTP/1.1.",
    408: "The request was not complete in time.",
    431: "The head of the request is too large.",
}


def bare_answer(status: int) -> bytes:
    """A whole answer for what cannot be given to the application: head without status line, and problem document."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": DETAILS[status],
        "instance": None,
        "errors": [],
    }
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"access-control-allow-origin", b"*"),
        (b"connection", b"close"),
    ]
    return b"".join(b"%s: %s\r\n" % header for header in secured(status, headers)) + b"\r\n" + body


ANSWERS = {status: bare_answer(status) for status in DETAILS}


def untaken(transport: asyncio.Transport) -> int:
    """The bytes that the system holds for the reader, 0 where it does not tell (Linux does).

    It may hold megabytes and accepts more only when a third is gone, so that without them a slow reader would seem
    to have stopped.
    """
    try:
        held = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except (OSError, ValueError):
        return 0
    return int.from_bytes(held, sys.byteorder)


class GuardedProtocol(HttpToolsProtocol):
    """One connection. Deadlines in seconds, checked at half their length, so that they may be exceeded by a half."""

    # From the first byte of a request (or the connection, before the first) to the last.
    read_deadline = 10.0
    # How long a reader may take nothing while bytes wait for it.
    write_deadline = 20.0
    # Bytes of an unfinished head, those of the read in which it began not counted. What is finished is left to
    # `app.web.limits`, which is exact.
    max_head = 32 * 1024

    reading_since: float | None = None
    head_open = False
    head_size = 0
    moved_at = 0.0
    unsent = 0
    watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Nothing here speaks WebSocket, and a connection handed over would be guarded no longer.
        self.ws_protocol_class = None
        self.reading_since = self.moved_at = self.loop.time()
        self.look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.watch is not None:
            self.watch.cancel()
            self.watch = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.head_size += len(data)
        super().data_received(data)
        if self.head_open and self.head_size > self.max_head:
            self.turn_away(431)
        elif self.reading_since is None and self.idle and self.timeout_keep_alive_task is None:
            # Line breaks between requests end uvicorn's keep-alive time without beginning a request.
            self.reading_since = self.loop.time()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.reading_since = self.loop.time()
        self.head_open = True
        self.head_size = 0

    def on_headers_complete(self) -> None:
        self.head_open = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.reading_since = None
        super().on_message_complete()

    def resume_writing(self) -> None:
        self.moved_at = self.loop.time()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn's signature; its text is always the same)
        self.turn_away(400)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Writes an answer that is ready, in place of a task that would send it: half the cost of a request.

        Not where requests are queued or the reader is slow: the task waits until the bytes before it are taken.
        """
        at_once = getattr(app, "at_once", None)
        if at_once is None or self.pipeline or self.flow.write_paused or (whole := at_once(cycle.scope)) is None:
            super()._start_asgi_task(cycle, app)
        else:
            self.write_whole(cycle, *whole)

    def write_whole(self, cycle: RequestResponseCycle, status: int, rendered: bytes, body: bytes) -> None:
        """Does what the cycle does with the two messages of an answer."""
        default = b"".join([b"%b: %b\r\n" % header for header in self.server_state.default_headers])
        close = b"" if cycle.keep_alive else b"connection: close\r\n"
        self.transport.write(b"".join((STATUS_LINE[status], default, rendered, close, b"\r\n", body)))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    @property
    def idle(self) -> bool:
        """Whether no answer is being made."""
        return self.cycle is None or self.cycle.response_complete

    def look_again(self) -> None:
        """Sets the next look at the connection."""
        self.watch = self.loop.call_later(min(self.read_deadline, self.write_deadline) / 2, self.look)

    def look(self) -> None:
        """Ends a connection that has passed a deadline."""
        now = self.loop.time()
        if self.stuck(now):
            self.transport.abort()
        elif self.idle and self.reading_since is not None and now - self.reading_since >= self.read_deadline:
            self.reading_since = None
            self.end_reading()
        if self.watch is not None:
            self.look_again()

    def stuck(self, now: float) -> bool:
        """Whether bytes have waited for the whole deadline with none taken.

        While the application goes on writing and is not held back, the reader keeps pace.
        """
        unsent, self.unsent = self.unsent, self.transport.get_write_buffer_size() + untaken(self.transport)
        held_back = self.flow.write_paused or self.idle
        if self.unsent == 0 or self.unsent < unsent or not held_back:
            self.moved_at = now
        return now - self.moved_at >= self.write_deadline

    def end_reading(self) -> None:
        """Says why where a head was begun; who never asked, or was answered before the body ended, is told nothing."""
        if self.head_open:
            self.turn_away(408)
        else:
            self.transport.close()

    def turn_away(self, status: int) -> None:
        """Answers what the application cannot, and closes. An answer under way is cut off rather than mixed with."""
        if self.idle and not self.transport.is_closing():
            default = b"".join(b"%s: %s\r\n" % header for header in self.server_state.default_headers)
            self.transport.write(STATUS_LINE[status] + default + ANSWERS[status])
        self.transport.close()
