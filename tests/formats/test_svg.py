"""The drawn timeline: true to scale, no more exact than its dates, and plain about what did not take place."""

import datetime
import itertools
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import Span, parse_date
from app.formats.base import Item
from app.formats.svg_axis import round_steps, ticks
from app.formats.svg_layout import GAP, Mark, Rows, mark_of, placed
from app.formats.svg_scale import MARGIN, WIDTH, Scale, scale_of
from app.vocabulary import EventKind, Status
from tests.formats.samples import EVIL, HOSTILE, SAMPLES, context, event, made

SVG = "{http://www.w3.org/2000/svg}"
YEAR = Scale(*(datetime.date(year, 1, 1).toordinal() for year in (2000, 2010)))


def drawing(*items: Item, **more: Any) -> ElementTree.Element:
    return ElementTree.fromstring(made("svg", list(items), context(**more)))


def link(root: ElementTree.Element, name: str = "one") -> ElementTree.Element:
    [found] = [one for one in root.iter(f"{SVG}a") if f"/events/{name}" in one.get("href", "")]
    return found


def shapes(root: ElementTree.Element, name: str = "one") -> list[str]:
    """The shapes of an event: their tag, with the class or the gradient that makes them what they are."""
    parts = [one for one in link(root, name) if one.tag not in (f"{SVG}title", f"{SVG}text")]
    return [f"{one.tag.removeprefix(SVG)} {one.get('class') or one.get('fill')}" for one in parts]


def mark(date: str, **changes: Any) -> Mark:
    return mark_of(event("one", date, **changes), YEAR, context())


@pytest.mark.parametrize(
    ("date", "status", "drawn"),
    [
        ("2007-04-11", "completed", ["circle m"]),
        ("2007", "completed", ["rect url(#return-in)", "rect url(#return-out)"]),
        ("2007-04-11~", "completed", ["rect url(#return-in)", "rect url(#return-out)"]),
        ("2001-03-04/2004-05-06", "completed", ["rect m"]),
        ("2001-03/2004-05", "completed", ["rect url(#return-in)", "rect m", "rect url(#return-out)"]),
        ("2001-03-04/", "completed", ["rect url(#return-out)"]),
        ("/2001-03-04", "completed", ["rect url(#return-in)"]),
        ("2007-04-11", "expected", ["circle m"]),
        ("[2007-04-11..]", "expected", ["path dots", "path line"]),
        ("2001-03-04/2004-05-06", "planned", ["path line", "path line"]),
        ("2001-03-04/2004-05", "cancelled", ["path line", "path dots", "path line", "path cross"]),
        ("2007-04-11", "cancelled", ["circle m", "path cross"]),
        ("2001-03-04/2004-05-06", "suspended", ["rect m", "path stop"]),
        ("2001-03-04/..", "ongoing", ["rect m", "rect url(#return-out)", "path m"]),
    ],
)
def test_a_date_and_a_status_have_a_shape_of_their_own(date: str, status: str, drawn: list[str]) -> None:
    root = drawing(event("one", date, status=status), event("far", "1990-01-01"))
    assert shapes(root) == drawn
    assert link(root).get("class") == f"{status} k-handover"


def test_marks_stand_to_scale() -> None:
    days = {name: datetime.date.fromisoformat(name).toordinal() for name in ("2000-01-01", "2003-01-01", "2010-01-01")}
    at = [mark(name).left for name in days]
    numbers = list(days.values())
    assert (at[1] - at[0]) / (at[2] - at[0]) == pytest.approx((numbers[1] - numbers[0]) / (numbers[2] - numbers[0]))
    assert at[0] == pytest.approx(MARGIN, abs=1)


def test_a_range_reaches_from_its_first_day_to_the_end_of_its_last() -> None:
    found, day = mark("2001-01-01/2004-12-31"), (WIDTH - 2 * MARGIN) / (YEAR.last - YEAR.first)
    assert found.left == found.solid_from == pytest.approx(MARGIN + day * 366)
    assert found.right == found.solid_to == pytest.approx(MARGIN + day * (366 + 4 * 365 + 1))


def test_doubt_is_as_wide_as_the_bounds() -> None:
    found, day = mark("2001/2004-12"), (WIDTH - 2 * MARGIN) / (YEAR.last - YEAR.first)
    assert found.solid_from - found.left == pytest.approx(day * 364)
    assert found.right - found.solid_to == pytest.approx(day * 30)


def test_what_goes_on_is_sure_until_it_was_last_told() -> None:
    found = mark("2001-01-01/..", version_known_from="2005-01-01")
    assert found.solid_to == pytest.approx(YEAR.x(parse_date("2005-01-01").start_min))
    assert (found.right, found.arrow) == (WIDTH + 20, True)


@st.composite
def events(draw: Any) -> list[Item]:
    texts = st.sampled_from(
        [
            "2001-03-04",
            "2001-03",
            "2001",
            "200X",
            "2001-05-04/2002",
            "2001/..",
            "../2003",
            "[2004-01-01..]",
            "2001-03-04~",
        ]
    )
    statuses, kinds = st.sampled_from(list(Status)), st.sampled_from(list(EventKind))
    made_of = draw(st.lists(st.tuples(texts, statuses, kinds), min_size=1, max_size=60))
    return [event(f"e{n}", date, status=str(status), kind=str(kind)) for n, (date, status, kind) in enumerate(made_of)]


