"""The response cache: what it keeps, for whom, for how long; 304; compression of what passes."""

import asyncio
import http.client
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.cache import CacheLayer
from app.web.exchange import ExchangeLayer, route_of
from app.web.headers import Header
from tests.web.asgi import Answer, Server, call, fixed, http_scope, problem, run, serving
from tests.web.test_encoding import Unpacker, unpacked

RELEASE = b"3f2a9c81d04e"
TAG = (b"etag", b'W/"a1"')
PUBLIC = (b"cache-control", b"public, max-age=60, stale-while-revalidate=60")
JSON = (b"content-type", b"application/json")
VARY = (b"vary", b"Accept-Encoding")
LONG = b'{"claimant": "UN Command", "low": 6}, ' * 100


class Inner:
    """An application that counts its calls and says which call an answer is from."""

    def __init__(self, headers: Sequence[Header] = (TAG, PUBLIC), status: int = 200, length: bool = True) -> None:
        self.headers = list(headers)
        self.status = status
        self.length = length
        self.calls = 0

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.calls += 1
        body = b"" if self.status == 304 else b"%d %s" % (self.calls, scope["raw_path"])
        length = [(b"content-length", b"%d" % len(body))] if self.length else []
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers + length})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def layer(app: ASGIApp, max_body: int = 10**6, max_bytes: int = 10**6) -> CacheLayer:
    return CacheLayer(app, RELEASE.decode, max_body=max_body, max_bytes=max_bytes)


def ask(app: ASGIApp, target: bytes = b"/", method: str = "GET", **headers: bytes) -> Answer:
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    return run(call(app, target, method, named))


def without(names: set[bytes], headers: Sequence[Header]) -> tuple[Header, ...]:
    return tuple(header for header in headers if header[0] not in names)


# What is kept.


def test_a_second_request_is_answered_without_a_call() -> None:
    inner = Inner()
    cache = layer(inner)
    first, second = ask(cache), ask(cache)
    assert first == second == Answer(200, (TAG, PUBLIC, (b"content-length", b"3")), b"1 /", True)
    assert (inner.calls, cache.hits, cache.misses) == (1, 1, 1)


def test_path_and_query_are_told_apart_byte_by_byte() -> None:
    inner = Inner()
    cache = layer(inner)
    targets = [b"/", b"/a", b"/%61", b"/?a=1&b=2", b"/?b=2&a=1", b"/?a=1", b"/?A=1"]
    answers = [ask(cache, target) for target in targets * 2]
    assert inner.calls == len(targets)
    assert answers[: len(targets)] == answers[len(targets) :]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [TAG],
        [PUBLIC],
        [TAG, (b"cache-control", b"max-age=60")],
        [TAG, (b"cache-control", b"private, max-age=60")],
        [TAG, (b"cache-control", b"public, no-store")],
        [TAG, (b"cache-control", b"public"), (b"cache-control", b"no-cache")],
        [TAG, PUBLIC, (b"set-cookie", b"a=b")],
        [TAG, PUBLIC, (b"vary", b"Origin")],
        [TAG, PUBLIC, (b"vary", b"Accept"), (b"vary", b"*")],
        [TAG, PUBLIC, (b"content-encoding", b"gzip")],
        [TAG, PUBLIC, (b"homeward-release", b"another")],
    ],
)
def test_what_is_not_public_tagged_and_of_this_release_is_not_kept(headers: list[Header]) -> None:
    inner = Inner(headers)
    cache = layer(inner)
    assert [ask(cache).body for _ in range(2)] == [b"1 /", b"2 /"]
    assert (cache.hits, cache.size, len(cache.shelf.entries)) == (0, 0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        [TAG, (b"cache-control", b"PUBLIC")],
        [TAG, (b"cache-control", b"max-age=60"), (b"cache-control", b"public")],
        [TAG, PUBLIC, (b"homeward-release", RELEASE)],
        [TAG, PUBLIC, (b"vary", b"accept, Accept-Encoding")],
    ],
)
def test_what_is_public_tagged_and_of_this_release_is_kept(headers: list[Header]) -> None:
    inner = Inner(headers)
    cache = layer(inner)
    assert [ask(cache).body for _ in range(2)] == [b"1 /", b"1 /"]


