"""A server with the bundled data, Chromium without its own traffic, and axe; nothing of theirs is kept here.

Screenshots go to the folder that HOMEWARD_SCREENSHOTS names, else to a temporary one.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.formats.clients import library, missing, program
from tests.test_cli import serving

PACKAGES = Path(__file__).parent / "package.json"
CACHE = Path(os.environ.get("HOMEWARD_AXE_CACHE", Path.home() / ".cache" / "homeward-browser"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Another site's page asks a server of this machine here, which a browser else asks its user about.
    "--disable-features=LocalNetworkAccessChecks",
]
"""Without its own traffic, which a machine without a network would count as errors."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages are."""
    with serving(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'homeward.sqlite'}") as (found, _):
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, started once for its tests: while it runs, no other test could have an event loop of its own."""
    api = library("playwright.sync_api", "playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, installed once into a cache folder outside the repository."""
    script = CACHE / "node_modules" / "axe-core" / "axe.min.js"
    kept = CACHE / "package.json"
    if not (script.is_file() and kept.is_file() and kept.read_text() == PACKAGES.read_text()):
        npm = program("npm", "npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        kept.write_text(PACKAGES.read_text())
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
        if subprocess.run(command, cwd=CACHE, capture_output=True, timeout=300, check=False).returncode:
            missing(f"npm could not install the packages of {PACKAGES}")
    return script.read_text()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    named = os.environ.get("HOMEWARD_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Reader:
    """A person with a browser, who notes every complaint of the console and every request to another host."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Reader":
        self.page.goto(self.address + path, wait_until="load")
        return self

    def note_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def note_request(self, request: Any) -> None:
        if (
            not request.url.startswith(("data:", "blob:"))
            and urlsplit(request.url).netloc != urlsplit(self.address).netloc
        ):
            self.complaints.append(f"request to another host: {request.url}")

    def scroll(self) -> None:
        """To the end and back, so that what waits for the reader is drawn."""
        self.page.evaluate(
            """async () => {
              for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
                scrollTo(0, y);
                await new Promise(done => requestAnimationFrame(done));
              }
              scrollTo(0, 0);
            }"""
        )
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def readers(chromium: Any, address: str) -> Iterator[Any]:
    """Makes readers: `readers(width, scheme, javascript)`."""
    contexts = []

    def make(width: int = 1440, scheme: str = "light", javascript: bool = True) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
        )
        contexts.append(context)
        reader = Reader(context.new_page(), address)
        reader.page.on("console", reader.note_console)
        reader.page.on("pageerror", lambda error: reader.complaints.append(f"error: {error}"))
        reader.page.on("request", reader.note_request)
        return reader

    yield make
    for context in contexts:
        context.close()
