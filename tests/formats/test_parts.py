"""The known parts of a date never say more than its bounds do."""

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.parts import Parts, dated, drawn, ends, hull, iso, known, sure_days
from tests.formats.samples import bundled

DAYS = st.dates()


def unit(parts: Parts) -> tuple[str, str]:
    """The first and last day of a year, a month or a day."""
    year, month, day = (*parts, 0, 0)[:3]
    last = day or calendar.monthrange(year, month or 12)[1]
    return str(datetime.date(year, month or 1, day or 1)), str(datetime.date(year, month or 12, last))


@given(DAYS, DAYS)
def test_a_hull_is_as_wide_as_its_days(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    start, end = hull(str(first), str(last))
    assert (unit(start)[0], unit(end)[1]) == (str(first), str(last))
    assert len(start) == len(end)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_whole_months_and_years_have_no_days(year: int, month: int) -> None:
    assert hull(*unit((year, month))) == ((year, month), (year, month))
    assert hull(*unit((year,))) == ((year,), (year,))


def test_what_is_known_fills_the_bounds_of_the_bundled_events() -> None:
    for item in bundled():
        for end in ("start", "end"):
            limits = item["date"][end]
            if parts := known(limits):
                assert unit(parts) == (limits["earliest"], limits["latest"])
            elif found := ends(limits):
                assert not (limits["earliest"] and limits["latest"]) or found[0] != found[1]


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2007", (2007,), None),
        ("2007-04", (2007, 4), None),
        ("2007-04-11", (2007, 4, 11), None),
        ("199X", (1990,), (1999,)),
        ("19XX", (1900,), (1999,)),
        ("2001-24", (2001, 12), (2002, 2)),
        ("[2011-05-01..2018-06-24]", (2011, 5, 1), (2018, 6, 24)),
        ("[2018-06-20..]", (2018, 6, 20), None),
        ("[..2005]", (2005, 12, 31), None),
        ("1996-07/2005-05", (1996, 7), (2005, 5)),
        ("1953-07-27/..", (1953, 7, 27), None),
        ("1953/", (1953,), None),
        ("/2005-05", (2005, 5), None),
        ("../2005-05-25", (2005, 5, 25), None),
        ("2004/2004", (2004,), None),
    ],
)
def test_where_an_event_is_drawn(edtf: str, first: Parts, last: Parts | None) -> None:
    assert drawn(dated(edtf)) == (first, last)


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2007-04-11", ("2007-04-11", "2007-04-11")),
        ("2018-08-14/2018-08-16", ("2018-08-14", "2018-08-16")),
        ("2007-04-11~", None),
        ("2007-04-11?", None),
        ("2007-04", None),
        ("2018-08-14/2018-09", None),
        ("2018-08-14/..", None),
        ("[2018-06-20..]", None),
        ("/2005-05-25", None),
    ],
)
def test_days_that_are_sure(edtf: str, days: tuple[str, str] | None) -> None:
    assert sure_days(dated(edtf)) == days


def test_iso() -> None:
    assert [iso(parts) for parts in ((12,), (2007, 4), (2007, 4, 1))] == ["0012", "2007-04", "2007-04-01"]
