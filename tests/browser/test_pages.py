"""Each page on a phone and a wide screen, by day and by night, by keyboard, and how it comes to be painted."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.sights import AXE, CONTRAST, FOCUS, PAGES, SHIFTS, TIMELINE

pytestmark = pytest.mark.browser
PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
MOVING = """() => {
  document.body.style.transition = 'color 1s';
  document.body.style.animation = 'never 1s';
  const {transitionDuration, animationName} = getComputedStyle(document.body);
  return [transitionDuration, animationName];
}"""


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_accessible_and_quiet(readers: Any, axe: str, pictures: Path, name: str, width: int) -> None:
    """Nothing moves once it is painted, nothing sticks out, nothing is asked of another host, axe finds nothing."""
    reader = readers(width)
    page = reader.page
    page.add_init_script(SHIFTS)
    reader.open(PAGES[name]).scroll()
    assert page.evaluate("window.shifted") == 0
    page.evaluate(axe)
    for scheme, rules in (("light", {}), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=pictures / f"{name}-{width}-{scheme}.jpg", full_page=True, quality=80)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(AXE, rules) == []
    expected = [error for error in reader.complaints if "status of 404" in error] if name == "not-yet" else []
    assert reader.complaints == expected
    assert page.locator("header.site a[href='/docs']").count() == 1


def test_the_first_paint_needs_one_answer(readers: Any) -> None:
    """The page's own; while every file that it names keeps the reader waiting, it is painted all the same."""
    reader = readers(1440)
    page, held = reader.page, []
    page.route("**/static/**", lambda route: held.append(route.request.url))
    page.goto(f"{reader.address}/", wait_until="commit")
    for _ in range(100):
        if page.evaluate(PAINTED):
            break
        page.wait_for_timeout(50)
    assert page.evaluate(PAINTED) == 1
    assert page.locator("h1").bounding_box()["height"] > 20
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    assert held


@pytest.mark.parametrize(("motion", "still"), [("reduce", ["0s", "none"]), ("no-preference", ["1s", "never"])])
def test_nothing_moves_for_who_asked_for_that(readers: Any, motion: str, still: list[str]) -> None:
    page = readers(1440).page
    page.emulate_media(reduced_motion=motion)
    page.goto(f"{readers(1440).address}/events/transfer-2018")
    assert page.evaluate(MOVING) == still


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
