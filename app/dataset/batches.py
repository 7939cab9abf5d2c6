"""Events in portions: what helper processes read, and hand over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic_core import to_json

from app.dataset.jsonlines import numbered_lines
from app.dataset.refs import Index
from app.dataset.validate import Complaint, checked, checked_lines

LINES_A_PART = 1000


@dataclass(slots=True)
class Batch:
    """Events that were read together, maybe by a helper: id, canonical JSON and line of the sound ones."""

    file: str
    events: list[tuple[str, bytes, int]] = field(default_factory=list)
    index: Index = field(default_factory=Index)
    complaints: list[Complaint] = field(default_factory=list)


Part = tuple[Path, list[tuple[int, bytes]]]
"""A file of events, and so many of its lines; none for YAML, which is read whole."""


def line_count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b""))


def parts(paths: Iterable[Path]) -> Iterator[Part]:
    for path in paths:
        if path.suffix == ".yaml":
            yield path, []
            continue
        lines = numbered_lines(path)
        while part := list(islice(lines, LINES_A_PART)):
            yield path, part


def read_part(part: Part) -> Batch:
    """The events of one part."""
    path, lines = part
    batch = Batch(str(path))
    sound = checked_lines(path, lines, batch.complaints) if lines else checked(path, "events", batch.complaints)
    for line, event in sound:
        batch.index.note(len(batch.events), event)
        batch.events.append((event.id, to_json(event), line))
    return batch