@pytest.mark.parametrize("status", [201, 206, 301, 304, 400, 404, 410, 500, 503])
def test_only_a_200_is_kept(status: int) -> None:
    inner = Inner(status=status)
    cache = layer(inner)
    assert [ask(cache).status for _ in range(2)] == [status, status]
    assert (inner.calls, cache.size) == (2, 0)


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "get"])
def test_other_methods_pass(method: str) -> None:
    inner = Inner()
    cache = layer(inner)
    assert cache.ready(http_scope(method=method)) is None
    assert [ask(cache, method=method).body for _ in range(2)] == [b"1 /", b"2 /"]
    assert (cache.hits, cache.misses, cache.size) == (0, 0, 0)


def test_other_kinds_of_scope_pass() -> None:
    seen: list[object] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope)

    async def live() -> None:
        await layer(app)({"type": "lifespan"}, Server("GET").receive, Server("GET").send)

    run(live())
    assert seen == [{"type": "lifespan"}]


def test_what_was_asked_for_last_stays() -> None:
    inner = Inner()
    cache = layer(inner)
    ask(cache, b"/1")
    inner, cache = Inner(), layer(inner, max_bytes=3 * cache.size)
    for target in (b"/1", b"/2", b"/3", b"/1", b"/4", b"/1"):
        ask(cache, target)
    assert [key[0] for key in cache.shelf.entries] == [b"/3", b"/4", b"/1"]
    assert cache.hits == 2


def test_a_body_up_to_the_limit_is_kept() -> None:
    for limit, calls in ((3, 1), (2, 2)):
        inner = Inner()
        cache = layer(inner, max_body=limit)
        assert [ask(cache).status for _ in range(2)] == [200, 200]
        assert inner.calls == calls


def broken(start: Sequence[Header], *bodies: bytes, fails: bool = False) -> ASGIApp:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(start)})
        for number, body in enumerate(bodies):
            await send({"type": "http.response.body", "body": body, "more_body": fails or number < len(bodies) - 1})
        if fails:
            raise LookupError("broken")

    return app


def test_a_body_in_pieces_is_kept_whole() -> None:
    cache = layer(broken([TAG, PUBLIC, (b"content-length", b"3")], b"a", b"", b"bc"))
    assert [ask(cache).body for _ in range(2)] == [b"abc", b"abc"]
    assert cache.hits == 1


@pytest.mark.parametrize("body", [b"", b"ab", b"abcd"])
def test_a_body_of_another_length_than_it_says_is_an_error_and_not_kept(body: bytes) -> None:
    cache = layer(broken([TAG, PUBLIC, (b"content-length", b"3")], body))
    with pytest.raises(RuntimeError, match="not as long as its Content-Length"):
        ask(cache)
    assert (cache.size, cache.shelf.flights) == (0, {})


def test_a_body_that_breaks_off_is_not_kept_and_not_begun() -> None:
    cache = layer(broken([TAG, PUBLIC, (b"content-length", b"3")], b"a", fails=True))
    server = Server("GET")
    with pytest.raises(LookupError):
        run(work(cache, http_scope(), server))
    assert (server.start, cache.size, cache.shelf.flights) == (None, 0, {})


async def work(cache: ASGIApp, scope: Scope, server: Server) -> None:
    await cache(scope, server.receive, server.send)


def test_a_header_that_would_split_the_answer_is_refused() -> None:
    for value in (b"a\r\nset-cookie: b=c", b"a\nb", b"a\0"):
        cache = layer(Inner([TAG, PUBLIC, (b"link", value)]))
        with pytest.raises(ValueError, match="must not contain a line break"):
            ask(cache)
        assert cache.size == 0


# For how long.


def test_a_new_release_drops_everything() -> None:
    release = "a"
    inner = Inner()
    cache = CacheLayer(inner, lambda: release)
    bodies = [ask(cache).body, ask(cache).body]
    release = "b"
    bodies += [ask(cache).body, ask(cache).body]
    release = "a"
    assert [*bodies, ask(cache).body] == [b"1 /", b"1 /", b"2 /", b"2 /", b"3 /"]


def test_a_new_day_drops_everything() -> None:
    now = 86400 * 20000 - 0.5
    inner = Inner()
    cache = CacheLayer(inner, str, clock=lambda: now)
    bodies = [ask(cache).body, ask(cache).body]
    now += 0.5
    bodies += [ask(cache).body, ask(cache).body]
    now += 86399.9
    assert [*bodies, ask(cache).body] == [b"1 /", b"1 /", b"2 /", b"2 /", b"2 /"]


