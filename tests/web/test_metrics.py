"""Metrics: right numbers, and no series that a caller can make."""

import os
from collections.abc import Sequence

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Receive, Scope, Send

from app.web.cache import CacheLayer
from app.web.exchange import Exchange, ExchangeLayer
from app.web.metrics import BUCKETS, Metrics
from tests.web.asgi import call, fixed, http_scope, problem, run

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def series(metrics: Metrics) -> Series:
    """Every sample by name and labels, without the worker, which must be this process."""
    found: Series = {}
    for family in text_string_to_metric_families(metrics.render()[0].decode()):
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("worker") == str(os.getpid())
            found[sample.name, tuple(sorted(labels.items()))] = sample.value
    return found


def ended(route: str = "/v1/events", method: str = "GET", status: int = 200, seconds: float = 0.0) -> Exchange:
    scope = http_scope(method=method)
    scope["homeward.route"] = route
    exchange = Exchange(scope, 0.0)
    exchange.status = status
    exchange.seconds = seconds
    return exchange


def test_before_the_first_request_there_is_the_release() -> None:
    assert series(Metrics(lambda: "3f2a9c81d04e")) == {
        ("homeward_release_info", (("release", "3f2a9c81d04e"),)): 1,
    }


def test_the_release_is_asked_for_at_each_reading_only() -> None:
    releases = iter(["a", "b"])
    metrics = Metrics(lambda: next(releases))
    assert [list(series(metrics)) for _ in range(2)] == [
        [("homeward_release_info", (("release", name),))] for name in ("a", "b")
    ]


def requests(found: Series) -> dict[tuple[str, str, str], float]:
    wanted = {key: value for key, value in found.items() if key[0] == "homeward_requests_total"}
    return {(labels[0][1], labels[1][1], labels[2][1]): value for (_, labels), value in wanted.items()}


def test_requests_are_counted_by_method_route_and_status() -> None:
    metrics = Metrics(str)
    for exchange in [ended(), ended(), ended(status=304), ended(method="HEAD"), ended("/v1")]:
        metrics(exchange)
    assert requests(series(metrics)) == {
        ("GET", "/v1/events", "200"): 2,
        ("GET", "/v1/events", "304"): 1,
        ("HEAD", "/v1/events", "200"): 1,
        ("GET", "/v1", "200"): 1,
    }


def test_an_invented_method_or_path_makes_no_series() -> None:
    metrics = Metrics(str)
    layer = ExchangeLayer(fixed(404), problem, [metrics])
    for number in range(50):
        run(call(layer, b"/x%d" % number, f"M{number}"))
    found = series(metrics)
    assert requests(found) == {("other", "unmatched", "404"): 50}
    assert len(found) == 1 + 1 + len(BUCKETS) + 1 + 2


def durations(found: Series, route: str) -> tuple[list[float], float, float]:
    """Counts by bucket, count and sum."""
    name = "homeward_request_duration_seconds"
    bounds = [*map(str, BUCKETS), "+Inf"]
    buckets = [found[f"{name}_bucket", (("le", bound), ("route", route))] for bound in bounds]
    return buckets, found[f"{name}_count", (("route", route),)], found[f"{name}_sum", (("route", route),)]


@pytest.mark.parametrize(
    ("seconds", "counts"),
    [
        ([0.0], [1] * 14),
        ([0.001], [1] * 14),
        ([0.0010001], [0] + [1] * 13),
        ([5.0, 0.3], [0] * 8 + [1] * 3 + [2] * 3),
        ([10.0, 11.0], [0] * 12 + [1, 2]),
    ],
)
def test_durations_fall_into_cumulative_buckets(seconds: Sequence[float], counts: list[float]) -> None:
    metrics = Metrics(str)
    for one in seconds:
        metrics(ended(seconds=one))
    assert durations(series(metrics), "/v1/events") == (counts, len(seconds), sum(seconds))


def test_the_layers_numbers_are_read_when_they_are_asked_for() -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        in_flight.append(series(metrics)["homeward_requests_in_flight", ()])
        headers = [(b"content-length", b"2"), (b"etag", b'W/"a"'), (b"cache-control", b"public")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})

    in_flight: list[float] = []
    metrics = Metrics(lambda: "a")
    cache = CacheLayer(app, lambda: "a")
    layer = ExchangeLayer(cache, problem, [metrics])
    metrics.watch(layer, cache)
    for _ in range(3):
        run(call(layer))
    found = series(metrics)
    assert in_flight == [1]
    assert found["homeward_requests_in_flight", ()] == 0
    assert found["homeward_cache_hits_total", ()] == 2
    assert found["homeward_cache_misses_total", ()] == 1
    assert found["homeward_cache_bytes", ()] == cache.size > 0


def test_the_answer_closes_its_connection_so_that_a_scrape_may_reach_another_worker() -> None:
    headers = dict(Metrics(str).render()[1])
    assert headers == {
        b"content-type": b"text/plain; version=1.0.0; charset=utf-8",
        b"cache-control": b"no-store",
        b"connection": b"close",
    }


def test_two_applications_count_apart() -> None:
    one, other = Metrics(str), Metrics(str)
    one(ended())
    assert requests(series(other)) == {}
