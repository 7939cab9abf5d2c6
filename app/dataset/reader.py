"""From a folder of YAML files to records, with file and line in every complaint."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.dataset.files import RECORD_FILES, Dataset, Event, Header, Record
from app.dataset.yamltext import Faulty, Where, compose, plain


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and where."""

    file: str
    line: int
    record: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.record}: {self.sentence}"


@dataclass(slots=True)
class Origin:
    """Where a record was written: its file, and the line of each of its parts."""

    file: str
    lines: dict[Where, int]

    def line(self, where: Where) -> int:
        """The line of a part, or of the nearest whole that has one."""
        while where not in self.lines:
            where = where[:-1]
        return self.lines[where]


@dataclass(slots=True)
class Reading:
    """A data set as read: the records that are sound, where each was written, and what is wrong."""

    dataset: Dataset | None = None
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, origin: Origin, where: Where, record: str, sentence: str) -> None:
        self.complaints.append(Complaint(origin.file, origin.line(where), record, sentence))


def dataset_files(folder: Path) -> list[Path]:
    """The files of a data set in the order in which they are read."""
    named = [folder / f"{name}.yaml" for name in ("dataset", *RECORD_FILES)]
    return [path for path in named if path.is_file()] + sorted((folder / "events").glob("*.yaml"))


def files_digest(folder: Path) -> str:
    """A name for the bytes of a data set's files: the cheap way to see that nothing has changed."""
    digest = hashlib.sha256()
    for path in dataset_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def read_dataset(folder: Path) -> Reading:
    """Read a whole folder; everything that is wrong is in `complaints`, and then `dataset` is None."""
    reading = Reading()
    if not (folder / "dataset.yaml").is_file():
        reading.complaints.append(Complaint(str(folder / "dataset.yaml"), 1, "dataset", "the file is missing"))
        return reading
    known = dataset_files(folder)
    for path in sorted(set(folder.rglob("*.y*ml")) - set(known)):
        reading.complaints.append(Complaint(str(path), 1, path.name, "is not the name of a data set's file"))
    records: dict[str, list[Any]] = {name: [] for name in ("dataset", *RECORD_FILES, "events")}
    for path in known:
        kind = "events" if path.parent != folder else path.stem
        records[kind].extend(read_records(path, kind, reading))
    if not (reading.complaints or records["dataset"]):
        reading.complaints.append(Complaint(str(known[0]), 1, "dataset", "the file is empty"))
    if not reading.complaints:
        contents: dict[str, Any] = {**records, "header": records["dataset"][0]}
        del contents["dataset"]
        reading.dataset = Dataset.model_construct(None, **contents)
    return reading


def read_records(path: Path, kind: str, reading: Reading) -> Iterator[Record]:
    """The sound records of one file; complaints about the others."""
    try:
        for index, node in enumerate(nodes(path, kind)):
            origin = Origin(str(path), {})
            value = plain(node, origin.lines)
            record = validated(kind, value, origin, f"{kind} record {index + 1}", reading)
            if record is not None:
                yield record
    except Faulty as fault:
        reading.complaints.append(Complaint(str(path), fault.line, kind, str(fault)))


def nodes(path: Path, kind: str) -> list[yaml.Node]:
    """The records of a file, unread: `dataset.yaml` is one, the others are lists. Faulty."""
    tree = compose(path)
    if kind == "dataset" and tree:
        return [tree]
    if tree is None:
        return []
    if not isinstance(tree, yaml.SequenceNode):
        raise Faulty(1, "the file must hold a list of records")
    return list(tree.value)


def validated(kind: str, value: Any, origin: Origin, name: str, reading: Reading) -> Record | None:
    """One record, noted under its id; or complaints."""
    model = Header if kind == "dataset" else RECORD_FILES.get(kind, Event)
    name = str(value.get("id", name)) if isinstance(value, dict) else name
    try:
        record = model.model_validate(value)
    except ValidationError as error:
        for fault in error.errors():
            reading.complain(origin, fault["loc"], name, sentence(fault["type"], fault["loc"], fault["msg"]))
        return None
    # A claim without an id of its own has one by now.
    name = getattr(record, "id", name)
    first = reading.origins.setdefault((kind, name), origin)
    if first is not origin:
        reading.complain(origin, (), name, f"the id stands already in {first.file}, line {first.line(())}")
    return record


PLAIN = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "model_type": "must be a record: keys with values",
    "list_type": "must be a list",
    "too_short": "must not be empty",
    "string_type": "must be text; put quotes around what YAML takes for something else",
    "int_type": "must be a whole number in plain digits",
    "int_from_float": "must be a whole number in plain digits",
    "float_parsing": "must be a number in plain digits",
}


def sentence(kind: str, where: Where, message: str) -> str:
    """A plain sentence for a fault that pydantic found; its own where that is plain."""
    part = ".".join(str(step) for step in where)
    return f"{part + ': ' if part else ''}{PLAIN.get(kind, message.removeprefix('Value error, '))}"
