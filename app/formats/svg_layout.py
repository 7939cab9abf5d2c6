"""Where the marks of a drawn timeline stand: each on its days, and on a row where it does not overlap.

Nothing is drawn more exact than it is: a mark has a solid part, in which the event certainly was, and soft parts
before and after, in which it may have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from app.dates import parse_day
from app.formats.base import Context, Item
from app.formats.parts import marked
from app.formats.svg_scale import WIDTH, Scale, goes_on

TAIL = 40.0
"""Pixels of a fading end that is not known, or has no stated day."""
LEAST_SOFT, DOT, GAP, LABEL_GAP = 14.0, 9.0, 3.0, 12.0
FEW, MOST_TOLD = 45, 4
"""So many events or fewer are all drawn with their titles; of more, so many in each lane are."""

LANES: dict[str, tuple[str, ...]] = {
    "Returns, transport, ceremonies": ("handover", "transport", "ceremony", "burial", "prisoner_exchange"),
    "Search and recovery": ("recovery_mission", "suspension"),
    "Analysis and identification": ("analysis", "identification"),
    "Talks and agreements": ("talks", "summit", "agreement", "armistice"),
    "Statements and laws": ("announcement", "statement", "legislation"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """`left ≤ solid_from ≤ solid_to ≤ right`; a dot where left equals right; `arrow`: it had not ended."""

    left: float
    solid_from: float
    solid_to: float
    right: float
    arrow: bool = False

    @property
    def dot(self) -> bool:
        return self.left == self.right

    @property
    def middle(self) -> float:
        return (self.solid_from + self.solid_to) / 2

    @property
    def begins(self) -> float:
        """The first pixel that is taken."""
        return self.left - DOT / 2 if self.dot else self.left

    @property
    def ends(self) -> float:
        return self.right + DOT / 2 if self.dot else self.right + (8 if self.arrow else 4)


@dataclass(frozen=True, slots=True)
class Placed:
    """An event with its mark, its row within the lane, and where its title stands (None: without)."""

    event: Item
    mark: Mark
    row: int
    label: float | None
    below: bool = False
    """Whether the title stands on the next row, because there is no room beside the mark."""

    @property
    def last_row(self) -> int:
        return self.row + self.below


def mark_of(event: Item, scale: Scale, context: Context) -> Mark:
    """The mark of an event's date."""
    mark = lasting(event, scale, context) if event["date"]["extent"] == "throughout" else moment(event, scale)
    return softened(mark) if marked(event["date"]) else mark


def moment(event: Item, scale: Scale) -> Mark:
    """One day, or some day between two; to the edge of the drawing where there is no limit."""
    first, last = event["date"]["start"]["earliest"], event["date"]["end"]["latest"]
    if first is None or last is None:
        x = scale.x(parse_day(first or last) + 0.5)
        return Mark(x, x, x, max(x + TAIL, WIDTH)) if last is None else Mark(min(x - TAIL, 0.0), x, x, x)
    left, right = scale.x(parse_day(first)), scale.x(parse_day(last) + 1)
    middle = (left + right) / 2
    if first == last:
        return Mark(middle, middle, middle, middle)
    half = max(right - left, LEAST_SOFT) / 2
    return Mark(middle - half, middle, middle, middle + half)


def lasting(event: Item, scale: Scale, context: Context) -> Mark:
    """From a start to an end, each with its doubt. What was going on is sure until it was last told, not after."""
    start, end = event["date"]["start"], event["date"]["end"]
    known = [scale.x(parse_day(start[name])) for name in ("earliest", "latest") if start[name]]
    ended = [scale.x(parse_day(end[name]) + 1) for name in ("earliest", "latest") if end[name]]
    if goes_on(event):
        told = scale.x(parse_day(event["version_known_from"]))
        ended = [max(told, known[-1]), max(scale.x(parse_day(context.known_on)), known[-1] + TAIL)]
    known = known or [ended[0] - TAIL, ended[0]]
    ended = ended or [known[-1], known[-1] + TAIL]
    solid_from = min(known[-1], ended[-1])
    mark = Mark(known[0], solid_from, max(ended[0], solid_from), ended[-1], arrow=goes_on(event))
    return mark if mark.right - mark.left >= DOT else widened(mark)


