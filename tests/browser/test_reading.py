"""Reading the record: the day of knowledge, with a script and without, filters, and what a reader needs beside it."""

from typing import Any

import pytest

from app.formats import FORMATS
from tests.browser.sights import MISSIONS, TIMELINE, expect

pytestmark = pytest.mark.browser
WIDE = "[...document.querySelectorAll('.claims')].filter(one => one.scrollWidth > one.parentElement.clientWidth).length"


def test_the_slider_moves_the_page_and_the_address(readers: Any) -> None:
    reader = readers(1440).open(f"{TIMELINE}?known_on=2018-06-21")
    page, entry = reader.page, "#e-transfer-2018"
    slider = page.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext") == "21 June 2018"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**known_on=2018-06-20*")
    expect(page.locator("#known-says strong")).to_have_text("20 June 2018")
    expect(page.locator(entry).locator(".status")).to_have_text("expected")
    assert page.locator("#known_on").input_value() == "2018-06-20"
    assert page.evaluate("document.activeElement.type") == "range"
    assert page.locator("#drawn a.expected[href^='/events/transfer-2018?']").count() == 1
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        if slider.get_attribute("aria-valuetext") == "27 July 2018":
            break
    expect(page.locator(entry).locator(".status")).to_have_count(0)
    assert page.locator(entry).locator(".when").inner_text() == "27 July 2018"
    assert page.locator("#drawn a.completed[href^='/events/transfer-2018?']").count() == 1
    assert slider.get_attribute("aria-valuetext") == "27 July 2018"
    page.go_back()
    page.wait_for_url("**known_on=2018-06-21")
    assert slider.get_attribute("aria-valuetext") == "21 June 2018"
    expect(page.locator(entry).locator(".status")).to_have_text("expected")
    assert reader.complaints == []


def test_the_slider_at_its_end_is_today_without_a_day_in_the_address(readers: Any) -> None:
    page = readers(1440).open("/events/transfer-2018?known_on=2018-06-20").page
    assert page.locator("#head .status").inner_text() == "expected"
    assert page.locator(".ends").inner_text().split("\n") == ["20 June 2018", "today"]
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.locator("#head .status")).to_have_count(0)
    assert "known_on" not in page.url


def test_a_day_on_which_nothing_was_known_leaves_nothing_behind(readers: Any) -> None:
    page = readers(1440).open(f"{TIMELINE}?q=Kalma").page
    expect(page.locator("#places-here li").first).to_be_attached()
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(page.locator(".events li")).to_have_count(0)
    expect(page.locator("#places-here li")).to_have_count(0)
    expect(page.locator("#drawn a.completed")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator("#places-here li").first).to_be_attached()
    page.locator("#map").scroll_into_view_if_needed()
    expect(page.locator("#map path.land")).to_have_count(1)


def test_without_scripts_everything_is_there(readers: Any) -> None:
    page = readers(768, javascript=False).open(TIMELINE).page
    assert page.locator(".events li").count() == 117
    assert page.get_by_role("slider").count() == 0
    assert not any(page.locator(name).is_visible() for name in (".rail", ".ends", ".map"))
    assert page.locator(".places li").count() > 20
    page.locator("#known_on").fill("2018-06-20")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith(f"{TIMELINE}?known_on=2018-06-20")
    assert page.locator("#e-transfer-2018 .status").inner_text() == "expected"
    page.get_by_role("searchbox").fill("Chosin")
    page.get_by_label("From year").fill("2011")
    page.get_by_label("to year", exact=True).fill("2012")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith(f"{TIMELINE}?known_on=2018-06-20&q=Chosin&date=2011/2012")
    assert 0 < page.locator(".events li").count() < 20
    page.get_by_role("link", name="Remove when").click()
    assert page.url.endswith(f"{TIMELINE}?known_on=2018-06-20&q=Chosin")


@pytest.mark.parametrize("label", ["What happened", "How it stands", "When"])
def test_a_filter_is_a_link_that_keeps_its_word(readers: Any, label: str) -> None:
    page = readers(768, javascript=False).open(TIMELINE).page
    [link, *others] = page.locator(".facets div", has_text=label).get_by_role("link").all()
    count = int(link.locator(".count").inner_text())
    assert 0 < count < 117
    assert others
    link.click()
    assert page.locator(".events li").count() == count
    assert page.locator("#drawn .scroll a").count() == count
    page.get_by_role("link", name="Show all").click()
    assert page.locator(".events li").count() == 117


def test_an_uncertain_date_is_said_to_who_hears_the_page(readers: Any) -> None:
    page = readers(768, javascript=False).open(f"{TIMELINE}?known_on=2018-06-20").page
    when = " ".join(page.locator("#e-transfer-2018 .when").text_content().split())
    assert when == "on or after 20 June 2018 (not exact: The date given is 20 June 2018 or later.)"
    assert page.locator("#e-transfer-2018 .when .soft").inner_text() == "on or after 20 June 2018"
    assert page.locator("#e-singapore-summit-2018 .when").text_content().strip() == "12 June 2018"


def test_a_figure_on_a_phone_has_all_that_belongs_to_it(readers: Any) -> None:
    page = readers(360).open(MISSIONS).page
    assert page.evaluate(WIDE) == 0
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="225 sets of remains", exact=True))
    said = ["Agence France-Presse", "13 October 2014", "13 October 2014", "[41]"]
    assert row.inner_text().split("\n") == ["225 sets of remains", *said]
    boxes = [cell.bounding_box() for cell in row.get_by_role("cell").all()]
    assert len(boxes) == 4
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)


def test_an_event_says_how_to_cite_take_and_correct_it_and_where_families_ask(readers: Any) -> None:
    reader = readers(1440).open("/events/transfer-2018?known_on=2018-07-28")
    page = reader.page
    notes = page.get_by_role("complementary", name="Please note")
    assert "Families who want to know about a relative are answered by the Defense POW/MIA Acc" in notes.inner_text()
    assert "other papers may have said more" in page.locator("#known-says").inner_text()
    assert page.locator(".citation").inner_text().startswith("“Fifty-five boxes of remains")
    assert page.locator("#aside a[href$='/events/transfer-2018?known_on=2018-07-28']").count() == 1
    links = page.locator(".downloads a").all()
    assert [link.inner_text() for link in links] == [
        one.name for one in FORMATS.values() if "event" in one.kinds and one.name != "html"
    ]
    for link in links:
        answer = page.request.get(reader.address + link.get_attribute("href"))
        wanted = FORMATS[link.inner_text()].media_type.partition(";")[0]
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, wanted)
        assert "known_on=2018-07-28" in answer.url
    page.get_by_role("link", name="How to correct it").click()
    expect(page.locator("#corrections")).to_be_in_viewport()
    assert page.locator("#corrections").inner_text().startswith("Corrections. To correct or add something")
    assert page.locator(".glossary dt", has_text="set of remains").count() == 1
