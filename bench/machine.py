"""What the numbers were measured on. No names of hosts, no paths."""

import datetime
import os
import platform
import sqlite3
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("uvicorn", "uvloop", "httptools", "fastapi", "sqlalchemy", "datasette")


def described(events: int) -> dict[str, str]:
    """The lines that a reader needs to judge a table."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "commit": commit(),
        "events": f"{events:,}",
        "processor": f"{os.cpu_count()} × {field('/proc/cpuinfo', 'model name')}",
        "memory": f"{int(field('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "load average at the start": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: installed(name) for name in PACKAGES},
    }


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def field(path: str, name: str) -> str:
    """The first line of that name in a file of `/proc`."""
    lines = Path(path).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "0")


def commit() -> str:
    """The commit that is checked out, and whether the files differ from it."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip().replace("-dirty", " with changes") or "unknown"
