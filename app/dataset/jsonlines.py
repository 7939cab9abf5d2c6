"""JSON Lines: one event a line, as programs write them; with the line in every complaint."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from app.dataset.yamltext import Faulty

LONGEST = 2**20
"""Bytes of a line."""
Lines = list[tuple[int, bytes]]
"""Lines with their numbers, from 1 on; one that is too long has been cut."""


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank. What comes after the bytes that a line may have is passed over."""
    with path.open("rb") as file:
        number, is_new = 0, True
        for piece in iter(partial(file.readline, LONGEST), b""):
            number += is_new
            if is_new and not piece.isspace():
                yield number, piece
            is_new = piece.endswith(b"\n")


def value_of(number: int, line: bytes) -> Any:
    """The value of a line. Faulty."""
    if len(line) >= LONGEST:
        raise Faulty(number, f"the line has {LONGEST:,} bytes or more")
    try:
        text = line.decode()
        return json.loads(text.removeprefix("\ufeff") if number == 1 else text, **STRICT)
    except UnicodeDecodeError as error:
        raise Faulty(number, "the line is not UTF-8") from error
    except json.JSONDecodeError as error:
        said, _, _ = error.msg.partition(" (")
        raise Faulty(number, f"the JSON is broken: {said} (column {error.colno})") from error
    except Refused as error:
        raise Faulty(number, str(error)) from error
    except ValueError as error:
        raise Faulty(number, "a number has too many digits") from error
    except RecursionError as error:
        raise Faulty(number, "is nested too deeply") from error


class Refused(Exception):
    """What JSON in Python allows, and a data set does not."""


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would keep the last of two values. Refused."""
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        raise Refused(f"the key {next(name for name in names if names.count(name) > 1)} stands twice")
    return value


def no_number(word: str) -> NoReturn:
    raise Refused(f"{word} is no number")


STRICT: dict[str, Any] = {"object_pairs_hook": unique, "parse_constant": no_number}
