"""The law of knowledge: `known_on=d` answers as if no later source had ever been written.

Random data sets and days; the data set that is cut at the day is loaded by itself and asked the same.
"""

import datetime
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine

from app.dataset.archive import Archive, dataset_digest
from app.dataset.files import Claim, Dataset, Event, Header, Measure, Party, Place, Source, Timeline, TimelineClaim
from app.dataset.load import make_release
from app.dataset.project import Projection
from app.dataset.readmodel import write_read_tables
from app.dataset.store import save_dataset
from app.dates import NO_END, day_text
from tests.client import serving
from tests.conftest import settings_for
from tests.sets import BASE, Record

EPOCH = datetime.date(2000, 1, 1).toordinal()
DAYS = 30
DATES = ("1999", "1999-05", "2000-01-07", "199X", "1999/2000", "1998/..", "/1990", "[1999,2000]", "1999-05~", "1998/")
NAMES = ("red", "blue", "green", "white")
PLACES = [
    Place(id="land", name="Land", kind="country", country="KP"),
    Place(id="town", name="Town", kind="city", within="land", lon=10, lat=10),
]


def day(number: int) -> str:
    return day_text(EPOCH + number)


@st.composite
def claims(draw: st.DrawFn, sources: list[str], name: str, timeline: bool) -> Record:
    """Figures that meet and figures that do not, with and without a date."""
    best = draw(st.sampled_from([1, 5, 100, 103, 200]))
    kind = draw(st.sampled_from(["exact", "about", "at_most", "at_least"]))
    member = {"exact": "best", "about": "best", "at_most": "high", "at_least": "low"}[kind]
    return {
        "id": name,
        "measure": "missing" if timeline else draw(st.sampled_from(["returned", "missing"])),
        member: best,
        "qualifier": kind,
        "claimant": draw(st.sampled_from(["one", "two"])),
        "source": draw(st.sampled_from(sources)),
        "scope": draw(st.sampled_from([None, "some"])),
        "as_of": draw(st.sampled_from([None, "1999", "2000-01-05", "2000-03"])),
    }


@st.composite
def states(draw: st.DrawFn, source: str, whole: bool) -> Record:
    """A state; the first one to become known gives everything that it must."""
    members = {
        "status": draw(st.sampled_from(["planned", "completed", "ongoing", "cancelled"])),
        "date": draw(st.sampled_from(DATES)),
        "title": " ".join(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))),
    }
    kept = members if whole else {key: members[key] for key in draw(st.sets(st.sampled_from(sorted(members))))}
    more: Record = {
        "summary": st.sampled_from([None, "red blue"]),
        "kind": st.sampled_from(["talks", "handover"]),
        "places": st.lists(st.sampled_from(["land", "town"]), unique=True),
        "parties": st.lists(st.just({"party": "one", "role": "host"}), max_size=1),
    }
    extra = {key: draw(more[key]) for key in draw(st.sets(st.sampled_from(sorted(more)), max_size=2))}
    return {"source": source, **kept, **extra}


@st.composite
def events(draw: st.DrawFn, number: int, known: dict[str, int]) -> Event:
    names = sorted(known)
    cited = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
    first = min(range(len(cited)), key=lambda index: (known[cited[index]], index))
    relations = [
        {
            "type": draw(st.sampled_from(["part_of", "follows", "cancels"])),
            "event": f"event-{draw(st.integers(0, number - 1))}",
            "source": draw(st.sampled_from([None, *names])),
        }
        for _ in range(draw(st.integers(0, 2)) if number else 0)
    ]
    return Event.model_validate(
        {
            "id": f"event-{number}",
            "kind": "talks",
            "timelines": draw(st.sampled_from([["line"], ["other", "line"]])),
            "states": [draw(states(source, index == first)) for index, source in enumerate(cited)],
            "sources": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
            "date_alternatives": [
                {"edtf": "1997", "source": source} for source in draw(st.lists(st.sampled_from(names), max_size=1))
            ],
            "claims": [
                draw(claims(names, f"claim-{number}-{index}", False)) for index in range(draw(st.integers(0, 3)))
            ],
            "relations": relations,
        }
    )


@st.composite
def data_sets(draw: st.DrawFn) -> Dataset:
    days = draw(st.lists(st.integers(0, DAYS), min_size=2, max_size=6))
    known = {f"s{index}": number for index, number in enumerate(days)}
    qualities = st.sampled_from(["primary", "secondary"])
    shown = {"title": "T", "publisher": "P", "kind": "news", "accessed": "2026-01-01"}
    sources = [
        Source.model_validate({"id": name, "published": day(number), "quality": draw(qualities), **shown})
        for name, number in known.items()
    ]
    level = [
        TimelineClaim.model_validate({**draw(claims(sorted(known), f"level-{index}", True)), "timeline": "line"})
        for index in range(draw(st.integers(0, 3)))
    ]
    return whole(sources, level, [draw(events(number, known)) for number in range(draw(st.integers(1, 4)))])


def whole(sources: list[Source], level: list[TimelineClaim], of: list[Event]) -> Dataset:
    return Dataset(
        header=Header.model_validate(BASE["dataset"]),
        timelines=[Timeline(id=name, title=name, summary="S") for name in ("line", "other")],
        measures=[Measure.model_validate(one) for one in BASE["measures"]],
        places=PLACES,
        parties=[Party.model_validate(one) for one in BASE["parties"]],
        sources=sources,
        claims=level,
        events=of,
    )


