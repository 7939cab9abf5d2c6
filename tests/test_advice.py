"""Advice to editors: each code by a small archive of its own, and none left unlisted in the bundled sets."""

from pathlib import Path
from typing import Any

import pytest

import app.dataset
from app.dataset.advice import Advice, advise, span_text
from app.dataset.archive import Archive
from app.dataset.checks import check
from app.dataset.figures import LEAST, MOST
from app.dataset.files import Dataset, Event, Header, Measure, Party, Place, Source, Timeline
from app.dataset.reader import read_dataset
from app.dates import parse_day

BUNDLED = Path(app.dataset.__file__).parent / "bundled"
TODAY = parse_day("2026-11-24")
SETS = {
    "id": "sets",
    "name": "Sets",
    "unit": "sets",
    "one": "set",
    "many": "sets",
    "kind": "flow",
    "definition": "Sets.",
}
HELD = SETS | {"id": "held", "kind": "level"}
Records = list[dict[str, Any]]


def source(name: str, published: str | None) -> dict[str, Any]:
    dated = {"published": published} if published else {}
    about = {"publisher": "A paper", "accessed": "2026-11-24", "kind": "news", "quality": "secondary"}
    return {"id": name, "title": "A report", **about, **dated}


def event(name: str, *states: dict[str, Any], **members: Any) -> dict[str, Any]:
    first = {"source": "near", "status": "completed", "date": "2000-05-05", "title": "Something happened"}
    whole = [first | state for state in states] or [first]
    return {"id": name, "kind": "handover", "timelines": ["line"], "states": whole, "sources": ["second"]} | members


def sets(best: int, **members: Any) -> dict[str, Any]:
    return {"measure": "sets", "best": best, "qualifier": "exact", "claimant": "us", "source": "near"} | members


def archive(*events: dict[str, Any], places: Records | None = None, kept: Records | None = None) -> Archive:
    """A sound archive of these events and places, with sources near (2000), second (2001), late (2020) and undated."""
    header = {"name": "small", "version": "1", "title": "Small", "licence": "CC0-1.0", "contact": "Nobody"}
    days = {"near": "2000-05-06", "second": "2001-01-01", "late": "2020-05-06", "undated": None}
    cited = str(events)
    made = Archive(
        [
            Dataset(
                header=Header.model_validate(header | {"kept_warnings": kept or []}),
                timelines=[Timeline(id="line", title="Line", summary="A line.")],
                measures=[Measure.model_validate(measure) for measure in (SETS, HELD)],
                parties=[Party.model_validate({"id": "us", "name": "US", "kind": "state"})],
                places=[Place.model_validate(place) for place in places or []],
                sources=[
                    Source.model_validate(source(name, day)) for name, day in days.items() if f"'{name}'" in cited
                ],
                events=[Event.model_validate(one) for one in events],
            )
        ]
    )
    assert check(made) == []
    return made


def codes(*events: dict[str, Any], today: int = TODAY) -> list[tuple[str, str]]:
    return [(advice.record, advice.code) for advice in advise(archive(*events), today)]


def test_nothing_to_advise() -> None:
    assert advise(archive(), TODAY) == []
    assert advise(archive(event("sound")), TODAY) == []


def test_one_source() -> None:
    alone = advise(archive(event("alone", sources=[])), TODAY)
    assert alone == [Advice("events", "alone", "one-source", "rests on one source, near")]
    assert codes(event("twice", sources=["near"])) == [("twice", "one-source")]


@pytest.mark.parametrize(
    "members",
    [
        {"claims": [sets(1, source="second")]},
        {"date_alternatives": [{"edtf": "2000", "source": "second"}]},
        {"relations": [{"type": "follows", "event": "other", "source": "second"}]},
        {"states": [event("x")["states"][0], {"source": "second", "title": "It did happen"}]},
    ],
)
def test_a_second_source_may_stand_anywhere(members: dict[str, Any]) -> None:
    assert codes(event("other"), event("two", sources=[], **members)) == []


def part(name: str, *claims: dict[str, Any], of: str = "whole", **members: Any) -> dict[str, Any]:
    return event(name, claims=list(claims), relations=[{"type": "part_of", "event": of}], **members)


def test_parts_that_do_not_add_up() -> None:
    found = advise(archive(event("whole", claims=[sets(10)]), part("a", sets(4)), part("b", sets(5))), TODAY)
    assert found == [
        Advice("events", "whole", "parts-do-not-add-up", "sets: the parts make 9, the whole is given as 10"),
    ]
    scoped = event("whole", claims=[sets(10, scope="us")])
    found = advise(archive(scoped, part("a", sets(11, scope="us")), part("b")), TODAY)
    assert [advice.sentence for advice in found] == [
        "sets of us: the parts make 11 or more, the whole is given as 10",
    ]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ([sets(9)], [part("a", sets(4)), part("b", sets(5))]),
        ([], [part("a", sets(4)), part("b", sets(5))]),
        ([sets(10)], [part("a", sets(4)), part("b")]),
        ([sets(10)], [part("a", sets(4)), part("b", sets(99, scope="us"))]),
        ([sets(100)], [part("a", {**sets(97), "qualifier": "about"})]),
        ([sets(9)], [part("a", sets(4)), part("b"), part("c", sets(5), of="b")]),
        ([{**sets(7), "measure": "held"}], [part("a", {**sets(8), "measure": "held"})]),
    ],
)
def test_parts_that_add_up_or_may(whole: Records, parts: Records) -> None:
    assert codes(event("whole", claims=whole), *parts) == []


