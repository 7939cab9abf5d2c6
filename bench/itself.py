"""The product compared with itself: deep and first pages, then and now, many events and few."""

from collections.abc import Sequence
from pathlib import Path

from bench import questions
from bench.load import Target, alternating
from bench.questions import PRODUCT, THEN
from bench.reads import Effort
from bench.results import Results
from bench.servers import Server
from bench.world import World

Side = tuple[str, Server, list[str]]
"""What is asked, whom, and the addresses."""


def versus(sides: Sequence[Side], connections: int, effort: Effort, results: Results, folder: Path) -> None:
    """Alternating, so that what else the machine does falls on all alike."""
    targets = [Target(server, addresses) for _, server, addresses in sides]
    found = alternating(targets, connections, effort.seconds, effort.repeats, folder)
    for (name, server, _), figures in zip(sides, found, strict=True):
        results.put(name, server.name, connections, figures)


def measure_depth(ours: Server, deep: list[str], effort: Effort, results: Results, folder: Path) -> None:
    """One by one: who asks the same at the same time shares the work, and there is only one first page."""
    sides = [("first page, one by one", ours, ["/v1/events?limit=20"]), ("deep page, one by one", ours, deep)]
    versus(sides, 1, effort, results, folder)


def measure_knowledge(ours: Server, world: World, effort: Effort, results: Results, folder: Path) -> None:
    today = questions.filtered_page(world).addresses[PRODUCT]
    then = [f"{address}&known_on={THEN}" for address in today]
    sides = [("filtered page, today", ours, today), (f"filtered page, {THEN}", ours, then)]
    versus(sides, 32, effort, results, folder)


def measure_growth(
    ours: Server, world: World, few: Server, small: World, effort: Effort, results: Results, folder: Path
) -> None:
    """The same questions to many events and to few."""
    many_ids, few_ids = (questions.by_id(one).addresses[PRODUCT] for one in (world, small))
    versus([("by id, growth", ours, many_ids), ("by id, growth", few, few_ids)], 32, effort, results, folder)
    wide = questions.wide_page()
    versus([("full page, growth", ours, wide), ("full page, growth", few, wide)], 32, effort, results, folder)
