"""The parts of a date that are known: what may be given to a format that wants years, months and days.

Each works on the JSON of a date (`app.documents.date`). No part is ever made up: a month that is known
gives year and month, and no day.
"""

import calendar
import datetime
from typing import TypeAlias

from app.dates import parse_date
from app.documents.date import date_document
from app.formats.base import Item

Parts: TypeAlias = tuple[int, ...]
"""(year,), (year, month) or (year, month, day)."""


def hull(earliest: str, latest: str) -> tuple[Parts, Parts]:
    """The first and the last unit of the days between: years if they fill years, else months, else days."""
    first, last = datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest)
    units = 3
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        units = 1 if (first.month, last.month) == (1, 12) else 2
    return (first.year, first.month, first.day)[:units], (last.year, last.month, last.day)[:units]


def ends(limits: Item) -> tuple[Parts, Parts] | None:
    """The first and last unit of a start or an end; None where nothing of it is known."""
    days = [day for day in (limits["earliest"], limits["latest"]) if day]
    return hull(days[0], days[-1]) if days else None


def known(limits: Item) -> Parts | None:
    """The one year, month or day in which a start or an end lies; None where it is not known so well."""
    found = ends(limits) if limits["earliest"] and limits["latest"] else None
    return found[0] if found and found[0] == found[1] else None


def drawn(date: Item) -> tuple[Parts, Parts | None]:
    """Where a drawing of an event begins, and where it ends if that is known and elsewhere.

    An event of which only the end is known stands at its end. Every date has one known end at least.
    """
    start, end = ends(date["start"]), ends(date["end"])
    first = start[0] if start else end[0] if end else ()
    last = end[1] if start and end else None
    return first, None if last == first else last


def marked(date: Item) -> bool:
    """Whether the source or its editors doubt the date (`~ ? %`)."""
    return bool(date["approximate"] or date["uncertain"])


def sure_days(date: Item) -> tuple[str, str] | None:
    """First and last day, where both are known to the day and without doubt."""
    first, last = date["start"]["earliest"], date["end"]["latest"]
    exact = first and last and (first, last) == (date["start"]["latest"], date["end"]["earliest"])
    return (first, last) if exact and not marked(date) else None


def iso(parts: Parts) -> str:
    """ISO 8601 with the parts that there are: `2007`, `2007-04`, `2007-04-11`."""
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))


def dated(edtf: str) -> Item:
    """The JSON of a date from its EDTF text."""
    return date_document(parse_date(edtf)).model_dump(mode="json")
