"""A measure over time: sums in steps that break off where a figure is missing, levels as what was said and no more."""

import re
from typing import Any
from xml.etree import ElementTree

from app.formats.base import Item
from app.formats.chart import chart

KNOWN_ON = "2026-11-25"


def sums(*rows: tuple[str, int | None, int | None, int | None]) -> Item:
    points = [
        {"date": date, "event": "one", "title": "One", "cumulative": {"low": low, "best": best, "high": high}}
        for date, low, best, high in rows
    ]
    return {"measure": "remains_returned", "points": points}


def levels(*rows: tuple[str | None, int | None, int | None, int | None]) -> Item:
    points = [
        {"as_of": date, "low": low, "best": best, "high": high, "claims": ["a"]} for date, low, best, high in rows
    ]
    return {"measure": "unaccounted_for", "points": points}


def drawn(totals: Item) -> ElementTree.Element:
    return ElementTree.fromstring(chart(totals, "a_measure", KNOWN_ON))


def count(root: ElementTree.Element, name: str) -> int:
    return sum(one.get("class") == name for one in root.iter())


def numbers(root: ElementTree.Element) -> list[str | None]:
    """The figures written at the curve."""
    return [one.text for one in root.iter("text") if one.get("class") is None]


def test_a_sum_is_a_step_for_each_event_and_a_band_around_it() -> None:
    root = drawn(sums(("1954-10", 3000, 4023, 4023), ("1994-09-13", 3208, 4231, 4231), ("2005-05", 3428, 4460, 4460)))
    assert (count(root, "curve"), count(root, "band")) == (1, 3)
    assert numbers(root) == ["4,023", "4,231", "4,460"]
    [curve] = [str(one.get("d")) for one in root.iter() if one.get("class") == "curve"]
    heights = [float(height) for height in re.findall(r"V([\d.]+)", curve)]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) == 3


def test_a_missing_figure_ends_the_sum_and_a_missing_bound_the_band() -> None:
    root = drawn(sums(("1954", 3000, 4023, None), ("1994", None, None, None)))
    assert (count(root, "curve"), count(root, "band"), numbers(root)) == (1, 0, ["4,023"])


def test_a_level_is_a_dot_a_bar_or_a_limit() -> None:
    root = drawn(
        levels(
            ("2018-06-20", 7800, 7800, 7800),
            ("2018-06-19", 7697, None, 7702),
            ("2007", 7695, 8100, 8505),
            ("2001-10", 8100, None, None),
            ("2025-08", None, None, 7500),
            (None, 1, 1, 1),
        )
    )
    assert (count(root, "dot"), count(root, "band"), count(root, "limit"), count(root, "curve")) == (2, 2, 2, 0)
    assert [one.text for one in root.iter("title")] == [
        "20 June 2018: 7,800",
        "19 June 2018: 7,697 to 7,702",
        "2007: 7,695 to 8,505",
        "October 2001: at least 8,100",
        "August 2025: at most 7,500",
    ]


def test_limits_point_the_way_they_leave_open() -> None:
    def direction(**row: Any) -> str:
        root = drawn(levels(("2001", row.get("low"), None, row.get("high"))))
        [path] = [str(one.get("d")) for one in root.iter() if one.get("class") == "limit"]
        return "up" if "v-" in path else "down"

    assert (direction(low=8100), direction(high=7500)) == ("up", "down")


def test_nothing_dated_is_no_drawing() -> None:
    assert chart(sums(), "a_measure", KNOWN_ON) == ""
    assert chart(levels((None, 1, 1, 1)), "a_measure", KNOWN_ON) == ""


def test_it_says_what_it_is() -> None:
    root = drawn(levels(("2018", 5, 5, 5)))
    assert (root.get("role"), root.get("aria-label")) == (
        "img",
        "A measure over time; the same figures stand in the table below.",
    )
