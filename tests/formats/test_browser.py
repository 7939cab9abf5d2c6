"""vis-timeline and TimelineJS in Chromium draw every event on the right day, wherever the reader sits."""

import datetime
from typing import Any

import pytest

from app.formats.base import Item
from app.formats.timelinejs import slide
from app.formats.vis import stretch
from tests.formats.browser import embedded, page
from tests.formats.samples import EVIL, SAMPLES, bundled, context, made

pytestmark = pytest.mark.clients
ZONES = ["America/Los_Angeles", "Asia/Seoul"]
VIS = """
<link rel=stylesheet href="/vis-timeline/styles/vis-timeline-graph2d.min.css">
<script src="/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"></script><div id=box></div>
<script>
const data = DATA;
const timeline = new vis.Timeline(document.getElementById('box'), data.items, data.groups, {stack: false});
const pad = number => String(number).padStart(2, '0');
// The day that the axis shows under a pixel.
function dayAt(x, y) {
  const time = timeline.getEventProperties(new MouseEvent('click', {clientX: x, clientY: y})).time;
  return `${String(time.getFullYear()).padStart(4, '0')}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}
// Five days with that one in the middle, 3 minutes or so a pixel; then the drawn item's edge.
async function edge(id, day, side) {
  const [year, month, date] = day.split('-').map(Number);
  timeline.setWindow(new Date(year, month - 1, date - 2), new Date(year, month - 1, date + 3), {animation: false});
  timeline.redraw();
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const item = timeline.itemSet.items[id];
  const box = (item.dom.dot || item.dom.box).getBoundingClientRect();
  const x = item.dom.dot ? (box.left + box.right) / 2 + 2 : side === 'start' ? box.left + 2 : box.right - 2;
  return dayAt(x, box.top + 1);
}
</script>
"""
TIMELINEJS = """
<link rel=stylesheet href="/@knight-lab/timelinejs/dist/css/timeline.css">
<script src="/@knight-lab/timelinejs/dist/js/timeline.js"></script><div id=box style="width:1200px;height:700px"></div>
<script>
const timeline = new TL.Timeline('box', DATA, {font: null, language: 'en', ga_measurement_id: null});
timeline.on('loaded', () => { window.loaded = true });
// Where a marker is, and where the scale has the first moment of a local day.
function marker(id) {
  const found = timeline._timenav._markers.find(one => one.data.unique_id === id);
  return parseFloat(found._el.container.style.left);
}
function place(year, month, day) {
  const date = new Date(2000, month - 1, day);
  date.setFullYear(year);
  return timeline._timenav.timescale.getPosition(date.getTime());
}
</script>
"""


def events() -> list[Item]:
    """All of the bundled sets, and the samples that are not of their kind."""
    known = {item["id"] for item in bundled()}
    return [*bundled(), *(item for item in SAMPLES if item["id"] not in known)]


def first_day(item: Item) -> str:
    """The first day that the date names."""
    limits = [item["date"][end][name] for end in ("start", "end") for name in ("earliest", "latest")]
    return str(next(day for day in limits if day))


@pytest.mark.parametrize("zone", ZONES)
def test_vis_draws_every_event_on_its_days(zone: str) -> None:
    with page(zone, VIS.replace("DATA", embedded(made("vis", events(), context())))) as found:
        assert found.evaluate("Object.keys(timeline.itemSet.items).length") == len(events())
        for item in events():
            first, last = first_day(item), stretch(item["date"], "2026-11-25")[1]
            assert found.evaluate("([id, day]) => edge(id, day, 'start')", [item["id"], first]) == first, item["id"]
            if last:
                assert found.evaluate("([id, day]) => edge(id, day, 'end')", [item["id"], last]) == last, item["id"]


def test_vis_runs_no_script_of_ours() -> None:
    items = [EVIL | {"title": '<img src=x onerror="window.run = 1">'}]
    with page("UTC", VIS.replace("DATA", embedded(made("vis", items, context())))) as found:
        assert found.evaluate("document.querySelector('.vis-item-content').textContent") == items[0]["title"]
        assert found.evaluate("window.run") is None


@pytest.mark.parametrize("zone", ZONES)
def test_timelinejs_draws_every_event_on_its_day(zone: str) -> None:
    raw = made("timelinejs", events(), context())
    with page(zone, TIMELINEJS.replace("DATA", embedded(raw))) as found:
        found.wait_for_function("window.loaded", timeout=60_000)
        assert found.evaluate("timeline._timenav._markers.length") == len(events())
        for item in events():
            day = datetime.date.fromisoformat(first_day(item))
            expected = found.evaluate("([y, m, d]) => place(y, m, d)", [day.year, day.month, day.day])
            assert found.evaluate("id => marker(id)", item["id"]) == pytest.approx(expected, abs=1), item["id"]
            shown = found.evaluate(SLIDE, item["id"])
            assert shown == [item["date"]["text"], item["title"], True]


SLIDE = """id => {
  const slide = document.getElementById(id);
  const headline = slide.querySelector('.tl-headline').textContent.trim();
  const words = slide.querySelector('.tl-text-content').textContent;
  return [slide.querySelector('.tl-headline-date').textContent.trim(), headline, words.includes('Source: ')];
}"""


def test_a_slide_has_only_the_parts_that_are_known() -> None:
    found: dict[str, Any] = {item["id"]: slide(item, context()) for item in SAMPLES}
    assert {name: (one["start_date"], one.get("end_date")) for name, one in found.items()} == {
        "return-2007": ({"year": 2007, "month": 4, "day": 11}, None),
        "hangul": ({"year": 2018, "month": 7, "day": 27}, None),
        "decade": ({"year": 1990}, {"year": 1999}),
        "open-end": ({"year": 1953, "month": 7, "day": 27}, None),
        "no-place": ({"year": 2018, "month": 6, "day": 20}, None),
        "three-places": ({"year": 2018, "month": 7, "day": 27}, {"year": 2018, "month": 8, "day": 1}),
        "recovery-mission-2012": ({"year": 2012, "month": 4}, None),
        "suspension": ({"year": 1996, "month": 7}, {"year": 2005, "month": 5, "day": 25}),
        "unknown-start": ({"year": 2005}, None),
        "evil": ({"year": 2001, "month": 3}, {"year": 2001, "month": 5}),
    }
