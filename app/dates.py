"""Historical dates: EDTF text, and beside it the days between which history allows start and end to lie.

Days are numbers: proleptic Gregorian ordinals (`datetime.date.toordinal`), both ends inclusive.
A date never becomes an instant, and no month or day is ever invented.
"""

import dataclasses
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.datehints import mend
from app.datetext import interval_words, long_day, set_words
from app.edtf import DateError, Pair, Piece, Precision, read_interval, read_piece, read_set
from app.vocabulary import Bound, Extent

__all__ = [
    "NO_END",
    "NO_START",
    "DateError",
    "HistoricalDate",
    "Precision",
    "Span",
    "day_text",
    "long_day",
    "overlaps_certain",
    "overlaps_possible",
    "parse_date",
    "parse_day",
    "parse_span",
    "within_certain",
    "within_possible",
]

NO_START = 0
"""The day number of a start that is open or unknown: one before 0001-01-01."""
NO_END = 3_652_060
"""The day number of an end that is open or unknown: one past 9999-12-31."""
LONGEST = 64
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BOUNDS = {"": Bound.UNKNOWN, "..": Bound.OPEN}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HistoricalDate:
    """When something happened, as exactly as it is known and no more.

    `start_min ≤ start_max ≤ end_max` and `start_min ≤ end_min ≤ end_max`, in day numbers or sentinels.

    - One date (`2018-06`) or a set (`[1990,1992]`): one moment in the hull; extent `within`.
    - `a/b`: it lasted from a day of a to a day of b; extent `throughout`. Where a and b share days,
      it cannot start after the last day of b, nor end before the first day of a.
    - `a/..` (open) and `a/` (unknown): end_max = NO_END, end_min = start_min; for an open end see `known_on`.
      `../b` and `/b` mirror them: start_min = NO_START, start_max = end_max.
    - `[a..]` is one moment on or after a: the minima are the first day of a, the maxima NO_END. The start is
      bound `known`, since its earliest day is, the end `open` (no stated limit). `[..b]` mirrors it: start
      `open`, end `known`. So a known bound may still hold one sentinel, which is shown as null.
    """

    edtf: str
    start_min: int
    start_max: int
    end_min: int
    end_max: int
    start_bound: Bound
    end_bound: Bound
    extent: Extent
    precision: Precision
    approximate: bool
    uncertain: bool
    text: str

    def known_on(self, day: int) -> "HistoricalDate":
        """As known on that day: what still goes on has not ended before it.

        Only for an open end of what lasts. `[a..]` is one moment, which may be past by then.
        """
        if self.end_bound is not Bound.OPEN or self.extent is not Extent.THROUGHOUT:
            return self
        return dataclasses.replace(self, end_min=max(self.start_min, day))


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a query asks for, inclusive; a sentinel where it sets no limit."""

    first: int
    last: int


def parse_date(text: str) -> HistoricalDate:
    """The date of an event, a claim or a source. DateError."""
    return hinted(text, read_date)


def parse_span(text: str) -> Span:
    """A date to search by: one date or an interval, without marks and sets. DateError."""
    return hinted(text, read_span)


def parse_day(text: str) -> int:
    """One day, strictly `YYYY-MM-DD`, as a day number. DateError."""
    return hinted(text, read_day)


def day_text(day: int) -> str:
    """`YYYY-MM-DD` for a day number. ValueError for a sentinel."""
    return datetime.date.fromordinal(day).isoformat()


def overlaps_possible(date: HistoricalDate, span: Span) -> bool:
    """Some start and end that the bounds allow enclose a day of the span."""
    return date.start_min <= span.last and date.end_max >= span.first


def overlaps_certain(date: HistoricalDate, span: Span) -> bool:
    """Every start and end that the bounds allow enclose a day of the span; never with a mark (`~ ? %`)."""
    return unmarked(date) and date.start_max <= span.last and date.end_min >= span.first


def within_possible(date: HistoricalDate, span: Span) -> bool:
    """Some start and end that the bounds allow lie in the span."""
    start = max(date.start_min, span.first)
    return start <= date.start_max and max(date.end_min, start) <= min(date.end_max, span.last)


def within_certain(date: HistoricalDate, span: Span) -> bool:
    """Every start and end that the bounds allow lie in the span; never with a mark (`~ ? %`)."""
    return unmarked(date) and date.start_min >= span.first and date.end_max <= span.last


def unmarked(date: HistoricalDate) -> bool:
    """A mark does not widen the bounds, so with one they are no proof."""
    return not (date.approximate or date.uncertain)


def hinted(text: str, read: Callable[[str], T]) -> T:
    """Read a text of bounded length; a refusal carries the nearest text that `read` would take."""
    if len(text) > LONGEST:
        raise DateError(f"A date has at most {LONGEST} characters.")
    try:
        return read(text)
    except DateError as error:
        raise DateError(error.reason, mend(text, read)) from None


def read_day(text: str) -> int:
    """A day number. DateError without a hint, as in all of `read_…`."""
    if not DAY.fullmatch(text):
        raise DateError("A day is written YYYY-MM-DD.")
    return read_piece(text).first


def read_span(text: str) -> Span:
    """From the first day of the start to the last day of the end."""
    if text.startswith(("[", "{")):
        raise DateError("A date to search by is one date or an interval, not a set.")
    start, end = read_interval(text) if "/" in text else (read_piece(text),) * 2
    if any(piece.approximate or piece.uncertain for piece in given([(start, end)])):
        raise DateError("A date to search by has no mark (~ ? %).")
    return Span(start.first if start else NO_START, end.last if end else NO_END)


def read_date(text: str) -> HistoricalDate:
    """One date, an interval or a set. `{…}`, all of several dates, cannot date one event."""
    if text.startswith("{"):
        raise DateError("{…} is several dates at once: write an event for each, or […] for one of several dates.")
    if text.startswith("["):
        return one_of(text, read_set(text))
    if "/" in text:
        return lasting(text, *read_interval(text))
    piece = read_piece(text)
    return moment(text, piece.first, piece.last, piece.precision, [piece], piece.words)


def given(pairs: list[Pair]) -> list[Piece]:
    """The pieces that are there, without the ends that are open or unknown."""
    return [piece for pair in pairs for piece in pair if piece]


def words(pair: Pair) -> tuple[str | None, str | None]:
    start, end = pair
    return start.words if start else None, end.words if end else None


def lasting(text: str, start: Piece | None, end: Piece | None) -> HistoricalDate:
    """An interval, one end of which may be open or unknown."""
    start_text, _, end_text = text.partition("/")
    start_min, end_max = start.first if start else NO_START, end.last if end else NO_END
    pieces = given([(start, end)])
    marked = [piece.approximate or piece.uncertain for piece in pieces]
    alike = not any(marked) and {piece.precision for piece in pieces} in ({Precision.DAY}, {Precision.MONTH})
    return HistoricalDate(
        edtf=text,
        start_min=start_min,
        start_max=min(start.last, end_max) if start else end_max,
        end_min=max(end.first, start_min) if end else start_min,
        end_max=end_max,
        start_bound=BOUNDS.get(start_text, Bound.KNOWN),
        end_bound=BOUNDS.get(end_text, Bound.KNOWN),
        extent=Extent.THROUGHOUT,
        precision=Precision.INTERVAL,
        approximate=any(piece.approximate for piece in pieces),
        uncertain=any(piece.uncertain for piece in pieces),
        text=interval_words(*words((start, end)), is_open=".." in text, alike=alike),
    )


def one_of(text: str, pairs: list[Pair]) -> HistoricalDate:
    """A set: one moment in the hull of its members."""
    pieces = given(pairs)
    first = min(piece.first for piece in pieces) if pairs[0][0] else NO_START
    last = max(piece.last for piece in pieces) if pairs[-1][1] else NO_END
    preposition = "on" if pieces[0].precision is Precision.DAY else "in"
    return moment(text, first, last, Precision.SET, pieces, set_words([words(pair) for pair in pairs], preposition))


def moment(text: str, first: int, last: int, precision: Precision, pieces: list[Piece], plain: str) -> HistoricalDate:
    """One moment, somewhere from first to last."""
    return HistoricalDate(
        edtf=text,
        start_min=first,
        start_max=last,
        end_min=first,
        end_max=last,
        start_bound=Bound.OPEN if first == NO_START else Bound.KNOWN,
        end_bound=Bound.OPEN if last == NO_END else Bound.KNOWN,
        extent=Extent.WITHIN,
        precision=precision,
        approximate=any(piece.approximate for piece in pieces),
        uncertain=any(piece.uncertain for piece in pieces),
        text=plain,
    )
