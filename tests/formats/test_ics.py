"""Calendars, read back by `icalendar`."""

import datetime
from typing import Any

import pytest

from app.formats.base import Item
from app.formats.ics import day_after, folded
from app.formats.parts import sure_days
from app.formats.words import plain_text, source_address
from tests.formats.clients import library
from tests.formats.samples import (
    ADDRESS,
    CANCELLED,
    DECADE,
    EVIL,
    HANGUL,
    NO_PLACE,
    ONE,
    OPEN_END,
    SAMPLES,
    SUSPENDED,
    THREE_PLACES,
    UNKNOWN_START,
    bundled,
    context,
    event,
    made,
)

DAY = datetime.timedelta(days=1)


def calendar(items: list[Item], **more: Any) -> Any:
    return library("icalendar").Calendar.from_ical(made("ics", items, context(**more)))


def component(item: Item, **more: Any) -> Any:
    [found] = calendar([item], **more).subcomponents
    return found


def days(item: Item) -> tuple[datetime.date, datetime.date | None]:
    """DTSTART and DTEND, which is exclusive."""
    found = component(item)
    return found["DTSTART"].dt, found["DTEND"].dt if "DTEND" in found else None


def test_each_day_of_the_bundled_events_comes_back() -> None:
    found = {str(one["UID"]): one for one in calendar(bundled()).subcomponents}
    assert len(found) == len(bundled())
    for item in bundled():
        one, date = found[f"urn:homeward:event:{item['id']}"], item["date"]
        assert one.name == ("VEVENT" if date["start"]["earliest"] else "VJOURNAL")
        assert one["DTSTART"].dt == datetime.date.fromisoformat(date["start"]["earliest"])
        exact = sure_days(date)
        assert ("DTEND" in one) == (exact is not None)
        if exact:
            assert one["DTEND"].dt - DAY == datetime.date.fromisoformat(exact[1])
        assert (date["text"] in one["SUMMARY"]) or exact


def test_nothing_is_lost_from_the_bundled_events() -> None:
    for item, one in zip(bundled(), calendar(bundled()).subcomponents, strict=True):
        text = str(one["DESCRIPTION"])
        assert text == plain_text(item, context())
        assert f"\nStatus: {item['status']}\n" in f"\n{text}"
        assert f"(EDTF {item['date']['edtf']})" in text
        for claim in item["claims"]:
            assert claim["text"] in text
            assert f"by {claim['claimant']['name']}" in text
            assert f"source {claim['source']}" in text
        for source in item["sources"]:
            assert f"[{source['id']}] {source_address(source, context())}\n" in text
            assert source["publisher"] in text
            assert source["title"] in text


@pytest.mark.parametrize(
    ("item", "first", "end", "summary"),
    [
        (ONE, "2007-04-11", "2007-04-12", "Six sets of remains are handed over"),
        (THREE_PLACES, "2018-07-27", "2018-08-02", "From Wonsan to Hawaii"),
        (event("x", "2018-08-14/2018-08-16"), "2018-08-14", "2018-08-17", "Six sets of remains are handed over"),
        (event("x", "9999-12-31"), "9999-12-31", None, "Six sets of remains are handed over"),
        (event("x", "0999-02-28"), "0999-02-28", "0999-03-01", "Six sets of remains are handed over"),
        (DECADE, "1990-01-01", None, "Talks of the 1990s (about the 1990s)"),
        (OPEN_END, "1953-07-27", None, "Armistice in force (from 27 July 1953, ongoing)"),
        (NO_PLACE, "2018-06-20", None, "A transfer is expected (expected; on or after 20 June 2018)"),
        (CANCELLED, "2012-04-01", None, "A mission is called off (cancelled; April 2012)"),
        (SUSPENDED, "1996-07-01", None, "Missions stop (suspended; July 1996 to 25 May 2005)"),
        (event("x", "2007-04-11?", title="T"), "2007-04-11", None, "T (possibly 11 April 2007)"),
    ],
)
def test_days_and_summary(item: Item, first: str, end: str | None, summary: str) -> None:
    read = datetime.date.fromisoformat
    assert days(item) == (read(first), read(end) if end else None)
    assert component(item)["SUMMARY"] == summary


def test_an_unknown_start_is_on_no_day() -> None:
    for item in (UNKNOWN_START, event("x", "[..2005-01-01]", status="planned")):
        found = component(item)
        assert found.name == "VJOURNAL"
        assert "DTSTART" not in found
        assert item["date"]["text"] in found["SUMMARY"]
        assert found["STATUS"] == ("DRAFT" if item["status"] == "planned" else "FINAL")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("expected", "TENTATIVE"),
        ("announced", "TENTATIVE"),
        ("planned", "TENTATIVE"),
        ("ongoing", "CONFIRMED"),
        ("completed", "CONFIRMED"),
        ("suspended", "CONFIRMED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_status(status: str, word: str) -> None:
    assert component(event("x", "2007", status=status))["STATUS"] == word


def test_place_address_and_time_of_load() -> None:
    found = component(THREE_PLACES)
    assert found["LOCATION"] == "원산, A site, Pyongyang, Hickam, Hawaii"
    assert (found["GEO"].latitude, found["GEO"].longitude) == (39.15, 127.44)
    assert found["URL"] == f"{ADDRESS}/events/three-places?known_on=2026-11-25"
    assert found["DTSTAMP"].dt == datetime.datetime(2026, 11, 24, 10, 20, 30, tzinfo=datetime.UTC)
    assert found["CATEGORIES"].to_ical() == b"handover"
    assert found["TRANSP"] == "TRANSPARENT"


def test_without_a_public_address_there_is_no_url() -> None:
    found = component(THREE_PLACES, address="")
    assert "URL" not in found
    assert found["UID"] == "urn:homeward:event:three-places"


def test_no_place_has_neither_location_nor_geo() -> None:
    assert not {"LOCATION", "GEO"} & set(component(OPEN_END))


def test_hostile_texts_come_back_as_they_were() -> None:
    found = component(EVIL)
    assert found["SUMMARY"] == f"{EVIL['title']} (spring 2001 (March to May))"
    assert str(found["DESCRIPTION"]).startswith(f"{EVIL['summary']}\n{EVIL['note']}\nStatus: completed\n")


def test_lines_have_at_most_75_octets_and_whole_characters() -> None:
    raw = made("ics", [*SAMPLES, *bundled()], context())
    assert raw.endswith(b"\r\nEND:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


@pytest.mark.parametrize("before", range(70, 80))
def test_an_emoji_at_the_fold(before: int) -> None:
    text = "x" * before + "🎖" + "y" * 80
    lines = folded(text).split(b"\r\n")
    assert lines.pop() == b""
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text
    assert all(len(line) <= 75 and line.decode() for line in lines)
    assert all(line.startswith(b" ") for line in lines[1:])


def test_the_empty_calendar_is_whole_and_without_events() -> None:
    found = calendar([])
    assert [one.name for one in found.subcomponents] == ["VTIMEZONE"]
    assert found["X-WR-CALNAME"] == "Events: all of them"


def test_the_day_after() -> None:
    assert day_after("2004-02-28") == "2004-02-29"
    assert day_after("9999-12-31") is None


def test_hangul() -> None:
    assert component(HANGUL)["SUMMARY"] == "유해 55구 송환"
