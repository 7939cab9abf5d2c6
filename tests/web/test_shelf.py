"""The bound of the cache: bytes counted honestly, the least recently used go first."""

import gc
import tracemalloc

import pytest

from app.web.encoding import IDENTITY
from app.web.headers import Header
from app.web.shelf import Shelf
from app.web.stored import Entry, Key


def key_of(number: int) -> Key:
    return b"/v1/events/event-%d" % number, b"limit=%d" % number, None, IDENTITY


def entry_of(number: int, body: bytes | None = b"x" * 100) -> Entry:
    headers: list[Header] = [(b"etag", b'W/"%d"' % number), (b"content-type", b"application/json" + b"" * number)]
    return Entry(key_of(number), headers, body, "/v1/events/{event_id}")


def numbers(shelf: Shelf) -> list[int]:
    return [number for number in range(20) if key_of(number) in shelf.entries]


def test_the_least_recently_used_goes_first() -> None:
    size = entry_of(1).size
    shelf = Shelf("", 0, 3 * size, 0)
    for number in (1, 2, 3):
        shelf.keep(entry_of(number))
    shelf.entries.move_to_end(key_of(1))
    shelf.keep(entry_of(4))
    assert (numbers(shelf), shelf.size) == ([1, 3, 4], 3 * size)


def test_a_newer_answer_replaces_the_older() -> None:
    shelf = Shelf("", 0, 10**6, 0)
    shelf.keep(entry_of(1, b"x" * 1000))
    shelf.keep(entry_of(1, b"x" * 10))
    assert (len(shelf.entries), shelf.size) == (1, entry_of(1, b"x" * 10).size)


def test_what_does_not_fit_displaces_nothing() -> None:
    shelf = Shelf("", 0, 2 * entry_of(1).size, 0)
    shelf.keep(entry_of(1))
    shelf.keep(entry_of(2, b"x" * 5000))
    assert numbers(shelf) == [1]
    shelf.keep(entry_of(1, b"x" * 5000))
    assert (numbers(shelf), shelf.size) == ([], 0)


def test_a_shelf_without_room_keeps_nothing() -> None:
    shelf = Shelf("", 0, 0, 0)
    shelf.keep(entry_of(1, b""))
    assert (shelf.entries, shelf.size) == ({}, 0)


@pytest.mark.parametrize("body", [0, 50, 20_000])
def test_bytes_are_counted_as_the_process_holds_them(body: int) -> None:
    """Within a tenth of what the allocator gave out, for small answers too, where the objects outweigh the bytes."""
    count = 2000 if body < 1000 else 200

    def fresh(number: int) -> Entry:
        names = [b"etag", b"content-type", b"cache-control", b"vary", b"link", b"content-length"]
        headers = [(bytes(bytearray(name)), b"%s %d" % (name, number)) for name in names]
        return Entry(key_of(number), headers, bytes(bytearray(b"x" * body)), f"/v1/{number}")

    fresh(0)
    gc.collect()
    tracemalloc.start()
    shelf = Shelf("", 0, 10**9, 0)
    for number in range(count):
        shelf.keep(fresh(number))
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert shelf.size == pytest.approx(held, rel=0.1)
