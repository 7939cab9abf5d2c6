"""Finding the programs and libraries that people read our formats with.

What is missing skips its tests with a sentence that says how to get it; with HOMEWARD_NO_SKIP=1, as in CI, it fails.
"""

import importlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

PACKAGES = Path(__file__).parent.parent / "clients" / "package.json"
CACHE = Path(os.environ.get("HOMEWARD_NPM_CACHE", Path.home() / ".cache" / "homeward-clients"))


def missing(sentence: str) -> NoReturn:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("HOMEWARD_NO_SKIP") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def library(name: str, package: str | None = None) -> Any:
    """A Python library that only tests use."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        missing(f"pip install {package or name}")


def program(name: str, package: str) -> str:
    """The path of a program."""
    return shutil.which(name) or missing(f"apt-get install {package}")


def npm_folder() -> Path:
    """The folder into which the browser's libraries are installed, once; it lies outside the repository."""
    wanted, kept = PACKAGES.read_text(), CACHE / "package.json"
    if kept.is_file() and kept.read_text() == wanted and (CACHE / "done").is_file():
        return CACHE / "node_modules"
    npm = program("npm", "npm")
    CACHE.mkdir(parents=True, exist_ok=True)
    kept.write_text(wanted)
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
    if subprocess.run(command, cwd=CACHE, capture_output=True, timeout=300, check=False).returncode:
        missing(f"npm could not install the packages of {PACKAGES}")
    (CACHE / "done").touch()
    return CACHE / "node_modules"


def run(*command: str, folder: Path) -> str:
    """What a program prints; it must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
