"""Events as JSON Lines: the same records as in YAML, the same complaints, each with its line."""

import json
import os
import signal
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from app.dataset import jsonlines, reader, spread
from app.dataset.archive import Archive
from app.dataset.load import check_together, read_folders
from app.errors import DatabaseError, DataError
from app.settings import Settings
from tests.client import serving
from tests.conftest import BUNDLED, load
from tests.records import EVERYTHING
from tests.sets import event, source, state, write

ONE = event("one", state("s-2000-02-02"))
LINE = json.dumps(ONE)


def lines(folder: Path, *written: str | bytes, name: str = "all.jsonl", **parts: Any) -> Path:
    """A data set whose events stand in these lines."""
    write(folder, **{"sources": [source("s-2000-02-02")], "events": [], **parts})
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in written)
    (folder / "events" / name).write_bytes(content)
    return folder


def as_lines(folder: Path) -> Path:
    """The events of a data set that is written in YAML, as JSON Lines."""
    [incoming] = read_folders([folder])
    written = [one.model_dump_json(exclude_unset=True) for one in incoming.dataset.events]
    for path in (folder / "events").iterdir():
        path.unlink()
    (folder / "events" / "all.jsonl").write_text("\n".join(written))
    return folder


def complaints(folder: Path) -> list[str]:
    """What is said against a data set, each sentence without the path of its folder."""
    try:
        incoming = read_folders([folder])
        check_together(Archive([one.dataset for one in incoming]), incoming)
    except DataError as error:
        return [line.removeprefix(f"{folder}/events/") for line in str(error).splitlines()]
    return []


def changed(**members: Any) -> str:
    return json.dumps({**ONE, **members})


def twice(line: str, member: str) -> str:
    """A record in which a key stands twice."""
    return line.replace("{", f"{{{json.dumps(member)}: null, ", 1)


