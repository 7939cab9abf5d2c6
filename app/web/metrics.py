"""Numbers for Prometheus, kept in plain dictionaries and turned into metrics only when they are read.

Each process counts for itself and says so in the label `worker`, its process id: with several workers behind one
port, a scrape reads one of them, and without the label its counters would seem to jump back and forth. Sum over
`worker` in queries; the answer closes its connection so that the next scrape may reach another worker. Where every
number must be there in each scrape, run one worker per container. The client library's multiprocess mode was turned
down: it must be set up in the environment before the process starts, knows neither custom collectors nor info
metrics, leaves files behind, and makes each count about as dear as the whole of the rest.
"""

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from app.web.exchange import Exchange, route_of
from app.web.headers import Header

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
# Upper bounds in seconds: an answer from the cache falls into the first, one at the deadline (5 s) below the last.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
RENDERED: tuple[Header, ...] = (
    (b"content-type", CONTENT_TYPE_LATEST.encode()),
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),
)


class Busy(Protocol):
    """What knows how many requests are being answered."""

    @property
    def in_flight(self) -> int: ...


class CacheNumbers(Protocol):
    """What a cache tells of itself; `size` in bytes."""

    @property
    def hits(self) -> int: ...
    @property
    def misses(self) -> int: ...
    @property
    def size(self) -> int: ...


class Durations:
    """How long the answers of one route took: a count per bucket, the last for all that is slower."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0


class Metrics(Collector):
    """An observer of exchanges that renders what it saw. Nothing that a caller can invent makes a new series."""

    def __init__(self, current: Callable[[], str]) -> None:
        self.current = current
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.durations: dict[str, Durations] = {}
        self.busy: Busy | None = None
        self.cache: CacheNumbers | None = None
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def __call__(self, exchange: Exchange) -> None:
        route = route_of(exchange.scope)
        method = exchange.scope["method"]
        self.requests[method if method in METHODS else "other", route, exchange.status] += 1
        durations = self.durations.get(route)
        if durations is None:
            durations = self.durations[route] = Durations()
        durations.counts[bisect_left(BUCKETS, exchange.seconds)] += 1
        durations.seconds += exchange.seconds

    def watch(self, busy: Busy, cache: CacheNumbers) -> None:
        """Adds the numbers that the layers keep themselves, once these are built."""
        self.busy = busy
        self.cache = cache

    def render(self) -> tuple[bytes, tuple[Header, ...]]:
        """Body and headers of `/metrics`."""
        return generate_latest(self.registry), RENDERED

    def collect(self) -> Iterator[Metric]:
        worker = str(os.getpid())
        yield self._requests(worker)
        yield self._durations(worker)
        info = GaugeMetricFamily("homeward_release_info", "The release being served.", labels=["release", "worker"])
        info.add_metric([self.current(), worker], 1)
        yield info
        yield from self._layers(worker)

    def describe(self) -> Iterator[Metric]:
        """Nothing: the registry would otherwise collect once to learn the names, before there is a release."""
        return iter(())

    def _requests(self, worker: str) -> Metric:
        labels = ["method", "route", "status", "worker"]
        family = CounterMetricFamily("homeward_requests", "Requests answered.", labels=labels)
        for (method, route, status), count in self.requests.items():
            family.add_metric([method, route, str(status), worker], count)
        return family

    def _durations(self, worker: str) -> Metric:
        text = "Seconds from the request to the end of its answer."
        family = HistogramMetricFamily("homeward_request_duration_seconds", text, labels=["route", "worker"])
        bounds = [*map(str, BUCKETS), "+Inf"]
        for route, durations in self.durations.items():
            buckets = list(zip(bounds, map(float, accumulate(durations.counts)), strict=True))
            family.add_metric([route, worker], buckets, durations.seconds)
        return family

    def _layers(self, worker: str) -> Iterator[Metric]:
        if self.busy is not None and self.cache is not None:
            for kind, name, text, value in (
                (GaugeMetricFamily, "homeward_requests_in_flight", "Requests being answered.", self.busy.in_flight),
                (CounterMetricFamily, "homeward_cache_hits", "Answers from the response cache.", self.cache.hits),
                (CounterMetricFamily, "homeward_cache_misses", "Answers worked out.", self.cache.misses),
                (GaugeMetricFamily, "homeward_cache_bytes", "Memory held by the response cache.", self.cache.size),
            ):
                family = kind(name, text, labels=["worker"])
                family.add_metric([worker], value)
                yield family
