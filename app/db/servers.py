"""The PostgreSQL servers of an address: each has its share of the time, so that a silent one does not use it all.

asyncpg's own walk through the hosts ends at the first that accepts a connection and says no more (a frozen machine),
or drops packets: it has one time-out for all of them.
"""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg  # type: ignore[import-untyped]

# Long enough that a dead machine is no burden, short enough that one which comes back is soon used.
SILENT_SECONDS = 10.0
NEXT = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TargetServerAttributeNotMatched,
)


def each_of(url: str) -> list[str]:
    """An address for each host of a multi-host address (`postgresql://user@one:5432,two:5432/name?…`)."""
    netloc = urlsplit(url).netloc
    user, at, hosts = netloc.rpartition("@")
    return [url.replace(f"//{netloc}", f"//{user}{at}{host}", 1) for host in hosts.split(",")]


def wishes(url: str, said: str | None) -> tuple[str, ...]:
    """What is asked of a server, one round after the other; a preference is a wish that may be given up."""
    wanted = said or parse_qs(urlsplit(url).query).get("target_session_attrs", ["any"])[-1]
    return ("standby", "any") if wanted == "prefer-standby" else (wanted,)


class Servers:
    """Connects to the first server that will do: those that were silent a moment ago are tried last."""

    def __init__(self, url: str, seconds: float, options: dict[str, Any]) -> None:
        self.urls = each_of(url)
        self.wishes = wishes(url, options.pop("target_session_attrs", None))
        # What one server may take, so that time is left for the question itself.
        self.seconds = seconds / (len(self.urls) + 1) if len(self.urls) > 1 else seconds
        self.options = options
        self.silent = dict.fromkeys(self.urls, float("-inf"))

    async def connect(self) -> Any:
        """An asyncpg connection. Raises what the last server said."""
        failure: BaseException | None = None
        for wish in self.wishes:
            for url in self.in_order():
                try:
                    return await self.one(url, wish)
                except NEXT as error:
                    failure = error
        assert failure
        raise failure

    def in_order(self) -> list[str]:
        now = time.monotonic()
        return sorted(self.urls, key=lambda url: self.silent[url] > now)

    async def one(self, url: str, wish: str) -> Any:
        try:
            return await asyncpg.connect(url, timeout=self.seconds, target_session_attrs=wish, **self.options)
        except TimeoutError:
            self.silent[url] = time.monotonic() + SILENT_SECONDS
            raise
