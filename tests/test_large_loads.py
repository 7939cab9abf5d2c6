"""Loads of many events: memory that does not grow with them, nothing left on the disk, progress that is told."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.dataset import database, progress, shelf, sorter, spread
from app.dataset.archive import Archive
from app.dataset.files import Event
from app.dataset.load import read_folders
from app.dataset.readmodel import clear_read_tables, write_read_tables
from app.dataset.shelf import Scratch, Shelf
from app.dataset.sorter import Sorter
from app.dataset.verify import verify
from app.errors import DatabaseError
from app.models import VersionTerm
from app.settings import Settings
from tests.client import serving
from tests.conftest import BUNDLED, load, settings_for
from tests.ports import free_port
from tests.sets import claim, event, source, state, write
from tests.test_schema import on

ROOT = Path(__file__).parent.parent
# The memory of the process and of its helpers, each at its largest, in megabytes, as the last line. The process's own
# is asked of its address space, because its resource usage begins with that of the process which started it.
MAIN = """
import re, resource
from pathlib import Path
from app.cli import cli
try:
    cli()
finally:
    own = int(re.search("VmHWM:[ \\\\t]+([0-9]+)", Path("/proc/self/status").read_text())[1])
    print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)
"""
LOAD = [sys.executable, "-c", MAIN, "load"]


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "HOMEWARD_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


def large(folder: Path, count: int, text: str = "said. " * 600) -> Path:
    """Events that are related in a chain, each with three claims that quote at length."""
    write(folder, sources=[source("s-2000-02-02"), source("s-2001-03-03")], events=[])
    with (folder / "events" / "all.jsonl").open("w") as file:
        for number in range(count):
            quoted = [
                claim("s-2000-02-02", id=f"claim-{number}-{index}", best=index, verbatim=f"{number} {text}".strip())
                for index in range(3)
            ]
            related = [{"type": "follows", "event": f"event-{number - 1:06}"}] if number else []
            states = state("s-2000-02-02", f"{1950 + number % 50}-01"), state("s-2001-03-03", title=f"Title {number}")
            line = event(f"event-{number:06}", *states, claims=quoted, relations=related)
            file.write(json.dumps(line) + "\n")
    return folder


@pytest.mark.slow
def test_memory_does_not_grow_with_the_events(tmp_path: Path) -> None:
    """These 8,000 events held together took 990 MB."""
    folder, url = large(tmp_path / "set", 8000), f"sqlite:///{tmp_path / 'homeward.sqlite'}"
    ran = subprocess.run(
        [*LOAD, str(folder)], env=environment(url), cwd="/", capture_output=True, text=True, timeout=120, check=False
    )
    assert (ran.returncode, "8000 events, 24000 claims" in ran.stderr) == (0, True), ran.stderr
    assert int(ran.stdout) < 400
    assert sorted(path.name for path in tmp_path.iterdir()) == [".homeward.sqlite.lock", "homeward.sqlite", "set"]
    with serving(settings_for(url)) as api:
        assert api.json("/v1/events?limit=1")["total"] == 8000
        assert api.json("/v1/claims?limit=1")["total"] == 24000


def remains(folder: Path) -> list[str]:
    """What a load has left beside the database."""
    return [path.name for path in folder.glob(".homeward.sqlite.*") if path.suffix != ".lock"]


def test_a_load_that_is_killed_leaves_its_new_file_and_helpers_that_end(tmp_path: Path) -> None:
    folder, url = large(tmp_path / "set", 6000, "said. "), f"sqlite:///{tmp_path / 'homeward.sqlite'}"
    running = subprocess.Popen(
        [*LOAD, str(folder)], env=environment(url), cwd="/", stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait_until(lambda: len(members(running.pid)) > 1)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    wait_until(lambda: members(running.pid) == [])
    assert not (tmp_path / "homeward.sqlite").exists()
    small = large(tmp_path / "small", 2)
    ran = subprocess.run([*LOAD, str(small)], env=environment(url), cwd="/", capture_output=True, timeout=60)
    assert (ran.returncode, remains(tmp_path)) == (0, [])


def members(session: int) -> list[int]:
    """The processes of a session that are not yet dead."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def wait_until(holds: Any) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_full_disk_is_a_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    """The scratch file is the first to find no room: it holds every event before the database is begun."""
    folder, url = large(tmp_path / "set", 500), f"sqlite:///{tmp_path / 'homeward.sqlite'}"
    limited = MAIN.replace("try:", "resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))\ntry:")
    ran = subprocess.run(
        [sys.executable, "-c", limited, "load", str(folder)],
        env=environment(url),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (
        1,
        f"The scratch file in {tmp_path} could not be written: File too large\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


keys = st.tuples(st.integers(0, 9), st.text("ab", max_size=2))


@given(st.lists(st.tuples(keys, st.one_of(st.none(), st.binary(max_size=9), st.lists(st.text())))), st.integers(1, 900))
def test_a_sorter_gives_everything_in_order(items: list[tuple[tuple[int, str], Any]], size: int) -> None:
    """Whatever part of it goes to the disk; things with equal keys stay in the order in which they came."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorter, "A_RUN", size * 3)
        patch.setattr(sorter, "A_BLOCK", size)
        patch.setattr(shelf, "IN_MEMORY", size)
        taken = Sorter()
        for key, value in items:
            taken.add(key, value)
        assert list(taken) == sorted(items, key=lambda item: item[0])
        assert taken.count == len(items)


