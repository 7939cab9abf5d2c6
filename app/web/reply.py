"""The sending side of one call of the inner application: what can be kept is collected, the rest passes, compressed."""

from collections.abc import Iterable
from typing import NamedTuple

import anyio
from starlette.types import Message, Scope, Send

from app.web.encoding import IDENTITY, STREAMS, Stream, feed
from app.web.exchange import Messages, route_of
from app.web.headers import Header
from app.web.shelf import Flight, Shelf
from app.web.stored import END, Entry, Key, coded, compressible, dressed, narrowed, reusable


class Asked(NamedTuple):
    """What a request wants of the cache, and where the answer goes."""

    scope: Scope
    send: Send
    key: Key
    head: bool
    if_none_match: bytes | None


def content_length(headers: Iterable[Header]) -> int | None:
    """The length of the body in bytes where it is said."""
    return next((int(value) for name, value in headers if name == b"content-length"), None)


async def send_both(send: Send, messages: Messages) -> None:
    """Sends a whole answer."""
    await send(messages[0])
    await send(messages[1])


class Reply:
    """Takes the inner application's messages and gives the reader its own.

    `cancelling` ends the call once its answer has been given and a stream would run on for nobody.
    """

    def __init__(self, asked: Asked, shelf: Shelf, flight: Flight) -> None:
        self.asked = asked
        self.shelf = shelf
        self.flight = flight
        self.cancelling = anyio.CancelScope()
        self.headers: list[Header] = []
        self.parts: list[bytes] | None = None
        self.stream: Stream | None = None
        self.satisfied = False

    async def send(self, message: Message) -> None:
        """The `send` that the inner application is given."""
        if message["type"] == "http.response.start":
            await self.begin(message["status"], dressed(message.get("headers", ())))
        elif self.satisfied:
            if message.get("more_body", False):
                self.cancelling.cancel()
        elif self.parts is not None:
            await self.collect(self.parts, message)
        else:
            await self.pass_on(message)

    async def begin(self, status: int, headers: list[Header]) -> None:
        """Decides by the status and headers what becomes of the body."""
        self.headers = headers
        length = content_length(headers)
        keep = not self.asked.head and reusable(status, headers, self.shelf.label)
        if keep and length is not None and length <= self.shelf.max_body:
            self.parts = []
            return
        self.flight.land(None)
        if self.codes(status, length):
            self.stream = STREAMS[self.asked.key[3].name]()
            self.headers = coded(headers, self.asked.key[3].name, None)
        await self.start(status, keep)

    def codes(self, status: int, length: int | None) -> bool:
        """Whether to compress: never a part of a body (206), nor what has no body."""
        coding = self.asked.key[3]
        return (
            coding is not IDENTITY
            and (status == 200 or status >= 400)
            and (length is None or length >= coding.minimum)
            and compressible(self.headers)
            and not any(name == b"content-encoding" for name, _ in self.headers)
        )

    async def start(self, status: int, keep: bool) -> None:
        """Starts an answer whose body is not kept, or ends it at once where no body is due."""
        start: Message = {"type": "http.response.start", "status": status, "headers": self.headers}
        messages = (start, END) if self.asked.head else None
        if status == 200 and any(name == b"etag" for name, _ in self.headers):
            entry = self.entry(None)
            if keep:
                self.shelf.keep(entry)
            messages = entry.messages(self.asked.head, self.asked.if_none_match)
        self.satisfied = messages is not None
        if messages is None:
            await self.asked.send(start)
        else:
            await send_both(self.asked.send, messages)

    def entry(self, body: bytes | None) -> Entry:
        """The answer as it is kept."""
        return Entry(narrowed(self.asked.key, self.headers), self.headers, body, route_of(self.asked.scope))

    async def collect(self, parts: list[bytes], message: Message) -> None:
        """Gathers the body; once it is whole, keeps it and answers everyone who waits."""
        parts.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        body = b"".join(parts)
        if len(body) != content_length(self.headers):
            raise RuntimeError("The body is not as long as its Content-Length.")
        if self.codes(200, len(body)):
            name = self.asked.key[3].name
            body = await feed(STREAMS[name](), body, True)
            self.headers = coded(self.headers, name, len(body))
        entry = self.entry(body)
        self.shelf.keep(entry)
        self.flight.land(entry)
        messages = entry.messages(False, self.asked.if_none_match)
        if messages is not None:
            await send_both(self.asked.send, messages)

    async def pass_on(self, message: Message) -> None:
        """Hands on a piece of a body as it comes."""
        body, more = message.get("body", b""), message.get("more_body", False)
        if self.stream is not None:
            body = await feed(self.stream, body, not more)
        await self.asked.send({"type": "http.response.body", "body": body, "more_body": more})
