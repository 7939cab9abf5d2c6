"""Cached answers against a bare application that sends the same bytes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Target, alternating
from bench.reads import Effort
from bench.results import Results
from bench.servers import Answer, Server, asgi, serving

SIZES = (2_000, 20_000)
BARE = "bare"
OF_THE_SERVER = {"date", "server", "connection"}


@dataclass(frozen=True, slots=True)
class Case:
    """An address that the product has in its cache, and what it answers with these headers."""

    name: str
    address: str
    headers: dict[str, str]
    answer: Answer


def cases(server: Server) -> Iterator[Case]:
    """Answers of about 2 and 20 KB, plain and compressed; and the 304 to who has the smaller one."""
    for size in SIZES:
        address = nearest(server, size)
        for coding in ("identity", "gzip"):
            headers = {"Accept-Encoding": coding}
            answer = server.get(address, headers)
            yield Case(f"cached {size // 1000} KB, {coding}", address, headers, answer)
    tag = next(value for name, value in answer.headers if name.lower() == "etag")
    headers = {"If-None-Match": tag}
    yield Case("cached, 304", address, headers, server.get(address, headers))


def nearest(server: Server, size: int) -> str:
    """The list of so few members and events that its answer comes nearest to a size."""
    fields = ("id", "id,title", "id,title,date", "id,title,summary,date,places,parties")
    tried = [f"/v1/events?limit={limit}&fields={some}" for some in fields for limit in (1, 2, 4, 8, 16, 24, 32)]
    return min(tried, key=lambda address: abs(len(server.get(address, {"Accept-Encoding": "identity"}).body) - size))


@contextmanager
def bare(found: list[Case], folder: Path) -> Iterator[Server]:
    """The yardstick, with the product's answers under numbers."""
    said = {}
    for number, case in enumerate(found):
        body = folder / f"answer-{number}"
        body.write_bytes(case.answer.body)
        kept = [(name, value) for name, value in case.answer.headers if name.lower() not in OF_THE_SERVER]
        said[f"/{number}"] = [case.answer.status, kept, str(body)]
    path = folder / "answers.json"
    path.write_text(json.dumps(said))
    with serving(BARE, asgi("bench.bare:bare"), {"BENCH_ANSWERS": str(path)}, folder / "bare.log", "/0") as server:
        yield server


def measure_cached(product: Server, effort: Effort, results: Results, folder: Path) -> None:
    """Each case on both, after a look at whether the bytes are the same."""
    found = list(cases(product))
    with bare(found, folder) as yardstick:
        for number, case in enumerate(found):
            compare(yardstick.get(f"/{number}"), case)
            results.numbers[f"bytes of {case.name}"] = len(case.answer.body)
            ours = Target(product, [case.address], case.headers)
            theirs = Target(yardstick, [f"/{number}"], case.headers)
            for connections in effort.connections:
                pair = alternating([ours, theirs], connections, effort.seconds, effort.repeats, folder)
                for target, figures in zip((ours, theirs), pair, strict=True):
                    results.put(case.name, target.server.name, connections, figures)


def compare(answer: Answer, case: Case) -> None:
    if (answer.status, answer.body) != (case.answer.status, case.answer.body):
        raise RuntimeError(f"{case.name}: the yardstick answers something else")
