"""The access log: one line a request, as JSON or as text, that no control character in a request can forge."""

import json
import logging
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from app.web.callers import Network, caller
from app.web.exchange import Exchange, route_of

LogFormat = Literal["json", "text", "none"]

ACCESS = "homeward.access"
encode = json.JSONEncoder(separators=(",", ":")).encode


@lru_cache(maxsize=2)
def to_the_second(seconds: int) -> str:
    """A moment as ISO 8601 in UTC without its zone. Kept, because it is the same for thousands of requests."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def stamp(seconds: float) -> str:
    """A moment as ISO 8601 in UTC, to the millisecond."""
    whole = int(seconds)
    return f"{to_the_second(whole)}.{int((seconds - whole) * 1000):03d}Z"


def as_json(exchange: Exchange, network: str | None) -> str:
    """The exchange as one JSON object in ASCII; the path as it was sent, whatever a layer within made of it.

    The query is left out, and of the caller's address all but the network: what a reader asked stays theirs.
    """
    return encode(
        {
            "time": stamp(time.time()),
            "id": exchange.id.decode(),
            "client": network,
            "method": exchange.scope["method"],
            "route": route_of(exchange.scope),
            "path": exchange.scope["raw_path"].decode("latin-1"),
            "status": exchange.status,
            "duration_ms": round(exchange.seconds * 1000, 3),
            "bytes": exchange.sent,
            "release": exchange.header(b"homeward-release"),
        }
    )


def as_text(exchange: Exchange, network: str | None) -> str:
    """The same for the eye; the path is quoted and escaped as in JSON."""
    path = encode(exchange.scope["raw_path"].decode("latin-1"))
    return (
        f"{stamp(time.time())} {exchange.status} {exchange.scope['method']} {path} "
        f"route={route_of(exchange.scope)} {exchange.seconds * 1000:.3f}ms {exchange.sent}B "
        f"id={exchange.id.decode()} client={network or '-'} release={exchange.header(b'homeward-release') or '-'}"
    )


class AccessLog:
    """An observer of exchanges that writes its line to the logger `homeward.access` at INFO."""

    def __init__(self, log_format: Literal["json", "text"], trusted: Sequence[Network] = ()) -> None:
        self.render = as_json if log_format == "json" else as_text
        self.network = caller(trusted)
        self.logger = logging.getLogger(ACCESS)

    def __call__(self, exchange: Exchange) -> None:
        if self.logger.isEnabledFor(logging.INFO):
            # `Logger.info` would look through the stack for a caller that is always this line.
            line = self.render(exchange, self.network(exchange.scope))
            self.logger.handle(self.logger.makeRecord(ACCESS, logging.INFO, __file__, 0, line, (), None))


class JsonFormatter(logging.Formatter):
    """Any other record of ours as one JSON line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": stamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request := getattr(record, "request_id", None)) is not None:
            line["id"] = request
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return encode(line)


class TextFormatter(logging.Formatter):
    """The same for the eye: further lines are set in, so that a message with a line break makes no second record."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{stamp(record.created)} {record.levelname} {record.name} id={getattr(record, 'request_id', '-')} "
        text = "\n    ".join((head + super().format(record)).splitlines())
        return "".join(char if char.isprintable() or char == "\n" else encode(char)[1:-1] for char in text)


def configure(log_format: LogFormat) -> None:
    """Sends the access log to standard output and the rest of `homeward.*` to standard error.

    Called once by whoever starts a process, never by the application: a library that takes over logging is a nuisance.
    """
    other = JsonFormatter() if log_format == "json" else TextFormatter()
    for name, stream, formatter in ((ACCESS, sys.stdout, logging.Formatter()), ("homeward", sys.stderr, other)):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger(ACCESS).disabled = log_format == "none"
