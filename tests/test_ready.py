"""A database that is missing, not migrated, empty or damaged: 503 with the reason, and then it is there."""

import asyncio
import shutil
from pathlib import Path

import pytest

from app.settings import Settings
from tests.client import Client, serving
from tests.conftest import load, settings_for
from tests.postgres import Server
from tests.sets import event, source, state, write

READS = ("/v1", "/v1/events", "/v1/events/one", "/v1/claims/compare?measure=returned", "/v1/events.csv", "/ogc")


def unready(api: Client, reason: str) -> None:
    """The reason stands in every answer, nothing of the inside does, and the process is alive."""
    assert api.json("/healthz") == {"status": "ok"}
    for path in ("/readyz", *READS):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["detail"]) == (503, reason), path
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("5", "no-store")
        assert "Traceback" not in answer.text
        assert "sqlalchemy" not in answer.text.lower()


def one_event(folder: Path) -> Path:
    return write(folder, sources=[source("s-2000-02-02")], events=[event("one", state("s-2000-02-02"))])


def ready(api: Client) -> None:
    assert api.json("/readyz")["status"] == "ok"
    assert api.ids("/v1/events") == ["one"]


MISSING = "There is no database file; run `homeward load DIR` or `homeward serve`."
EMPTY = "The database is empty; run `homeward load DIR`."
UNMIGRATED = "The database is not migrated (this version wants revision 0001); run `homeward migrate`."


def test_a_missing_file_and_then_a_load(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'there' / 'none.sqlite'}")
    with serving(settings) as api:
        unready(api, MISSING)
        load(settings, one_event(tmp_path / "set"))
        api.runner.run(asyncio.sleep(1.5))
        ready(api)


def test_an_empty_database_and_then_a_load(empty: Settings, tmp_path: Path) -> None:
    with serving(empty) as api:
        unready(api, EMPTY)
        load(empty, one_event(tmp_path / "set"))
        api.runner.run(asyncio.sleep(1.5))
        ready(api)


def test_a_file_that_is_not_migrated(tmp_path: Path) -> None:
    path = tmp_path / "bare.sqlite"
    path.touch()
    with serving(settings_for(f"sqlite:///{path}")) as api:
        unready(api, UNMIGRATED)


def test_a_server_that_is_not_migrated(postgres: Server) -> None:
    name = postgres.new_database()
    with serving(settings_for(postgres.url(database=name))) as api:
        unready(api, UNMIGRATED)
    postgres.drop(name)


def test_a_database_that_there_is_not(postgres: Server) -> None:
    with serving(settings_for(postgres.url(database="no_such_database"))) as api:
        answer = api.get("/readyz")
        assert (answer.status_code, api.json("/healthz")) == (503, {"status": "ok"})
        assert "no_such_database" not in answer.text


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"not a database at all, but long enough to look at" * 50)
    with serving(settings_for(f"sqlite:///{path}")) as api:
        unready(api, "The database file is damaged.")


def test_a_file_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'here.sqlite'}")
    load(settings, one_event(tmp_path / "set"))
    with serving(settings) as api:
        ready(api)
        shutil.move(tmp_path / "here.sqlite", tmp_path / "away.sqlite")
        api.runner.run(asyncio.sleep(1.5))
        unready(api, MISSING)
        shutil.move(tmp_path / "away.sqlite", tmp_path / "here.sqlite")
        api.runner.run(asyncio.sleep(1.5))
        ready(api)


@pytest.mark.parametrize("path", READS)
def test_a_refusal_is_a_problem_document(tmp_path: Path, path: str) -> None:
    with serving(settings_for(f"sqlite:///{tmp_path / 'none.sqlite'}")) as api:
        problem = api.problem(path, 503)
    assert (problem["title"], problem["instance"]) == (
        "Not available just now",
        path.partition("?")[0].partition(".")[0],
    )
