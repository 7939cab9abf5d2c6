"""From what a file holds to records: each sound one with its line, and complaints about the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.dataset.files import RECORD_FILES, Event, Header, Record
from app.dataset.jsonlines import value_of
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


def checked(path: Path, kind: str, complaints: list[Complaint]) -> Iterator[tuple[int, Any]]:
    """Each sound record of a YAML file with its line."""
    try:
        for number, node in enumerate(nodes(path, kind), 1):
            lines: dict[Where, int] = {}
            value = plain(node, lines)
            record = validated(kind, value, Place(str(path), lines, f"{kind} record {number}"), complaints)
            if record is not None:
                yield lines[()], record
    except Faulty as fault:
        complaints.append(Complaint(str(path), fault.line, kind, str(fault)))


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


def checked_lines(path: Path, lines: list[tuple[int, bytes]], complaints: list[Complaint]) -> Iterator[tuple[int, Any]]:
    """Each sound event of these lines with its line."""
    for number, line in lines:
        try:
            place = Place(str(path), {(): number}, f"events line {number}")
            event = validated("events", value_of(number, line), place, complaints)
            if event is not None:
                yield number, event
        except Faulty as fault:
            complaints.append(Complaint(str(path), fault.line, "events", str(fault)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands that is to be a record, and what to call it if it has no id."""

    file: str
    lines: dict[Where, int]
    name: str


def validated(kind: str, value: Any, place: Place, complaints: list[Complaint]) -> Record | None:
    """One record, or complaints."""
    model = Header if kind == "dataset" else RECORD_FILES.get(kind, Event)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        name = str(value.get("id", place.name)) if isinstance(value, dict) else place.name
        for fault in error.errors():
            said = sentence(fault["type"], fault["loc"], fault["msg"])
            complaints.append(Complaint(place.file, nearest(place.lines, fault["loc"]), name, said))
        return None


def nearest(lines: dict[Where, int], where: Where) -> int:
    """The line of a part, or of the nearest whole that has one."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


PLAIN = {
    "extra_forbidden": "there is no such key",
    "missing": "is missing",
    "model_type": "must be a record: keys with values",
    "list_type": "must be a list",
    "too_short": "must not be empty",
    "string_type": "must be text; put quotes around what YAML takes for something else",
    "string_unicode": "has half a character (a surrogate without the other)",
    "int_type": "must be a whole number in plain digits",
    "int_from_float": "must be a whole number in plain digits",
    "float_parsing": "must be a number in plain digits",
}


def sentence(kind: str, where: Where, message: str) -> str:
    """A plain sentence for a fault that pydantic found; its own where that is plain."""
    part = ".".join(str(step) for step in where)
    return f"{part + ': ' if part else ''}{PLAIN.get(kind, message.removeprefix('Value error, '))}"
