"""The access log: whole lines, in both forms, that nothing in a request can forge."""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pytest
from starlette.types import Receive, Scope, Send

from app.web.exchange import ExchangeLayer
from app.web.headers import Header
from app.web.logs import ACCESS, AccessLog, LogFormat, configure, stamp
from tests.web.asgi import call, fixed, problem, run


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (ACCESS, "homeward")]
    before = [(one.handlers[:], one.level, one.propagate, one.disabled) for one in loggers]
    yield
    for one, (handlers, level, propagate, disabled) in zip(loggers, before, strict=True):
        one.handlers[:] = handlers
        one.setLevel(level)
        one.propagate, one.disabled = propagate, disabled


def ask(log_format: LogFormat, target: bytes, method: str = "GET", headers: Sequence[Header] = ()) -> None:
    configure(log_format)
    app = fixed(200, [(b"homeward-release", b"3f2a9c81d04e")], b"12345")
    observers = [] if log_format == "none" else [AccessLog(log_format)]
    run(call(ExchangeLayer(app, problem, observers), target, method, headers))


def test_a_request_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    ask("json", b"/v1/events?q=private", headers=[(b"x-request-id", b"me-1")])
    out, err = capsys.readouterr()
    line: dict[str, Any] = json.loads(out)
    assert out.count("\n") == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert 0 < line.pop("duration_ms") < 5000
    assert line == {
        "id": "me-1",
        "client": "127.0.0.0/24",
        "method": "GET",
        "route": "unmatched",
        "path": "/v1/events",
        "status": 200,
        "bytes": 5,
        "release": "3f2a9c81d04e",
    }
    assert err == ""


def test_the_same_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    ask("text", b"/v1/events?q=private", headers=[(b"x-request-id", b"me-1")])
    assert re.fullmatch(
        r'\S+Z 200 GET "/v1/events" route=unmatched \d+\.\d{3}ms 5B id=me-1 client=127\.0\.0\.0/24 release=3f2a9c81d04e\n',
        capsys.readouterr().out,
    )


def test_none_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    ask("none", b"/")
    logging.getLogger(ACCESS).info("nor this")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize(
    "trick", [b"\n", b"\r\n", b"\x1b[2J", b"\x85", b'"', b"\\", b"\x00", "한\u2028".encode(), b"%0A"]
)
def test_a_path_cannot_forge_a_line(
    log_format: Literal["json", "text"], trick: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(log_format, b"/a" + trick + b"b")
    line = capsys.readouterr().out
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    assert line.isascii()
    shown = json.loads(line)["path"] if log_format == "json" else json.loads(line.split(" ")[3])
    assert shown == "/a" + trick.decode("latin-1") + "b"


def test_configuring_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    ask("json", b"/")
    assert capsys.readouterr().out.count("\n") == 1


def test_without_configuration_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger(ACCESS).setLevel(logging.NOTSET)
    run(call(ExchangeLayer(fixed(), problem, [AccessLog("json")])))
    assert capfd.readouterr() == ("", "")


async def crash(_: Scope, __: Receive, ___: Send) -> None:
    raise ValueError("evil\n2026-01-01T00:00:00.000Z ERROR forged \x1b[2J")


def test_a_crash_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    run(call(ExchangeLayer(crash, problem), headers=[(b"x-request-id", b"me-1")]))
    out, err = capsys.readouterr()
    line = json.loads(err)
    assert (out, err.count("\n")) == ("", 1)
    assert re.fullmatch(r".{23}Z", line.pop("time"))
    traceback = line.pop("traceback")
    assert traceback.startswith("Traceback (most recent call last):\n")
    assert traceback.endswith("ValueError: evil\n2026-01-01T00:00:00.000Z ERROR forged \x1b[2J")
    expected = {"level": "error", "logger": "homeward.crash", "message": "unhandled exception", "id": "me-1"}
    assert line == expected


def test_a_crash_as_text_begins_one_line_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    run(call(ExchangeLayer(crash, problem), headers=[(b"x-request-id", b"me-1")]))
    first, *others = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\S{24} ERROR homeward.crash id=me-1 unhandled exception", first)
    assert all(line.startswith("    ") for line in others)
    assert others[-1] == r"    2026-01-01T00:00:00.000Z ERROR forged \u001b[2J"


def test_other_records_have_no_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    logging.getLogger("homeward.load").info("%d events", 7)
    line = json.loads(capsys.readouterr().err)
    del line["time"]
    assert line == {"level": "info", "logger": "homeward.load", "message": "7 events"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1532649600.25, "2018-07-27T00:00:00.250Z"),
        (1532649599.9999, "2018-07-26T23:59:59.999Z"),
    ],
)
def test_a_moment_is_written_in_utc_and_never_rounded_up(seconds: float, text: str) -> None:
    assert stamp(seconds) == text
