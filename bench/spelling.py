"""Dates of every kind that EDTF can spell, made from a day: mostly days, as in life."""

import datetime
import random
from collections.abc import Callable
from itertools import accumulate

Day = datetime.date
Spelling = Callable[[random.Random, Day], str]


def year(day: Day) -> str:
    return f"{day.year:04d}"


def month(day: Day) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def later(rng: random.Random, day: Day, most: int) -> Day:
    """A day after it, by at most so many days."""
    return day + datetime.timedelta(days=rng.randint(1, most))


SPELLINGS: list[tuple[float, Spelling]] = [
    (58, lambda _, day: day.isoformat()),
    (11, lambda _, day: month(day)),
    (8, lambda _, day: year(day)),
    (3, lambda rng, day: f"{year(day)}-{rng.randint(21, 24)}"),
    (1, lambda _, day: f"{year(day)[:3]}X"),
    (0.2, lambda _, day: f"{year(day)[:2]}XX"),
    (1, lambda _, day: f"{month(day)}-XX"),
    (0.5, lambda _, day: f"{year(day)}-XX"),
    (5, lambda rng, day: f"{day}/{later(rng, day, 60)}"),
    (3, lambda rng, day: f"{month(day)}/{month(later(rng, day, 1500))}"),
    (1, lambda rng, day: f"{year(day)}/{year(later(rng, day, 4000))}"),
    (1, lambda _, day: f"{day}/.."),
    (0.5, lambda _, day: f"{month(day)}/"),
    (0.5, lambda _, day: f"/{day}"),
    (0.3, lambda _, day: f"../{year(day)}"),
    (1, lambda rng, day: f"[{day}..{later(rng, day, 30)}]"),
    (1, lambda _, day: f"[{day}..]"),
    (0.3, lambda _, day: f"[..{day}]"),
    (0.7, lambda rng, day: f"[{day},{later(rng, day, 90)}]"),
    (1.5, lambda _, day: f"{day}~"),
    (1, lambda _, day: f"{month(day)}?"),
    (0.5, lambda _, day: f"{year(day)}%"),
]
CHOICES = [spelling for _, spelling in SPELLINGS]
WEIGHTS = list(accumulate(weight for weight, _ in SPELLINGS))


def spelt(rng: random.Random, day: Day) -> str:
    """The day, known more or less exactly."""
    return rng.choices(CHOICES, cum_weights=WEIGHTS)[0](rng, day)