def test_the_preferred_figure_is_compared() -> None:
    whole = event("whole", claims=[sets(9, preferred=True), sets(7, source="second")])
    assert codes(whole, part("a", sets(9))) == []
    assert codes(whole, part("a", sets(7))) == [("whole", "parts-do-not-add-up")]


def test_an_upper_limit_of_a_part_takes_nothing_away() -> None:
    limited = {"measure": "sets", "high": 5, "qualifier": "at_most", "claimant": "us", "source": "near"}
    found = advise(archive(event("whole", claims=[sets(7)]), part("a", limited), part("b", sets(9))), TODAY)
    assert [advice.sentence for advice in found] == ["sets: the parts make 9 to 14, the whole is given as 7"]


def test_a_part_that_did_not_take_place_counts_for_nothing() -> None:
    planned = {"status": "cancelled"}
    whole, done = event("whole", claims=[sets(5)]), part("done", sets(5))
    dropped = event("dropped", planned, claims=[sets(6)], relations=[{"type": "part_of", "event": "whole"}])
    assert codes(whole, done, dropped) == []


def test_a_coordinate_without_radius() -> None:
    bare: dict[str, Any] = {"id": "bare", "name": "Bare", "kind": "site", "lon": 1.5, "lat": 2.5}
    places = [bare, bare | {"id": "round", "radius_km": 3}, {"id": "nowhere", "name": "Nowhere", "kind": "country"}]
    assert advise(archive(places=places), TODAY) == [
        Advice("places", "bare", "no-radius", "has a coordinate and no radius_km to cover its doubt"),
    ]


def test_states_out_of_order() -> None:
    swapped = event("swapped", {"source": "second"}, {"source": "near"})
    assert advise(archive(swapped), TODAY) == [
        Advice("events", "swapped", "states-out-of-order", "its states do not stand in the order of knowledge"),
    ]
    assert codes(event("ordered", {"source": "near"}, {"source": "near"}, {"source": "second"})) == []


@pytest.mark.parametrize("status", ["expected", "announced", "planned"])
@pytest.mark.parametrize("date", ["2024-11-22", "[2000..2024-11-22]", "[2018-06-20..]", "2018/.."])
def test_overdue(status: str, date: str) -> None:
    sentence = f"is still {status}, with the date {date}"
    due = event("due", {"status": status, "date": date})
    assert advise(archive(due), TODAY) == [Advice("events", "due", "overdue", sentence)]


@pytest.mark.parametrize(
    ("status", "date"),
    [
        ("planned", "2024-11-24"),
        ("planned", "2018/2030"),
        ("completed", "2018"),
        ("cancelled", "2018"),
        ("planned", "../2030"),
    ],
)
def test_not_overdue(status: str, date: str) -> None:
    assert codes(event("due", {"status": status, "date": date})) == []


def test_what_was_planned_and_then_took_place_is_not_overdue() -> None:
    assert codes(event("done", {"status": "planned"}, {"source": "second", "status": "completed"})) == []
    assert codes(event("plan", {"status": "planned"}), today=parse_day("2002-05-04")) == []
    assert codes(event("plan", {"status": "planned"}), today=parse_day("2002-05-07")) == [("plan", "overdue")]


def test_sources_decades_later() -> None:
    state = {"source": "late", "date": "2000-04-30"}
    found = advise(archive(event("old", state, sources=["undated"])), TODAY)
    assert found == [Advice("events", "old", "late-source", "its nearest source, late, is 20 years later")]
    # One day more, and it is not over twenty years; a nearer source beside it takes the advice away.
    assert codes(event("edge", state | {"date": "2000-05-06"}, sources=["undated"])) == []
    assert codes(event("near", state, sources=["near"])) == []
    assert codes(event("goes-on", state | {"date": "1953/..", "status": "ongoing"}, sources=["undated"])) == []


def test_an_undated_source_counts_from_the_day_it_was_read() -> None:
    state = {"source": "undated", "date": "1954"}
    assert advise(archive(event("old", state, sources=[])), TODAY) == [
        Advice("events", "old", "one-source", "rests on one source, undated"),
        Advice("events", "old", "late-source", "its nearest source, undated, is 71 years later"),
    ]


def test_kept_warnings_carry_their_reason_and_stale_ones_are_advice() -> None:
    kept = [
        {"record": "alone", "warning": "one-source", "reason": "No other was found."},
        {"record": "alone", "warning": "overdue", "reason": "It was."},
        {"record": "gone", "warning": "one-source", "reason": "No other was found."},
    ]
    assert advise(archive(event("alone", sources=[]), event("too", sources=[]), kept=kept), TODAY) == [
        Advice("events", "alone", "one-source", "rests on one source, near", kept="No other was found."),
        Advice("events", "too", "one-source", "rests on one source, near"),
        Advice("kept_warnings", "alone", "stale-kept-warning", "the kept warning overdue no longer occurs"),
        Advice("kept_warnings", "gone", "stale-kept-warning", "the kept warning one-source no longer occurs"),
    ]


@pytest.mark.parametrize(
    ("figure", "text"),
    [((1200, 1200), "1,200"), ((LEAST, 5), "at most 5"), ((3, MOST), "3 or more"), ((3, 5), "3 to 5")],
)
def test_words_for_a_span(figure: tuple[int, int], text: str) -> None:
    assert span_text(figure) == text


def test_the_bundled_sets_leave_nothing_unlisted() -> None:
    datasets = [read_dataset(folder).dataset for folder in sorted(BUNDLED.iterdir())]
    found = advise(Archive([dataset for dataset in datasets if dataset]), TODAY)
    assert len(datasets) == 2
    assert [advice for advice in found if advice.kept is None] == []
    assert {advice.code for advice in found} == {"one-source", "late-source"}
