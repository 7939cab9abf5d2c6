"""The manual: examples that run in curl and in another site's page, and a reference that answers from here."""

import re
import subprocess
from html import unescape
from typing import Any

import pytest

from tests.browser.sights import AXE, expect
from tests.formats.clients import program

pytestmark = pytest.mark.browser


def test_the_reference_answers_from_this_server(readers: Any, axe: str) -> None:
    reader = readers(1440).open("/docs")
    page = reader.page
    guide, reference = (page.locator(name).bounding_box()["y"] for name in ("#examples", "#reference"))
    assert guide < reference
    page.locator("#reference").scroll_into_view_if_needed()
    page.locator("[id*='v1_events__event_id__get']").first.click()
    expect(page.locator(".parameters", has_text="as sources published on or before it told it").first).to_be_visible()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table tbody .response-col_status")
    assert page.locator(".live-responses-table tbody td.response-col_status").first.inner_text().startswith("200")
    assert page.locator(".request-url").inner_text().endswith("/v1/events/transfer-2018")
    assert reader.complaints == []
    page.evaluate(axe)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html.dark-mode")).to_have_count(int(scheme == "dark"))
        assert page.evaluate(AXE, {}) == [], scheme


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


def test_the_script_of_the_manual_runs_in_a_page_of_another_site(readers: Any, address: str) -> None:
    reader = readers(1440).open("/docs")
    script = reader.page.locator("#fetched").inner_text()
    assert address in script
    page, printed = readers(1440).page, []
    page.on("console", lambda message: printed.append(message.text))
    elsewhere = address.replace("127.0.0.1", "localhost")
    page.route(f"{elsewhere}/**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto(f"{elsewhere}/")
    page.evaluate(f"(async () => {{ {script} }})()")
    wanted = reader.page.request.get(f"{address}/v1/events?timeline=korean-war-remains&date=2018&limit=100").json()
    assert len(wanted["items"]) > 20
    assert printed == [f"{one['date']['text']} {one['title']} {one['status']}" for one in wanted["items"]]
