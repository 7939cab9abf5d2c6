"""What was measured: figures by question, who answered and connections; single numbers; and what failed."""

import sys
from dataclasses import dataclass, field

from bench.load import Figures


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@dataclass(slots=True)
class Results:
    """`numbers` are in the unit of their goal; `notes` explain a number; `failures` stand where a number is missing."""

    figures: dict[tuple[str, str, int], Figures] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def put(self, question: str, who: str, connections: int, figures: Figures) -> None:
        self.figures[question, who, connections] = figures
        said = f"{figures.rate:>9,.1f}/s  p99 {figures.p99:>8.2f} ms  {figures.cpu:>9,.0f} µs of processor a request"
        say(f"  {question[:44]:<44} {who:<20} {connections:>2}  {said}")

    def number(self, name: str, value: float, note: str = "") -> None:
        self.numbers[name] = value
        if note:
            self.notes[name] = note
        say(f"  {name}: {value:,.3f} {note}")

    def fail(self, what: str, error: Exception) -> None:
        """A peer or a step that cannot be measured costs its rows, not the table."""
        self.failures.append(f"{what}: {type(error).__name__}: {str(error)[:300]}")
        say(f"  FAILED {self.failures[-1]}")
