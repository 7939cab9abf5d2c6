"""Writes an invented data set of any size in constant memory: `python -m bench.generate 10000 DIR`."""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from bench.happenings import Happenings
from bench.world import Record, World

A_FILE = 100_000
"""So many events in a file."""


def write_dataset(world: World, folder: Path) -> Path:
    """The data set in a new folder. FileExistsError."""
    (folder / "events").mkdir(parents=True)
    for kind in ("timelines", "measures", "places", "parties", "sources", "claims"):
        write_records(folder / f"{kind}.yaml", getattr(world, kind))
    events = iter(Happenings(world))
    for number in range(-(-world.events // A_FILE)):
        write_lines(folder / "events" / f"part-{number:03d}.jsonl", islice(events, A_FILE))
    (folder / "dataset.yaml").write_text(json.dumps(header(world)) + "\n")
    return folder


def header(world: World) -> Record:
    return {
        "name": "made-up",
        "version": f"{world.events}.{world.seed}",
        "title": "Invented events, to measure speed",
        "licence": "CC0-1.0",
        "contact": "nobody: none of this is history",
    }


def write_records(path: Path, records: Iterable[Record]) -> None:
    """A list of records; JSON is YAML, too, and a line a record is quickly written and read."""
    path.write_text("".join(f"- {json.dumps(record)}\n" for record in records))


def write_lines(path: Path, records: Iterable[Record]) -> None:
    with path.open("w") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in records)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("events", type=int, help="how many events")
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.perf_counter()
    write_dataset(World(given.events, given.seed), given.folder)
    seconds = time.perf_counter() - begun
    print(f"{given.events:,} events in {seconds:.1f} s, {given.events / seconds:,.0f}/s", file=sys.stderr)


if __name__ == "__main__":
    main()
