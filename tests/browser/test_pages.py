"""The pages as people meet them: on a phone and a wide screen, by day and by night, by keyboard, without scripts."""

import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.formats.clients import library, program

pytestmark = pytest.mark.browser
TIMELINE = "/timelines/korean-war-remains"
PAGES = {
    "home": "/",
    "timeline": TIMELINE,
    "june-2018": f"{TIMELINE}?known_on=2018-06-20&date=2018",
    "no-match": f"{TIMELINE}?q=nothingatall",
    "transfer": "/events/transfer-2018",
    "called-off": "/events/recovery-mission-2012",
    "missions": "/events/recovery-missions-1996-2005",
    "docs": "/docs",
    "not-yet": "/events/transfer-2018?known_on=2018-06-01",
}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
AXE = """async () => {
  const found = await axe.run({resultTypes: ['violations']});
  return found.violations.map(one => [one.id, ...one.nodes.map(node => node.target.join(' ')).slice(0, 4)]);
}"""
BLOCKING = """performance.getEntriesByType('resource')
  .filter(one => one.renderBlockingStatus === 'blocking').map(one => one.name)"""

FOCUS = """() => {
  const one = document.activeElement;
  return [one.id || one.name || one.tagName, one.matches(':focus'), getComputedStyle(one).outlineStyle];
}"""


def expect(locator: Any) -> Any:
    """Waits until it holds. The policy of the pages forbids the functions that Playwright would wait for."""
    return library("playwright.sync_api", "playwright").expect(locator)


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_accessible_and_quiet(
    readers: Any, axe: str, pictures: Path, name: str, scheme: str, width: int
) -> None:
    reader = readers(width, scheme).open(PAGES[name])
    reader.scroll()
    reader.page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width
    expected = [error for error in reader.complaints if "status of 404" in error] if name == "not-yet" else []
    assert reader.complaints == expected
    reader.page.evaluate(axe)
    assert reader.page.evaluate(AXE) == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["home", "timeline", "transfer"])
def test_nothing_moves_once_it_is_painted(readers: Any, name: str, width: int) -> None:
    reader = readers(width)
    reader.page.add_init_script(SHIFTS)
    reader.open(PAGES[name]).scroll()
    assert reader.page.evaluate("window.shifted") < 0.01


def test_the_first_paint_needs_one_answer(readers: Any) -> None:
    reader = readers(1440)
    reader.open("/")
    assert reader.page.evaluate(BLOCKING) == []


def test_a_walk_by_keyboard(readers: Any) -> None:
    page = readers(1440).open(TIMELINE).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    seen = []
    for _ in range(40):
        name, focused, outline = page.evaluate(FOCUS)
        seen.append(name)
        # The button inside a date field has the focus for itself, and Chromium's own ring.
        assert outline != "none" or (name == "known_on" and not focused), name
        page.keyboard.press("Tab")
    assert seen.index("known_on") < seen.index("q") < seen.index("from") < seen.index("to")
    assert not page.evaluate("document.activeElement.closest('svg') !== null")


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
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        if slider.get_attribute("aria-valuetext") == "27 July 2018":
            break
    expect(page.locator(entry).locator(".status")).to_have_count(0)
    assert page.locator(entry).locator(".when").inner_text() == "27 July 2018"
    assert slider.get_attribute("aria-valuetext") == "27 July 2018"
    page.go_back()
    page.wait_for_url("**known_on=2018-06-21")
    assert slider.get_attribute("aria-valuetext") == "21 June 2018"
    expect(page.locator(entry).locator(".status")).to_have_text("expected")
    assert reader.complaints == []


def test_the_slider_at_its_end_is_today_without_a_day_in_the_address(readers: Any) -> None:
    page = readers(1440).open("/events/transfer-2018?known_on=2018-06-20").page
    assert page.locator("#head .status").inner_text() == "expected"
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
    assert not page.locator(".rail").is_visible()
    assert not page.locator(".map").is_visible()
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


def test_the_map_draws_land_and_the_doubt_of_places(readers: Any) -> None:
    page = readers(1440).open("/events/recovery-missions-1996-2005").page
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_selector("#map path.land")
    places = page.locator("#places-part li").count()
    assert places == 4
    assert page.locator("#map path.spot").count() == 2 * places
    widest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#map path.spot')].map(one => one.getBBox().width))"
    )
    assert widest > 20, "a radius of 20 km is drawn to scale"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reference_answers_from_this_server(readers: Any, axe: str, scheme: str) -> None:
    reader = readers(1440, scheme).open("/docs")
    page = reader.page
    page.locator("#reference").scroll_into_view_if_needed()
    page.locator("[id*='v1_events__event_id__get']").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table tbody .response-col_status")
    assert page.locator(".live-responses-table tbody td.response-col_status").first.inner_text().startswith("200")
    assert page.locator(".request-url").inner_text().endswith("/v1/events/transfer-2018")
    assert reader.complaints == []
    page.evaluate(axe)
    assert page.evaluate(AXE) == []


def test_an_example_of_the_manual_runs_in_curl(readers: Any, address: str) -> None:
    page = readers(1440).open("/docs").page
    line = page.locator("code", has_text="recovery-mission-2012").first.inner_text()
    found = re.fullmatch(r"curl '(http://[^']+)'", unescape(line))
    assert found
    assert found[1].startswith(address)
    done = subprocess.run(
        [program("curl", "curl"), "-sS", found[1]], capture_output=True, text=True, timeout=20, check=True
    )
    assert '"status":"cancelled"' in done.stdout


@pytest.mark.parametrize(("scheme", "paper"), [("light", "251, 250, 247"), ("dark", "20, 24, 28")])
def test_the_drawing_is_right_as_an_image_of_another_page(
    readers: Any, address: str, pictures: Path, scheme: str, paper: str
) -> None:
    page = readers(1440, scheme).page
    page.route("http://other.example/", lambda route: route.fulfill(body=FRAME, content_type="text/html"))
    page.route(
        "http://other.example/drawing.svg",
        lambda route: route.fulfill(response=route.fetch(url=f"{address}/v1{TIMELINE}.svg")),
    )
    page.goto("http://other.example/")
    page.wait_for_function("document.querySelector('img').naturalWidth === 1200")
    page.screenshot(path=pictures / f"drawing-{scheme}.png")
    assert page.evaluate(PIXEL) == f"rgb({paper})"


FRAME = "<!doctype html><meta name=color-scheme content='light dark'><img src=/drawing.svg alt=Timeline>"
PIXEL = """() => {
  const [image, canvas] = [document.querySelector('img'), document.createElement('canvas')];
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return `rgb(${[...context.getImageData(3, 3, 1, 1).data].slice(0, 3).join(', ')})`;
}"""


def test_a_printed_page_is_the_record_without_its_controls(readers: Any) -> None:
    page = readers(1440).open(TIMELINE).page
    page.emulate_media(media="print")
    assert [page.locator(name).is_visible() for name in ("header.site", "#filters", ".rail", "#list", "#drawn")] == [
        False,
        False,
        False,
        True,
        True,
    ]
