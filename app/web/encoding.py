"""Content codings: which one a reader accepts, and the compressors behind them.

starlette-compress was looked at: it ignores the order that q-values ask for, and a cache needs the choice as a part
of its key and the compressed bytes to keep, so that the library would only have served as three imports.
"""

import asyncio
import re
import zlib
from functools import lru_cache
from typing import NamedTuple, Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

# Below this many bytes a coding saves nothing worth the work: the answer fits into one packet anyway.
WORTHWHILE = 500
# Larger pieces are compressed in a thread; a smaller one takes less than the change of threads disturbs others.
IN_LOOP = 64 * 1024
COMPRESSIBLE = re.compile(
    rb"text/|[^;]*\+(json|xml)\b|application/(json|xml|javascript|x-ndjson|openmetrics-text)\b", re.IGNORECASE
)
CODING = re.compile(rb"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")
# The server's choice where the reader likes several alike.
PREFERRED = (b"zstd", b"br", b"gzip")


class Coding(NamedTuple):
    """The coding to answer in, and the number of bytes from which it is used."""

    name: bytes
    minimum: int


IDENTITY = Coding(b"identity", WORTHWHILE)


def weights(accept_encoding: bytes) -> dict[bytes, float]:
    """The q-value of each coding named; an entry that is not well formed counts as not said."""
    parts = (CODING.fullmatch(part) for part in accept_encoding.lower().replace(b"x-gzip", b"gzip").split(b","))
    return {match[1]: float(match[2] or 1) for match in parts if match}


@lru_cache(maxsize=64)
def negotiate(accept_encoding: bytes) -> Coding:
    """The best coding by q-value, then by our preference; as many answers as codings, however the header is spelt.

    Plain bytes are the last choice unless named. Where they are refused (`identity;q=0`, `*;q=0`) short bodies are
    compressed too; where nothing at all is accepted they are sent all the same, as RFC 9110 section 12.5.3 allows.
    """
    said = weights(accept_encoding)
    rest = said.get(b"*", 0.0)
    plain = said.get(b"identity", said.get(b"*", 0.0005))
    best = max(PREFERRED, key=lambda name: said.get(name, rest))
    weight = said.get(best, rest)
    if weight == 0 or weight < plain:
        return IDENTITY
    return Coding(best, WORTHWHILE if plain else 0)


class Stream(Protocol):
    """A compressor that is fed piece by piece."""

    def feed(self, data: bytes, last: bool) -> bytes: ...


class Gzip:
    def __init__(self) -> None:
        self.deflate = zlib.compressobj(5, zlib.DEFLATED, 31)

    def feed(self, data: bytes, last: bool) -> bytes:
        return self.deflate.compress(data) + self.deflate.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


class Zstd:
    def __init__(self) -> None:
        self.frame = zstandard.ZstdCompressor(level=3).compressobj()

    def feed(self, data: bytes, last: bool) -> bytes:
        how = zstandard.COMPRESSOBJ_FLUSH_FINISH if last else zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return self.frame.compress(data) + self.frame.flush(how)


class Brotli:
    def __init__(self) -> None:
        self.stream = brotli.Compressor(quality=4)

    def feed(self, data: bytes, last: bool) -> bytes:
        done: bytes = self.stream.process(data) + (self.stream.finish() if last else self.stream.flush())
        return done


STREAMS: dict[bytes, type[Stream]] = {b"zstd": Zstd, b"br": Brotli, b"gzip": Gzip}


async def feed(stream: Stream, data: bytes, last: bool) -> bytes:
    """Compresses the next piece and flushes, so that a reader gets all that was sent; large pieces in a thread."""
    if len(data) <= IN_LOOP:
        return stream.feed(data, last)
    return await asyncio.to_thread(stream.feed, data, last)
