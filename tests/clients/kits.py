"""The curl client in the shells and with the tools that people have, and servers that misbehave."""

import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests import sets
from tests.formats.clients import program

KITS = ("dash", "dash-jq", "busybox", "busybox-jq")
TOOLS = ("awk", "cat", "mktemp", "mv", "od", "rm", "sed", "tr")
"""All that the script may call beside curl and jq; each is in POSIX, but for mktemp."""

ODD = 'A "hand-over" \\ {of: [3], boxes} & <b>유해</b>'
SMALL: dict[str, Any] = {
    "places": [
        {"id": "seoul", "name": "Seoul, 서울", "kind": "city", "lon": 127.0, "lat": 37.5, "radius_km": 20},
    ],
    "sources": [
        sets.source("news-2010-01-02", url="https://news.example/1?a=1&b=2"),
        sets.source("book", accessed="2012-03-04", publisher="A \\ press", kind="reference"),
    ],
    "events": [
        sets.event(
            "boxes",
            sets.state("news-2010-01-02", "[2010-01-02..]", "expected", title="Boxes are expected"),
            sets.state("book", "2011-05-06", title=ODD, summary="They came.", note="By road.", places=["seoul"]),
            parties=[{"party": "one", "role": "delivering_party"}],
            claims=[
                sets.claim("news-2010-01-02", best=3),
                sets.claim("book", id="boxes-wood", who="two", low=5, scope="wood"),
                sets.claim("book", id="boxes-four", best=4, as_of="2011-05-06"),
            ],
            relations=[{"type": "follows", "event": "talks"}],
        ),
        sets.event("talks", sets.state("news-2010-01-02", "2009-12", title="Talks"), kind="talks"),
        sets.event("later", sets.state("book", "2011/2012", title="Later")),
    ],
    "claims": [sets.claim("book", "missing", high=70, timeline="line", as_of="2012")],
}


def get(address: str, path: str) -> bytes:
    """What a server answers."""
    with urllib.request.urlopen(address + path, timeout=20) as answer:
        return bytes(answer.read())


@dataclass(frozen=True)
class Done:
    """What a run of the script came to."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Kit:
    """A shell, and a folder that is its whole PATH."""

    shell: tuple[str, ...]
    path: Path
    jq: bool
    script: Path
    work: Path

    @property
    def scratch(self) -> Path:
        return self.work.parent / "scratch"

    def environment(self, address: str) -> dict[str, str]:
        return {"PATH": str(self.path), "TMPDIR": str(self.scratch), "HOMEWARD_URL": address}

    def command(self, *arguments: str) -> list[str]:
        return [*self.shell, str(self.script), *arguments]

    def run(self, address: str, *arguments: str) -> Done:
        """Run it to the end; nothing of it may stay behind."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.work,
            env=self.environment(address),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert list(self.scratch.iterdir()) == []
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def make_kit(name: str, folder: Path, script: bytes) -> Kit:
    """`dash`, `dash-jq`, `busybox` or `busybox-jq`. The kit without jq has no jq on its PATH."""
    shell, _, jq = name.partition("-")
    path, work, file = folder / "bin", folder / "work", folder / "homeward.sh"
    for made in (path, work, folder / "scratch"):
        made.mkdir()
    for tool in ("curl", *(["jq"] if jq else [])):
        (path / tool).symlink_to(program(tool, tool))
    busybox = program("busybox", "busybox") if shell == "busybox" else None
    for tool in TOOLS:
        (path / tool).symlink_to(busybox or program(tool, "coreutils"))
    file.write_bytes(script)
    command = (busybox, "sh") if busybox else (program("dash", "dash"),)
    return Kit(command, path, bool(jq), file, work)


Answer = tuple[int, dict[str, str], bytes]


class Listening(ThreadingHTTPServer):
    """A client that goes away is what some tests are about."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def server(answer: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers as told; gives its address, and the targets that it was asked for as they came."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with Listening(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}", asked
        finally:
            listening.shutdown()
            thread.join(10)
