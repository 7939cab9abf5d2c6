"""Content codings: the reader's choice, and bytes that unpack to what went in."""

import asyncio
import threading
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.web.encoding import COMPRESSIBLE, IDENTITY, STREAMS, Coding, Stream, feed, negotiate

CODED = [b"zstd", b"br", b"gzip"]
ZSTD, BR, GZIP = (Coding(name, 500) for name in CODED)


class Unpacker:
    """Unpacks piece by piece, as a reader does."""

    def __init__(self, coding: bytes) -> None:
        self.zstd = zstandard.ZstdDecompressor().decompressobj()
        self.br = brotli.Decompressor()
        self.gzip = zlib.decompressobj(31)
        self.coding = coding

    def feed(self, data: bytes) -> bytes:
        if self.coding == b"br":
            # One call gives 32 KB at most.
            return b"".join((self.br.process(data), *iter(lambda: self.br.process(b""), b"")))
        return self.zstd.decompress(data) if self.coding == b"zstd" else self.gzip.decompress(data)


def unpacked(coding: bytes, data: bytes) -> bytes:
    return data if coding == b"identity" else Unpacker(coding).feed(data)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"", IDENTITY),
        (b"gzip, deflate, br, zstd", ZSTD),
        (b"gzip, deflate, br", BR),
        (b"gzip, deflate", GZIP),
        (b"GZIP", GZIP),
        (b"x-gzip", GZIP),
        (b"deflate", IDENTITY),
        (b"compress;q=1.0, gzip;q=0.5", GZIP),
        (b"zstd;q=0.1, br;q=0.2, gzip;q=0.3", GZIP),
        (b"zstd;q=0, br;q=0, gzip", GZIP),
        (b"gzip;q=0", IDENTITY),
        (b"gzip;q=0.000", IDENTITY),
        (b"gzip;q=0.001", GZIP),
        (b"*", ZSTD),
        (b"*;q=0.5, zstd;q=0", BR),
        (b"*;q=0.5, gzip", GZIP),
        (b"gzip, *;q=0", Coding(b"gzip", 0)),
        (b"identity", IDENTITY),
        (b"identity;q=1, gzip;q=0.5", IDENTITY),
        (b"identity;q=0.5, gzip;q=0.5", GZIP),
        (b"identity;q=0.5, *;q=0.8", ZSTD),
        (b"identity;q=0, gzip", Coding(b"gzip", 0)),
        (b"identity;q=0, *", Coding(b"zstd", 0)),
        (b"identity;q=0", IDENTITY),
        (b"*;q=0", IDENTITY),
        (b" br ; q=0.8 ,, gzip ; q=0.9", GZIP),
        (b"br;q=1.5, gzip;q=0.1", GZIP),
        (b"br;q=-1", IDENTITY),
        (b"br;q=nan", IDENTITY),
        (b"br;q=", IDENTITY),
        (b"br;level=9", IDENTITY),
        (b"br gzip", IDENTITY),
        (b"\xff, gzip", GZIP),
    ],
)
def test_the_best_accepted_coding_is_chosen(header: bytes, coding: Coding) -> None:
    assert negotiate(header) == coding


@given(st.binary(max_size=200) | st.text("zstdbrgip*;q=01., -", max_size=60).map(str.encode))
def test_any_header_gives_one_of_few_codings(header: bytes) -> None:
    coding = negotiate(header)
    assert coding.name in {*CODED, b"identity"}
    assert coding.minimum in ({0, 500} if coding.name != b"identity" else {500})


def test_a_long_hostile_header_is_read_in_no_time() -> None:
    assert negotiate(b"a;q=0.1," * 2000 + b"gzip" + b" " * 5000) == GZIP


@pytest.mark.parametrize(
    ("media_type", "fits"),
    [
        (b"application/json", True),
        (b"Application/JSON; charset=utf-8", True),
        (b"application/geo+json", True),
        (b"application/problem+json", True),
        (b"application/vnd.citationstyles.csl+json", True),
        (b"application/atom+xml", True),
        (b"application/x-ndjson", True),
        (b"application/vnd.oai.openapi+json;version=3.1", True),
        (b"image/svg+xml", True),
        (b"text/csv; charset=utf-8; header=present", True),
        (b"text/calendar", True),
        (b"image/png", False),
        (b"font/woff2", False),
        (b"application/octet-stream", False),
        (b"application/jsonp", False),
        (b"application/zip; note=+json", False),
        (b"", False),
    ],
)
def test_text_is_compressed_and_nothing_else(media_type: bytes, fits: bool) -> None:
    assert (COMPRESSIBLE.match(media_type) is not None) == fits


@pytest.mark.parametrize("coding", CODED)
@given(pieces=st.lists(st.binary(max_size=2000), max_size=5))
def test_every_piece_can_be_read_when_it_arrives(coding: bytes, pieces: list[bytes]) -> None:
    stream, reader = STREAMS[coding](), Unpacker(coding)
    for piece in pieces:
        assert reader.feed(stream.feed(piece, last=False)) == piece
    assert reader.feed(stream.feed(b"end", last=True)) == b"end"


@pytest.mark.parametrize("coding", CODED)
def test_text_shrinks(coding: bytes) -> None:
    text = b'{"measure": "remains_returned", "low": 6}, ' * 1000
    packed = STREAMS[coding]().feed(text, last=True)
    assert unpacked(coding, packed) == text
    assert len(packed) < len(text) / 50


def test_large_pieces_are_compressed_in_another_thread() -> None:
    threads = []

    class Noting(Stream):
        def feed(self, data: bytes, last: bool) -> bytes:
            threads.append(threading.current_thread())
            return data + bytes([last])

    assert asyncio.run(feed(Noting(), b"x" * 65536, last=False)) == b"x" * 65536 + b"\0"
    assert asyncio.run(feed(Noting(), b"x" * 65537, last=True)) == b"x" * 65537 + b"\1"
    assert threads[0] is threading.current_thread()
    assert threads[1] is not threading.current_thread()
