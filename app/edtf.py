"""Reading EDTF (ISO 8601-2): single dates, and the intervals and sets that are made of them.

One regular expression without nested repetition, so that time is linear in a text that is short anyway.
Supported: `2007`, `2018-06`, `2018-06-12`, decades `199X`, centuries `19XX`, seasons `2001-21` to `2001-24`,
unknown days and months (`2018-06-XX`, `2018-XX`, `2018-XX-XX`), each with one mark `~`, `?` or `%` at its end.
"""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.datetext import day_words, marked_words, month_words, season_words, year_words, years_words


class DateError(ValueError):
    """A date that is refused. Its text is plain English; `suggestion` is the right spelling, where there is one."""

    def __init__(self, reason: str, suggestion: str | None = None) -> None:
        super().__init__(f'{reason} Write "{suggestion}".' if suggestion else reason)
        self.reason = reason
        self.suggestion = suggestion


class Precision(StrEnum):
    """The smallest unit that is known; `interval` and `set` where several dates make one."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Piece:
    """One date: its first and last possible day (ordinals, inclusive), its marks and its words."""

    first: int
    last: int
    precision: Precision
    approximate: bool
    uncertain: bool
    words: str


Bounds: TypeAlias = tuple[int, int, Precision, str]
Pair: TypeAlias = tuple[Piece | None, Piece | None]

PIECE = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([~?%])?")
REASONS = (
    (re.compile(r"[-+]|[yY]-?[0-9]"), "Years run from 0001 to 9999, without sign, letter or exponent."),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[-+TZ :]"), "A date is a day, without a time or a zone."),
    (re.compile(r"[0-9?]?XXX"), "Only the last one or two digits of a year can be unknown."),
    (re.compile(r"[0-9-]*[uxX][0-9uxX-]*$"), "An unknown month or day is XX (2018-XX), an unknown digit X (199X)."),
    (re.compile(r"[0-9X-]*[~?%]"), "A mark (~ ? %) stands once, at the end of a date: 2018-06~."),
    (re.compile(r"[0-9]{1,3}(?![0-9])"), "A date begins with its year, which has four digits."),
    (re.compile(r"[0-9]{5}"), "A year has four digits, and hyphens stand between year, month and day."),
    (re.compile(r""), "A date is written YYYY, YYYY-MM or YYYY-MM-DD."),
)
YEARS = "Years run from 0001 to 9999."


def read_piece(text: str) -> Piece:
    """One date. DateError."""
    found = PIECE.fullmatch(text)
    if not found:
        raise DateError(next(reason for pattern, reason in REASONS if pattern.match(text)))
    year, month, day, mark = found.groups()
    first, last, precision, words = masked_years(year, month) if "X" in year else dated(int(year), month, day)
    if not mark:
        return Piece(first, last, precision, False, False, words)
    approximate, uncertain = mark != "?", mark != "~"
    return Piece(first, last, precision, approximate, uncertain, marked_words(words, approximate, uncertain))


def masked_years(year: str, month: str | None) -> Bounds:
    """`199X` and `19XX`; there is no year 0000, so `000X` begins with 0001."""
    if month:
        raise DateError("With an unknown digit in the year, month and day cannot be given.")
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    precision = Precision.DECADE if high - low == 9 else Precision.CENTURY
    first, last = datetime.date(max(low, 1), 1, 1), datetime.date(high, 12, 31)
    return first.toordinal(), last.toordinal(), precision, years_words(low, high)


def dated(year: int, month: str | None, day: str | None) -> Bounds:
    """A year of four digits with what is known below it."""
    if not year:
        raise DateError(f"{YEARS[:-1]}, and there is no year 0000.")
    if not month:
        return *months(year, 1, 12), Precision.YEAR, year_words(year)
    if month == "XX":
        return unknown_month(year, day)
    number = int(month)
    if 21 <= number <= 24:
        return season(year, number, day)
    if not 1 <= number <= 12:
        raise DateError("Months are 01 to 12, seasons 21 (spring) to 24 (winter).")
    if day and day != "XX":
        return one_day(year, number, int(day))
    unknown = ", day unknown" if day else ""
    return *months(year, number, number), Precision.MONTH, month_words(year, number) + unknown


def months(year: int, first: int, last: int) -> tuple[int, int]:
    """The first day of one month and the last day of another of the same year."""
    start = datetime.date(year, first, 1).toordinal()
    if last == 12:
        return start, datetime.date(year, 12, 31).toordinal()
    return start, datetime.date(year, last + 1, 1).toordinal() - 1


def unknown_month(year: int, day: str | None) -> Bounds:
    """`2018-XX` and `2018-XX-XX`: some month or day of the year."""
    if day and day != "XX":
        raise DateError("With an unknown month, the day cannot be given.")
    unknown = "month and day unknown" if day else "month unknown"
    return *months(year, 1, 12), Precision.YEAR, f"{year_words(year)}, {unknown}"


def season(year: int, number: int, day: str | None) -> Bounds:
    """As in the northern hemisphere: spring is March to May; winter ends in February of the next year."""
    if day:
        raise DateError("A season (21 to 24) has no day.")
    if number < 24:
        spring = 3 * (number - 20)
        return *months(year, spring, spring + 2), Precision.SEASON, season_words(year, number)
    if year == 9999:
        raise DateError(f"{YEARS[:-1]}, and that winter ends after them.")
    first, last = datetime.date(year, 12, 1).toordinal(), datetime.date(year + 1, 3, 1).toordinal() - 1
    return first, last, Precision.SEASON, season_words(year, number)


def one_day(year: int, month: int, day: int) -> Bounds:
    """A day of the proleptic Gregorian calendar; 29 February only in leap years."""
    try:
        ordinal = datetime.date(year, month, day).toordinal()
    except ValueError:
        first, last = months(year, month, month)
        raise DateError(f"{month_words(year, month)} has days 01 to {last - first + 1}.") from None
    return ordinal, ordinal, Precision.DAY, day_words(year, month, day)


def read_interval(text: str) -> Pair:
    """`a/b`: both ends, None for one that is open (`..`) or unknown. DateError if reversed or without any date."""
    start_text, _, end_text = text.partition("/")
    if "/" in end_text:
        raise DateError("An interval has one slash, and a day is written YYYY-MM-DD.")
    start = None if start_text in ("", "..") else read_piece(start_text)
    end = None if end_text in ("", "..") else read_piece(end_text)
    if not start and not end:
        raise DateError("An interval has a date at one end at least.")
    return in_order(start, end)


def in_order(start: Piece | None, end: Piece | None) -> Pair:
    """The pair itself. Ends may share days (`2004/2004-06`); only what cannot be is reversed."""
    if start and end and end.last < start.first:
        raise DateError("The end lies before the start.")
    return start, end


def read_set(text: str) -> list[Pair]:
    """`[1990,1992]`, `[2011-05-01..2018-06-24]`, `[2018-06-20..]`, `[..2005]`: pairs of first and last. DateError."""
    if text[-1] != "]" or text in ("[]", "[..]"):
        raise DateError("A set is one date or more between [ and ].")
    pairs = [read_member(member) for member in text[1:-1].split(",")]
    if not all(start for start, _ in pairs[1:]) or not all(end for _, end in pairs[:-1]):
        raise DateError("In a set, only the first date can be open to the past and only the last to the future.")
    return pairs


def read_member(text: str) -> Pair:
    """`a` (the same piece twice), `a..b`, `a..` or `..b`."""
    start_text, dots, end_text = text.partition("..")
    if not dots or not (start_text or end_text):
        piece = read_piece(text)
        return piece, piece
    return in_order(read_piece(start_text) if start_text else None, read_piece(end_text) if end_text else None)
