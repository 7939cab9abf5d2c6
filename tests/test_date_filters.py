"""The four filter rules against brute force: every start and end that a date can have, day by day.

Two oracles. One knows only what EDTF text means, and lists (start, end) pairs in February 2018; the other lists
all pairs that four bounds allow. A few days before and after stand for what has no limit.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from app.dates import (
    NO_END,
    NO_START,
    HistoricalDate,
    Span,
    overlaps_certain,
    overlaps_possible,
    parse_date,
    parse_day,
    parse_span,
    within_certain,
    within_possible,
)

Pairs = set[tuple[int, int]]
Rule = Callable[[HistoricalDate, Span], bool]
RULES: list[Rule] = [overlaps_possible, overlaps_certain, within_possible, within_certain]

FIRST = datetime.date(2018, 2, 1).toordinal()
LAST = FIRST + 27
PAST, FUTURE = range(FIRST - 4, LAST + 1), range(FIRST, LAST + 5)
PIECES = {
    "2018-02-01": range(FIRST, FIRST + 1),
    "2018-02-04": range(FIRST + 3, FIRST + 4),
    "2018-02-05": range(FIRST + 4, FIRST + 5),
    "2018-02-27": range(FIRST + 26, FIRST + 27),
    "2018-02": range(FIRST, LAST + 1),
}


def found(date: HistoricalDate, span: Span) -> list[bool]:
    return [rule(date, span) for rule in RULES]


def enumerated(pairs: Pairs, span: Span) -> list[bool]:
    """Some and every pair that shares a day with the span, some and every pair whose days all lie in it."""
    inside = [[span.first <= day <= span.last for day in range(start, end + 1)] for start, end in pairs]
    shared, contained = [any(days) for days in inside], [all(days) for days in inside]
    return [any(shared), all(shared), any(contained), all(contained)]


def spans(first: int, last: int) -> Iterator[Span]:
    """Every span between two days, and those without a limit on one side or on both."""
    for start, end in product([NO_START, *range(first, last + 1)], [*range(first, last + 1), NO_END]):
        if start <= end:
            yield Span(start, end)


def lasting(starts: range, ends: range) -> Pairs:
    return {(start, end) for start, end in product(starts, ends) if start <= end}


def moments(*ranges: range) -> Pairs:
    """One moment of the hull is its own start and end."""
    days = range(min(days.start for days in ranges), max(days.stop for days in ranges))
    return {(day, day) for day in days}


def meanings() -> Iterator[tuple[str, Pairs]]:
    """Every form that a date takes, with all that it can mean."""
    for one, days in PIECES.items():
        yield one, moments(days)
        yield f"{one}/", lasting(days, FUTURE)
        yield f"{one}/..", lasting(days, FUTURE)
        yield f"/{one}", lasting(PAST, days)
        yield f"../{one}", lasting(PAST, days)
        yield f"[{one}..]", moments(days, FUTURE[-1:])
        yield f"[..{one}]", moments(PAST[:1], days)
        for other, later in PIECES.items():
            yield f"[{one},{other}]", moments(days, later)
            if days[0] <= later[-1]:
                yield f"{one}/{other}", lasting(days, later)
                yield f"[{one}..{other}]", moments(days, later)


@pytest.mark.parametrize(("text", "pairs"), [pytest.param(*meaning, id=meaning[0]) for meaning in meanings()])
def test_rules_against_what_the_text_means(text: str, pairs: Pairs) -> None:
    date = parse_date(text)
    edges = {FIRST - 1, *(FIRST + day for day in (0, 2, 3, 4, 5, 25, 26, 27)), LAST + 1}
    for span in spans(FIRST - 1, LAST + 1):
        if {span.first, span.last} - {NO_START, NO_END} <= edges:
            assert found(date, span) == enumerated(pairs, span), span


def all_bounds(days: int) -> Iterator[HistoricalDate]:
    """A date for all four bounds that are in order, on the first days of the calendar of this test."""
    some = parse_date("2018-02")
    for start_min, start_max, end_min, end_max in product(range(FIRST, FIRST + days), repeat=4):
        if start_min <= start_max <= end_max and start_min <= end_min <= end_max:
            yield dataclasses.replace(some, start_min=start_min, start_max=start_max, end_min=end_min, end_max=end_max)


def test_rules_against_all_pairs_that_the_bounds_allow() -> None:
    for date in all_bounds(5):
        pairs = lasting(range(date.start_min, date.start_max + 1), range(date.end_min, date.end_max + 1))
        for span in spans(FIRST - 1, FIRST + 5):
            assert found(date, span) == enumerated(pairs, span), (date, span)


@pytest.mark.parametrize("marks", [(True, False), (False, True), (True, True)])
def test_a_mark_leaves_what_is_possible_and_nothing_certain(marks: tuple[bool, bool]) -> None:
    for date in all_bounds(3):
        marked = dataclasses.replace(date, approximate=marks[0], uncertain=marks[1])
        for span in spans(FIRST - 1, FIRST + 3):
            possible, _, possible_within, _ = found(date, span)
            assert found(marked, span) == [possible, False, possible_within, False]


def test_certain_is_possible_and_within_overlaps() -> None:
    for date in [*all_bounds(5), *(parse_date(text) for text, _ in meanings())]:
        for span in spans(FIRST - 1, FIRST + 5):
            overlaps, overlaps_surely, lies_within, lies_within_surely = found(date, span)
            assert overlaps >= overlaps_surely >= lies_within_surely
            assert overlaps >= lies_within >= lies_within_surely


YES, NO = True, False


@pytest.mark.parametrize(
    ("text", "query", "answers"),
    [
        ("2007-04-11", "2007", [YES, YES, YES, YES]),
        ("2007-04-11", "0001/9999", [YES, YES, YES, YES]),
        ("2007-04-11", "2007-04-12", [NO, NO, NO, NO]),
        ("2018-06", "2018-06-12", [YES, NO, YES, NO]),
        ("2018-06~", "2018", [YES, NO, YES, NO]),
        ("2007", "2001-21/2007-21", [YES, NO, YES, NO]),
        ("199X", "1996/2005", [YES, NO, YES, NO]),
        ("199X", "199X", [YES, YES, YES, YES]),
        ("2001-24", "2002", [YES, NO, YES, NO]),
        ("2001-24", "2001-24", [YES, YES, YES, YES]),
        ("1996-07/2005-05", "2000-01-01", [YES, YES, NO, NO]),
        ("1996-07/2005-05", "1996/2005", [YES, YES, YES, YES]),
        ("1996-07/2005-05", "2005-05", [YES, YES, NO, NO]),
        ("1996-07/2005-05", "2005-05-15", [YES, NO, NO, NO]),
        ("1996-07/2005-05", "2005-06/..", [NO, NO, NO, NO]),
        ("/1888", "1888", [YES, YES, YES, NO]),
        ("/1888", "../1888", [YES, YES, YES, YES]),
        ("/1888", "1800", [YES, NO, NO, NO]),
        ("/1888", "1889/", [NO, NO, NO, NO]),
        ("1996/", "2026", [YES, NO, NO, NO]),
        ("1996/", "1996/", [YES, YES, YES, YES]),
        ("1996/", "1996/9999", [YES, YES, YES, NO]),
        ("[2018-06-20..]", "2018-07-27", [YES, NO, YES, NO]),
        ("[2018-06-20..]", "2018-06-20/..", [YES, YES, YES, YES]),
        ("[2018-06-20..]", "../2018-06-19", [NO, NO, NO, NO]),
        ("[..2005]", "2005", [YES, NO, YES, NO]),
        ("[..2005]", "/2005", [YES, YES, YES, YES]),
        ("[2011-05-01..2018-06-24]", "2012", [YES, NO, YES, NO]),
        ("[1990,1992]", "1990/1992", [YES, YES, YES, YES]),
    ],
)
def test_overlaps_and_within_possible_and_certain(text: str, query: str, answers: list[bool]) -> None:
    """In the order of RULES; an end that has no limit lies in no span but one without that limit."""
    assert found(parse_date(text), parse_span(query)) == answers


def test_what_was_ongoing_in_2018_is_not_certain_for_2026() -> None:
    date = parse_date("2018-07/..").known_on(parse_day("2018-09-30"))
    assert found(date, parse_span("2018-09")) == [YES, YES, NO, NO]
    assert found(date, parse_span("2018-10")) == [YES, NO, NO, NO]
    assert found(date, parse_span("2026")) == [YES, NO, NO, NO]
    assert found(date, parse_span("2018-07/..")) == [YES, YES, YES, YES]
