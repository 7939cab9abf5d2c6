"""A graceful stop: readiness says no before the door is closed, so that whoever sends the requests looks elsewhere."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopping:
    """Holds SIGTERM back from the server for some seconds. `begun` is true from the signal on.

    The server installs its handler before the application starts, whatever it is and however many workers it has,
    so the handler is wrapped then: uvicorn's own classes have no place for this with several workers.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun = False

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """While the application runs. Nothing is done where no server listens for the signal."""
        servers = signal.getsignal(signal.SIGTERM)
        if not callable(servers) or threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()

        def later(number: int, frame: FrameType | None) -> None:
            self.begun = True
            loop.call_soon_threadsafe(loop.call_later, self.seconds, servers, number, frame)

        signal.signal(signal.SIGTERM, later)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, servers)
