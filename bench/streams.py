"""Whole matches as streams: bytes and rows a second, the first byte, and what a stream costs in memory."""

import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.results import Results
from bench.servers import Server

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream as far as it was read: seconds to the first byte of the body and in all; the growth of memory."""

    first: float
    seconds: float
    size: int
    lines: int
    growth: int

    @property
    def megabytes(self) -> float:
        """A second, of a million bytes each."""
        return self.size / self.seconds / 1e6

    @property
    def rows(self) -> float:
        """A second."""
        return self.lines / self.seconds


def read_stream(server: Server, address: str, most: float) -> Stream:
    """Read to the end, or for so many seconds. RuntimeError unless it is a 200.

    The bytes count as they come, with the few of the chunks' frames.
    """
    server.settle()
    before = peak = server.private()
    begun = time.perf_counter()
    first = looked = 0.0
    size = lines = 0
    for piece in received(server.port, address):
        now = time.perf_counter() - begun
        first = first or now
        size += len(piece)
        lines += piece.count(b"\n")
        if now - looked > 0.1:
            peak, looked = max(peak, server.private()), now
        if now > most:
            break
    return Stream(first, time.perf_counter() - begun, size, lines, max(peak, server.private()) - before)


def received(port: int, address: str) -> Iterator[bytes]:
    """The body, with its frames, as it comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(f"GET {address} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            if not (piece := connection.recv(CHUNK)):
                raise RuntimeError(f"no answer to {address}")
            head += piece
        status, _, body = head.partition(b"\r\n\r\n")
        if b" 200 " not in status.split(b"\r\n", 1)[0]:
            raise RuntimeError(f"{address}: {status[:60]!r}")
        if body:
            yield body
        while piece := connection.recv(CHUNK):
            yield piece


def measure_streams(
    product: Server, peers: list[tuple[Server, str]], results: Results, repeats: int, most: float
) -> None:
    """The product's streams, and the CSV of each peer as far as it comes in that time."""
    for form in ("ndjson", "csv"):
        streams = [read_stream(product, f"/v1/events.{form}", most * 4) for _ in range(repeats)]
        of = f"{form} of {product.name}"
        results.number(f"MB/s, {of}", statistics.median(one.megabytes for one in streams))
        results.number(f"rows/s, {of}", statistics.median(one.rows for one in streams))
        results.number(f"ms to the first byte, {of}", 1000 * statistics.median(one.first for one in streams))
        results.number(f"MB of growth, {of}", max(one.growth for one in streams) / 1e6)
    for peer, address in peers:
        stream = read_stream(peer, address, most)
        results.number(f"rows/s, csv of {peer.name}", stream.rows)
