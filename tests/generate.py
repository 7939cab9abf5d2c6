"""A large history made up at random, but the same one in every run: for plans and for speed.

A few values are common, most are rare, as in life: `remains` stands in most titles, `alpha` took part in
half of all events, one event in two thousand is an armistice.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from app.dataset.export import export
from app.dataset.files import Dataset, Event, Header, Measure, Party, Place, Source, Timeline
from app.vocabulary import EventKind, Role, Status

KINDS = [kind for kind in EventKind if kind not in (EventKind.TALKS, EventKind.ARMISTICE)]
COUNTRIES = ["KP", "KR", "US", "JP", "CN", "VN", "LA", "TH", "SG", "MY"]
VOCABULARY = [f"word{number}" for number in range(3000)]


def day(rng: random.Random, first: int = 1950, last: int = 2019) -> str:
    return f"{rng.randint(first, last)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def date(rng: random.Random) -> str:
    """Mostly a day; a month, a year, some years, or with an open or unknown end or start."""
    one = day(rng)
    year, month = one[:4], one[:7]
    lasting = f"{month}/{int(year) + rng.randint(0, 4)}"
    chance = rng.random()
    if chance < 0.85:
        return [one, one, one, month, year][rng.randrange(5)]
    if chance < 0.98:
        return lasting if lasting[8:] != year else year
    return [f"{one}/..", f"{year}/", f"/{year}", f"[{one}..]"][rng.randrange(4)]


def words(rng: random.Random, count: int) -> str:
    """Words by Zipf's law."""
    return " ".join(VOCABULARY[min(int(rng.paretovariate(0.8)) - 1, 2999)] for _ in range(count))


def places(rng: random.Random) -> Iterator[Place]:
    for code in COUNTRIES:
        yield Place.model_validate({"id": f"country-{code.lower()}", "name": code, "kind": "country", "country": code})
    for number in range(400):
        spot = {"lon": round(rng.uniform(-180, 180), 3), "lat": round(rng.uniform(-60, 70), 3), "radius_km": 5}
        whole = f"country-{COUNTRIES[number % 10].lower()}"
        yield Place.model_validate(
            {"id": f"place-{number}", "name": f"Place {number}", "kind": "city", "within": whole, **spot}
        )


def sources(rng: random.Random) -> Iterator[Source]:
    kept = {"publisher": "P", "accessed": "2026-01-01", "kind": "news", "quality": "secondary"}
    for number in range(2000):
        yield Source.model_validate({"id": f"source-{number}", "title": "T", "published": day(rng), **kept})


def event(rng: random.Random, number: int) -> Event:
    chance = rng.random()
    kind = EventKind.ARMISTICE if number % 2000 == 7 else EventKind.TALKS if chance < 0.5 else rng.choice(KINDS)
    title = ("Remains " if rng.random() < 0.6 else "") + words(rng, 5)
    first = {
        "source": f"source-{rng.randrange(2000)}",
        "status": Status.COMPLETED if rng.random() < 0.9 else rng.choice(list(Status)),
        "date": date(rng),
        "title": title,
        "summary": words(rng, 20),
        "places": [f"place-{rng.randrange(400)}"] if rng.random() < 0.9 else [],
    }
    later = {"source": f"source-{rng.randrange(2000)}", "title": title, "status": "completed", "date": first["date"]}
    parties = ["alpha"] if rng.random() < 0.5 else []
    parties.append(f"party-{min(int(rng.paretovariate(0.8)), 299)}")
    figure = {"measure": "returned", "qualifier": "exact", "claimant": "alpha", "source": first["source"]}
    return Event.model_validate(
        {
            "id": f"event-{number:06d}",
            "kind": kind,
            "timelines": ["line" if rng.random() < 0.9 else "other"],
            "states": [first] if rng.random() < 0.9 else [{**first, **later}, first],
            "parties": [{"party": party, "role": rng.choice(list(Role))} for party in parties],
            "claims": [{**figure, "best": rng.randint(1, 300)}] if rng.random() < 0.3 else [],
            "relations": [{"type": "part_of", "event": f"event-{number // 50 * 50:06d}"}] if number % 50 == 1 else [],
        }
    )


def history(count: int, seed: int = 1) -> Dataset:
    """So many events, with what they refer to."""
    rng = random.Random(seed)
    words_of = {"unit": "sets", "one": "set", "many": "sets", "kind": "flow", "definition": "D"}
    made = [event(rng, number) for number in range(count)]
    used = {state.source for one in made for state in one.states}
    return Dataset.model_construct(
        header=Header(name="generated", version="1", title="Generated", licence="CC0", contact="nobody"),
        timelines=[Timeline(id=name, title=name, summary="S") for name in ("line", "other")],
        measures=[Measure.model_validate({"id": "returned", "name": "Returned", **words_of})],
        places=list(places(rng)),
        parties=[
            Party.model_validate({"id": name, "name": name, "kind": "agency"})
            for name in ("alpha", *(f"party-{number}" for number in range(300)))
        ],
        sources=[source for source in sources(rng) if source.id in used],
        claims=[],
        events=made,
    )


def write_lines(folder: Path, count: int) -> Path:
    """So many events as a program would write them: JSON Lines, beside the records that they refer to."""
    made = history(count)
    export(made.model_copy(update={"events": []}), folder)
    with (folder / "events" / "all.jsonl").open("w") as file:
        file.writelines(f"{one.model_dump_json(exclude_unset=True)}\n" for one in made.events)
    return folder
