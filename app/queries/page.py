"""Pages: by keyset, where one begins after the last row of the one before, or by position in what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_

from app.db import Reader
from app.documents.base import Document, encode
from app.queries.cursor import Cursor, forged


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that together are unique, all in one direction."""

    columns: tuple[Any, ...]
    descending: bool


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the matching events have a value, and what the parameter must be to find exactly these.

    `narrowed` is None where no single value does: an event may have several places, and one of another
    name may be why it is in the match.
    """

    value: str
    count: int
    narrowed: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of finished documents, their links still marked."""

    items: list[bytes]
    total: int
    description: str
    before: tuple[Any, ...] | None = None
    after: tuple[Any, ...] | None = None
    facets: dict[str, list[FacetCount]] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a page, and whether there are more before and after."""

    rows: list[Row[Any]]
    total: int
    before: tuple[Any, ...] | None = None
    after: tuple[Any, ...] | None = None


def part_of(items: Sequence[Document], said: str, limit: int, cursor: Cursor | None) -> Page:
    """A page of a list that is short enough to be made whole; its cursor is a position."""
    start = position(cursor) if cursor else 0
    after = (start + limit,) if start + limit < len(items) else None
    before = (max(0, start - limit),) if start else None
    return Page([encode(item) for item in items[start : start + limit]], len(items), said, before, after)


def bounds(cursor: Cursor | None, limit: int, total: int) -> tuple[int, int]:
    """From which position to which a page goes, where positions are all that a cursor holds. BadRequest."""
    at = position(cursor) if cursor else 0
    start, stop = (at - limit, at) if cursor and cursor.backward else (at, at + limit)
    return min(max(0, start), total), min(stop, total)


def position(cursor: Cursor) -> int:
    """The index at which a page begins. BadRequest."""
    [start] = typed(cursor.values, (int,))
    return int(start)


def typed(values: Sequence[Any], types: Sequence[type]) -> Sequence[Any]:
    """The values of a cursor: where no key is set, a sealed one may hold anything. BadRequest."""
    fit = len(values) == len(types) and all(type(one) is kind for one, kind in zip(values, types, strict=True))
    if not fit or any(isinstance(one, int) and not 0 <= one < 2**31 for one in values):
        raise forged(None)
    return values


def beyond(order: Order, values: Sequence[Any], *, backward: bool) -> ColumnElement[bool]:
    """The rows after (or before) the given sort values, compared as a row: so a page begins in the index."""
    values = typed(values, [column.type.python_type for column in order.columns])
    # Bound with their types, because SQLAlchemy writes out a plain True and then refuses to compare it.
    bound = tuple_(*(literal(value, column.type) for value, column in zip(values, order.columns, strict=True)))
    columns = tuple_(*order.columns)
    return columns < bound if order.descending != backward else columns > bound


async def read_slice(
    reader: Reader, statement: Select[Any], order: Order, limit: int, cursor: Cursor | None, total: int | None = None
) -> Slice:
    """Run a statement for one page. Its first columns are the sort values, in order; `total`, where it is known."""
    backward = bool(cursor and cursor.backward)
    if total is None:
        total = cursor.total if cursor else await count(reader, statement)
    paged = statement.where(beyond(order, cursor.values, backward=backward)) if cursor else statement
    down = order.descending != backward
    paged = paged.order_by(*(column.desc() if down else column.asc() for column in order.columns)).limit(limit + 1)
    rows = await reader.rows(paged) if total else []
    more, rows = len(rows) > limit, rows[:limit]
    if backward:
        rows.reverse()
    has_before, has_after = (more, True) if backward else (cursor is not None, more)
    width = len(order.columns)
    return Slice(
        rows,
        total,
        before=tuple(rows[0][:width]) if rows and has_before else None,
        after=tuple(rows[-1][:width]) if rows and has_after else None,
    )


async def count(reader: Reader, statement: Select[Any]) -> int:
    """How many rows a statement has, whatever its order."""
    return int(await reader.scalar(select(func.count()).select_from(statement.order_by(None).subquery())))
