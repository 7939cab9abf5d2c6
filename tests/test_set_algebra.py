"""Sets of versions against brute force, and the bounded memory that they are kept in."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.dates import NO_END, NO_START, HistoricalDate, Span
from app.queries import sets
from app.queries.events import RULES, sliced
from app.queries.kept import ENTRY, Kept, bytes_of
from app.queries.sets import Piece, knowledge, line, pack, pack_numbers, unpack, unpack_numbers, year_of
from app.queries.terms import is_far
from app.space import Box, Point, box_distance_km
from app.vocabulary import DateMatch, DateRelation
from tests.test_date_filters import FIRST, all_bounds, found, spans
from tests.test_date_filters import RULES as FUNCTIONS

IDS = st.sets(st.integers(1, 300_000), max_size=200)
DAYS = st.one_of(st.sampled_from([NO_START, NO_END]), st.integers(730_000, 731_500))


@pytest.fixture
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece for every few ids, so that lines have many."""
    monkeypatch.setattr(sets, "PIECE", 5)
    monkeypatch.setattr(sets, "SHORTEST", 2)


@given(IDS, st.randoms())
def test_a_set_comes_back_and_its_bytes_are_the_same_however_it_was_made(ids: set[int], rng: object) -> None:
    stored = pack(BitMap(ids))
    assert set(unpack(stored)) == ids
    in_steps = BitMap()
    for one in sorted(ids, reverse=True):
        in_steps.add(one)
    assert pack(in_steps) == pack(array("I", sorted(ids))) == pack(unpack(stored)) == stored


def test_a_long_run_takes_few_bytes() -> None:
    assert len(pack(BitMap(range(1, 1_000_001)))) < 250
    assert pack(BitMap()) == pack(array("I"))


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_numbers_come_back_from_four_bytes_each(numbers: list[int]) -> None:
    stored = pack_numbers(array("I", numbers))
    assert stored == b"".join(number.to_bytes(4, "little") for number in numbers)
    assert list(unpack_numbers(stored)) == numbers


def line_of(values: list[int]) -> list[Piece]:
    ids = sorted(range(1, len(values) + 1), key=lambda one: values[one - 1])
    return list(line(values, ids))


@pytest.mark.usefixtures("short_pieces")
@given(st.lists(DAYS, max_size=40))
def test_the_pieces_of_a_line(values: list[int]) -> None:
    pieces = line_of(values)
    ids = [one for piece in pieces for one in piece.ids]
    assert ids == sorted(range(1, len(values) + 1), key=lambda one: values[one - 1])
    assert all(0 < len(piece.ids) <= 5 for piece in pieces)
    passed: set[int] = set()
    for piece in pieces:
        assert set(piece.before) == passed
        assert [piece.value_at(at) for at in range(len(piece.ids))] == [values[one - 1] for one in piece.ids]
        assert list(piece.values) == sorted({values[one - 1] for one in piece.ids})
        assert piece.ends[-1] == len(piece.ids)
        passed |= set(piece.ids)
    for one, following in pairwise(pieces):
        whole_year = year_of(one.values[-1]) != year_of(following.values[0])
        assert len(one.ids) == 5 or (len(one.ids) >= 2 and whole_year)


@pytest.mark.usefixtures("short_pieces")
@given(st.lists(DAYS, max_size=40), IDS)
def test_the_ids_until_a_day(values: list[int], match: set[int]) -> None:
    for piece in line_of(values):
        for day in {NO_START, NO_END, *piece.values, *(value + 1 for value in piece.values)}:
            if piece.values[0] <= day <= piece.values[-1]:
                own = {one for one in piece.ids if values[one - 1] <= day}
                assert set(piece.until(day)) == set(piece.before) | own
        assert piece.until(-1) == piece.before
        assert list(piece.values_in(BitMap(match))) == sorted({values[one - 1] for one in piece.ids if one in match})


