"""What is asked of the product and of its peers: lists of addresses, the n-th of each meaning the same."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from pydantic_core import from_json

from bench.happenings import KINDS, ROLES, STATUSES, event_id
from bench.servers import Server
from bench.world import CORNERS, World

PRODUCT, DATASETTE, ORM = "homeward", "datasette", "orm"
MANY = 20_000
FACETS = "kind,status,year"
SEVEN = "kind,status,year,place,party,timeline,measure"
THEN = "2005-06-15"
MEMBERS = list(
    combinations(("kind", "status", "title", "summary", "date", "places", "parties", "claims", "sources"), 3)
)
BOX_SQL = (
    "select * from record where id in (select event_id from event_place join place on place.id = other_id "
    "where lon between :w and :e and lat between :s and :n) order by sorted_by, id limit 20"
)


@dataclass(frozen=True, slots=True)
class Question:
    """Addresses by who is asked; `same` names what must be equal in their answers."""

    name: str
    addresses: dict[str, list[str]]
    same: tuple[str, ...] = ()


def facts(who: str, body: bytes) -> dict[str, Any]:
    """What an answer says, in one form for all: `total`, `ids`, `kind` and `status` counts."""
    said = from_json(body)
    if who == PRODUCT:
        return product_facts(said)
    return datasette_facts(said) if who == DATASETTE else orm_facts(said)


def product_facts(said: dict[str, Any]) -> dict[str, Any]:
    if "items" not in said:
        return {"ids": [said["id"]]}
    counts = {name: {one["value"]: one["count"] for one in found} for name, found in (said["facets"] or {}).items()}
    return {"total": said["total"], "ids": [item["id"] for item in said["items"]], **counts}


def datasette_facts(said: dict[str, Any]) -> dict[str, Any]:
    found = {"total": said.get("filtered_table_rows_count"), "ids": [row[0] for row in said["rows"]]}
    results = said.get("facet_results") or {}
    return found | {name: {one["value"]: one["count"] for one in facet["results"]} for name, facet in results.items()}


def orm_facts(said: Any) -> dict[str, Any]:
    if isinstance(said, int):
        return {"total": said}
    if "items" in said:
        return {"total": said["total"], "ids": [item["id"] for item in said["items"]]}
    return {"ids": [said["id"]]} if "id" in said else said


def by_id(world: World) -> Question:
    rng = world.rng("by id")
    ids = [event_id(number) for number in rng.sample(range(world.events), min(MANY, world.events))]
    roots = {PRODUCT: "/v1/events/{}", DATASETTE: "/plain/record/{}.json", ORM: "/events/{}"}
    return Question("by id", {who: [root.format(one) for one in ids] for who, root in roots.items()}, ("ids",))


def filters(world: World) -> Iterator[dict[str, dict[str, str]]]:
    """A kind, a status and some years, as each of the three wants them said."""
    rng = world.rng("filters")
    for _ in range(MANY):
        first = rng.randint(1950, 2020)
        last, kind, status = first + rng.randint(0, 10), rng.choice(KINDS), rng.choice(STATUSES)
        both = {"kind": kind, "status": status}
        start, end = f"{first}-01-01", f"{last}-12-31"
        yield {
            PRODUCT: {**both, "date": f"{first}/{last}"},
            DATASETTE: {**both, "date_start__lte": end, "date_end__gte": start, "_nosuggest": "1"},
            ORM: {**both, "start": start, "end": end},
        }


def asked(world: World, roots: dict[str, str]) -> dict[str, list[str]]:
    """The filters behind each root, which ends with `?` or `&`."""
    found: dict[str, list[str]] = {who: [] for who in roots}
    for one in filters(world):
        for who, root in roots.items():
            found[who].append(root + urlencode(one[who], safe="/,"))
    return found


def filtered_page(world: World) -> Question:
    roots = {
        PRODUCT: "/v1/events?limit=20&",
        DATASETTE: "/plain/record.json?_sort=sorted_by&_size=20&",
        ORM: "/events?",
    }
    return Question("filtered page", asked(world, roots), ("total",))


def count(world: World) -> Question:
    roots = {
        PRODUCT: "/v1/events?limit=1&fields=id&",
        DATASETTE: "/plain/record.json?_size=0&",
        ORM: "/events/count?",
    }
    return Question("count of a filter", asked(world, roots), ("total",))


def facets(_: World) -> Question:
    """Addresses that differ only in the members of one item: what many ask at once is worked out once."""
    several = "&".join(f"_facet={name}" for name in FACETS.split(","))
    addresses = {
        PRODUCT: [f"/v1/events?limit=1&facets={FACETS}&fields=id,{','.join(some)}" for some in MEMBERS],
        DATASETTE: [f"/plain/record.json?{several}&_facet_size=max&_size=0&_nosuggest=1"],
        ORM: [f"/events/facets?names={FACETS}"],
    }
    return Question("facets", addresses, ("kind", "status"))


def seven_facets(world: World) -> Question:
    roots = {PRODUCT: f"/v1/events?limit=1&fields=id&facets={SEVEN}&", ORM: f"/events/facets?names={SEVEN}&"}
    return Question("seven facets of a filter", asked(world, roots))


def words(world: World) -> Question:
    """Two words, one of them common."""
    rng = world.rng("words")
    pairs = [f"{world.words[rng.randrange(20, 400)]} {world.words[rng.randrange(50, 2000)]}" for _ in range(MANY)]
    roots = {
        PRODUCT: "/v1/events?limit=20&q=",
        DATASETTE: "/plain/record.json?_size=20&_nosuggest=1&_search=",
        ORM: "/events?q=",
    }
    return Question(
        "two words", {who: [root + quote(pair) for pair in pairs] for who, root in roots.items()}, ("total",)
    )


def box(world: World) -> Question:
    rng = world.rng("boxes")
    found: dict[str, list[str]] = {PRODUCT: [], DATASETTE: [], ORM: []}
    for _ in range(MANY):
        corner = rng.choice(CORNERS)
        west, south = (round(one + rng.uniform(-1, 7), 2) for one in corner)
        east, north = (round(one + rng.uniform(0.5, 4), 2) for one in (west, south))
        bbox = f"{west},{south},{east},{north}"
        found[PRODUCT].append(f"/v1/events?limit=20&sort=date&bbox={bbox}")
        found[ORM].append(f"/events?bbox={bbox}")
        sides = urlencode({"sql": BOX_SQL, "w": west, "s": south, "e": east, "n": north})
        found[DATASETTE].append(f"/plain.json?{sides}")
    return Question("box, by date", found, ("ids",))


def deep(world: World, server: Server, plain: Path) -> Question:
    """Pages in the middle; cursors are had as a client has them, by walking there."""
    depth, pages = min(500_000, world.events // 2), min(200, world.events // 50)
    cursors = [f"/v1/events?limit=20&cursor={quote(one)}" for one in walked(server, depth, pages)]
    with sqlite3.connect(plain) as connection:
        rows = connection.execute(
            "SELECT sorted_by, id FROM event ORDER BY sorted_by, id LIMIT ? OFFSET ?", (20 * pages, depth - 1)
        ).fetchall()[::20]
    tokens = [quote(f"{day},{name}") for day, name in rows]
    addresses = {
        PRODUCT: cursors,
        DATASETTE: [f"/plain/record.json?_sort=sorted_by&_size=20&_nosuggest=1&_next={token}" for token in tokens],
        ORM: [f"/events?offset={depth + 20 * page}" for page in range(pages)],
    }
    return Question("deep page", addresses, ("ids",))


def walked(server: Server, depth: int, pages: int) -> Iterator[str]:
    """The cursors of so many pages of 20 from a depth on."""
    steps = [1000] * (depth // 1000) + [depth % 1000] * (depth % 1000 > 0)
    address = "/v1/events?fields=id"
    for number, step in enumerate([*steps, *([20] * (pages - 1))], 1):
        said = from_json(server.get(f"{address}&limit={step}").body)
        cursor = parse_qs(urlsplit(said["links"]["next"]).query)["cursor"][0]
        address = f"/v1/events?fields=id&cursor={quote(cursor)}"
        if number >= len(steps):
            yield cursor


def wide_page() -> list[str]:
    """Full pages whatever the number of events: what completed since some year."""
    return [f"/v1/events?limit=20&status=completed&date={first}/2025" for first in range(1900, 1960)]


def large_pages() -> list[str]:
    """Many different answers of some 100 KB, to fill a cache with."""
    spans = [(first, last) for first in range(1940, 2000) for last in range(2000, 2030)]
    return [f"/v1/events?date={first}/{last}" for first, last in spans]


def any_filters(world: World, number: int) -> Iterator[str]:
    """Every facet of any combination of up to four filters."""
    rng = world.rng("combinations")
    every = "kind,status,year,decade,place,party,timeline,measure"
    for _ in range(number):
        first = rng.randint(1950, 2015)
        west, south = rng.choice(CORNERS)
        several = {
            "kind": rng.choice(KINDS),
            "status": rng.choice(STATUSES),
            "timeline": f"made-line-{rng.randrange(3)}",
            "party": f"made-party-{rng.randrange(4)}",
            "place": rng.choice(world.places)["id"],
            "country": rng.choice(["KP", "KR", "US"]),
            "measure": f"made_flow_{rng.randrange(4)}",
            "role": rng.choice(ROLES),
            "date": f"{first}/{first + rng.randint(0, 40)}",
            "date_match": "certain",
            "bbox": f"{west},{south},{west + 8},{south + 8}",
            "q": world.words[rng.randrange(300)],
            "known_on": f"{rng.randint(1960, 2025)}-06-15",
        }
        chosen = rng.sample(sorted(several), rng.randint(0, 4))
        yield "/v1/events?" + urlencode({"limit": 1, "facets": every, **{name: several[name] for name in chosen}})
