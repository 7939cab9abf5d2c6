"""The wheel holds all that the program needs: it works from another folder, without the repository."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.processes import ROOT, homeward, serving

pytestmark = pytest.mark.slow


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True, cwd="/", timeout=300)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel unpacked. The libraries are those that the tests run with."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    [wheel] = folder.glob("*.whl")
    pip("install", "--no-deps", "--no-index", "--target", folder / "site", wheel)
    return folder / "site"


def test_it_runs_from_another_folder(site: Path, tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'homeward.sqlite'}", str(site)
    environment = {**os.environ, "PYTHONPATH": path}
    where = [sys.executable, "-c", "import app, app.migrate; print(app.__file__)"]
    found = subprocess.run(where, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.split() == [str(site / "app" / "__init__.py")]

    helped = subprocess.run(
        [site / "bin" / "homeward", "--help"], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (helped.returncode, helped.stderr) == (0, "")
    assert {"serve", "load", "check", "export", "migrate", "schema"} <= set(helped.stdout.split())
    loaded = homeward(url, "load", "--bundled", PYTHONPATH=path)
    assert loaded.returncode == 0, loaded.stderr
    assert "loaded korean-war-remains" in loaded.stderr

    with serving(url, tmp_path, PYTHONPATH=path) as running:
        assert running.get("/v1/events").json()["total"] > 100
        assert "/v1/events" in running.get("/openapi.json").json()["paths"]
        assets = set()
        for page in ("/", "/docs", "/events/transfer-2018"):
            answer = running.get(page)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assets |= set(re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text))
        assert {asset.rpartition(".")[2] for asset in assets} >= {"css", "js"}
        for asset in assets:
            answer = running.get(asset)
            assert (answer.status_code, len(answer.content) > 100) == (200, True), asset
