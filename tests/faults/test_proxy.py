"""nginx in front as a cache, as docker-compose.yml has it: hits, 304, a new release, answers while we are down."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import Load
from tests.faults.processes import serving, wait_until
from tests.ports import free_port

pytestmark = pytest.mark.slow

# A minute is long for a test. Two seconds must be enough for the steps before.
# nginx counts whole seconds.
PAST = 3.2
SHORT = "from app.web import respond; respond.CACHING = 'public, max-age=2, stale-while-revalidate=60'"
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_temp_path {folder}/temp;
  proxy_cache_path {folder}/cache keys_zone=homeward:1m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {upstream};
      proxy_cache homeward;
      proxy_cache_revalidate on;
      proxy_cache_lock on;
      proxy_cache_background_update on;
      proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
      add_header X-Cache $upstream_cache_status always;
    }}
  }}
}}
"""


@contextmanager
def nginx(upstream: str, folder: Path) -> Iterator[str]:
    """Its address; ended by its own pid."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None and not os.environ.get("HOMEWARD_NO_SKIP"):
        pytest.skip("nginx is not installed: `apt-get install nginx-light`")
    assert program
    folder.mkdir()
    (port, file) = (free_port(), folder / "nginx.conf")
    file.write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(file)], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(address), 10)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_a_cache_in_front(url: str, load: Load, tmp_path: Path) -> None:
    first = load(url, 1).release[:12]
    with serving(url, tmp_path, first=SHORT) as running, nginx(running.address, tmp_path / "nginx") as address:

        def get(path: str = "/v1/events", **headers: str) -> tuple[int, str, str]:
            answer = httpx.get(address + path, headers=headers)
            return answer.status_code, answer.headers["x-cache"], answer.headers["homeward-release"]

        direct = running.get("/v1/events")
        through = httpx.get(f"{address}/v1/events")
        assert through.headers["x-cache"] == "MISS"
        assert (through.content, through.headers["etag"]) == (direct.content, direct.headers["etag"])
        again = httpx.get(f"{address}/v1/events")
        assert (again.headers["x-cache"], again.content) == ("HIT", direct.content)
        etag = direct.headers["etag"]
        assert get(**{"If-None-Match": etag}) == (304, "HIT", first)
        # What depends on Accept is kept apart.
        csv = httpx.get(f"{address}/v1/events", headers={"Accept": "text/csv"})
        assert (csv.headers["content-type"][:8], csv.headers["x-cache"]) == ("text/csv", "MISS")
        plain = httpx.get(f"{address}/v1/nothing")
        assert (plain.status_code, plain.headers["x-cache"]) == (404, "MISS")
        assert httpx.get(f"{address}/v1/nothing").headers["x-cache"] == "MISS"

        second = load(url, 2).release[:12]
        time.sleep(PAST)
        # The first to come after max-age gets the old answer at once and has the new one fetched.
        assert get()[:2] == (200, "STALE")
        wait_until(lambda: get() == (200, "HIT", second), 2)
        assert get(**{"If-None-Match": etag})[0] == 200

        running.process.terminate()
        running.process.wait(timeout=20)
        time.sleep(PAST)
        assert get() == (200, "STALE", second)
