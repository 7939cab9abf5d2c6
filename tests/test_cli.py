"""The command line, as a stranger uses it: sentences, never tracebacks; a first start, a second, a backup."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parent.parent
BUNDLED = ROOT / "app" / "dataset" / "bundled"
KOREA = BUNDLED / "korean-war-remains"
Result = subprocess.CompletedProcess[str]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'homeward.sqlite'}"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", "from app.command import main; main()", *map(str, arguments)]


def homeward(url: str, *arguments: str | Path) -> Result:
    """Run the command from another folder, as the installed one runs."""
    environment = {**os.environ, "HOMEWARD_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command(*arguments), env=environment, cwd="/", capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def serving(url: str, *arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server, once it answers; ended afterwards by its own pid."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    environment = {**os.environ, "HOMEWARD_DATABASE_URL": url, "PYTHONPATH": str(ROOT), "HOMEWARD_LOG_FORMAT": "none"}
    server = subprocess.Popen(
        command("serve", "--port", str(port), *arguments), env=environment, cwd="/", stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(f"{address}/readyz")
        yield address, server
    finally:
        server.terminate()
        assert server.wait(timeout=20) in (0, -signal.SIGTERM)
        if server.stderr:
            server.stderr.close()


def wait_for(address: str) -> bytes:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{address} did not answer")


def digest_of(result: Result) -> str:
    found = re.search(r"release ([0-9a-f]{12})", result.stderr)
    assert found, result.stderr
    return found[1]


def test_load_says_what_it_did_and_then_that_nothing_changed(url: str) -> None:
    first, second = homeward(url, "load", "--bundled"), homeward(url, "load", "--bundled")
    assert (first.returncode, second.returncode) == (0, 0)
    assert re.search(
        r"^loaded korean-war-remains \S+: [0-9,]+ events, [0-9,]+ claims, [0-9,]+ sources$", first.stderr, re.M
    )
    assert second.stderr == f"nothing has changed; release {digest_of(first)} stays\n"


def test_export_is_a_backup(url: str, tmp_path: Path) -> None:
    loaded = homeward(url, "load", "--bundled")
    assert homeward(url, "export", tmp_path / "out").returncode == 0
    other = f"sqlite:///{tmp_path / 'restored.sqlite'}"
    restored = homeward(other, "load", *sorted((tmp_path / "out").iterdir()))
    assert digest_of(restored) == digest_of(loaded)
    again = homeward(url, "export", tmp_path / "out")
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)


def test_check_names_file_and_line_and_fails(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "korean-war-remains"
    shutil.copytree(KOREA, folder)
    timelines = folder / "timelines.yaml"
    timelines.write_text(timelines.read_text() + "\n- id: Wrong Id\n  title: T\n  summary: S\n")
    line = timelines.read_text().splitlines().index("- id: Wrong Id") + 1
    result = homeward(url, "check", folder)
    assert result.returncode == 1
    assert result.stderr.startswith(f"{timelines}:{line}: Wrong Id: id: ")
    assert "Traceback" not in result.stderr


def test_check_of_the_bundled_sets_gives_only_advice_that_is_kept(url: str) -> None:
    result = homeward(url, "check", *sorted(BUNDLED.iterdir()))
    assert result.returncode == 0
    advice = [line for line in result.stdout.splitlines() if ": sound, " not in line]
    assert [line for line in advice if "(kept: " not in line] == []


def test_check_of_the_database(url: str) -> None:
    homeward(url, "load", "--bundled")
    assert homeward(url, "check", "--database").stdout.startswith("the database is sound")


@pytest.mark.parametrize("arguments", [("export", "/nowhere"), ("check", "--database")])
def test_a_missing_database_is_a_sentence(url: str, arguments: tuple[str, ...]) -> None:
    result = homeward(url, *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no database at ")
    assert result.stderr.count("\n") == 1


def test_an_unmigrated_database_is_a_sentence(url: str, tmp_path: Path) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    path.touch()
    result = homeward(url, "check", "--database")
    assert (result.returncode, "Traceback" in result.stderr, "no such table" in result.stderr) == (1, False, True)


def test_a_wrong_setting_is_a_sentence() -> None:
    result = homeward("mysql://somewhere", "load", "--bundled")
    assert result.returncode == 2
    assert result.stderr == "HOMEWARD_DATABASE_URL: write sqlite:///PATH or postgresql://USER@HOST/NAME\n"


def test_schema_describes_every_file(url: str) -> None:
    shapes = json.loads(homeward(url, "schema").stdout)
    assert sorted(shapes) == ["claims", "dataset", "events", "measures", "parties", "places", "sources", "timelines"]
    assert shapes["events"]["properties"]["states"]["type"] == "array"


def test_the_first_start_makes_everything_and_the_second_nothing(url: str) -> None:
    with serving(url) as (address, server):
        known_then = json.loads(wait_for(f"{address}/v1/events/transfer-2018?known_on=2018-06-20"))
        assert (known_then["status"], known_then["date"]["text"]) == ("expected", "on or after 20 June 2018")
    assert server.stderr is not None
    path = Path(url.removeprefix("sqlite:///"))
    before = path.stat().st_ino
    with serving(url) as (address, _):
        assert json.loads(wait_for(f"{address}/v1/events/transfer-2018"))["status"] == "completed"
    assert path.stat().st_ino == before


def test_a_running_server_sees_a_load_within_two_seconds(url: str, tmp_path: Path) -> None:
    homeward(url, "load", "--bundled")
    folder = tmp_path / "korean-war-remains"
    shutil.copytree(KOREA, folder)
    header = folder / "dataset.yaml"
    header.write_text(header.read_text().replace('version: "', 'version: "9.'))
    with serving(url, "--workers", "2") as (address, _):
        old = json.loads(wait_for(f"{address}/v1"))["release"]["id"]
        loaded = homeward(url, "load", folder)
        deadline = time.monotonic() + 2
        seen = {old}
        while time.monotonic() < deadline:
            seen = {json.loads(wait_for(f"{address}/v1"))["release"]["id"] for _ in range(8)}
            time.sleep(0.1)
        assert seen == {digest_of(loaded)} != {old}


def test_a_failed_load_leaves_the_old_release(url: str, tmp_path: Path) -> None:
    loaded = homeward(url, "load", "--bundled")
    folder = tmp_path / "vietnam-war-remains"
    shutil.copytree(BUNDLED / "vietnam-war-remains", folder)
    header = folder / "dataset.yaml"
    header.write_text(header.read_text() + "surprise: yes\n")
    assert homeward(url, "load", folder).returncode == 1
    assert digest_of(homeward(url, "load", "--bundled")) == digest_of(loaded)