def test_an_answer_begun_under_an_older_release_is_kept_for_nobody() -> None:
    release = "a"

    async def app(_: Scope, __: Receive, send: Send) -> None:
        nonlocal release
        seen = release
        release = "b"
        headers = [TAG, PUBLIC, (b"homeward-release", seen.encode()), (b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": seen.encode()})

    cache = CacheLayer(app, lambda: release)
    assert [ask(cache).body for _ in range(3)] == [b"a", b"b", b"b"]
    assert (cache.hits, cache.misses) == (1, 2)


def test_the_release_is_not_asked_before_the_first_request() -> None:
    def current() -> str:
        raise AssertionError("there is no database yet")

    assert CacheLayer(Inner(), current).size == 0


# For whom.


def test_accept_tells_answers_apart_only_where_they_say_so() -> None:
    for headers, calls in (([TAG, PUBLIC], 1), ([TAG, PUBLIC, (b"vary", b"Accept")], 2)):
        inner = Inner(headers)
        cache = layer(inner)
        for accept in (b"text/csv", b"application/json", b"Text/CSV"):
            ask(cache, accept=accept)
        assert inner.calls == calls


def test_the_application_says_what_it_makes_of_accept() -> None:
    asked: list[bytes] = []

    def accept_key(accept: bytes) -> str:
        asked.append(accept)
        return "csv" if b"csv" in accept else "json"

    inner = Inner([TAG, PUBLIC, (b"vary", b"Accept")])
    cache = CacheLayer(inner, str, accept_key)
    for number in range(100):
        ask(cache, accept=b"application/x-junk-%d" % number)
    assert (inner.calls, len(cache.shelf.entries)) == (1, 1)
    lines = [(b"accept", b"text/html"), (b"accept", b"text/csv")]
    assert run(call(cache, headers=lines)).body == b"2 /"
    assert asked[-1] == b"text/html, text/csv"


def test_no_other_header_splits_the_cache() -> None:
    inner = Inner([TAG, PUBLIC, JSON])
    cache = layer(inner)
    for number in range(200):
        junk = b"%d" % number
        names = [b"host", b"cookie", b"user-agent", b"origin", b"range", b"authorization", b"x-" + junk]
        coding = (b"accept-encoding", b"x%d, gzip;q=0.%03d" % (number, number + 1))
        run(call(cache, headers=[coding, *((name, junk) for name in names)]))
    assert (inner.calls, len(cache.shelf.entries)) == (1, 1)


def test_every_coding_is_kept_once() -> None:
    inner = Inner([TAG, PUBLIC, JSON])
    cache = layer(inner)
    for _ in range(2):
        for coding in (b"", b"identity", b"gzip", b"br", b"zstd", b"gzip, br, zstd", b"junk"):
            ask(cache, accept_encoding=coding)
    assert inner.calls == len(cache.shelf.entries) == 4


# HEAD.


def test_head_is_answered_from_what_get_left() -> None:
    inner = Inner()
    cache = layer(inner)
    get, head = ask(cache), ask(cache, method="HEAD")
    assert head == Answer(200, get.headers, b"", True)
    assert inner.calls == 1


@pytest.mark.parametrize("coding", [b"", b"gzip"])
@pytest.mark.parametrize("media_type", [JSON, (b"content-type", b"image/png")])
@pytest.mark.parametrize("length", [[], [(b"content-length", b"%d" % len(LONG))]])
def test_head_leaves_nothing_and_has_the_headers_of_get(
    coding: bytes, media_type: Header, length: list[Header]
) -> None:
    cache = layer(fixed(200, [TAG, PUBLIC, media_type, *length], LONG))
    head = ask(cache, method="HEAD", accept_encoding=coding)
    assert cache.size == 0
    get = ask(cache, accept_encoding=coding)
    varying = {b"content-length"} if (b"content-encoding", coding) in get.headers else set()
    assert sorted(head.headers) == sorted(without(varying, get.headers))


def endless(state: dict[str, int]) -> ASGIApp:
    """A stream that ends only if it is stopped; counts its pieces."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [TAG, PUBLIC, JSON]})
        try:
            while True:
                state["pieces"] = state.get("pieces", 0) + 1
                await send({"type": "http.response.body", "body": LONG, "more_body": True})
                await asyncio.sleep(0)
        finally:
            state["stopped"] = 1

    return app


def test_a_stream_is_not_run_for_a_head() -> None:
    state: dict[str, int] = {}
    head = ask(layer(endless(state)), method="HEAD", accept_encoding=b"br")
    assert head == Answer(200, (TAG, PUBLIC, JSON, VARY, (b"content-encoding", b"br")), b"", True)
    assert state == {"pieces": 1, "stopped": 1}


# 304.


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        (b'W/"a1"', 304),
        (b'"a1"', 304),
        (b"*", 304),
        (b" * ", 304),
        (b'"other", "a1"', 304),
        (b'"other",W/"a1"', 304),
        (b'"a,b", "a1"', 304),
        (b'"other"', 200),
        (b'W/"A1"', 200),
        (b"a1", 200),
        (b"W/a1", 200),
        (b'"a1', 200),
        (b"", 200),
        (b'**, "x"', 200),
        (b'"a1 "', 200),
        (b'"' * 5000, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_answer_is_told_so(if_none_match: bytes, status: int, method: str) -> None:
    inner = Inner()
    cache = layer(inner)
    fresh = ask(cache, method=method, if_none_match=if_none_match)
    ask(cache)
    calls = inner.calls
    kept = ask(cache, method=method, if_none_match=if_none_match)
    assert (fresh.status, kept.status) == (status, status)
    assert without({b"content-length"}, fresh.headers) == (TAG, PUBLIC)
    assert (kept.body == b"") == (status == 304 or method == "HEAD")
    assert inner.calls == calls


def test_two_lines_of_tags_are_one_list() -> None:
    lines = [(b"if-none-match", b'"x"'), (b"if-none-match", b'"a1"')]
    assert run(call(layer(Inner()), headers=lines)).status == 304


def test_a_304_repeats_what_renews_a_copy_and_not_what_describes_the_body() -> None:
    renews = [
        TAG,
        PUBLIC,
        (b"vary", b"Accept"),
        (b"last-modified", b"Tue, 24 Nov 2026 00:00:00 GMT"),
        (b"homeward-release", RELEASE),
        (b"access-control-allow-origin", b"*"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"content-location", b"/v1/events"),
    ]
    describes = [
        JSON,
        (b"content-language", b"en"),
        (b"content-disposition", b"inline"),
        (b"link", b'</>; rel="self"'),
        (b"accept-ranges", b"bytes"),
    ]
    cache = layer(Inner(describes + renews))
    varies = (b"vary", b"Accept, Accept-Encoding")
    expected = Answer(304, (*without({b"vary"}, renews), varies), b"", True)
    assert ask(cache, if_none_match=b'"a1"') == expected
    assert ask(cache, if_none_match=b'"a1"') == expected
    assert cache.hits == 1


@pytest.mark.parametrize("status", [404, 410, 503])
def test_an_error_is_never_a_304(status: int) -> None:
    cache = layer(Inner(status=status))
    assert [ask(cache, if_none_match=b"*").status for _ in range(2)] == [status, status]


def test_an_untagged_answer_is_never_a_304() -> None:
    cache = layer(Inner([PUBLIC]))
    assert [ask(cache, if_none_match=b"*").status for _ in range(2)] == [200, 200]


def test_a_private_answer_is_compared_too() -> None:
    inner = Inner([TAG, (b"cache-control", b"private")])
    cache = layer(inner)
    assert [ask(cache, if_none_match=tag).status for tag in (b'"a1"', b'"b"')] == [304, 200]
    assert inner.calls == 2


def test_if_modified_since_is_not_looked_at() -> None:
    cache = layer(Inner([TAG, PUBLIC, (b"last-modified", b"Mon, 01 Jan 2024 00:00:00 GMT")]))
    assert [ask(cache, if_modified_since=b"Tue, 24 Nov 2026 00:00:00 GMT").status for _ in range(2)] == [200, 200]


def test_a_stream_that_the_reader_has_is_stopped_and_then_known_without_a_call() -> None:
    state: dict[str, int] = {}
    cache = layer(endless(state))
    expected = Answer(304, (TAG, PUBLIC, VARY), b"", True)
    assert ask(cache, if_none_match=b'"a1"') == expected
    assert state == {"pieces": 1, "stopped": 1}
    assert ask(cache, if_none_match=b'"a1"') == expected
    assert ask(cache, method="HEAD").status == 200
    assert state == {"pieces": 1, "stopped": 1}
    assert (cache.hits, cache.misses) == (2, 1)


# Compression.


@pytest.mark.parametrize("coding", [b"identity", b"gzip", b"br", b"zstd"])
@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("status", [200, 404])
def test_any_answer_is_compressed_as_accepted(coding: bytes, streamed: bool, status: int) -> None:
    length = [] if streamed else [(b"content-length", b"%d" % len(LONG))]
    cache = layer(fixed(status, [JSON, TAG, PUBLIC, *length], LONG))
    for answer in (ask(cache, accept_encoding=coding), ask(cache, accept_encoding=coding)):
        assert (answer.status, unpacked(coding, answer.body)) == (status, LONG)
        assert answer.values(b"content-encoding") == ([] if coding == b"identity" else [coding])
        assert answer.values(b"vary") == [b"Accept-Encoding"]
        assert answer.values(b"etag") == [TAG[1]]
        if status == 200 and not streamed:
            assert answer.values(b"content-length") == [b"%d" % len(answer.body)]
    assert cache.hits == (1 if status == 200 and not streamed else 0)


@pytest.mark.parametrize(
    ("status", "headers", "size", "accepted"),
    [
        (200, [JSON], 499, b"gzip"),
        (200, [(b"content-type", b"image/png")], 5000, b"gzip"),
        (200, [], 5000, b"gzip"),
        (200, [JSON, (b"content-encoding", b"br")], 5000, b"gzip"),
        (206, [JSON, (b"content-range", b"bytes 0-4999/9000")], 5000, b"gzip"),
        (200, [JSON], 5000, b"gzip;q=0"),
        (200, [JSON], 5000, b"identity;q=0"),
    ],
)
@pytest.mark.parametrize("kept", [[TAG, PUBLIC], []])
def test_what_is_small_or_packed_or_a_part_is_left_alone(
    status: int, headers: list[Header], size: int, accepted: bytes, kept: list[Header]
) -> None:
    body = b"x" * size
    given = [*headers, *kept, (b"content-length", b"%d" % size)]
    answer = ask(layer(fixed(status, given, body)), accept_encoding=accepted)
    vary = [VARY] if JSON in headers else []
    assert answer == Answer(status, (*given, *vary), body, True)


@pytest.mark.parametrize(("size", "packed"), [(500, True), (1, True), (0, True)])
def test_where_plain_bytes_are_refused_small_bodies_are_packed_too(size: int, packed: bool) -> None:
    body = b"x" * size
    app = fixed(200, [JSON, TAG, PUBLIC, (b"content-length", b"%d" % size)], body)
    answer = ask(layer(app), accept_encoding=b"gzip, identity;q=0")
    assert answer.values(b"content-encoding") == ([b"gzip"] if packed else [])
    assert unpacked(b"gzip", answer.body) == body


def test_a_strong_tag_becomes_weak_since_it_names_several_codings() -> None:
    cache = layer(Inner([(b"etag", b'"strong"'), PUBLIC, JSON]))
    assert ask(cache).values(b"etag") == [b'W/"strong"']
    assert ask(cache, if_none_match=b'"strong"').status == 304


@pytest.mark.parametrize("given", [b"Accept-Encoding", b"accept, ACCEPT-ENCODING"])
def test_vary_is_not_said_twice(given: bytes) -> None:
    assert ask(layer(Inner([JSON, (b"vary", given)]))).values(b"vary") == [given]


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"zstd"])
def test_each_piece_of_a_stream_reaches_the_reader_at_once(coding: bytes) -> None:
    reader, sent = Unpacker(coding), []

    class Watching(Server):
        async def send(self, message: dict[str, object]) -> None:  # type: ignore[override]
            await super().send(message)
            if message["type"] == "http.response.body":
                sent.append(reader.feed(self.pieces[-1]))

    pieces = [b"a,b\r\n", b"1,2\r\n" * 50_000, b"", b"3,4\r\n"]
    app = broken([(b"content-type", b"text/csv")], *pieces)
    run(work(layer(app), http_scope(headers=[(b"accept-encoding", coding)]), Watching("GET")))
    assert sent == pieces


# One call for many.


class Slow:
    """An application whose calls end when told, as told."""

    def __init__(self, *ends: Callable[[Send], object] | None) -> None:
        self.ends = list(ends)
        self.calls = 0
        self.running = 0
        self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        end = self.ends[min(self.calls, len(self.ends) - 1)]
        self.calls += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
            if end is None:
                raise LookupError("broken")
            await end(send)  # type: ignore[misc]
        finally:
            self.running -= 1


def ends_with(status: int, *headers: Header) -> Callable[[Send], object]:
    async def end(send: Send) -> None:
        given = [TAG, PUBLIC, (b"content-length", b"2"), *headers]
        await send({"type": "http.response.start", "status": status, "headers": given})
        await send({"type": "http.response.body", "body": b"ok"})

    return end


async def crowd(slow: Slow, cache: ASGIApp, size: int, *headers: Header) -> list[Answer | BaseException]:
    """That many requests at once, of which the application hears before it may answer."""
    tasks = [asyncio.create_task(call(cache, headers=headers)) for _ in range(size)]
    await asyncio.sleep(0.01)
    slow.go.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


OK = Answer(200, (TAG, PUBLIC, (b"content-length", b"2")), b"ok", True)


def test_a_crowd_costs_one_call() -> None:
    slow = Slow(ends_with(200))
    cache = layer(slow)
    assert run(crowd(slow, cache, 20)) == [OK] * 20
    assert (slow.calls, cache.hits, cache.misses, cache.shelf.flights) == (1, 19, 1, {})


def test_a_crowd_costs_one_call_even_where_nothing_can_be_kept() -> None:
    slow = Slow(ends_with(200))
    cache = layer(slow, max_bytes=0)
    assert run(crowd(slow, cache, 20)) == [OK] * 20
    assert (slow.calls, cache.size) == (1, 0)


def test_the_crowd_is_seen_under_the_route_of_the_first() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["endpoint"], scope["path_params"] = app, {}
        await slow(scope, receive, send)

    seen: list[str] = []
    slow = Slow(ends_with(200))
    outer = ExchangeLayer(layer(app), problem, [lambda exchange: seen.append(route_of(exchange.scope))])
    run(crowd(slow, outer, 3))
    assert (seen, slow.calls) == (["/"] * 3, 1)


def test_nobody_waits_for_a_head() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await asyncio.Event().wait()
        await Inner()(scope, receive, send)

    async def head_first() -> Answer:
        head = asyncio.create_task(call(cache, method="HEAD"))
        await asyncio.sleep(0.01)
        answer = await asyncio.wait_for(call(cache), 1)
        head.cancel()
        return answer

    cache = layer(app)
    assert run(head_first()).body == b"1 /"


def test_a_crowd_that_has_the_answer_is_told_so() -> None:
    slow = Slow(ends_with(200))
    answers = run(crowd(slow, layer(slow), 5, (b"if-none-match", b"*")))
    assert answers == [Answer(304, (TAG, PUBLIC), b"", True)] * 5
    assert slow.calls == 1


def test_if_the_first_fails_the_next_one_tries() -> None:
    slow = Slow(None, None, ends_with(200))
    first, second, *others = run(crowd(slow, layer(slow), 10))
    assert isinstance(first, LookupError)
    assert isinstance(second, LookupError)
    assert others == [OK] * 8
    assert (slow.calls, slow.most) == (3, 1)


def test_if_the_first_is_cancelled_the_next_one_tries() -> None:
    async def first_leaves() -> list[Answer | BaseException]:
        first = asyncio.create_task(call(cache))
        await asyncio.sleep(0.01)
        rest = asyncio.create_task(crowd(slow, cache, 5))
        await asyncio.sleep(0.005)
        first.cancel()
        return [*await asyncio.gather(first, return_exceptions=True), *await rest]

    slow = Slow(ends_with(200))
    cache = layer(slow)
    cancelled, *others = run(first_leaves())
    assert isinstance(cancelled, asyncio.CancelledError)
    assert others == [OK] * 5
    assert (slow.calls, cache.shelf.flights) == (2, {})


def test_one_who_leaves_the_crowd_takes_nobody_along() -> None:
    async def one_leaves() -> list[Answer | BaseException]:
        tasks = [asyncio.create_task(call(cache)) for _ in range(3)]
        await asyncio.sleep(0.01)
        tasks[1].cancel()
        await asyncio.sleep(0)
        slow.go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    slow = Slow(ends_with(200))
    cache = layer(slow)
    first, cancelled, third = run(one_leaves())
    assert (first, third) == (OK, OK)
    assert isinstance(cancelled, asyncio.CancelledError)
    assert slow.calls == 1


@pytest.mark.parametrize("end", [ends_with(404), ends_with(200, (b"vary", b"*"))])
def test_what_cannot_be_kept_is_then_worked_out_side_by_side(end: Callable[[Send], object]) -> None:
    async def waits_again(send: Send) -> None:
        for _ in range(3):
            await asyncio.sleep(0.005)
        await end(send)  # type: ignore[misc]

    slow = Slow(end, waits_again)
    answers = run(crowd(slow, layer(slow), 10))
    assert [isinstance(answer, Answer) and answer.body for answer in answers] == [b"ok"] * 10
    assert (slow.calls, slow.most) == (10, 9)


def test_a_known_stream_is_not_waited_for() -> None:
    async def stream(send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [TAG, PUBLIC]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def twice() -> None:
        slow.go.set()
        await call(cache)
        slow.go.clear()
        await crowd(slow, cache, 5)

    slow = Slow(stream)
    cache = layer(slow)
    run(twice())
    assert (slow.calls, slow.most) == (6, 5)


# With the other layers.


def test_a_kept_answer_has_the_route_of_the_first() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["endpoint"], scope["path_params"] = app, {}
        await Inner()(scope, receive, send)

    seen: list[str] = []
    outer = ExchangeLayer(layer(app), problem, [lambda exchange: seen.append(route_of(exchange.scope))])
    for _ in range(2):
        ask(outer, b"/v1/events?limit=1")
    assert seen == ["/v1/events", "/v1/events"]


def test_request_ids_do_not_get_into_what_is_kept() -> None:
    outer = ExchangeLayer(layer(Inner()), problem)
    ids = [ask(outer, x_request_id=name).values(b"x-request-id") for name in (b"a", b"b", b"c")]
    assert ids == [[b"a"], [b"b"], [b"c"]]


BODIES = {b"/a": b"a" * 2000, b"/b": b"short", b"/stream": LONG, b"/none": b""}
REQUESTS = st.tuples(
    st.sampled_from(sorted(BODIES)),
    st.sampled_from(["GET", "HEAD"]),
    st.sampled_from([b"identity", b"gzip", b"br", b"zstd"]),
    st.sampled_from([b"", b"*", b'"a"', b'"b"']),
    st.sampled_from(["a", "b"]),
)


@given(st.lists(REQUESTS, max_size=30))
def test_whatever_was_asked_before_each_answer_is_the_right_one(
    requests: list[tuple[bytes, str, bytes, bytes, str]],
) -> None:
    """The cache with little room against what the application says without it."""
    release = "a"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        body = BODIES[scope["raw_path"]] + release.encode()
        headers = [JSON, (b"etag", b'W/"%s"' % release.encode()), PUBLIC, (b"homeward-release", release.encode())]
        if scope["raw_path"] != b"/stream":
            headers.append((b"content-length", b"%d" % len(body)))
        await fixed(404 if scope["raw_path"] == b"/none" else 200, headers, body)(scope, receive, send)

    cache = CacheLayer(app, lambda: release, max_bytes=6000)
    for path, method, coding, if_none_match, release in requests:
        answer = ask(cache, path, method, accept_encoding=coding, if_none_match=if_none_match)
        same = if_none_match in {b"*", b'"%s"' % release.encode()}
        assert answer.status == (404 if path == b"/none" else 304 if same else 200)
        packed = (answer.values(b"content-encoding") or [b"identity"])[0]
        whole = BODIES[path] + release.encode() if method == "GET" and answer.status != 304 else b""
        assert (unpacked(packed, answer.body) if whole else answer.body) == whole
        assert answer.values(b"homeward-release") == [release.encode()]
        assert cache.size <= 6000


def test_on_the_wire_a_kept_answer_is_the_same_bytes() -> None:
    inner = Inner([TAG, PUBLIC, JSON])
    with serving(ExchangeLayer(layer(inner), problem)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        seen = []
        for headers in ({}, {}, {"If-None-Match": "*"}):
            connection.request("GET", "/", headers=headers | {"X-Request-Id": "me"})
            answer = connection.getresponse()
            seen.append((answer.status, sorted(answer.getheaders())[:-1], answer.read()))
        connection.close()
    names = sorted(name for name, _ in seen[0][1])
    assert seen[0] == seen[1]
    assert names == ["cache-control", "content-length", "content-type", "date", "etag", "vary"]
    assert (seen[2][0], seen[2][2], inner.calls) == (304, b"", 1)
