"""What a database is to those who read it, on either engine."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from app.db.reader import Reader
from app.db.releases import Served
from app.db.turns import Turns

Keep = Callable[[Coroutine[Any, Any, None]], None]
"""Runs work beside the requests until it ends."""


class Source(Protocol):
    """A database that is only read. `trouble`: what its reading may raise when it cannot be read."""

    trouble: tuple[type[BaseException], ...]

    async def look(self, keep: Keep) -> Served | None:
        """The newest release, or None where there is none; raises `trouble`."""

    def missing(self) -> str:
        """Why there is no release, as a sentence."""

    def read(self, turns: Turns, until: float, keep: Keep) -> AbstractAsyncContextManager[Reader]:
        """One consistent view, until a time of the event loop. Unavailable, `trouble`."""

    async def forget(self) -> None:
        """Connect anew for the next request: what lies idle may lead to a silent server."""

    async def stop(self) -> None:
        """Close everything."""