def test_a_year_is_a_piece_of_its_own_once_it_is_long_enough() -> None:
    days = [730_000 + 366 * (one // sets.SHORTEST) for one in range(3 * sets.SHORTEST)]
    assert [len(piece.ids) for piece in line_of(days)] == [sets.SHORTEST] * 3
    short = [730_000 + 366 * (one // 100) for one in range(3 * sets.SHORTEST)]
    assert [len(piece.ids) for piece in line_of(short)] == [600, 600, 336]
    assert [len(piece.ids) for piece in line_of([730_000] * (sets.PIECE + 1))] == [sets.PIECE, 1]
    assert line_of([]) == []


@pytest.mark.usefixtures("short_pieces")
@given(st.lists(st.tuples(st.integers(100, 120), st.one_of(st.just(NO_END), st.integers(1, 9))), max_size=30))
def test_what_was_known_on_a_day(spans_known: list[tuple[int, int]]) -> None:
    begun = [first for first, _ in spans_known]
    ended = [length if length == NO_END else first + length for first, length in spans_known]
    pairs = list(knowledge(begun, ended))
    lasts = [last for last, _, _ in pairs]
    assert (lasts, lasts[-1]) == (sorted(lasts), NO_END)
    for day in range(98, 132):
        _, one, other = pairs[bisect_right(lasts, day)]
        ids = {number for number, (first, last) in enumerate(zip(begun, ended, strict=True), 1) if first <= day < last}
        assert set(one.until(day) - other.until(day)) == ids, day
    assert sorted(one for _, piece, _ in pairs for one in piece.ids) == list(range(1, len(begun) + 1))


def test_nothing_was_ever_known() -> None:
    [(last, one, other)] = knowledge([], [])
    assert (last, len(one.before), len(one.ids), len(other.ids)) == (NO_END, 0, 0, 0)
    assert (list(one.until(5)), one.until(NO_END)) == ([], BitMap())


def test_years() -> None:
    assert [year_of(day) for day in (NO_START, 1, 365, 366, NO_END - 1, NO_END)] == [0, 1, 1, 2, 9999, 10_000]


ORDER = (
    (DateRelation.OVERLAPS, DateMatch.POSSIBLE),
    (DateRelation.OVERLAPS, DateMatch.CERTAIN),
    (DateRelation.WITHIN, DateMatch.POSSIBLE),
    (DateRelation.WITHIN, DateMatch.CERTAIN),
)


def by_sets(date: HistoricalDate, span: Span) -> Iterator[bool]:
    """Two comparisons a rule: they are what the sets are made of."""
    for rule in ORDER:
        below, above = RULES[rule]
        yield bool(getattr(date, below) <= span.last and getattr(date, above) >= span.first)


def test_two_comparisons_say_what_the_four_rules_say() -> None:
    assert len(FUNCTIONS) == len(RULES) == len(ORDER)
    for date in all_bounds(5):
        for span in spans(FIRST - 1, FIRST + 5):
            assert list(by_sets(date, span)) == found(date, span), (date, span)


@given(st.lists(st.sets(st.integers(1, 60), max_size=12), max_size=4), st.integers(0, 60), st.integers(0, 20))
def test_a_page_of_sets_that_follow_one_another(lists: list[set[int]], start: int, length: int) -> None:
    for down in (False, True):
        whole = [one for members in lists for one in sorted(members, reverse=down)]
        page = sliced([BitMap(members) for members in lists], start, start + length, down=down)
        assert page == whole[start : start + length]


def test_what_is_kept_is_bounded_and_the_least_recently_used_goes_first() -> None:
    kept = Kept(4 * (ENTRY + len(repr("a")) + 8192 + 40))
    half = [BitMap(range(number, 65_536, 2)) for number in range(2)]
    for name in "abcd":
        kept.put(name, half[0])
    assert kept.size == kept.most
    assert kept.get("a") is half[0]
    kept.put("e", half[1])
    assert [name for name in "abcde" if kept.get(name) is not None] == ["a", "c", "d", "e"]
    kept.put("e", half[0])
    assert (len(kept.entries), kept.size, kept.get("e")) == (4, kept.most, half[0])
    kept.put("whole", [*half, *half])
    assert kept.get("whole") is None
    assert kept.get("nothing") is None


def test_bytes_are_counted_as_they_are() -> None:
    assert bytes_of(BitMap(range(0, 65_536, 2))) == 8192 + 40
    assert 2 * 1000 <= bytes_of(BitMap(range(0, 3000, 3))) <= 2 * 1000 + 100
    half = BitMap(range(0, 65_536, 2))
    piece = Piece(half, array("I", [1]), array("I", [3]), array("I", [1, 2, 3]))
    assert bytes_of(half) + 20 <= bytes_of(piece) <= bytes_of(half) + 1000
    assert bytes_of([("a", half)]) > bytes_of(half)
    assert bytes_of(()) == 0


LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)


@given(LONS, LONS, LATS, LATS, LONS, LATS, st.floats(0, 3000))
def test_what_is_soon_seen_to_be_far_is_far(
    west: float, east: float, one: float, other: float, lon: float, lat: float, radius: float
) -> None:
    box, place = Box(west, min(one, other), east, max(one, other)), Point(lon, lat)
    if is_far(box, place, radius):
        assert box_distance_km(box, place) > radius


def test_most_that_is_far_is_soon_seen() -> None:
    box = Box(120, 30, 140, 45)
    globe = [Point(lon, lat) for lon in range(-180, 180, 10) for lat in range(-80, 90, 10)]
    far = [place for place in globe if box_distance_km(box, place) > 100]
    assert len([place for place in far if is_far(box, place, 100)]) > 0.95 * len(far)
    assert not any(is_far(box, place, 100) for place in globe if place not in far)
