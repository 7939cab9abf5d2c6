"""A real server with the bundled data sets, for programs that ask it as strangers do."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.dataset import database as loader
from app.dataset.load import read_folders
from app.settings import Settings
from tests import sets
from tests.clients.kits import KITS, SMALL, Kit, get, make_kit
from tests.test_cli import serving


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clients: starts other programs (curl, GDAL, Chromium), some seconds each")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first server to start fills it."""
    return f"sqlite:///{tmp_path_factory.mktemp('clients') / 'homeward.sqlite'}"


@pytest.fixture(scope="session")
def service(database: str) -> Iterator[str]:
    """The address of a server that has no public address set."""
    with serving(database) as (address, _):
        yield address


@pytest.fixture
def served(service: str) -> Callable[[str], Any]:
    """The JSON at a path."""

    def get(path: str) -> Any:
        with urllib.request.urlopen(service + path, timeout=20) as answer:
            return json.load(answer)

    return get


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    path = tmp_path / "work"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that holds only the small data set."""
    folder = tmp_path_factory.mktemp("small")
    url = f"sqlite:///{folder / 'homeward.sqlite'}"
    loader.load(Settings(database_url=url), read_folders([sets.write(folder / "small", **SMALL)]), lambda _: None)
    with serving(url) as (found, _):
        yield found


@pytest.fixture(scope="session")
def script(small: str) -> bytes:
    return get(small, "/homeward.sh")


@pytest.fixture(params=KITS)
def kit(request: pytest.FixtureRequest, tmp_path: Path, script: bytes) -> Kit:
    return make_kit(request.param, tmp_path, script)
