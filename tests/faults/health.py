"""The health check, asked all the while; and beside it a server that does nothing, so that the machine is no excuse."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

from tests.faults.processes import Running, wait_until
from tests.ports import free_port

LIMIT = 0.1
# How far a server that has work may fall behind one that has none: both wait for a processor, one of them for two.
SHARE = 3
IDLE = """
import asyncio, sys

async def answer(reader, writer):
    while await reader.readuntil(b"\\r\\n\\r\\n"):
        writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok")

async def serve():
    async with await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()

asyncio.run(serve())
"""


@contextmanager
def idle() -> Iterator[int]:
    """The port of a process that answers at once whenever it is given a processor."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", IDLE, str(port)], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: reachable(port), 10)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def reachable(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


class Asker:
    """Asks a port for `/healthz` every ten milliseconds; `took` in seconds."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.over = Event()
        self.took: list[float] = []
        self.thread = Thread(target=self.ask)
        self.thread.start()

    def ask(self) -> None:
        while not self.over.wait(0.01):
            began = time.monotonic()
            self.connection.request("GET", "/healthz")
            answer = self.connection.getresponse()
            assert (answer.status, answer.read() != b"") == (200, True)
            self.took.append(time.monotonic() - began)

    def stop(self) -> list[float]:
        self.over.set()
        self.thread.join()
        self.connection.close()
        return self.took


@contextmanager
def healthy(running: Running) -> Iterator[None]:
    """Under 100 ms, each time; where even the idle server waits, in proportion to that."""
    with idle() as port:
        askers = [Asker(port), Asker(int(running.address.rpartition(":")[2]))]
        try:
            yield
        finally:
            control, took = (asker.stop() for asker in askers)
    assert len(took) > 5
    assert max(took) < max(LIMIT, SHARE * max(control)), (sorted(took)[-5:], sorted(control)[-5:])
