"""What is measured of a server's life: starts, memory at rest and when full, two workers, facets one by one."""

import statistics
from contextlib import AbstractContextManager
from pathlib import Path

from bench.load import Target, alternating, load
from bench.processes import ALL_CORES
from bench.questions import PRODUCT, Question, any_filters
from bench.reads import Effort
from bench.results import Results
from bench.servers import Server, homeward, serving
from bench.workspace import homeward_env
from bench.world import World

READY = "/v1/events?limit=1"
CACHE = 64 * 2**20


def measure_starts(database: Path, results: Results, repeats: int, folder: Path) -> None:
    """From the command to the first 200: with a loaded database; and the first start of all, which loads the bundle."""
    started = []
    for _ in range(repeats):
        with product(database, folder) as server:
            started.append(server.started)
    results.number("seconds to the first 200, loaded", statistics.median(started))
    fresh = folder / "first.sqlite"
    fresh.unlink(missing_ok=True)
    with product(fresh, folder) as server:
        results.number("seconds to the first 200, very first start", server.started)
    with product(fresh, folder) as server:
        server.settle()
        results.number("MB idle with the bundled set", server.private() / 1e6)
    fresh.unlink()


def product(
    database: Path, folder: Path, name: str = PRODUCT, workers: int = 1, cache: int = CACHE
) -> AbstractContextManager[Server]:
    """The product, free to use all cores."""
    env = homeward_env(f"sqlite:///{database}", cache)
    return serving(name, homeward(workers), env, folder / "homeward.log", READY, None)


def measure_cache(database: Path, addresses: list[str], results: Results, folder: Path) -> None:
    """How much a worker grows when more is asked than its cache may hold."""
    with product(database, folder) as server:
        target = Target(server, addresses)
        load(target, 8, 1, folder)
        before, kept = server.private() - held(server), 0.0
        while held(server) > kept:
            kept = held(server)
            load(target, 8, 2, folder)
        note = f"{kept / 2**20:.1f} MiB by its own count"
        results.number("growth by a full cache ÷ 64 MiB", (server.private() - before) / CACHE, note)


def held(server: Server) -> float:
    """Bytes in the cache, as `/metrics` says."""
    lines = server.get("/metrics").body.decode().splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith("homeward_cache_bytes")), 0.0)


def measure_workers(database: Path, question: Question, effort: Effort, results: Results, folder: Path) -> None:
    """One and two workers, free to use all cores, as is the load; the load takes little beside uncached work."""
    with (
        product(database, folder, "one worker", 1, 0) as one,
        product(database, folder, "two workers", 2, 0) as two,
    ):
        targets = [Target(server, question.addresses[PRODUCT], cores=ALL_CORES) for server in (one, two)]
        found = alternating(targets, 32, effort.seconds, effort.repeats, folder)
        for target, figures in zip(targets, found, strict=True):
            results.put(question.name, target.server.name, 32, figures)


def measure_any_filters(server: Server, world: World, results: Results, number: int) -> None:
    """The slowest of many answers with every facet, asked one by one."""
    addresses = list(any_filters(world, number))
    server.get(addresses[0])
    taken = []
    for address in addresses:
        answer = server.get(address)
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}: {address}: {answer.body[:200]!r}")
        taken.append((1000 * answer.seconds, address))
    times = sorted(time for time, _ in taken)
    note = f"median {statistics.median(times):.1f}, 99 of 100 under {times[int(0.99 * len(times))]:.1f}"
    results.number(f"ms, facets of any filters, {server.name}", times[-1], f"{note}; slowest: {max(taken)[1]}")
