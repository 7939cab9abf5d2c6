"""Work that would hold up everyone else: done in slices that take turns, or in a thread beside the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Items made at a time: some milliseconds in the dearest format.
SLICE = 50
# Rendering holds Python's lock: more threads would not be faster, and hold more items in memory.
THREADS = 1


class Work:
    """One for each application. Requests that are answered in microseconds pass between the slices."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.threads = ThreadPoolExecutor(THREADS, "homeward-work")

    async def each(self, items: Sequence[T], make: Callable[[T], R]) -> list[R]:
        """What is made of each item. Of all who make something, one has its turn in each round of the loop."""
        made: list[R] = []
        for start in range(0, len(items), SLICE):
            async with self.turn:
                made += map(make, items[start : start + SLICE])
                # With the turn in hand: another one's slice belongs to the next round.
                await asyncio.sleep(0)
        return made

    async def whole(self, items: int, make: Callable[[], R]) -> R:
        """What is made at once of so many items: of few here, of many in a thread.

        A request that is cut off leaves its thread at work until it ends; what waits for a thread is forgotten.
        """
        if items > SLICE:
            return await asyncio.get_running_loop().run_in_executor(self.threads, make)
        async with self.turn:
            made = make()
            await asyncio.sleep(0)
            return made

    def stop(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
