"""Where the answers of one release and one day stand, counted in bytes, and the calls that others wait for."""

import asyncio
from collections import OrderedDict

from app.web.stored import Entry, Key


class Flight:
    """One call of the inner application that others may wait for."""

    __slots__ = ("answered", "ended", "entry")

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.entry: Entry | None = None
        self.answered = False

    def land(self, entry: Entry | None) -> None:
        """Lets those who wait go: with the entry, or each on its own way where the answer cannot be kept."""
        self.entry = entry
        self.answered = True
        self.ended.set()


class Shelf:
    """Keeps at most `max_bytes`, the least recently used go first; bodies up to `max_body` bytes.

    A shelf is never emptied but replaced: a call that began on an old one keeps its answer there, and so for nobody.
    """

    def __init__(self, label: str, until: float, max_bytes: int, max_body: int) -> None:
        self.label = label
        self.until = until
        self.max_bytes = max_bytes
        self.max_body = max_body
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.flights: dict[Key, Flight] = {}
        self.size = 0

    def find(self, key: Key) -> Entry | None:
        """The answer to what is asked, be it one that depends on the Accept header or not."""
        return self.entries.get(key) or self.entries.get((key[0], key[1], None, key[3]))

    def keep(self, entry: Entry) -> None:
        """Stores the entry in place of an older one, and makes room."""
        if (older := self.entries.pop(entry.key, None)) is not None:
            self.size -= older.size
        if entry.size > self.max_bytes:
            return
        self.entries[entry.key] = entry
        self.size += entry.size
        while self.size > self.max_bytes:
            _, oldest = self.entries.popitem(last=False)
            self.size -= oldest.size
