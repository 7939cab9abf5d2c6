"""How far a long load has come: a line that is written over on a terminal, or one every ten seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

QUIET_SECONDS = 3
"""What takes less says nothing."""
Done = Callable[[int], None]


class Shown:
    """Writes lines of progress to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.on_terminal = stream.isatty()
        self.every = 0.5 if self.on_terminal else 10

    def write(self, line: str) -> None:
        print(f"\r{line:<78}" if self.on_terminal else line, end="" if self.on_terminal else "\n", file=self.stream)
        self.stream.flush()

    def end(self) -> None:
        if self.on_terminal:
            self.write("")
            print("\r", end="", file=self.stream, flush=True)


shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def showing(stream: TextIO = sys.stderr) -> Iterator[None]:
    """While this lasts, what counts is shown."""
    token = shown.set(Shown(stream))
    try:
        yield
    finally:
        shown.reset(token)


@contextmanager
def counting(doing: str, things: str, total: Callable[[], int]) -> Iterator[Done]:
    """Gives a function that is told how many more are done. `total` is asked for once it is needed; 0: not known."""
    where = shown.get()
    begun = time.monotonic()
    told, done, whole = begun + QUIET_SECONDS, 0, 0

    def more(count: int) -> None:
        nonlocal told, done, whole
        done += count
        now = time.monotonic()
        if where and now >= told:
            whole = whole or total()
            where.write(line(doing, things, done, whole, now - begun))
            told = now + where.every

    try:
        yield more
    finally:
        if where and whole:
            where.end()


def line(doing: str, things: str, done: int, whole: int, seconds: float) -> str:
    """`reading 340,000 of 1,000,000 events, 4,200/s, 2 min left`."""
    rate = done / seconds
    many = f"{done:,} of {whole:,}" if whole >= done else f"{done:,}"
    left = f", {span((whole - done) / rate)} left" if whole > done and rate else ""
    return f"{doing} {many} {things}, {rate:,.0f}/s{left}"


def span(seconds: float) -> str:
    """`40 s`, `2 min`."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