def widened(mark: Mark) -> Mark:
    """A stretch too short to be seen, at the least width."""
    more = (DOT - (mark.right - mark.left)) / 2
    return Mark(mark.left - more, mark.solid_from - more, mark.solid_to + more, mark.right + more, mark.arrow)


def softened(mark: Mark) -> Mark:
    """Ends that are soft although their bounds are narrow, because the source is in doubt (`~ ? %`)."""
    half = max(LEAST_SOFT, mark.right - mark.left) / 2
    middle = (mark.left + mark.right) / 2
    inner = max(0.0, half - LEAST_SOFT / 2)
    solid_from, solid_to = max(mark.solid_from, middle - inner), min(mark.solid_to, middle + inner)
    return Mark(middle - half, min(solid_from, middle), max(solid_to, middle), middle + half, mark.arrow)


def text_width(text: str) -> float:
    """A guess that is rather too wide, in pixels at 12 px; Hangul and Chinese are as wide as high."""
    return sum(12.4 if ord(letter) > 0x2E80 else 6.6 for letter in text)


def lanes_of(events: Sequence[Item]) -> dict[str, list[Item]]:
    """The lanes that have events, in a fixed order."""
    found = {name: [event for event in events if event["kind"] in kinds] for name, kinds in LANES.items()}
    return {name: members for name, members in found.items() if members}


def placed(events: Sequence[Item], scale: Scale, context: Context, *, all_titled: bool) -> list[Placed]:
    """The marks of a lane on as few rows as hold them side by side, some with their titles."""
    marks = sorted(((mark_of(event, scale, context), event) for event in events), key=lambda pair: pair[0].begins)
    titled = {event["id"] for event in events} if all_titled else told_most(events)
    rows, done = Rows(), []
    for mark, event in marks:
        width = text_width(event["title"])
        label, below = label_at(mark, width) if event["id"] in titled else (None, False)
        begins = mark.begins if label is None else min(mark.begins, label - LABEL_GAP)
        ends = mark.ends if label is None else max(mark.ends, label + width + LABEL_GAP)
        row = rows.first(begins) if label is None else rows.first_for_title(begins, below)
        for number in range(row, row + 1 + below):
            rows.take(number, ends)
        done.append(Placed(event, mark, row, label, below))
    return done


@dataclass(slots=True)
class Rows:
    """The rows of a lane, and where each is taken to.

    Marks come in the order in which they begin, so that a row once free stays free until it is taken: of thousands
    of events on one day each finds its row in two heaps. Titles reach back; they are few, and look at every row.
    """

    taken: list[float] = field(default_factory=list)
    busy: list[tuple[float, int]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def first(self, begins: float) -> int:
        """The first row that has room from there on; each call from no less than the one before."""
        while self.busy and self.busy[0][0] + GAP <= begins:
            heappush(self.free, heappop(self.busy)[1])
        # A title may have taken a row that was free.
        while self.free and self.taken[self.free[0]] + GAP > begins:
            heappop(self.free)
        return self.free[0] if self.free else len(self.taken)

    def first_for_title(self, begins: float, below: bool) -> int:
        """The first row that has room from there on, and so has the next if that is needed."""
        rows = range(len(self.taken))
        return next((row for row in rows if self.has_room(row, begins, below)), len(self.taken))

    def has_room(self, row: int, begins: float, below: bool) -> bool:
        return all(end + GAP <= begins for end in self.taken[row : row + 1 + below])

    def take(self, row: int, ends: float) -> None:
        self.taken[row : row + 1] = [ends]
        heappush(self.busy, (ends, row))


def label_at(mark: Mark, width: float) -> tuple[float, bool]:
    """To the right of the mark, or to its left, or below it where neither side has room."""
    if mark.ends + 4 + width <= WIDTH - 2:
        return mark.ends + 4, False
    if mark.begins - 6 - width >= 2:
        return mark.begins - 6 - width, False
    return max(2.0, min(mark.begins, WIDTH - 2 - width)), True


def told_most(events: Sequence[Item]) -> frozenset[str]:
    """Ids of the events of a lane that get their title: those that most is told of."""
    much = sorted(events, key=lambda event: (-len(event["sources"]) - len(event["claims"]), event["id"]))
    return frozenset(event["id"] for event in much[:MOST_TOLD])
