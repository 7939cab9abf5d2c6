"""`results.md`: the goals with what was measured, then all figures."""

from collections.abc import Iterator

from bench.goals import GOALS, Goal
from bench.results import Results

HEAD = """# What was measured

Written by `python -m bench.run`. Servers run on one core, the load (wrk) on the other; medians of alternating repeats.
Goals that are ratios compare requests a second; where one misses by less than five in a hundred, processor time a
request decides, and the verdict says so. The goals are meant for a million events. All data are invented.

- Uncached: the response cache is set to nothing, and the addresses differ, so that nothing is asked twice at a time.
- Every page of the product, of Datasette and of the ORM application comes with the exact total. Their answers are
  compared before anything is measured. Datasette has a table with lists as JSON beside each event; limits are lifted.
- The product may wait a minute for a database connection, so that 32 callers are answered and none is sent away.
- What takes longer than half a second is asked over one connection; its figure stands for both.
- Two workers against one: free to use both cores, which the load shares.
- Private memory is Private_Clean and Private_Dirty of smaps_rollup; of a load, the proportional set size.
"""


def markdown(machine: dict[str, str], results: Results) -> str:
    parts = [HEAD, *(f"- {name}: {value}" for name, value in machine.items()), "", *goal_lines(results), ""]
    return "\n".join([*parts, *figure_lines(results), "", *number_lines(results), *failure_lines(results)]) + "\n"


def goal_lines(results: Results) -> Iterator[str]:
    yield "| | goal | measured | value | wanted | |"
    yield "|---|---|---|---|---|---|"
    for goal in GOALS:
        reading = goal.read(results)
        shown = reading.shown.replace("|", "\\|") if reading else ""
        value = f"{plain(reading.value)} {goal.unit}" if reading else ""
        if reading and reading.by_cpu is not None:
            value += f" (processor time {plain(reading.by_cpu)} ×)"
        wanted = f"{'≥' if goal.least else '≤'} {goal.wanted:g} {goal.unit}"
        yield f"| {goal.number} | {goal.sentence} | {shown} | {value} | {wanted} | {goal.verdict(reading)} |"


def plain(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def figure_lines(results: Results) -> Iterator[str]:
    """p50 and p99 in milliseconds; the server's processor time, that of its database server included."""
    yield "| question | who | connections | requests/s | p50 ms | p99 ms | processor µs a request |"
    yield "|---|---|---|---|---|---|---|"
    for (question, who, connections), one in results.figures.items():
        numbers = f"{one.rate:,.1f} | {one.p50:,.2f} | {one.p99:,.2f} | {one.cpu:,.0f}"
        yield f"| {question} | {who} | {connections} | {numbers} |"


def number_lines(results: Results) -> Iterator[str]:
    yield "| number | value |"
    yield "|---|---|"
    for name, value in results.numbers.items():
        yield f"| {name} | {plain(value)} |"


def failure_lines(results: Results) -> Iterator[str]:
    if results.failures:
        yield "\nNot measured:\n"
        yield from (f"- {line}" for line in results.failures)


def missed(results: Results) -> list[Goal]:
    """The goals that were measured and not met."""
    return [goal for goal in GOALS if goal.verdict(goal.read(results)) == "**not met**"]
