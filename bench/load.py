"""Load by wrk on its own core: requests a second, latency, and the server's processor time a request."""

import shutil
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import LOAD_CORE
from bench.servers import Server

WALK = Path(__file__).with_name("walk.lua")
WARM_UP = 20
"""So many answers before the first run: what is prepared once, is."""
WRK = shutil.which("wrk")


@dataclass(frozen=True, slots=True)
class Load:
    """One run. Latencies in milliseconds, processor time in microseconds a request."""

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians of several runs."""

    rate: float
    p50: float
    p99: float
    cpu: float

    @classmethod
    def of(cls, loads: Sequence[Load]) -> "Figures":
        names = ("rate", "p50", "p99", "cpu")
        return cls(*(statistics.median(getattr(load, name) for load in loads) for name in names))


@dataclass(slots=True)
class Target:
    """A server, the addresses to walk through, and how far the walk has come: none comes twice before its time."""

    server: Server
    addresses: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    cores: set[int] = field(default_factory=lambda: LOAD_CORE)
    at: int = 0


def load(target: Target, connections: int, seconds: int, folder: Path) -> Load:
    """Ask for so long. RuntimeError where anything but answers came."""
    path = folder / "addresses.txt"
    path.write_text("".join(f"{address}\n" for address in target.addresses))
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    cores = ",".join(map(str, sorted(target.cores)))
    command = ["taskset", "-c", cores, WRK or "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
    command += ["-s", str(WALK), *headers, f"http://127.0.0.1:{target.server.port}", "--", str(path), str(target.at)]
    target.server.settle()
    before = target.server.cpu()
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90, check=False)
    used = target.server.cpu() - before
    figures = next((line.split()[1:] for line in done.stdout.splitlines() if line.startswith("FIGURES")), None)
    if figures is None:
        raise RuntimeError(f"wrk failed: {done.stderr[-300:] or done.stdout[-300:]}")
    requests, micros, p50, p99, errors = map(int, figures)
    if errors or not requests:
        raise RuntimeError(f"{errors} errors in {requests} answers")
    target.at = (target.at + requests) % len(target.addresses)
    return Load(requests / micros * 1e6, p50 / 1000, p99 / 1000, used / requests * 1e6)


def alternating(targets: Iterable[Target], connections: int, seconds: int, repeats: int, folder: Path) -> list[Figures]:
    """The figures of each target, one run of each after the other, again and again."""
    listed = list(targets)
    for target in listed:
        for address in target.addresses[:WARM_UP]:
            target.server.get(address, target.headers)
    loads: dict[int, list[Load]] = defaultdict(list)
    for _ in range(repeats):
        for index, target in enumerate(listed):
            loads[index].append(load(target, connections, seconds, folder))
    return [Figures.of(loads[index]) for index in range(len(listed))]