BROKEN = "all.jsonl:2: events: "
SECOND = changed(id="two")
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("- id: two", BROKEN + "the JSON is broken: Expecting value (column 1)"),
    "half a record": (SECOND[:40], BROKEN + "the JSON is broken: Unterminated string starting at (column 35)"),
    "two records": (SECOND + SECOND, BROKEN + f"the JSON is broken: Extra data (column {len(SECOND) + 1})"),
    "a list": ("[]", "all.jsonl:2: events line 2: must be a record: keys with values"),
    "a number": ("2", "all.jsonl:2: events line 2: must be a record: keys with values"),
    "nothing": ("null", "all.jsonl:2: events line 2: must be a record: keys with values"),
    "a key twice": (twice(SECOND, "kind"), BROKEN + "the key kind stands twice"),
    "a key twice within": (SECOND.replace('[{"', '[{"date": "1999", "', 1), BROKEN + "the key date stands twice"),
    "an unknown key": (changed(id="two", colour="red"), "all.jsonl:2: two: colour: there is no such key"),
    "a missing key": (json.dumps({"id": "two"}), ""),
    "not UTF-8": (SECOND.encode().replace(b"two", b"tw\xf6"), BROKEN + "the line is not UTF-8"),
    "UTF-16": (SECOND.encode("utf-16"), ""),
    "a NUL": (SECOND.replace("two", "t\0o"), BROKEN + "the JSON is broken: Invalid control character at (column 10)"),
    "a NUL between": ("\0" + SECOND, BROKEN + "the JSON is broken: Expecting value (column 1)"),
    "a mark in the middle": ("\ufeff" + SECOND, BROKEN + "the JSON is broken: Unexpected UTF-8 BOM (column 1)"),
    "an escaped NUL": (
        changed(id="two", note="a\0b"),
        "all.jsonl:2: two: note: has a control or illegal character (U+0000)",
    ),
    "half a character": (
        SECOND.replace('"one"', '"\\ud800"'),
        "all.jsonl:2: two: states.0.title: has half a character (a surrogate without the other)",
    ),
    "no number": (SECOND.replace('"handover"', "NaN"), BROKEN + "NaN is no number"),
    "endless": (SECOND.replace('"handover"', "-Infinity"), BROKEN + "-Infinity is no number"),
    "too many digits": (SECOND.replace('"handover"', "1" * 5000), BROKEN + "a number has too many digits"),
    "bottomless": ("[" * 200_000, BROKEN + "is nested too deeply"),
    "too long": (changed(id="two", note="x" * 2**20), BROKEN + "the line has 1,048,576 bytes or more"),
    "an impossible date": (
        changed(id="two", states=[state("s-2000-02-02", "1900-02-29")]),
        'all.jsonl:2: two: states.0.date: February 1900 has days 01 to 28. Write "1900-02-28".',
    ),
    "an id twice": (LINE, "all.jsonl:2: one: the id stands already in {folder}/events/all.jsonl, line 1"),
    "a dangling place": (changed(id="two", places=["here"]), "all.jsonl:2: two: there is no place here"),
    "a part of itself": (
        changed(id="two", relations=[{"type": "part_of", "event": "two"}]),
        "all.jsonl:2: two: the event is, by part_of, a part of itself",
    ),
    "an unfinished state": (
        changed(id="two", states=[{"source": "s-2000-02-02", "status": "completed", "title": "T"}]),
        "all.jsonl:2: two: the state that became known first must give date",
    ),
}
SEVERAL = {
    "a missing key": [f"all.jsonl:2: two: {member}: is missing" for member in ("kind", "timelines", "states")],
    "UTF-16": [BROKEN + "the line is not UTF-8"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    line, said = REFUSED[name]
    expected = SEVERAL.get(name, [said.replace("{folder}", str(tmp_path))])
    assert complaints(lines(tmp_path, LINE, line)) == expected


def test_all_faults_are_told_and_the_lines_after_a_long_one_are_right(tmp_path: Path) -> None:
    long = changed(id="two", note="x" * (3 * jsonlines.LONGEST))
    folder = lines(tmp_path, LINE, "", long, "   ", changed(id="Three"), "{", changed(id="four"), LINE)
    assert [line.split(": ")[0] for line in complaints(folder)] == [f"all.jsonl:{number}" for number in (3, 5, 6, 8)]


@pytest.mark.parametrize(
    "content",
    [LINE + "\n", LINE, "\ufeff" + LINE, LINE + "\r\n\r\n", "\n \t\n" + LINE + "\n\n", LINE.replace(" ", "\t")],
)
def test_what_looks_odd_and_is_sound(tmp_path: Path, content: str) -> None:
    folder = lines(tmp_path, content)
    [incoming] = read_folders([folder])
    assert (complaints(folder), [one.id for one in incoming.dataset.events]) == ([], ["one"])


def test_an_empty_file_has_no_events(tmp_path: Path) -> None:
    [incoming] = read_folders([lines(tmp_path, sources=[])])
    assert list(incoming.dataset.events) == []


@pytest.mark.parametrize("stranger", ["events/all.json", "events/all.ndjson", "events.jsonl", "sources.jsonl"])
def test_another_name_is_no_file_of_a_data_set(tmp_path: Path, stranger: str) -> None:
    folder = lines(tmp_path, LINE)
    (folder / stranger).write_text("")
    assert complaints(folder)[0].endswith(f"{Path(stranger).name}: is not the name of a data set's file")


@pytest.mark.parametrize(("first", "second"), [("a.yaml", "b.jsonl"), ("a.jsonl", "b.yaml")])
def test_an_id_stands_once_in_all_files_of_both_kinds(tmp_path: Path, first: str, second: str) -> None:
    folder = lines(tmp_path)
    (folder / "events" / "all.jsonl").unlink()
    for name in (first, second):
        (folder / "events" / name).write_text("\n" + (f"- {LINE}" if name.endswith("yaml") else LINE))
    assert complaints(folder) == [f"{second}:2: one: the id stands already in {folder}/events/{first}, line 2"]


@pytest.mark.parametrize("name", ["everything", "korean-war-remains"])
def test_the_same_records_have_the_same_digest_in_both_forms(tmp_path: Path, name: str) -> None:
    parts: dict[str, Any] = EVERYTHING if name == "everything" else {}
    folder = write(tmp_path / "set", **parts)
    if not parts:
        for path in (BUNDLED / name).rglob("*.yaml"):
            (folder / path.relative_to(BUNDLED / name)).write_bytes(path.read_bytes())
        (folder / "events" / "all.yaml").unlink()
    [written] = read_folders([folder])
    [turned] = read_folders([as_lines(folder)])
    assert turned.digest == written.digest != ""
    assert turned.files_digest != written.files_digest


def test_events_from_lines_are_served(empty: Settings, tmp_path: Path) -> None:
    load(empty, lines(tmp_path, LINE, SECOND))
    with serving(empty) as api:
        assert api.ids("/v1/events") == ["one", "two"]


def many(count: int) -> list[str]:
    return [changed(id=f"event-{number:05}") for number in range(count)]


def test_helpers_read_the_same_and_complain_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = many(2500)
    written[1100], written[2400] = "{", written[3]
    folder = lines(tmp_path, *written)
    alone = complaints(folder)
    monkeypatch.setattr(reader, "MANY_BYTES", 0)
    monkeypatch.setattr(reader, "helpers", lambda: 3)
    assert complaints(folder) == alone
    assert [line.split(": ")[0] for line in alone] == ["all.jsonl:1101", "all.jsonl:2401"]
    del written[2400], written[1100]
    [incoming] = read_folders([lines(tmp_path, *written)])
    assert [one.id for one in incoming.dataset.events] == [json.loads(line)["id"] for line in written]


def test_a_fault_in_a_helper_is_raised_and_none_is_left() -> None:
    def fail(number: int) -> int:
        if number == 5:
            raise DataError("five")
        return number

    found: list[int] = []
    with pytest.raises(DataError, match="five"):
        found.extend(iter(spread.spread(fail, range(9), 2)))
    assert list(spread.spread(str, range(5), 3)) == list("01234")
    assert list(spread.spread(str, [], 2)) == []
    assert not active_children()


def test_a_helper_that_is_killed_is_a_sentence() -> None:
    def die(number: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(DatabaseError, match="A helper process of the load was ended"):
        list(spread.spread(die, range(3), 2))
