"""The ticks of an axis of time, and round numbers for an axis of figures."""

import datetime
import math
from typing import NamedTuple

from app.datetext import MONTHS
from app.formats.svg_scale import Scale

STEPS = ((1, 0), (2, 0), (7, 0), (0, 1), (0, 3), (0, 6), (0, 12), (0, 24), (0, 60), (0, 120), (0, 240), (0, 600))
"""Days, or months, from one tick to the next."""
MOST_TICKS = 14


class Tick(NamedTuple):
    day: int
    label: str


def ticks(scale: Scale, most: int = MOST_TICKS) -> list[Tick]:
    """As many as are easy to read, each at the first day of its unit."""
    length = scale.last - scale.first
    days, months = next((step for step in STEPS if length / (step[0] or step[1] * 30.44) <= most), STEPS[-1])
    found = by_days(scale, days) if days else by_months(scale, months)
    return [Tick(day, words(day, days, months)) for day in found]


def by_days(scale: Scale, step: int) -> list[int]:
    return [day for day in range(scale.first, scale.last + 1) if day % step == 0]


def by_months(scale: Scale, step: int) -> list[int]:
    """Months are counted from the year 0, so that years and decades begin on round numbers."""
    start, end = datetime.date.fromordinal(scale.first), datetime.date.fromordinal(scale.last)
    numbers = range(math.ceil((start.year * 12 + start.month - 1) / step) * step, end.year * 12 + end.month, step)
    dates = (datetime.date(number // 12, number % 12 + 1, 1) for number in numbers if number >= 12)
    return [date.toordinal() for date in dates if scale.first <= date.toordinal() <= scale.last]


def words(day: int, days: int, months: int) -> str:
    """`1990`, `Jul 1996`, `12 Jun 2018`."""
    date = datetime.date.fromordinal(day)
    if months >= 12:
        return str(date.year)
    short = f"{MONTHS[date.month - 1][:3]} {date.year}"
    return f"{date.day} {short}" if days else short


def round_steps(low: float, high: float, most: int = 5) -> list[int]:
    """Round numbers that reach from below `low` to above `high`."""
    rough = max(high - low, 1) / most
    power = 10 ** math.floor(math.log10(rough))
    step = max(1, int(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)))
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]
