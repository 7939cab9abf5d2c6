"""A page of headless Chromium that has only what the test gives it, in a time zone of the test's choice."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.formats.clients import library, npm_folder, program

HOME = "http://127.0.0.1/"


@contextmanager
def page(zone: str, body: str) -> Iterator[Any]:
    """A page with that body. Files come from the npm folder; nothing else is answered, so no network is used."""
    api = library("playwright.sync_api", "playwright")
    folder, chromium = npm_folder(), program("chromium", "chromium")

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(HOME)
        if route.request.url == HOME:
            route.fulfill(body=f"<!doctype html><meta charset=utf-8>{body}", content_type="text/html")
        elif route.request.url.startswith(HOME) and (folder / path).is_file():
            route.fulfill(path=folder / path)
        else:
            route.abort()

    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = browser.new_context(timezone_id=zone, viewport={"width": 1200, "height": 800}).new_page()
        found.route("**/*", answer)
        found.goto(HOME)
        try:
            yield found
        finally:
            browser.close()


def embedded(raw: bytes) -> str:
    """A format's JSON as a script's value."""
    return json.dumps(json.loads(raw)).replace("<", "\\u003c")
