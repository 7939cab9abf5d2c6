"""Where the events of a data set lie while it is loaded: a million of them would not go into memory.

Each is a line of canonical JSON in a file without a name, which goes with the process, however that ends,
and which processes that are forked can read too. Few events never reach the disk.
"""

import os
import tempfile
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO

from pydantic_core import to_json

from app.dataset.files import Event
from app.dataset.refs import Index
from app.errors import DatabaseError

IN_MEMORY = 2**22
"""So many bytes are gathered before they are written."""
REMEMBERED = 1000
"""So many events are kept as objects, some 10 KB each: neighbours are asked for again and again."""


class Scratch:
    """Bytes that are written once, one after the other, and read at any place."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.file: IO[bytes] | None = None
        self.written = 0
        self.waiting = bytearray()

    def append(self, content: bytes) -> int:
        """Where it ends, which is where the next begins. DatabaseError."""
        self.waiting += content
        if len(self.waiting) > IN_MEMORY:
            self.flush()
        return self.end

    @property
    def end(self) -> int:
        return self.written + len(self.waiting)

    def flush(self) -> None:
        try:
            if self.file is None:
                if self.folder:
                    self.folder.mkdir(parents=True, exist_ok=True)
                self.file = tempfile.TemporaryFile(dir=self.folder, buffering=0)  # noqa: SIM115 (closed with this object)
                weakref.finalize(self, self.file.close)
            rest = memoryview(self.waiting)
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            where = self.folder or tempfile.gettempdir()
            raise DatabaseError(f"The scratch file in {where} could not be written: {error.strerror}") from error
        self.written += len(self.waiting)
        self.waiting = bytearray()

    def read(self, start: int, end: int) -> bytes:
        """What was appended in one piece."""
        if self.file is None or start >= self.written:
            return bytes(self.waiting[start - self.written : end - self.written])
        return os.pread(self.file.fileno(), end - start, start)


class Shelf(Collection[Event]):
    """The events of one data set, numbered as they were read, found by id, walked through by id."""

    def __init__(self, folder: Path | None = None) -> None:
        self.scratch = Scratch(folder)
        self.ends = array("q", [0])
        self.lines = array("I")
        self.files: list[tuple[int, str]] = []
        self.numbers: dict[str, int] = {}
        self.index = Index()
        self.sorted: list[str] = []
        self.get = lru_cache(REMEMBERED)(self.read)

    @classmethod
    def of(cls, events: Iterable[Event], folder: Path | None = None) -> "Shelf":
        shelf = cls(folder)
        for event in events:
            shelf.index.note(len(shelf.lines), event)
            shelf.put(event.id, to_json(event), "", 0)
        return shelf

    def put(self, name: str, content: bytes, file: str, line: int) -> bool:
        """The next event as canonical JSON, and where it was written; False if there is one of that id already."""
        number = len(self.lines)
        if not self.files or self.files[-1][1] != file:
            self.files.append((number, file))
        self.ends.append(self.scratch.append(content))
        self.lines.append(line)
        return self.numbers.setdefault(name, number) == number

    def origin(self, number: int) -> tuple[str, int]:
        """The file and the line of an event."""
        at = bisect_right(self.files, number, key=lambda start: start[0]) - 1
        return self.files[at][1], self.lines[number]

    def content(self, number: int) -> bytes:
        return self.scratch.read(self.ends[number], self.ends[number + 1])

    def read(self, name: str) -> Event:
        """An event by its id. KeyError."""
        return self.numbered(self.numbers[name])

    def numbered(self, number: int) -> Event:
        return Event.model_validate_json(self.content(number))

    def names(self) -> list[str]:
        """The ids in their order."""
        if len(self.sorted) != len(self.numbers):
            self.sorted = sorted(self.numbers)
        return self.sorted

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The id and the canonical JSON of each event, by id."""
        for name in self.names():
            yield name, self.content(self.numbers[name])

    def as_read(self) -> Iterator[Event]:
        """The events in the order of the files, for complaints."""
        return map(self.numbered, range(len(self.lines)))

    def __iter__(self) -> Iterator[Event]:
        return map(self.get, self.names())

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, event: object) -> bool:
        return isinstance(event, Event) and event.id in self.numbers and self.get(event.id) == event
