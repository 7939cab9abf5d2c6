"""The invented events, one after another: on average two claims, two sources, three parties."""

import datetime
import random
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from app.vocabulary import EventKind, RelationType, Role, Status
from bench.spelling import spelt
from bench.world import FIRST, FLOWS, PARTIES, TIMELINES, Record, World

KINDS = [str(kind) for kind in EventKind]
KIND_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(KINDS) + 1)))
STATUSES = [str(status) for status in Status]
STATUS_WEIGHTS = list(accumulate(20 if status is Status.COMPLETED else 1.5 for status in Status))
ROLES = [str(role) for role in Role]
RELATIONS = [str(relation) for relation in RelationType if relation is not RelationType.PART_OF]
QUALIFIERS: list[tuple[str, tuple[str, ...]]] = [
    ("exact", ("best",)),
    ("exact", ("best",)),
    ("about", ("best",)),
    ("at_least", ("low",)),
    ("at_most", ("high",)),
    ("between", ("low", "high")),
]


def event_id(number: int) -> str:
    return f"made-event-{number:07d}"


def zipf_pick(rng: random.Random, count: int) -> int:
    """0 … count - 1, small numbers often."""
    return min(int(rng.paretovariate(0.7)) - 1, count - 1)


class Happenings:
    """Makes the events of a world in order; the same ones in every run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng("events")
        self.order = list(range(world.pool))
        self.rng.shuffle(self.order)
        self.days = [day for day, _ in world.publications]

    def __iter__(self) -> Iterator[Record]:
        return map(self.event, range(self.world.events))

    def text(self, least: int, most: int) -> str:
        count = self.rng.randint(least, most)
        return " ".join(self.rng.choices(self.world.words, cum_weights=self.world.zipf, k=count)).capitalize()

    def event(self, number: int) -> Record:
        rng = self.rng
        day, sources = self.told(number)
        states = self.states(day, sources)
        claims = self.claims(sources)
        cited = {state["source"] for state in states} | {claim["source"] for claim in claims}
        named = [f"made-source-{source}" for source in sources]
        return {
            "id": event_id(number),
            "kind": rng.choices(KINDS, cum_weights=KIND_WEIGHTS)[0],
            "timelines": self.timelines(),
            "parties": self.parties(),
            "states": states,
            "sources": [name for name in named if name not in cited],
            "claims": claims,
            "relations": self.relations(number),
            **({"note": self.text(6, 12) + "."} if rng.random() < 0.05 else {}),
        }

    def told(self, number: int) -> tuple[datetime.date, list[int]]:
        """When it happened, and the numbers of one to three sources, the first the earliest.

        The first events take one source each, so that every source is cited.
        """
        rng, pool = self.rng, self.world.pool
        lag = int(rng.expovariate(1 / 90))
        if number < pool:
            first = self.order[number]
            day = max(self.days[first] - lag, FIRST.toordinal())
        else:
            day = rng.randint(FIRST.toordinal(), self.days[-1])
            first = min(bisect_left(self.days, day + lag), pool - 1)
        wanted = rng.choice((1, 2, 2, 3))
        later = {min(first + 1 + int(rng.expovariate(1 / 40)), pool - 1) for _ in range(wanted - 1)}
        return datetime.date.fromordinal(day), [first, *sorted(later - {first})]

    def states(self, day: datetime.date, sources: list[int]) -> list[Record]:
        """One in ten changed later, some twice."""
        rng = self.rng
        first: Record = {
            "source": f"made-source-{sources[0]}",
            "status": rng.choices(STATUSES, cum_weights=STATUS_WEIGHTS)[0],
            "date": spelt(rng, day),
            "title": self.text(5, 8),
            "summary": self.text(20, 40) + ".",
            "places": self.places(),
        }
        changed = len(sources) > 1 and rng.random() < 0.14
        return [first, *(self.change(day, source) for source in sources[1:])] if changed else [first]

    def change(self, day: datetime.date, source: int) -> Record:
        changed: tuple[Record, ...] = (
            {"status": "completed", "date": spelt(self.rng, day)},
            {"status": self.rng.choice(STATUSES)},
            {"title": self.text(5, 8), "summary": self.text(20, 40) + "."},
            {"date": spelt(self.rng, day), "places": self.places()},
        )
        return {"source": f"made-source-{source}", **self.rng.choice(changed)}

    def places(self) -> list[str]:
        spots, count = self.world.spots, self.rng.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 2))
        return list(dict.fromkeys(spots[zipf_pick(self.rng, len(spots))] for _ in range(count)))

    def timelines(self) -> list[str]:
        count = self.rng.choice((1, 1, 1, 1, 2))
        return list(dict.fromkeys(f"made-line-{zipf_pick(self.rng, TIMELINES)}" for _ in range(count)))

    def parties(self) -> list[Record]:
        rng = self.rng
        found = {zipf_pick(rng, PARTIES) for _ in range(rng.choice((2, 3, 4, 4, 5)))}
        return [{"party": f"made-party-{party}", "role": rng.choice(ROLES)} for party in sorted(found)]

    def claims(self, sources: list[int]) -> list[Record]:
        """Several sources give the same measure first, so that figures agree or conflict."""
        rng, base = self.rng, zipf_pick(self.rng, FLOWS)
        count = min(rng.choice((0, 1, 1, 2, 2, 3, 3, 4)), len(sources) * FLOWS)
        near = rng.randint(1, 300)
        return [
            self.claim(base + number // len(sources), sources[number % len(sources)], near) for number in range(count)
        ]

    def claim(self, measure: int, source: int, near: int) -> Record:
        rng = self.rng
        qualifier, names = rng.choice(QUALIFIERS)
        numbers = sorted(near + rng.randint(0, 3) for _ in names)
        known = self.days[source]
        more: dict[str, Any] = {"locator": f"page {known % 40 + 1}"} if rng.random() < 0.3 else {}
        return {
            "measure": f"made_flow_{measure % FLOWS}",
            "qualifier": qualifier,
            **dict(zip(names, numbers, strict=True)),
            "claimant": f"made-party-{zipf_pick(rng, PARTIES)}",
            "as_of": datetime.date.fromordinal(known).isoformat(),
            "source": f"made-source-{source}",
            **more,
        }

    def relations(self, number: int) -> list[Record]:
        """To earlier events only, so that nothing is a part of itself."""
        if number % 50 == 1:
            return [{"type": "part_of", "event": event_id(number - 1)}]
        if number and self.rng.random() < 0.05:
            return [{"type": self.rng.choice(RELATIONS), "event": event_id(self.rng.randrange(number))}]
        return []
