"""The goals of issue 4 as a table: each sentence, how it is read from the results, and what was wanted."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.questions import THEN
from bench.results import Results

Key = tuple[str, str, int]
"""Question, who answered, connections."""
TIE = 0.05
"""So near to its goal a ratio of requests a second is undecided on a noisy machine; processor time then decides."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured, in words; the value that the goal is about; and the same by processor time."""

    shown: str
    value: float
    by_cpu: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """`least`: the value must be at least the goal, else at most."""

    number: int
    sentence: str
    wanted: float
    unit: str
    read: Callable[[Results], Reading | None]
    least: bool = True

    def verdict(self, reading: Reading | None) -> str:
        if reading is None:
            return "not measured"
        if self.reached(reading.value):
            return "met"
        near = abs(reading.value - self.wanted) <= TIE * self.wanted
        tied = near and reading.by_cpu is not None and self.reached(reading.by_cpu)
        return "met, by processor time" if tied else "**not met**"

    def reached(self, value: float) -> bool:
        return value >= self.wanted if self.least else value <= self.wanted


def faster(number: int, question: str, one: str, others: tuple[str, ...], wanted: float, connections: int = 32) -> Goal:
    """Requests a second of one against the best of others."""

    def read(results: Results) -> Reading | None:
        ours = results.figures.get((question, one, connections))
        found = [results.figures.get((question, other, connections)) for other in others]
        theirs = max((figures for figures in found if figures), key=lambda figures: figures.rate, default=None)
        if ours is None or theirs is None:
            return None
        shown = f"{ours.rate:,.1f} ÷ {theirs.rate:,.1f} requests/s"
        return Reading(shown, ours.rate / theirs.rate, theirs.cpu / ours.cpu)

    sentence = f"{question}, {one} ÷ {' or '.join(others)}, {connections} connection{'s' * (connections > 1)}"
    return Goal(number, sentence, wanted, "×", read)


def dearer(number: int, sentence: str, one: Key, other: Key, wanted: float) -> Goal:
    """Processor time a request of one thing against another."""

    def read(results: Results) -> Reading | None:
        ours, theirs = results.figures.get(one), results.figures.get(other)
        if ours is None or theirs is None:
            return None
        return Reading(f"{ours.cpu:,.0f} ÷ {theirs.cpu:,.0f} µs", ours.cpu / theirs.cpu)

    return Goal(number, sentence, wanted, "×", read, least=False)


def single(number: int, sentence: str, name: str, wanted: float, unit: str, *, least: bool = False) -> Goal:
    """A number that was measured by itself."""

    def read(results: Results) -> Reading | None:
        value = results.numbers.get(name)
        return None if value is None else Reading(results.notes.get(name, ""), value)

    return Goal(number, sentence, wanted, unit, read, least)


def quotient(number: int, sentence: str, one: str, other: str, wanted: float) -> Goal:
    """Two numbers, one divided by the other."""

    def read(results: Results) -> Reading | None:
        ours, theirs = results.numbers.get(one), results.numbers.get(other)
        return Reading(f"{ours:,.0f} ÷ {theirs:,.0f}", ours / theirs) if ours is not None and theirs else None

    return Goal(number, sentence, wanted, "×", read)


US, PG, ORM, ORM_PG, DATASETTE, BARE, CACHED = (
    "homeward",
    "homeward, PostgreSQL",
    "ORM",
    "ORM, PostgreSQL",
    "Datasette",
    "bare",
    "homeward, cached",
)
CACHED_CASES = [f"cached {size} KB, {coding}" for size in (2, 20) for coding in ("identity", "gzip")]

GOALS = [
    *(faster(1, case, CACHED, (BARE,), 0.95) for case in CACHED_CASES),
    *(faster(1, case, CACHED, (BARE,), 0.9, 1) for case in CACHED_CASES),
    faster(1, "cached, 304", CACHED, (BARE,), 1.0),
    faster(1, "cached, 304", CACHED, (BARE,), 1.0, 1),
    faster(2, "by id", US, (DATASETTE,), 5),
    faster(2, "by id", US, (ORM,), 20),
    faster(2, "filtered page", US, (DATASETTE,), 40),
    faster(2, "filtered page", US, (ORM,), 40),
    faster(2, "filtered page", PG, (ORM_PG,), 25),
    dearer(
        3,
        "the page in the middle ÷ the first, processor time",
        ("deep page, one by one", US, 1),
        ("first page, one by one", US, 1),
        1.1,
    ),
    *(
        dearer(
            3,
            f"filtered page, known_on {THEN} ÷ today, processor time, {who}",
            (f"filtered page, {THEN}", who, 32),
            ("filtered page, today", who, 32),
            1.3,
        )
        for who in (US, PG)
    ),
    *(
        dearer(3, f"{name} from 100 events, processor time", (name, US, 32), (name, "100 events", 32), wanted)
        for name, wanted in (("by id, growth", 1.1), ("full page, growth", 1.5))
    ),
    faster(4, "count of a filter", US, (ORM,), 40),
    faster(4, "facets", US, (ORM,), 100),
    single(4, "all facets of any filters, the slowest answer", f"ms, facets of any filters, {US}", 150, "ms"),
    single(4, "the same, PostgreSQL", f"ms, facets of any filters, {PG}", 150, "ms"),
    faster(4, "two words", US, (DATASETTE,), 1),
    faster(4, "box, by date", US, (DATASETTE, ORM), 10),
    single(5, "NDJSON of everything", f"MB/s, ndjson of {US}", 200, "MB/s", least=True),
    quotient(5, "CSV of everything, rows/s ÷ Datasette's", f"rows/s, csv of {US}", f"rows/s, csv of {DATASETTE}", 10),
    *(
        single(5, f"{form}: first byte", f"ms to the first byte, {form} of {US}", 20, "ms")
        for form in ("ndjson", "csv")
    ),
    *(single(5, f"{form}: private memory", f"MB of growth, {form} of {US}", 20, "MB") for form in ("ndjson", "csv")),
    single(6, "private memory of a worker after all questions", "MB after all questions", 80, "MB"),
    single(6, "private memory, idle with the bundled set", "MB idle with the bundled set", 60, "MB"),
    single(6, "growth by a full cache ÷ its setting", "growth by a full cache ÷ 64 MiB", 1.15, "×"),
    single(6, "start to first 200, loaded", "seconds to the first 200, loaded", 0.8, "s"),
    single(6, "the very first start", "seconds to the first 200, very first start", 3, "s"),
    single(7, "loading a million events (from fewer: at the same rate)", "minutes to load a million", 15, "min"),
    single(7, "peak memory of the load", "MB of a load", 1500, "MB"),
    single(7, "progress with rate and time left", "lines of progress", 1, "lines", least=True),
    single(7, "loading the bundled set", "seconds to load the bundled set", 1.5, "s"),
    faster(8, "filtered page", "two workers", ("one worker",), 1.85),
]
