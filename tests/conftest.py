"""Both engines: a SQLite file, and a PostgreSQL server that the tests start themselves."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from app.dataset import database
from app.dataset.load import Outcome, read_folders
from app.settings import Settings
from tests import sets
from tests.client import Client, serving
from tests.figures import FIGURES
from tests.history import HISTORY
from tests.postgres import MISSING, Server, own_server, program, server_at

hypothesis_settings.register_profile("homeward", max_examples=100, deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("homeward")

BUNDLED = Path(__file__).parent.parent / "app" / "dataset" / "bundled"
ENGINES = ("sqlite", "postgresql")
Serve = Callable[..., Client]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than 20 seconds")


def settings_for(url: str, **more: Any) -> Settings:
    """Nothing is logged, and a busy machine is no time-out."""
    return Settings(database_url=url, log_format="none", deadline=60, pool_wait=10, **more)


def load(settings: Settings, *folders: Path) -> Outcome:
    return database.load(settings, read_folders(list(folders)), lambda _: None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server; without one the test is skipped, and where nothing may skip it fails."""
    if url := os.environ.get("HOMEWARD_TEST_POSTGRES_URL"):
        yield server_at(url)
        return
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        (pytest.fail if os.environ.get("HOMEWARD_NO_SKIP") == "1" else pytest.skip)(MISSING)
    with own_server(initdb, pg_ctl) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, whose copies spare each test the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite"
    database.migrate(settings_for(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres: Server) -> Iterator[str]:
    name = postgres.new_database()
    database.migrate(settings_for(postgres.url(database=name)))
    yield name
    postgres.drop(name)


class Fresh:
    """Makes migrated, empty databases on an engine, and takes them away."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self.request = request
        self.folder = folder
        self.made: list[str] = []

    def url(self, engine: str) -> str:
        if engine == "sqlite":
            path = self.folder / f"{len(self.made)}.sqlite"
            self.made.append("")
            shutil.copyfile(self.request.getfixturevalue("migrated_file"), path)
            return f"sqlite:///{path}"
        server: Server = self.request.getfixturevalue("postgres")
        self.made.append(server.new_database(self.request.getfixturevalue("migrated_database")))
        return server.url(database=self.made[-1])

    def remove(self) -> None:
        for name in filter(None, self.made):
            self.request.getfixturevalue("postgres").drop(name)


@contextmanager
def served(request: pytest.FixtureRequest, folder: Path, *data_sets: Path) -> Iterator[Client]:
    """Data sets that many tests only read, on the engine of the fixture's parameter."""
    fresh = Fresh(request, folder)
    settings = settings_for(fresh.url(request.param))
    load(settings, *data_sets)
    with serving(settings) as client:
        yield client
    fresh.remove()


@pytest.fixture(scope="session", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The bundled data sets, on each engine."""
    with served(request, tmp_path_factory.mktemp("bundled"), *sorted(BUNDLED.iterdir())) as client:
        yield client


@pytest.fixture(scope="session", params=ENGINES)
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The invented history, on each engine."""
    folder = tmp_path_factory.mktemp("history")
    with served(request, folder, sets.write(folder / "set", **HISTORY)) as client:
        yield client


@pytest.fixture(scope="session", params=ENGINES)
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The invented figures, on each engine."""
    folder = tmp_path_factory.mktemp("figures")
    with served(request, folder, sets.write(folder / "set", **FIGURES)) as client:
        yield client


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    made = Fresh(request, tmp_path)
    yield made
    made.remove()


@pytest.fixture
def empty(engine: str, fresh: Fresh) -> Settings:
    """The settings of a migrated database without data, on each engine."""
    return settings_for(fresh.url(engine))


@pytest.fixture
def serve(empty: Settings, tmp_path: Path) -> Iterator[Serve]:
    """Load a data set made by hand (the parts of `sets.write`) into an empty database, and serve it."""
    with ExitStack() as stack:

        def start(**parts: Any) -> Client:
            load(empty, sets.write(tmp_path / "small", **parts))
            return stack.enter_context(serving(empty))

        yield start
