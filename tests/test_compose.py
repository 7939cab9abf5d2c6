"""docker-compose.yml and Dockerfile, read as a machine reads them, and its commands run in its order."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ports import free_port

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
HOMEWARD = [sys.executable, "-c", "from app.cli import main; main()"]


def test_each_service_waits_for_the_one_before() -> None:
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert waits == {
        "database": {},
        "reader": {"database": {"condition": "service_healthy"}},
        "load": {"reader": {"condition": "service_completed_successfully"}},
        "api": {"load": {"condition": "service_completed_successfully"}},
    }


def test_the_api_can_neither_write_nor_rise() -> None:
    api = SERVICES["api"]
    assert (api["user"], api["read_only"], api["cap_drop"]) == ("10001", True, ["ALL"])
    assert api["security_opt"] == ["no-new-privileges:true"]
    assert "homeward_reader" in api["environment"]["HOMEWARD_DATABASE_URL"]
    assert "/readyz" in api["healthcheck"]["test"][-1]
    assert "pg_isready" in SERVICES["database"]["healthcheck"]["test"][-1]


def test_the_image_runs_as_the_same_user() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--uid 10001 homeward" in dockerfile
    assert dockerfile.index("USER homeward") < dockerfile.index("CMD")


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )


def fetch(url: str) -> tuple[int, bytes]:
    """Wait for the server, as the health check does."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


def test_the_same_commands_in_the_same_order(postgres_owner: Any) -> None:
    """On the tests' own PostgreSQL: owner, reader role, load, serve; the reader cannot write."""
    owner = postgres_owner("homeward_owner", "homeward")
    script = SERVICES["reader"]["command"][2].replace("$$", "$")
    run(["sh", "-c", script.replace("--host=", f"--port={owner.port} --host=")], READER_PASSWORD="r", PGHOST=owner.host)
    load = SERVICES["load"]["command"]
    done = run([*HOMEWARD, *load[1:]], HOMEWARD_DATABASE_URL=owner.url("homeward_owner"))
    assert re.search(r"release [0-9a-f]{12}: ", done.stderr)
    reader = owner.url("homeward_reader")
    port = str(free_port())
    serve = [part for part in SERVICES["api"]["command"] if part != "0.0.0.0"]
    serve.insert(serve.index("--host") + 1, "127.0.0.1")
    environment = {**os.environ, "HOMEWARD_DATABASE_URL": reader, "HOMEWARD_LOG_FORMAT": "json"}
    server = subprocess.Popen([*HOMEWARD, *serve[1:], "--port", port], env=environment, cwd=ROOT)
    try:
        assert fetch(f"http://127.0.0.1:{port}/readyz")[0] == 200
        assert b'"status":"completed"' in fetch(f"http://127.0.0.1:{port}/v1/events/transfer-2018")[1]
    finally:
        server.terminate()
        assert server.wait(timeout=20) in (0, -signal.SIGTERM)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run([*HOMEWARD, "load", "--bundled"], HOMEWARD_DATABASE_URL=reader)
    assert "The database did not do it" in refused.value.stderr
