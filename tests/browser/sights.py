"""What the browser tests look at, and the small scripts that they look with."""

from typing import Any

from tests.formats.clients import library

TIMELINE = "/timelines/korean-war-remains"
MISSIONS = "/events/recovery-missions-1996-2005"
PAGES = {
    "home": "/",
    "timeline": TIMELINE,
    "june-2018": f"{TIMELINE}?known_on=2018-06-20&date=2018",
    "no-match": f"{TIMELINE}?q=nothingatall",
    "transfer": "/events/transfer-2018",
    "called-off": "/events/recovery-mission-2012",
    "missions": MISSIONS,
    "docs": "/docs",
    "not-yet": "/events/transfer-2018?known_on=2018-06-01",
}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
AXE = """async (rules) => {
  const found = await axe.run({resultTypes: ['violations'], ...rules});
  return found.violations.map(one => [one.id, ...one.nodes.map(node => node.target.join(' ')).slice(0, 4)]);
}"""
CONTRAST = {"runOnly": ["color-contrast"]}
"""The one rule whose outcome can depend on the colour scheme."""
FOCUS = """() => {
  const one = document.activeElement;
  return [one.id || one.name || one.tagName, one.matches(':focus'), getComputedStyle(one).outlineStyle];
}"""


def expect(locator: Any) -> Any:
    """Waits until it holds. The policy of the pages forbids the functions that Playwright would wait for."""
    return library("playwright.sync_api", "playwright").expect(locator)
