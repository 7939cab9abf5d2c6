"""From a folder of YAML and JSON Lines files to records, with file and line in every complaint."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.dataset.batches import line_count, parts, read_part
from app.dataset.files import RECORD_FILES, Dataset, Record
from app.dataset.folder import dataset_files
from app.dataset.progress import counting
from app.dataset.shelf import Shelf
from app.dataset.spread import helpers, spread
from app.dataset.validate import Complaint, checked, nearest
from app.dataset.yamltext import Where, compose, plain

MANY_BYTES = 16_000_000
"""With so much JSON Lines, helper processes pay."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was written: its file and line. The lines of its parts are looked up when one is asked for."""

    file: str
    first: int
    record: str

    def line(self, where: Where) -> int:
        """The line of a part, or of the nearest whole that has one."""
        return nearest(lines_again(self.file, self.first, self.record), where) if where else self.first


@dataclass(slots=True)
class Reading:
    """A data set as read: the records that are sound, where each was written, and what is wrong."""

    dataset: Dataset | None = None
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    events: Shelf = field(default_factory=Shelf)

    def origin(self, kind: str, name: str) -> Origin | None:
        if kind == "events" and name in self.events.numbers:
            return Origin(*self.events.origin(self.events.numbers[name]), name)
        return self.origins.get((kind, name))

    def complain(self, file: str, line: int, record: str, sentence: str) -> None:
        self.complaints.append(Complaint(file, line, record, sentence))


def read_dataset(folder: Path, scratch: Path | None = None) -> Reading:
    """Read a whole folder; everything that is wrong is in `complaints`, and then `dataset` is None.

    `scratch` is the folder for what does not go into memory.
    """
    reading = Reading(events=Shelf(scratch))
    if not (folder / "dataset.yaml").is_file():
        reading.complain(str(folder / "dataset.yaml"), 1, "dataset", "the file is missing")
        return reading
    known = dataset_files(folder)
    for path in sorted(strangers(folder) - set(known)):
        reading.complain(str(path), 1, path.name, "is not the name of a data set's file")
    records = {path.stem: list(read_records(path, reading)) for path in known if path.parent == folder}
    read_events([path for path in known if path.parent != folder], reading)
    headers = records.pop("dataset")
    if not (reading.complaints or headers):
        reading.complain(str(known[0]), 1, "dataset", "the file is empty")
    if not reading.complaints:
        missing = {name: list[Record]() for name in RECORD_FILES}
        contents: dict[str, Any] = {**missing, **records, "header": headers[0], "events": reading.events}
        reading.dataset = Dataset.model_construct(None, **contents)
    return reading


def strangers(folder: Path) -> set[Path]:
    """What looks as if it were to be read."""
    return {path for pattern in ("*.y*ml", "*.*json*") for path in folder.rglob(pattern)}


def read_records(path: Path, reading: Reading) -> Iterator[Record]:
    """The sound records of one file; complaints about the others."""
    for line, record in checked(path, path.stem, reading.complaints):
        # A claim without an id of its own has one by now.
        name = getattr(record, "id", path.stem)
        origin = Origin(str(path), line, name)
        first = reading.origins.setdefault((path.stem, name), origin)
        if first is not origin:
            reading.complain(str(path), line, name, doubled(first.file, first.first))
        yield record


def doubled(file: str, line: int) -> str:
    return f"the id stands already in {file}, line {line}"


def read_events(paths: list[Path], reading: Reading) -> None:
    """Put the sound events of all files on the shelf; complaints about the others."""
    lines = [path for path in paths if path.suffix == ".jsonl"]
    processes = helpers() if sum(path.stat().st_size for path in lines) > MANY_BYTES else 1
    with counting("reading", "events", lambda: sum(map(line_count, lines))) as done:
        for batch in spread(read_part, parts(paths), processes):
            reading.complaints += batch.complaints
            reading.events.index.absorb(batch.index, len(reading.events.lines))
            for name, content, line in batch.events:
                if not reading.events.put(name, content, batch.file, line):
                    first = reading.events.origin(reading.events.numbers[name])
                    reading.complain(batch.file, line, name, doubled(*first))
            done(len(batch.events))


@lru_cache(1)
def nodes_again(file: str) -> list[yaml.Node]:
    """The records of a file that was read before, unread."""
    tree = compose(Path(file))
    return list(tree.value) if isinstance(tree, yaml.SequenceNode) else [tree] if tree else []


def lines_again(file: str, first: int, record: str) -> dict[Where, int]:
    """The line of each part of a record that begins in a line. They are not kept, since hardly one is ever needed."""
    if file.endswith(".yaml"):
        for node in nodes_again(file):
            lines: dict[Where, int] = {}
            if node.start_mark.line + 1 == first and named(plain(node, lines), record):
                return lines
    return {(): first}


def named(value: Any, record: str) -> bool:
    """Whether a value is the record of that id; what has no id in the file is one if the line is right."""
    return not isinstance(value, dict) or value.get("id") in (record, None)
