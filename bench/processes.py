"""Processes that the bench starts: their processor time and private memory, with all their children."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE = {min(os.sched_getaffinity(0))}
LOAD_CORE = {max(os.sched_getaffinity(0))}
ALL_CORES = set(os.sched_getaffinity(0))


def tree(pid: int) -> list[int]:
    """A process and all that it started, those that are still there."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        for path in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            waiting += map(int, read(path).split())
    return found


def read(path: Path) -> str:
    """A file of `/proc`, empty once its process has gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of all threads, to the nanosecond."""
    return sum(clock(pid) for pid in pids)


def clock(pid: int) -> float:
    """The clock of a process has the number that clock_getcpuclockid gives it on Linux; zero once it has gone."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def memory(pids: Iterable[int], *names: str) -> int:
    """Bytes, summed over fields of smaps_rollup."""
    lines = [line for pid in pids for line in read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()]
    return 1024 * sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in names)


def private(pids: Iterable[int]) -> int:
    """Bytes that would be freed if the processes ended."""
    return memory(pids, "Private_Clean", "Private_Dirty")


def pin(pids: Iterable[int], cores: set[int]) -> None:
    """Keep processes, with all their threads, on some cores."""
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            os.sched_setaffinity(int(task.name), cores)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours, politely first."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            for pid in tree(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command went: seconds, the peak of its memory in bytes, and what it said on standard error."""

    seconds: float
    peak: int
    said: str


def run_watched(command: list[str], env: dict[str, str], folder: Path, most_seconds: float) -> Ran:
    """Run a command to its end. RuntimeError where it fails or takes too long.

    Memory is the proportional set size of all its processes together, so that what they share counts once.
    """
    log = folder / "command.log"
    begun = time.perf_counter()
    with log.open("wb") as file:
        process = subprocess.Popen(command, env={**os.environ, **env}, stdout=file, stderr=file)
    peak = 0
    try:
        while process.poll() is None:
            peak = max(peak, memory(tree(process.pid), "Pss"))
            if time.perf_counter() - begun > most_seconds:
                raise RuntimeError(f"gave up after {most_seconds:.0f} s: {' '.join(command)}")
            wait_for_end(process, 0.2)
    finally:
        stop(process)
    seconds, said = time.perf_counter() - begun, log.read_text(errors="replace")
    if process.returncode:
        raise RuntimeError(f"status {process.returncode}: {said[-500:]}")
    return Ran(seconds, peak, said)


def wait_for_end(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
