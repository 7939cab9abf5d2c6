"""The slow tests' own servers and data sets."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from app.dataset import database
from app.dataset.load import Outcome, read_folders
from app.settings import Settings
from tests.faults.cluster import Cluster
from tests.faults.records import write_set

numbers = count()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that these tests may freeze and kill."""
    server = Cluster()
    try:
        yield server.create()
    finally:
        server.stop()


@pytest.fixture
def postgres_url(cluster: Cluster) -> str:
    return cluster.database(f"faults_{next(numbers)}")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'homeward.sqlite'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each engine in turn."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


Load = Callable[..., Outcome]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a version of the small data set, in this process."""

    def load_version(url: str, version: int, events: int = 20, **content: str) -> Outcome:
        folder = write_set(tmp_path / f"set-{version}-{events}", version, events, **content)
        return database.load(Settings(database_url=url), read_folders([folder]), lambda _: None)

    return load_version
