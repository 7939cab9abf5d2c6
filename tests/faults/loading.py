"""`homeward load` in processes that are forked from one with everything imported: fifty of them take seconds."""

import multiprocessing
import os
import resource
import signal
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from app.cli import cli

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.loading"])


def command(url: str, folder: Path, errors: Path, largest_file: int | None) -> None:
    """What the console script does; `largest_file` in bytes stands for a full disk."""
    os.environ["HOMEWARD_DATABASE_URL"] = url
    handle = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, sys.stderr.fileno())
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    sys.argv = ["homeward", "load", str(folder)]
    cli()


def begin(url: str, folder: Path, errors: Path, largest_file: int | None = None) -> BaseProcess:
    process = CONTEXT.Process(target=command, args=(url, folder, errors, largest_file))
    process.start()
    return process


def finish(process: BaseProcess) -> int:
    """The exit status."""
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def kill_after(process: BaseProcess, seconds: float) -> bool:
    """Kill -9 by its pid; whether it was still at work."""
    time.sleep(seconds)
    assert process.pid
    if process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    return finish(process) == -signal.SIGKILL
