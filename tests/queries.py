"""Queries made up at random, but the same ones in every run."""

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

from app.params import ClaimSort, EventSort, Facet
from app.vocabulary import EventKind, Qualifier, Role, Status

WORDS = [
    "remains",
    "Pyongyang",
    "talks*",
    "handed",
    "hungnam",
    "흥남",
    "베*",
    "회담*",
    "chambery",
    "panmunjom",
    "판문점",
    "recovery",
    "mission*",
    '"handed',
    'over"',
    '"recovery',
    'mission"',
    "dpaa",
    "unsan*",
    "of",
    "the",
    "a*",
    "1996",
    "hà",
    "điện",
    '"of',
    'remains"',
    "north*",
    "sets",
]
DATES = (
    "2007 199X 2018-06 2018-06-12 1996/2005 2018-07/.. ../1953-07-27 /2005 2001-21 1888 2018 0001/9999 2005-05/2005-06"
)
PLACES = [
    "panmunjom",
    "hungnam",
    "korea",
    "country-north-korea",
    "osan-air-base",
    "hawaii",
    "apia",
    "unsan-county",
    "camp",
    "nowhere",
]
PARTIES = ["alpha", "beta", "north-korea", "kpa", "un-command", "dpaa", "united-states", "one", "gamma", "south-korea"]
MEASURES = ["returned", "missing", "remains_returned", "unaccounted_for", "boxes_returned", "recovery_missions"]
SOURCES = ["s-2007-05-01", "s-2018-06-13", "s-2019-01-01", "yonhap-2007-04-04", "afp-2011-10-18"]
BOXES = ["124,33,132,43", "-180,-90,180,90", "170,-25,-170,-10", "-160,18,-154,23", "170,89.9,180,90"]
POINTS = ["127.62,39.83", "125.75,39.03", "-157.9,21.3", "178.4,-18.1", "0,90"]
FIELDS = ["id", "links", "links,id"]
DAYS = [
    "1899-12-31",
    "1953-08-07",
    "1999-01-01",
    "2007-05-01",
    "2011-12-01",
    "2018-06-20",
    "2018-07-27",
    "2020-02-29",
    "2025-08-07",
]
Pick = Callable[[random.Random], str]


def some(values: list[str], most: int = 3) -> Pick:
    """One to three of them, joined by commas."""
    return lambda rng: ",".join(rng.sample(values, rng.randint(1, min(most, len(values)))))


def one(values: list[str]) -> Pick:
    return lambda rng: rng.choice(values)


def words(rng: random.Random) -> str:
    return " ".join(rng.sample(WORDS, rng.randint(1, 2)))


COMMON: dict[str, Pick] = {"known_on": one(DAYS), "limit": one(["1", "3", "7", "50"]), "fields": one(FIELDS)}
EVENTS: dict[str, Pick] = {
    "q": words,
    "timeline": some(["line", "other", "korean-war-remains", "vietnam-war-remains"]),
    "kind": some([str(kind) for kind in EventKind]),
    "status": some([str(status) for status in Status]),
    "place": some(PLACES),
    "party": some(PARTIES),
    "role": some([str(role) for role in Role]),
    "country": some(["KP", "US", "FR", "KR", "WS", "AQ"]),
    "measure": some(MEASURES),
    "source": some(SOURCES),
    "part_of": some(["span", "recovery-missions-1996-2005", "transfer-2018", "returns-1990-1994"]),
    "date": one(DATES.split()),
    "date_relation": one(["overlaps", "within"]),
    "date_match": one(["possible", "certain"]),
    "bbox": one(BOXES),
    "near": one(POINTS),
    "sort": one([str(sort) for sort in EventSort]),
    "facets": some([str(facet) for facet in Facet], 8),
    **COMMON,
    "fields": one(["id", "id,title,date", "claims,id", "places", "links,id,known_from"]),
}
CLAIMS: dict[str, Pick] = {
    "measure": some(MEASURES),
    "event": some(["year", "day", "recovery-missions-1996-2005", "transfer-2018", "return-2007"]),
    "timeline": some(["line", "korean-war-remains"]),
    "claimant": some(PARTIES),
    "source": some(SOURCES),
    "qualifier": some([str(qualifier) for qualifier in Qualifier]),
    "value_min": one(["0", "6", "100", "229"]),
    "value_max": one(["229", "400", "8000"]),
    "as_of": one(DATES.split()),
    "asserted": one(DATES.split()),
    "conflicting": one(["true", "false"]),
    "derived": one(["true", "false"]),
    "sort": one([str(sort) for sort in ClaimSort]),
    **COMMON,
}
RECORDS: dict[str, Pick] = {"q": words, **COMMON}


def made_up(seed: int, count: int) -> Iterator[str]:
    """Events mostly, with two filters or so; then claims and records."""
    rng = random.Random(seed)
    for _ in range(count):
        path, pool = rng.choices(
            [
                ("/v1/events", EVENTS),
                ("/v1/timelines/korean-war-remains/events", EVENTS),
                ("/v1/claims", CLAIMS),
                (f"/v1/{rng.choice(['places', 'parties', 'sources'])}", RECORDS),
            ],
            [6, 2, 3, 1],
        )[0]
        names = rng.sample(sorted(pool), rng.choice([1, 2, 2, 3, 3, 4]))
        yield path + "?" + "&".join(f"{name}={quote(pool[name](rng), safe=',:/*')}" for name in names)
