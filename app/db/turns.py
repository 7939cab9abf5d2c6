"""Turns: so many may read at a time; who waits too long is sent away."""

import asyncio

from app.db.trouble import not_yet


class Turns:
    """So many connections. `wait`: seconds that one waits for a turn."""

    def __init__(self, count: int, wait: float) -> None:
        self.free = asyncio.Semaphore(count)
        self.wait = wait

    async def take(self) -> None:
        """Wait for a turn. Unavailable."""
        try:
            async with asyncio.timeout(self.wait):
                await self.free.acquire()
        except TimeoutError:
            raise not_yet("Too many requests are waiting.") from None

    def give_back(self) -> None:
        self.free.release()
