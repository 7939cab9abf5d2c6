"""The curl client when something is wrong: with the command, the values, the service, the network or the disk."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from tests.clients.kits import Answer, Done, Kit, get, server
from tests.ports import free_port

pytestmark = pytest.mark.clients
EMPTY = b'{"items":[],"links":{}}'
HOSTILE = (
    "a b",
    "&kind=x",
    "a\"b'c",
    "$(touch owned)",
    "`touch owned`",
    "; touch owned",
    "유해 송환",
    "%41%00",
    "a+b",
    "#?",
    "*",
    "\\n",
    "@/etc/passwd",
    "-n",
    "--",
    "=",
    "one\ntwo\n\n",
    " ",
    "",
)


def told(status: int, *lines: str) -> Done:
    return Done(status, "", "".join(f"homeward.sh: {line}\n" for line in lines))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["event", "boxs"], "There is no event with this id. Did you mean boxes?"),
        (["event", "유해"], "There is no event with this id."),
        (
            ["event", "talks", "--known-on", "2009-12-31"],
            "This event first became known on 2 January 2010 (2010-01-02).",
        ),
        (["history", "$(id)"], "There is no event with this id."),
        (["totals", "lines", "returned"], "There is no timeline with this id. Did you mean line?"),
        (["totals", "line", "returne"], "measure: there is no measure returne. Did you mean returned?"),
        (
            ["events", "--kind", 'talk"\\'],
            "kind: 'talk\"\\\\' is not one of the values of kind. Did you mean talks?",
        ),
        (["events", "--date", "2018-02-30"], "date: February 2018 has days 01 to 28. Did you mean 2018-02-28?"),
        (["events", "--limit", "0"], "limit: must be a whole number from 1 to 1000, in plain digits."),
        (["claims", "--known-on", "2999-01-01"], None),
        (["event", "talks", "--format", "svgg"], None),
    ],
)
def test_the_services_own_words(arguments: list[str], sentence: str | None, kit: Kit, small: str) -> None:
    done = kit.run(small, *arguments)
    if sentence is None:
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert done.err.startswith(("homeward.sh: known_on: lies in the future; today is ", "homeward.sh: The formats"))
    else:
        assert done == told(1, sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence", "command"),
    [
        ([], "which command?", ""),
        ([""], "which command?", ""),
        (["event s"], "there is no command 'event s'", ""),
        (["--known-on", "2018-06-20"], "there is no command '--known-on'", ""),
        (["events", "--knd", "talks"], "unknown option --knd", "events"),
        (["events", "--known_on=2018-06-20"], "unknown option --known_on", "events"),
        (["events", "--kind status"], "unknown option --kind status", "events"),
        (["events", "--*", "x"], "unknown option --*", "events"),
        (["events", "--", "--kind"], "events: too many operands", "events"),
        (["event", "--", "-h", "--help"], "event: too many operands", "event"),
        (["events", "-q", "x"], "unknown option -q", "events"),
        (["events", "--kind"], "--kind needs a value", "events"),
        (["events", "--kind", "talks", "--known-on"], "--known-on needs a value", "events"),
        (["events", "talks"], "events: too many operands", "events"),
        (["event"], "event: too few operands", "event"),
        (["event", "a", "b"], "event: too many operands", "event"),
        (["event", ""], "'' is not an id", "event"),
        (["event", "../claims"], "'../claims' is not an id", "event"),
        (["event", "boxes.csv"], "'boxes.csv' is not an id", "event"),
        (["event", "boxes", "--kind", "x"], "unknown option --kind", "event"),
        (["history", "a/b"], "'a/b' is not an id", "history"),
        (["compare"], "compare: too few operands", "compare"),
        (["totals", "line"], "totals: too few operands", "totals"),
        (["download", "csv"], "download: too few operands", "download"),
        (["download", "csv", ""], "FILE has no name", "download"),
        (["download", "csv", "x", "--format", "csv"], "unknown option --format", "download"),
        (
            ["download", "csv", "-"],
            "a download goes to a file; for standard output: homeward.sh events --format FORMAT",
            "download",
        ),
    ],
)
def test_wrong_usage(arguments: list[str], sentence: str, command: str, kit: Kit) -> None:
    """Nobody is asked, and the help is named."""
    hint = f"see: homeward.sh {command} --help" if command else "see: homeward.sh --help"
    assert kit.run("http://127.0.0.1:9", *arguments) == told(2, sentence, hint)
    assert list(kit.work.iterdir()) == []


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "127.0.0.1:8000", "-x", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none(address: str, kit: Kit) -> None:
    sentence = f"HOMEWARD_URL must begin with http:// or https://, and is '{address.rstrip('/')}'"
    if address == "http://":
        sentence = "HOMEWARD_URL must begin with http:// or https://, and is 'http:/'"
    assert kit.run(address, "events") == told(2, sentence, "see: homeward.sh --help")


def test_nobody_is_there(kit: Kit) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    for arguments in (["events"], ["download", "csv", "x.csv"]):
        done = kit.run(address, *arguments)
        assert (done.status, done.out, done.err.count("\n")) == (3, "", 1)
        assert done.err.startswith(f"homeward.sh: cannot get an answer from {address}: Failed to connect to 127.0.0.1")
    assert list(kit.work.iterdir()) == []


def test_without_curl(kit: Kit, small: str) -> None:
    (kit.path / "curl").unlink()
    assert kit.run(small, "events") == told(3, "curl is needed, and is not here")
    assert kit.run(small, "events", "--help").status == 0


def test_values_arrive_as_they_were_written(kit: Kit) -> None:
    options = [word for value in HOSTILE for word in ("--q", value, f"--place={value}")]
    operands = [f"x{value}" for value in HOSTILE]
    with server(lambda _: (200, {}, EMPTY)) as (address, asked):
        assert kit.run(address, "events", *options, "--format", "json").status == 0
        assert kit.run(address, "compare", *operands, "--format", "json").status == 0
    events, compare = (parse_qsl(urlsplit(target).query, keep_blank_values=True) for target in asked)
    assert events == [*((name, value) for value in HOSTILE for name in ("q", "place")), ("format", "json")]
    assert compare == [*(("measure", word) for word in operands), ("format", "json")]
    assert list(kit.work.iterdir()) == []


@pytest.mark.parametrize("value", ["a b&c?d#e%41", "\"'$(touch owned)`touch owned`", "유해\n\\n", "-n"])
def test_ids_arrive_as_they_were_written(value: str, kit: Kit) -> None:
    with server(lambda _: (200, {}, EMPTY)) as (address, asked):
        assert kit.run(address, "event", "--format=json", "--", value).status == 0
    [target] = asked
    assert unquote(urlsplit(target).path) == f"/v1/events/{value}"
    assert list(kit.work.iterdir()) == []


def test_a_walk_stays_with_the_server_that_was_named(kit: Kit) -> None:
    """The links of a service behind another name lead there; its pages are asked for here."""

    def answer(target: str) -> Answer:
        more = '<https://other.example/a/v1/events?kind=a,b&cursor=x>; rel="next", ' if "cursor" not in target else ""
        links = f'<https://other.example/a/v1/events>; rel="first", {more}<https://other.example/z>; rel="alternate"'
        return 200, {"Link": links}, EMPTY

    with server(answer) as (address, asked):
        assert kit.run(f"{address}/base/", "events", "--format", "json") == Done(0, f"{EMPTY.decode()}\n" * 2, "")
    assert asked == ["/base/v1/events?format=json", "/base/v1/events?kind=a,b&cursor=x"]


def test_a_redirect_is_followed(kit: Kit) -> None:
    def answer(target: str) -> Answer:
        if target.startswith("/old"):
            return 302, {"Location": f"/new{target.removeprefix('/old')}", "Link": '</old/v1?x>; rel="next"'}, b""
        return 200, {}, EMPTY

    with server(answer) as (address, asked):
        assert kit.run(f"{address}/old", "events", "--format=json") == Done(0, f"{EMPTY.decode()}\n", "")
    assert asked == ["/old/v1/events?format=json", "/new/v1/events?format=json"]


def test_a_walk_that_is_cut_says_so(kit: Kit) -> None:
    """A load in the middle: what was printed stands, the status and the sentence tell that it is not all."""
    gone = "The data have been loaded anew since this page was made; start again."

    def answer(target: str) -> Answer:
        if "cursor" in target:
            return 410, {}, f'{{"title":"detail","status":410,"detail":"{gone}","errors":[{{"detail":"x"}}]}}'.encode()
        return 200, {"Link": '</v1/events?cursor=x>; rel="next"'}, EMPTY

    with server(answer) as (address, _):
        done = kit.run(address, "events", "--format", "json")
        assert done == Done(1, f"{EMPTY.decode()}\n", f"homeward.sh: {gone}\n")
        (kit.work / "x.json").write_text("old")
        assert kit.run(address, "download", "json", "x.json") == told(1, gone)
    assert [(path.name, path.read_text()) for path in kit.work.iterdir()] == [("x.json", "old")]


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b'"', b'{"title":"detail"}', b'{"detail":null}'])
def test_errors_that_are_not_the_services(body: bytes, kit: Kit) -> None:
    with server(lambda _: (502, {}, body)) as (address, _):
        assert kit.run(address, "events") == told(1, f"{address} answered with status 502")


def test_a_sentence_in_any_spelling(kit: Kit) -> None:
    body = '{ "detail" : "A \\"quoted\\" \\\\ word, 유해, \\u001b[31m", "errors": [] }'.encode()
    with server(lambda _: (404, {}, body)) as (address, _):
        assert kit.run(address, "event", "x") == told(1, 'A "quoted" \\ word, 유해, \\u001b[31m')


def test_an_answer_that_breaks_off(kit: Kit) -> None:
    """A stream that ends half-way is no answer: nothing is printed, and the old file stays."""
    with server(lambda _: (200, {"Content-Length": "1000"}, b"id,kind\r\nboxes")) as (address, _):
        (kit.work / "x.csv").write_text("old")
        for arguments in (["events", "--format", "csv"], ["download", "csv", "x.csv"]):
            done = kit.run(address, *arguments)
            assert (done.status, done.out) == (3, "")
            assert done.err.startswith(f"homeward.sh: cannot get an answer from {address}: ")
    assert [(path.name, path.read_text()) for path in kit.work.iterdir()] == [("x.csv", "old")]


def test_files_that_cannot_be_written(kit: Kit, small: str) -> None:
    (kit.work / "folder").mkdir()
    assert kit.run(small, "download", "csv", "folder") == told(1, "folder is a folder")
    assert kit.run(small, "download", "csv", "none/x.csv") == told(1, "cannot write ./none/x.csv")
    assert [path.name for path in kit.work.iterdir()] == ["folder"]


def test_standard_output_that_is_full(kit: Kit, small: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            kit.command("events", "--format", "csv"),
            env=kit.environment(small),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert b"No space left on device" in done.stderr
    assert list(kit.scratch.iterdir()) == []


def test_a_reader_who_has_enough(kit: Kit) -> None:
    """`homeward.sh … | head`: the walk, which here would never end, ends without a word."""
    line = b'{"items":["' + b"x" * 100_000 + b'"]}'
    link = {"Link": '</v1/events?cursor=x>; rel="next"'}
    with server(lambda _: (200, link, line)) as (address, _):
        command = kit.command("events", "--format", "json")
        with subprocess.Popen(
            command, env=kit.environment(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=True
        ) as running:
            assert running.stdout
            assert running.stderr
            assert running.stdout.read(10) == line[:10]
            running.stdout.close()
            assert running.wait(timeout=20) != 0
            assert running.stderr.read() in (b"", b"Broken pipe\n")
    assert list(kit.scratch.iterdir()) == []


def running_in(group: int) -> list[str]:
    """The processes of a group that have not ended, whether or not somebody has collected them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = path.read_text().partition(") ")
            state, _, owner = rest.split()[:3]
            found += [name] if owner == str(group) and state != "Z" else []
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("everyone", [True, False], ids=["terminal", "kill"])
def test_signals(number: signal.Signals, everyone: bool, kit: Kit) -> None:
    """It dies of the signal at once, leaves nothing, and takes curl along."""
    begun: list[float] = []

    def answer(_: str) -> Answer:
        begun.append(time.monotonic())
        time.sleep(3)
        return 200, {}, EMPTY

    (kit.work / "x.csv").write_text("old")
    with server(answer) as (address, _):
        command = kit.command("download", "csv", "x.csv")
        with subprocess.Popen(command, cwd=kit.work, env=kit.environment(address), start_new_session=True) as running:
            while not begun:
                time.sleep(0.01)
            (os.killpg if everyone else os.kill)(running.pid, number)
            assert running.wait(timeout=10) == -number
        assert time.monotonic() - begun[0] < 2.5
        while running_in(running.pid):
            time.sleep(0.01)
            assert time.monotonic() - begun[0] < 2.5
    assert list(kit.scratch.iterdir()) == []
    assert [(path.name, path.read_text()) for path in kit.work.iterdir()] == [("x.csv", "old")]


def test_the_downloaded_script_is_the_one_that_is_tested(kit: Kit, small: str) -> None:
    assert kit.script.read_bytes() == get(small, "/homeward.sh")
    assert kit.script.read_bytes().startswith(b"#!/bin/sh\n")
