"""The response cache: a bounded layer in front of the router that says again what was said before, and compresses.

All that it keeps belongs to one release and one UTC day (an answer that leaves `known_on` out depends on the day).
If-Modified-Since is not looked at: at midnight an answer may change without a new load.
"""

import time
from collections.abc import Awaitable, Callable, Hashable
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.encoding import negotiate
from app.web.exchange import ROUTE, Messages
from app.web.headers import Header
from app.web.reply import Asked, Reply, send_both
from app.web.shelf import Flight, Shelf
from app.web.stored import Key

DAY = 86400


def single(headers: list[Header]) -> dict[bytes, bytes]:
    """The headers by name; what stands on several lines is one list (RFC 9110, section 5.3)."""
    found = dict(headers)
    if len(found) == len(headers):
        return found
    lines: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        lines.setdefault(name, []).append(value)
    return {name: b", ".join(values) for name, values in lines.items()}


class CacheLayer:
    """Keeps public 200 answers that have a tag and a known length of at most `max_body` bytes, `max_bytes` in all.

    `current` names the release in force, spelt as in the header Homeward-Release; it is asked at every request.
    `accept_key` turns an Accept header into what answers may depend on: the fewer values, the better. An answer
    depends on it only where it says `Vary: Accept`. No other request header may change an answer that is public.
    """

    def __init__(
        self,
        app: ASGIApp,
        current: Callable[[], str],
        accept_key: Callable[[bytes], Hashable] = bytes.lower,
        max_bytes: int = 64 * 1024 * 1024,
        max_body: int = 1024 * 1024,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.app = app
        self.current = current
        self.accept_key = lru_cache(maxsize=64)(accept_key)
        self.max_bytes = max_bytes
        self.max_body = max_body
        self.clock = clock
        self.hits = 0
        self.misses = 0
        # Out of date from the start: there may be no release yet while the application is put together.
        self.shelf = Shelf("", 0.0, 0, 0)

    @property
    def size(self) -> int:
        """The bytes kept."""
        return self.shelf.size

    def new_shelf(self, label: str) -> Shelf:
        """An empty shelf for a release and the day that it is."""
        return Shelf(label, (self.clock() // DAY + 1) * DAY, self.max_bytes, self.max_body)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or (scope["method"] != "GET" and scope["method"] != "HEAD"):
            return self.app(scope, receive, send)
        messages = self.ready(scope)
        # Not a coroutine of its own: each costs as much as the look-up.
        return self.miss(scope, receive, send) if messages is None else send_both(send, messages)

    def ready(self, scope: Scope) -> Messages | None:
        """The answer where it is kept: 304 to who has it already."""
        if scope["method"] != "GET" and scope["method"] != "HEAD":
            return None
        shelf = self.fresh()
        headers = single(scope["headers"])
        entry = shelf.find(self.key(scope, headers))
        if entry is None:
            return None
        messages = entry.messages(scope["method"] == "HEAD", headers.get(b"if-none-match"))
        if messages is not None:
            self.hits += 1
            shelf.entries.move_to_end(entry.key)
            scope[ROUTE] = entry.route
        return messages

    def fresh(self) -> Shelf:
        """The shelf, a new one if the release or the day is another."""
        label = self.current()
        if label != self.shelf.label or self.clock() >= self.shelf.until:
            self.shelf = self.new_shelf(label)
        return self.shelf

    def key(self, scope: Scope, headers: dict[bytes, bytes]) -> Key:
        """What the answer depends on."""
        accept, coding = headers.get(b"accept", b""), headers.get(b"accept-encoding", b"")
        return scope["raw_path"], scope["query_string"], self.accept_key(accept), negotiate(coding)

    async def miss(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has the answer worked out. Nobody waits for a HEAD, which leaves nothing, nor for a known stream."""
        headers = single(scope["headers"])
        asked = Asked(scope, send, self.key(scope, headers), scope["method"] == "HEAD", headers.get(b"if-none-match"))
        if asked.head or self.shelf.find(asked.key) is not None:
            await self.work(asked, self.shelf, Flight(), receive)
        else:
            await self.wait(asked, self.shelf, receive)

    async def wait(self, asked: Asked, shelf: Shelf, receive: Receive) -> None:
        """Calls the inner application once for all who ask the same at a time; if that fails, the next one calls."""
        while (other := shelf.flights.get(asked.key)) is not None:
            await other.ended.wait()
            # A call after the one that was waited for may have ended before this task had its turn.
            entry = other.entry or shelf.find(asked.key)
            if entry is not None and (messages := entry.messages(False, asked.if_none_match)) is not None:
                self.hits += 1
                asked.scope[ROUTE] = entry.route
                return await send_both(asked.send, messages)
            if other.answered:
                return await self.work(asked, shelf, Flight(), receive)
        flight = shelf.flights[asked.key] = Flight()
        try:
            await self.work(asked, shelf, flight, receive)
        finally:
            del shelf.flights[asked.key]
            flight.ended.set()

    async def work(self, asked: Asked, shelf: Shelf, flight: Flight, receive: Receive) -> None:
        """Calls the inner application."""
        self.misses += 1
        reply = Reply(asked, shelf, flight)
        with reply.cancelling:
            await self.app(asked.scope, receive, reply.send)
