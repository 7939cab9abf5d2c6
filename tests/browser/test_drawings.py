"""What is drawn: the timeline, charts and map, on the screen, in another page, and on paper without colours."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.sights import MISSIONS, TIMELINE

pytestmark = pytest.mark.browser
FRAME = "<!doctype html><meta name=color-scheme content='light dark'><img src=/drawing.svg alt=Timeline>"
PIXEL = """() => {
  const [image, canvas] = [document.querySelector('img'), document.createElement('canvas')];
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return `rgb(${[...context.getImageData(3, 3, 1, 1).data].slice(0, 3).join(', ')})`;
}"""
COLOURS = """() => [...new Set([...document.querySelectorAll('.drawing *')].flatMap(one => {
  const style = getComputedStyle(one);
  return [style.fill, style.stroke, style.stopColor];
}))].filter(colour => colour.startsWith('rgb'))"""
SIDES = """name => {
  const [box, screen] = [name, '#drawn .scroll'].map(one => document.querySelector(one).getBoundingClientRect());
  return [box.left >= screen.left, box.right <= screen.right];
}"""
SHAPE = """status => [...new Set([...document.querySelectorAll(`#drawn .scroll a.${status}`)].map(link => {
  const style = getComputedStyle(link.querySelector('circle, .line, rect'));
  const paper = getComputedStyle(link.closest('svg')).getPropertyValue('--d-paper').trim();
  const hollow = style.fill === 'none' || style.fill === 'rgb(255, 255, 255)' && paper === '#fff';
  return `${hollow ? 'hollow' : 'full'} ${style.strokeDasharray === 'none' ? 'whole' : 'broken'}` +
    (link.querySelector('.cross') ? ' crossed' : '');
}))]"""


def test_the_map_draws_land_names_a_scale_and_the_doubt_of_places(readers: Any) -> None:
    reader = readers(1440).open(MISSIONS)
    page = reader.page
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_selector("#map path.land")
    places = page.locator("#places-part li").count()
    assert places == 4
    assert page.locator("#map path.spot").count() == 2 * places
    named = sorted(page.locator("#map .leaflet-tooltip").all_inner_texts())
    listed = page.evaluate("[...document.querySelectorAll('#places-part li')].map(one => one.firstChild.data.trim())")
    assert named == sorted(listed)
    assert page.locator("#map .leaflet-control-scale-line").count() == 2
    widest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#map path.spot')].map(one => one.getBBox().width))"
    )
    assert widest > 20, "a radius of 20 km is drawn to scale"
    assert page.locator("#map img").count() == 0, "no tiles"
    assert reader.complaints == []


def test_charts_draw_the_sums_and_the_band_that_the_figures_give(readers: Any) -> None:
    reader = readers(1440).open(TIMELINE)
    page = reader.page
    parts = page.locator(".chart-part")
    assert parts.locator("h2").all_inner_texts() == ["Remains returned", "Unaccounted for"]
    for part in parts.all():
        assert part.locator("svg .band").count() > 0
    said = page.request.get(f"{reader.address}/v1{TIMELINE}/totals?measure=remains_returned").json()
    last = [point["cumulative"]["best"] for point in said["points"]][-1]
    assert parts.first.locator("svg text:not(.tick)").all_text_contents()[-1] == f"{last:,}"
    said = page.request.get(f"{reader.address}/v1{TIMELINE}/totals?measure=unaccounted_for").json()
    assert parts.nth(1).locator("svg g").count() == sum(point["as_of"] is not None for point in said["points"])


def test_a_narrow_screen_sees_the_later_end_first(readers: Any) -> None:
    page = readers(360).open(TIMELINE).page
    assert page.evaluate(SIDES, "#drawn .known") == [True, True]
    assert page.evaluate(SIDES, "#drawn .lane.again") == [True, True]
    assert page.evaluate(SIDES, "#drawn .lane:not(.again)") == [False, True]


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


def test_what_did_not_take_place_looks_so_without_colours(readers: Any) -> None:
    page = readers(1440, "dark").open(f"{TIMELINE}?known_on=2018-06-20").page
    page.emulate_media(media="print")
    greys = page.evaluate(COLOURS)
    assert len(greys) >= 3
    assert [colour for colour in greys if len(set(colour[4:-1].split(", ")[:3])) > 1] == []
    assert set(page.evaluate(SHAPE, "completed")) == {"full whole"}
    assert set(page.evaluate(SHAPE, "expected")) == {"hollow broken"}
    assert set(page.evaluate(SHAPE, "cancelled")) == {"hollow whole crossed"}


def test_a_printed_page_is_the_record_without_its_controls(readers: Any) -> None:
    page = readers(1440).open(TIMELINE).page
    page.emulate_media(media="print")
    gone = ("header.site", "#filters", ".rail", ".ends", ".map", "#downloads", "#known-on form")
    assert [page.locator(name).is_visible() for name in gone] == [False] * len(gone)
    assert [page.locator(name).is_visible() for name in ("#list", "#drawn", ".glossary")] == [True] * 3
    assert page.locator("#known-says").inner_text().strip().startswith("You see what was known on ")
    assert all(table.bounding_box()["height"] > 100 for table in page.locator(".chart-part table").all())


def test_a_printed_event_shows_the_addresses_of_its_sources(readers: Any) -> None:
    page = readers(1440).open("/events/transfer-2018").page
    page.emulate_media(media="print")
    after = "one => getComputedStyle(one, '::after').content"
    link = page.locator(".sources a[href^='http']").first
    assert link.get_attribute("href") in link.evaluate(after)
    details = page.locator("#history-part details").all()
    assert details
    assert all(one.locator("dl").bounding_box()["height"] > 15 for one in details)