@given(events(), st.booleans())
def test_marks_and_titles_never_overlap(items: list[Item], few: bool) -> None:
    scale = scale_of(items, context())
    rows: dict[int, list[tuple[float, float]]] = {}
    for one in placed(items, scale, context(), all_titled=few):
        assert one.mark.left <= one.mark.solid_from <= one.mark.solid_to <= one.mark.right
        rows.setdefault(one.row, []).append((one.mark.begins, one.mark.ends))
    for taken in rows.values():
        ordered = sorted(taken)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(ordered))


@given(events())
def test_every_event_is_drawn_once(items: list[Item]) -> None:
    root = drawing(*items)
    names = [str(one.get("href")).rpartition("/")[2] for one in root.iter(f"{SVG}a")]
    assert sorted(names) == sorted(item["id"] for item in items)


def test_a_mark_says_date_title_kind_and_status() -> None:
    root = drawing(event("one", "[2018-06-20..]", status="expected", title="A transfer"))
    assert link(root).findtext(f"{SVG}title") == "on or after 20 June 2018: A transfer (handover, expected)"


def test_the_whole_says_what_it_is() -> None:
    root = drawing(*SAMPLES, title="All & more")
    assert root.findtext(f"{SVG}title") == "All & more, as known on 25 November 2026"
    assert root.get("aria-labelledby") == "title said"
    assert f"A timeline of {len(SAMPLES)} events" in str(root.findtext(f"{SVG}desc"))
    assert "prefers-color-scheme: dark" in str(root.findtext(f"{SVG}style"))


def test_a_lane_is_named_at_both_ends_for_screens_that_show_only_one() -> None:
    lanes = [one for one in drawing(event("one", "2007-04-11")).iter(f"{SVG}text") if "lane" in one.get("class", "")]
    assert [(one.text, one.get("class"), one.get("x"), one.get("text-anchor")) for one in lanes] == [
        ("Returns, transport, ceremonies", "lane", "20", None),
        ("Returns, transport, ceremonies", "lane again", "1180", "end"),
    ]
    assert b".drawing .again { display: none; }" in made("svg", [], context())


def first_fit(taken: list[float], begins: float, ends: float, below: bool) -> int:
    """The rule, read plainly: the first row that has room, and so has the next where the title stands below."""
    row = next(n for n in range(len(taken) + 1) if all(end + GAP <= begins for end in taken[n : n + 1 + below]))
    taken[row : row + 1 + below] = [ends] * (1 + below)
    return row


STRETCH = st.tuples(st.integers(0, 60), st.integers(0, 12), st.sampled_from(["bare", "left", "below"]))


@given(st.lists(STRETCH, max_size=60))
def test_a_mark_takes_the_first_row_that_has_room(stretches: list[tuple[int, int, str]]) -> None:
    rows, taken = Rows(), list[float]()
    for left, width, title in sorted(stretches):
        begins, ends, below = left - 9.0 * (title == "left"), float(left + width), title == "below"
        row = rows.first(begins) if title == "bare" else rows.first_for_title(begins, below)
        for number in range(row, row + 1 + below):
            rows.take(number, ends)
        assert row == first_fit(taken, begins, ends, below)
        assert rows.taken == taken


def test_thousands_of_events_on_one_day_stand_on_a_row_each() -> None:
    events = [event(f"e{number}", "2007-04-11") for number in range(3000)]
    assert [one.row for one in placed(events, YEAR, context(), all_titled=False)] == list(range(3000))


def test_hostile_text_stays_text() -> None:
    root = drawing(EVIL | {"title": HOSTILE})
    assert root.findall(f".//{SVG}script") == []
    assert HOSTILE.split()[0] in str(link(root, "evil").findtext(f"{SVG}title"))


def test_no_event_is_said() -> None:
    assert "No event matches." in [one.text for one in drawing().iter(f"{SVG}text")]


def test_dates_asked_for_cut_the_scale() -> None:
    items = [event("one", "2018-06-12"), event("two", "2018/..")]
    span = Span(parse_date("2018").start_min, parse_date("2018").end_max)
    cut = scale_of(items, context(), span)
    assert (span.first - 10, span.last + 10) == (cut.first, cut.last)
    assert scale_of(items, context()).last > span.last + 2000


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("1950-01-01", "2026-01-01", ["1950", "1960", "1970", "1980", "1990", "2000", "2010", "2020"]),
        ("2012-01-01", "2014-12-31", ["Jan 2012", "Apr 2012", "Jul 2012", "Oct 2012", "Jan 2013"]),
        ("2018-06-10", "2018-06-14", ["10 Jun 2018", "11 Jun 2018", "12 Jun 2018", "13 Jun 2018", "14 Jun 2018"]),
        ("0001-01-01", "0003-01-01", ["Jan 1", "Apr 1", "Jul 1", "Oct 1", "Jan 2"]),
    ],
)
def test_ticks_are_round(first: str, last: str, labels: list[str]) -> None:
    days = [datetime.date.fromisoformat(day).toordinal() for day in (first, last)]
    found = [tick.label for tick in ticks(Scale(*days))]
    assert found[: len(labels)] == labels
    assert len(found) <= 14


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_steps_of_figures_are_round_and_reach_around(one: int, other: int) -> None:
    low, high = sorted((one, other))
    steps = round_steps(low, high)
    assert steps[0] <= low <= high <= steps[-1]
    assert 2 <= len(steps) <= 8
    assert re.fullmatch("(1|2|5)0*", str(steps[1] - steps[0]))