@given(st.lists(st.binary(max_size=20)), st.integers(0, 50))
def test_a_scratch_gives_back_what_was_written(pieces: list[bytes], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "IN_MEMORY", size)
        scratch = Scratch(None)
        ends = array("q", [0, *(scratch.append(piece) for piece in pieces)])
        assert [scratch.read(start, end) for start, end in pairwise(ends)] == pieces


def made(*names: str) -> Iterator[Event]:
    for name in names:
        yield Event.model_validate(event(name, state("s-2000-02-02")))


def test_a_shelf_is_walked_by_id_and_holds_what_was_put_there() -> None:
    events = list(made("two", "one", "three"))
    held = Shelf.of(events)
    assert [one.id for one in held] == ["one", "three", "two"]
    assert [one.id for one in held.as_read()] == ["two", "one", "three"]
    assert (len(held), held.read("one"), events[0] in held) == (3, events[1], True)
    assert next(made("four")) not in held
    with pytest.raises(KeyError):
        held.read("four")
    assert list(Shelf.of([])) == []


def test_a_scratch_file_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    scratch = Scratch(tmp_path / "file" / "below")
    with pytest.raises(DatabaseError, match=r"The scratch file in .*/file/below could not be written: Not a directory"):
        scratch.append(b"x" * (shelf.IN_MEMORY + 1))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *steps: tuple[float, int], total: int = 1000) -> str:
    """What is written when so many things are done after so many seconds."""
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.showing(stream), progress.counting("reading", "events", lambda: total) as done:
        for seconds, count in steps:
            now = seconds
            done(count)
    return stream.getvalue()


def test_what_is_quickly_done_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(io.StringIO(), monkeypatch, (1, 400), (2.9, 600)) == ""
    assert told(Terminal(), monkeypatch, (1, 400), (2.9, 600)) == ""


def test_a_line_every_ten_seconds_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(io.StringIO(), monkeypatch, (4, 100), (5, 100), (13, 60), (14, 20), (24, 700)) == (
        "reading 100 of 1,000 events, 25/s, 36 s left\n"
        "reading 280 of 1,000 events, 20/s, 36 s left\n"
        "reading 980 of 1,000 events, 41/s, 0 s left\n"
    )


def test_a_line_is_written_over_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(Terminal(), monkeypatch, (4, 100), (4.1, 100), (5, 800))
    first, second = "reading 100 of 1,000 events, 25/s, 36 s left", "reading 1,000 of 1,000 events, 200/s"
    assert said == f"\r{first:<78}\r{second:<78}\r{'':<78}\r"


@pytest.mark.parametrize(
    ("done", "whole", "seconds", "line"),
    [
        (340_000, 1_000_000, 80, "reading 340,000 of 1,000,000 events, 4,250/s, 3 min left"),
        (5, 0, 10, "reading 5 events, 0/s"),
        (7, 5, 1, "reading 7 events, 7/s"),
        (0, 5, 4, "reading 0 of 5 events, 0/s"),
    ],
)
def test_a_line_of_progress(done: int, whole: int, seconds: float, line: str) -> None:
    assert progress.line("reading", "events", done, whole, seconds) == line


def test_a_long_load_tells_how_far_it_is(tmp_path: Path) -> None:
    folder = large(tmp_path / "set", 300, "said. ")
    hasty = MAIN.replace("from app.cli", "import app.dataset.progress as p; p.QUIET_SECONDS = 0\nfrom app.cli")
    ran = subprocess.run(
        [sys.executable, "-c", hasty, "load", str(folder)],
        env=environment(f"sqlite:///{tmp_path / 'homeward.sqlite'}"),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said = [line for line in ran.stderr.splitlines() if re.search(r"/s(, \d+ s left)?$", line)]
    assert [line.partition(", ")[0] for line in said] == [
        "reading 300 of 300 events",
        "storing 200 of 300 events",
        "rendering 200 of 300 events",
        "writing 600 of 600 versions",
        "writing 1 of 900 versions of claims",
        "writing 1 of 1,500 changes",
    ]


def test_helpers_store_and_render_the_same(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The events of a part are found again by those of others, and term numbers follow the order of events."""
    monkeypatch.setattr(spread, "MANY", 10)
    monkeypatch.setattr(spread, "A_CHUNK", 7)
    monkeypatch.setattr(spread, "helpers", lambda: 3)
    folders = sorted(BUNDLED.iterdir())
    helped = load(empty, *folders)
    assert on(empty, verify) == []
    numbers = on(empty, lambda connection: connection.execute(select(VersionTerm.id, VersionTerm.value)).all())
    monkeypatch.undo()
    on(empty, clear_read_tables)
    archive = Archive([one.dataset for one in read_folders(folders)])
    assert on(empty, lambda connection: write_read_tables(connection, archive)) == {
        name: helped.counts[name] for name in ("events", "claims", "event_versions", "undated_versions")
    }
    assert on(empty, lambda connection: connection.execute(select(VersionTerm.id, VersionTerm.value)).all()) == numbers


def test_tidying_that_fails_is_told_and_no_failure_of_the_load() -> None:
    said: list[str] = []
    database.vacuum(Settings(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"), said.append)
    assert [line.partition(":")[0] for line in said] == ["the release is loaded, but the database could not be tidied"]
