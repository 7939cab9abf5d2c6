"""Work spread over processes: each is forked, so that it has all that its parent has, and sends back results."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, islice
from multiprocessing.connection import Connection
from typing import TypeVar

from app.errors import DatabaseError

T = TypeVar("T")
R = TypeVar("R")
MANY = 5000
A_CHUNK = 200
MOST = 4
"""More than so many would wait for the one that writes."""


def helpers() -> int:
    """How many processes pay on this machine."""
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    return (
        min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST) * can_fork
    )


def helpers_for(events: int) -> int:
    """To fork takes time too: a few events are done here and now."""
    return helpers() if events > MANY else 1


def chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """A sequence in pieces of some length."""
    return (names[start : start + A_CHUNK] for start in range(0, len(names), A_CHUNK))


@contextmanager
def without_collection() -> Iterator[None]:
    """Records hold no cycles: to search millions of them for some takes a sixth of a load, and finds nothing.

    What a search touches would, too, have to be copied for each process.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spread(work: Callable[[T], R], parts: Iterable[T], processes: int) -> Iterator[R]:
    """The results of the parts, in their order; with fewer than two processes made here and now.

    Every process walks through the parts by itself and works on each n-th of them. A result waits in a pipe until it
    is asked for, so that nothing piles up, and a process whose parent was killed finds its pipe broken and ends.
    """
    if processes < 2:
        yield from map(work, parts)
        return
    context, readers = multiprocessing.get_context("fork"), list[Connection]()
    running = []
    try:
        for first in range(processes):
            reader, writer = context.Pipe(duplex=False)
            readers.append(reader)
            own = islice(parts, first, None, processes)
            process = context.Process(target=send_all, args=(work, own, writer, readers), daemon=True)
            process.start()
            running.append(process)
            writer.close()
        yield from received(readers)
    finally:
        for process in running:
            process.terminate()
            process.join()
        for reader in readers:
            reader.close()


def send_all(work: Callable[[T], R], parts: Iterable[T], writer: Connection, readers: list[Connection]) -> None:
    """What a process does: each result, or what went wrong, and then the end."""
    # The parent is told of Ctrl-C itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for reader in readers:
        reader.close()
    with suppress(BrokenPipeError):
        try:
            for part in parts:
                writer.send((True, work(part)))
            writer.send((True, None))
        except BrokenPipeError:
            raise
        except BaseException as error:
            writer.send((False, error))


def received(readers: list[Connection]) -> Iterator[R]:
    """The results, taken from one process after the other, until the first that has no more."""
    for number in count():
        try:
            fine, result = readers[number % len(readers)].recv()
        except EOFError as error:
            raise DatabaseError("A helper process of the load was ended from outside.") from error
        if not fine:
            raise result
        if result is None:
            return
        yield result
