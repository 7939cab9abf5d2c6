"""What invented events refer to: words, places, parties, measures, timelines, sources. Nothing here is history."""

import datetime
import random
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, product
from typing import Any

from app.vocabulary import PartyKind, Quality, SourceKind

Record = dict[str, Any]

COUNTRIES = ["KP", "KR", "US", "JP", "CN", "VN", "LA", "TH", "SG", "MY", "PH", "AU"]
CORNERS = [(124, 38), (126, 34), (-125, 30), (130, 31), (100, 22), (103, 9), (100, 14), (98, 6)]
"""West and south of a square of eight degrees: where the regions lie."""
REGIONS = 80
CITIES = 2000
PARTIES = 300
TIMELINES = 12
FLOWS = 6
LEVELS = 3
VOCABULARY = 20_000
MOST_SOURCES = 20_000
FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2024, 12, 31)
READ = datetime.date(2026, 1, 15)
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"


@dataclass(frozen=True)
class World:
    """All of it follows from the number of events and the seed."""

    events: int
    seed: int = 1

    def rng(self, purpose: str) -> random.Random:
        """Its own numbers for each purpose, so that one list can be had without the others."""
        return random.Random(f"{self.seed} {self.events} {purpose}")

    @cached_property
    def words(self) -> list[str]:
        """The vocabulary, the commonest word first."""
        syllables = [one + two for one, two in product(CONSONANTS, VOWELS)]
        made = ["".join(parts) for parts in product(syllables, repeat=3)]
        return random.Random(self.seed).sample(made, VOCABULARY)

    @cached_property
    def zipf(self) -> list[float]:
        """Cumulative weights by Zipf's law, for `random.choices`."""
        return list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    @cached_property
    def timelines(self) -> list[Record]:
        return [
            {"id": f"made-line-{n}", "title": f"Invented line {n}", "summary": "Invented events, to measure speed."}
            for n in range(TIMELINES)
        ]

    @cached_property
    def measures(self) -> list[Record]:
        kinds = [("flow", n) for n in range(FLOWS)] + [("level", n) for n in range(LEVELS)]
        words = {"unit": "things", "one": "thing", "many": "things", "definition": "Invented, to measure speed."}
        return [{"id": f"made_{kind}_{n}", "name": f"Invented {kind} {n}", "kind": kind, **words} for kind, n in kinds]

    @cached_property
    def places(self) -> list[Record]:
        """Countries, regions in them, cities in those. Radii of a metre, because a plain schema knows none."""
        rng = self.rng("places")
        found: list[Record] = [
            {"id": f"made-country-{code.lower()}", "name": f"Invented {code}", "kind": "country", "country": code}
            for code in COUNTRIES
        ]
        for number in range(REGIONS):
            west, south = CORNERS[number % len(CORNERS)]
            spot = {"lon": round(west + rng.uniform(0, 8), 3), "lat": round(south + rng.uniform(0, 8), 3)}
            whole = f"made-country-{COUNTRIES[number % len(COUNTRIES)].lower()}"
            found.append(self.place(rng, f"made-region-{number}", "region", whole, spot))
        for number in range(CITIES):
            near = found[len(COUNTRIES) + number % REGIONS]
            spot = {key: round(near[key] + rng.uniform(-0.5, 0.5), 4) for key in ("lon", "lat")}
            found.append(self.place(rng, f"made-city-{number}", "city", near["id"], spot))
        return found

    def place(self, rng: random.Random, name: str, kind: str, whole: str, spot: Record) -> Record:
        title = " ".join(rng.choices(self.words, k=2)).title()
        return {"id": name, "name": title, "kind": kind, "within": whole, **spot, "radius_km": 0.001}

    @cached_property
    def spots(self) -> list[str]:
        """Where events happen: a few cities often, most hardly ever."""
        found = [place["id"] for place in self.places if place["kind"] != "country"]
        self.rng("spots").shuffle(found)
        return found

    @cached_property
    def parties(self) -> list[Record]:
        rng = self.rng("parties")
        kinds = list(PartyKind)
        return [
            {"id": f"made-party-{n}", "name": " ".join(rng.choices(self.words, k=2)).title(), "kind": rng.choice(kinds)}
            for n in range(PARTIES)
        ]

    @cached_property
    def publications(self) -> list[tuple[int, str | None]]:
        """Day numbers from which the sources count as known, in order, and dates of publication."""
        rng = self.rng("publications")
        return sorted((publication(rng) for _ in range(self.pool)), key=lambda pair: pair[0])

    @property
    def pool(self) -> int:
        """So many sources: each is cited, most of them often."""
        return min(MOST_SOURCES, max(12, self.events // 5))

    @cached_property
    def sources(self) -> list[Record]:
        """In the order in which they become known, so that a later one never makes an earlier state."""
        rng = self.rng("sources")
        return [self.source(rng, number, published) for number, (_, published) in enumerate(self.publications)]

    def source(self, rng: random.Random, number: int, published: str | None) -> Record:
        return {
            "id": f"made-source-{number}",
            "title": " ".join(rng.choices(self.words, cum_weights=self.zipf, k=5)).capitalize(),
            "publisher": f"Invented paper {number % 97}",
            **({"published": published} if published else {}),
            "accessed": READ.isoformat(),
            "url": f"https://example.org/made/{number}",
            "kind": rng.choice(list(SourceKind)),
            "quality": rng.choice(list(Quality)),
        }

    @cached_property
    def claims(self) -> list[Record]:
        """Levels on the timelines, some years apart; the other claims are flows of events."""
        rng = self.rng("claims")
        count = min(LEVELS * TIMELINES * 10, self.pool)
        return [self.level(rng, number, source) for number, source in enumerate(rng.sample(range(self.pool), count))]

    def level(self, rng: random.Random, number: int, source: int) -> Record:
        return {
            "timeline": f"made-line-{number % TIMELINES}",
            "measure": f"made_level_{number % LEVELS}",
            "best": rng.randint(1000, 9000),
            "qualifier": rng.choice(["about", "exact"]),
            "claimant": f"made-party-{rng.randrange(PARTIES)}",
            "as_of": datetime.date.fromordinal(self.publications[source][0]).isoformat(),
            "source": f"made-source-{source}",
        }


def publication(rng: random.Random) -> tuple[int, str | None]:
    """The day from which a source counts, and its date: mostly a day; a month, a year, or none."""
    day = datetime.date.fromordinal(rng.randint(FIRST.toordinal(), LAST.toordinal()))
    chance = rng.random()
    if chance < 0.82:
        return day.toordinal(), day.isoformat()
    if chance < 0.94:
        following = day.replace(day=1) + datetime.timedelta(days=32)
        return following.replace(day=1).toordinal() - 1, f"{day:%Y-%m}"
    if chance < 0.98:
        return datetime.date(day.year, 12, 31).toordinal(), f"{day.year}"
    return READ.toordinal(), None
