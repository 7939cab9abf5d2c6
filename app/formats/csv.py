"""RFC 4180: a header, then one row an item, CRLF; declared columns, streamed.

- No value is an empty cell; several values stand in one cell, joined with `; ` and empty where one has none.
- A text that a spreadsheet would run as a formula (first character `= + - @`, tab or line end, also in its
  full-width form) gets a leading apostrophe, the usual defence. Numbers are untouched, so -0.02 stays one.
"""

import csv
import io
import re
from typing import Any

from pydantic_core import from_json

from app.documents.base import escaped
from app.formats.base import Context, Format, Item, nothing
from app.formats.columns import COLUMNS

FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def columns(context: Context) -> list[tuple[str, str]]:
    """Those of the kind, or of the members that were asked for."""
    wanted = context.fields
    return [(name, path) for name, path in COLUMNS[context.kind] if wanted is None or member(path) in wanted]


def member(path: str) -> str:
    """The member of the item in which a path begins."""
    return re.split(r"\.|\[", path)[0]


def at(value: Any, path: str) -> Any:
    """What stands at a path; None where a step of it is missing, a list where a step is one."""
    step, _, rest = path.partition(".")
    if step.endswith("[]"):
        values = value.get(step[:-2]) or []
        return [at(one, rest) if rest else one for one in values]
    found = value.get(step) if value is not None else None
    return at(found, rest) if rest else found


def cell(value: Any) -> str:
    """A value as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        # One value stays what it is: the longitude of a single place is a number.
        return cell(value[0]) if len(value) == 1 else defused("; ".join(map(cell, value)))
    if isinstance(value, dict):
        return "; ".join(f"{name} {count}" for name, count in value.items())
    return defused(value) if isinstance(value, str) else str(value)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def row(cells: list[str]) -> bytes:
    """One record, quoted where it must be."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def head(context: Context) -> bytes:
    """The header; with a byte order mark, Excel reads the file as UTF-8."""
    return (b"\xef\xbb\xbf" if context.bom else b"") + row([name for name, _ in columns(context)])


def record(item: Item, context: Context) -> bytes:
    """One item."""
    return row([cell(at(item, path)) for _, path in columns(context)])


def event_line(document: bytes) -> str:
    """The row of a finished event without its line end, to be kept beside it; the marks in its links stay."""
    item = from_json(document)
    return escaped(row([cell(at(item, path)) for _, path in COLUMNS["event"]]).decode().removesuffix("\r\n"))


CSV = Format(
    "csv",
    "text/csv; charset=utf-8; header=present",
    frozenset(COLUMNS),
    head=head,
    item=record,
    tail=nothing,
    stored="line",
    end=b"\r\n",
)
