"""A measure over time, drawn: a flow as a running total, a level as what was said of each date.

The band is the room between the least and the greatest claim. Nothing is drawn between two dates of a level:
no figure speaks of them.
"""

from collections.abc import Iterator, Sequence
from html import escape

from app.dates import NO_END, parse_date, parse_day
from app.formats.base import Item
from app.formats.svg_axis import round_steps, ticks
from app.formats.svg_scale import Scale

LEFT, TOP, WIDTH, HEIGHT, BASE, LABEL = 60.0, 16.0, 720.0, 300.0, 266.0, 40.0


class Plane:
    """Days and numbers to pixels."""

    def __init__(self, days: list[int], numbers: list[int], *, from_zero: bool) -> None:
        edge = max(60, (max(days) - min(days)) // 30)
        self.scale = Scale(min(days) - edge, max(days) + edge)
        self.steps = round_steps(0 if from_zero else min(numbers), max(numbers))

    def x(self, day: float) -> float:
        return LEFT + (WIDTH - LEFT - 16) * (day - self.scale.first) / (self.scale.last - self.scale.first)

    def y(self, number: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return BASE - (BASE - TOP) * (number - low) / (high - low)

    def axes(self) -> Iterator[str]:
        """Lines at round numbers and at round dates, with their words."""
        for number in self.steps:
            y = self.y(number)
            yield f'<path class="grid" d="M{LEFT:g} {y:.1f}H{WIDTH - 16:g}"/>'
            yield f'<text class="tick" x="{LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end">{number:,}</text>'
        for tick in ticks(self.scale, most=10):
            x = self.x(tick.day)
            yield f'<path class="grid" d="M{x:.1f} {BASE:g}v5"/>'
            yield f'<text class="tick" x="{x:.1f}" y="{BASE + 20:g}" text-anchor="middle">{tick.label}</text>'


def chart(totals: Item, name: str, known_on: str) -> str:
    """The drawing of a totals document, whose numbers the page gives as a table too; empty where there is no date."""
    points = [point for point in totals["points"] if point.get("date") or point.get("as_of")]
    if not points:
        return ""
    plane, parts = flow(points, parse_day(known_on)) if "cumulative" in points[0] else level(points)
    said = f"{name.replace('_', ' ').capitalize()} over time; the same figures stand in the table below."
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}" class="drawing chart" '
        f'role="img" aria-label="{escape(said)}">{"".join([*plane.axes(), *parts])}</svg>'
    )


def day_of(edtf: str) -> float:
    """The middle of the days that a date allows; where one end is open, the other."""
    date = parse_date(edtf)
    first, last = date.start_min, date.end_max
    return (first + last) / 2 if first and last < NO_END else first or last


def flow(points: list[Item], known_on: int) -> tuple[Plane, list[str]]:
    """Steps: the sum stays the same until the next event. It breaks off where a figure is missing."""
    days = [round(day_of(point["date"])) for point in points]
    sums = [point["cumulative"] for point in points]
    plane = Plane([*days, known_on], [0, 1, *numbers_of(sums)], from_zero=True)
    steps = [(plane.x(day), plane.x(end)) for day, end in zip(days, [*days[1:], known_on], strict=True)]
    parts = [
        band(plane, *step, one) for step, one in zip(steps, sums, strict=True) if None not in (one["low"], one["high"])
    ]
    known = [(*step, one["best"]) for step, one in zip(steps, sums, strict=True) if one["best"] is not None]
    curve = "".join(f"V{plane.y(best):.1f}H{end:.1f}" for _, end, best in known)
    if known:
        parts.append(f'<path class="curve" d="M{known[0][0]:.1f} {plane.y(0):.1f}{curve}"/>')
    return plane, parts + [
        f'<text x="{x + 4:.1f}" y="{plane.y(best) - 6:.1f}">{best:,}</text>'
        for number, (x, end, best) in enumerate(known)
        if end - x > LABEL or number == len(known) - 1
    ]


def numbers_of(rows: Sequence[Item]) -> list[int]:
    return [row[name] for row in rows for name in ("low", "best", "high") if row[name] is not None]


def band(plane: Plane, left: float, right: float, row: Item) -> str:
    top, height = plane.y(row["high"]), plane.y(row["low"]) - plane.y(row["high"])
    return f'<rect class="band" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{height:.1f}"/>'


def level(points: list[Item]) -> tuple[Plane, list[str]]:
    """A dot for a number; a bar between two; an arrow where only a limit was given."""
    plane = Plane([round(day_of(point["as_of"])) for point in points], numbers_of(points), from_zero=False)
    return plane, [part for point in points for part in level_marks(point, plane)]


def level_marks(point: Item, plane: Plane) -> Iterator[str]:
    x = plane.x(day_of(point["as_of"]))
    low, high = point["low"], point["high"]
    yield f"<g><title>{escape(level_words(point))}</title>"
    if low is not None and high is not None and low < high:
        yield band(plane, x - 4, x + 4, point)
    elif low is None or high is None:
        y, down = plane.y(high if low is None else low), 1 if low is None else -1
        tip = f"v{down * 12}m-3 {down * -4}l3 {down * 4}l3 {down * -4}"
        yield f'<path class="limit" d="M{x - 4:.1f} {y:.1f}h8m-4 0{tip}"/>'
    if point["best"] is not None and (low is not None or high is not None):
        yield f'<circle class="dot" cx="{x:.1f}" cy="{plane.y(point["best"]):.1f}" r="3.2"/>'
    yield "</g>"


def level_words(point: Item) -> str:
    """`20 June 2018: 7,800`."""
    low, high = point["low"], point["high"]
    if low is None:
        words = f"at most {high:,}"
    elif high is None:
        words = f"at least {low:,}"
    else:
        words = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{parse_date(point['as_of']).text}: {words}"
