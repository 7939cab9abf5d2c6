"""Any number of things in the order of their keys, with little memory: sorted runs on disk, which are merged."""

import heapq
import marshal
from array import array
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from app.dataset.shelf import Scratch

A_RUN = 2**24
A_BLOCK = 2**16
"""Bytes that are read of a run at a time."""
PER_ITEM = 250
"""Bytes that an item takes in memory beside its content, more or less."""
Key = tuple[int | str, ...]
Item = tuple[Key, bytes]
by_key = itemgetter(0)


class Sorter:
    """Takes keys and plain values (numbers, text, bytes, and lists, tuples and dicts of them); gives them in order."""

    def __init__(self, folder: Path | None = None) -> None:
        self.scratch = Scratch(folder)
        self.runs: list[array[int]] = []
        self.items: list[Item] = []
        self.size = 0
        self.count = 0

    def add(self, key: Key, value: Any) -> None:
        content = marshal.dumps(value)
        self.items.append((key, content))
        self.count += 1
        self.size += len(content) + PER_ITEM
        if self.size > A_RUN:
            self.write_run()

    def write_run(self) -> None:
        """Blocks of items, each in one piece; a run is the offsets where they begin and end."""
        self.items.sort(key=by_key)
        run = array("q", [self.scratch.end])
        block: list[Item] = []
        size = 0
        for item in self.items:
            block.append(item)
            size += len(item[1])
            if size > A_BLOCK:
                run.append(self.scratch.append(marshal.dumps(block)))
                block, size = [], 0
        run.append(self.scratch.append(marshal.dumps(block)))
        self.runs.append(run)
        self.items, self.size = [], 0

    def read_run(self, run: "array[int]") -> Iterator[Item]:
        for start, end in pairwise(run):
            yield from marshal.loads(self.scratch.read(start, end))

    def __iter__(self) -> Iterator[tuple[Key, Any]]:
        self.items.sort(key=by_key)
        runs = [*map(self.read_run, self.runs), iter(self.items)]
        for key, content in heapq.merge(*runs, key=by_key):
            yield key, marshal.loads(content)