def cut(dataset: Dataset, last: int) -> Dataset:
    """The data set without the sources later than a day, and without what rests on them."""
    known = {source.id for source in dataset.sources if source.published and source.published <= day(last)}
    living = {event.id for event in dataset.events if any(state.source in known for state in event.states)}

    def kept(records: list[Any]) -> list[Any]:
        return [record for record in records if record.source in known]

    def shorter(event: Event) -> Event:
        relations = [one for one in event.relations if one.event in living and (not one.source or one.source in known)]
        return event.model_copy(
            update={
                "states": kept(event.states),
                "claims": kept(event.claims),
                "date_alternatives": kept(event.date_alternatives),
                "sources": [source for source in event.sources if source in known],
                "relations": relations,
            }
        )

    return whole(
        [source for source in dataset.sources if source.id in known],
        kept(dataset.claims),
        [shorter(event) for event in dataset.events if event.id in living],
    )


def stored(dataset: Dataset, path: Path, migrated: Path) -> str:
    """Loaded as it is: a cut data set may hold sources that nothing cites yet."""
    shutil.copyfile(migrated, path)
    archive, digest = Archive([dataset]), dataset_digest(dataset)
    with create_engine(f"sqlite:///{path}", poolclass=NullPool).begin() as connection:
        save_dataset(connection, dataset, digest, None)
        make_release(connection, archive, {"small": digest}, write_read_tables(connection, archive), {})
    return f"sqlite:///{path}"


PATHS = (
    "/v1/events?facets=kind,status,year,decade,place,party,timeline,measure",
    "/v1/events?sort=-date",
    "/v1/events?sort=known",
    "/v1/events?q=red&facets=kind",
    "/v1/events?q=b*",
    "/v1/events?date=1999&facets=year",
    "/v1/events?date=1999/2000&date_relation=within&date_match=certain",
    "/v1/events?measure=returned",
    "/v1/events?place=land",
    "/v1/events?kind=talks&status=planned,completed",
    "/v1/timelines/other/events?",
    "/v1/timelines?",
    "/v1/timelines/line?",
    "/v1/timelines/line/totals?measure=returned",
    "/v1/timelines/line/totals?measure=missing",
    "/v1/claims?",
    "/v1/claims?sort=asserted&conflicting=true",
    "/v1/claims/compare?measure=returned,missing",
    "/v1/changes?",
    "/v1/sources?",
    "/v1/events/event-0?",
    "/v1/events/event-0/related?depth=3",
    "/v1/events/event-0/history?",
)


def answers(url: str, last: int) -> Iterator[tuple[str, Any]]:
    """What is asked, and what is answered, without the release that it comes from."""
    with serving(settings_for(url)) as api:
        for path in PATHS:
            answer = api.get(f"{path}&known_on={day(last)}").json()
            yield path, {name: value for name, value in answer.items() if name not in ("release", "example", "errors")}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data_sets(), st.integers(0, DAYS))
def test_a_day_answers_as_if_nothing_later_had_been_written(
    tmp_path: Path, migrated_file: Path, dataset: Dataset, last: int
) -> None:
    full = dict(answers(stored(dataset, tmp_path / "full.sqlite", migrated_file), last))
    less = dict(answers(stored(cut(dataset, last), tmp_path / "cut.sqlite", migrated_file), last))
    for path, answer in less.items():
        if answer.get("status") == 404:
            # An event of the future is known to be one; one that is nowhere is not.
            assert full[path]["status"] == 404
        else:
            assert (path, full[path]) == (path, answer)


@given(data_sets())
def test_knowledge_has_neither_gap_nor_overlap_and_never_precedes_its_sources(dataset: Dataset) -> None:
    archive = Archive([dataset])
    projection = Projection(archive)
    for event in dataset.events:
        versions = list(projection.event_intervals(event))
        assert versions[0].known_from == min(archive.known_from[state.source] for state in event.states)
        assert versions[-1].known_until == NO_END
        assert all(before.known_until == after.known_from for before, after in pairwise(versions))
        for version in versions:
            known = {source.id for source in version.document.sources}
            assert all(archive.known_from[source] <= version.known_from for source in known)
            assert {claim.source for claim in version.document.claims} <= known
            assert {relation.event for relation in version.document.relations} <= {
                name for name in archive.events if projection.life(name).first_known <= version.known_from
            }


@given(data_sets())
def test_each_claim_has_one_verdict_a_day(dataset: Dataset) -> None:
    projection = Projection(Archive([dataset]))
    facts = list(projection.all_facts())
    claimed: list[Claim] = [*dataset.claims, *(claim for event in dataset.events for claim in event.claims)]
    assert sorted(fact.claim.id for fact in facts) == sorted(claim.id for claim in claimed)
    for fact in facts:
        versions = list(projection.claim_intervals(fact))
        assert (versions[0].known_from, versions[-1].known_until) == (fact.known_from, NO_END)
        assert all(before.known_until == after.known_from for before, after in pairwise(versions))
    for group in {fact.group for fact in facts}:
        for number in range(DAYS + 1):
            known = [fact for fact in projection.group(group) if fact.known_from <= EPOCH + number]
            if known:
                verdicts = projection.verdicts(group, EPOCH + number)
                assert sum(preferred for preferred, _ in verdicts.values()) == 1
                assert all(name in verdicts[other][1] for name, (_, others) in verdicts.items() for other in others)
