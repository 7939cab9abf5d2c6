"""The whole bench: `python -m bench.run [--quick] [--events N] [--keep DIR]` writes `bench/results.md`."""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.load import WRK
from bench.machine import described
from bench.processes import ALL_CORES
from bench.reads import Effort
from bench.report import markdown, missed
from bench.results import Results, say
from bench.steps import Bench
from bench.workspace import Workspace
from bench.world import World

RESULTS = Path(__file__).with_name("results.md")
FULL = Effort(seconds=4, repeats=3, connections=(1, 32))
QUICK = Effort(seconds=1, repeats=2, connections=(32,))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 events and short runs: about five minutes")
    parser.add_argument("--events", type=int, help="how many events; default a million")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, used again by the next run")
    parser.add_argument("--no-postgres", action="store_true", help="SQLite only")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the table goes")
    return parser.parse_args()


def main() -> None:
    """Fails at once without wrk; a goal that is not met is no failure."""
    given = arguments()
    if WRK is None:
        sys.exit("wrk is missing: apt-get install wrk")
    if len(ALL_CORES) < 2:
        sys.exit("two cores are needed: one for the server, one for the load")
    world = World(given.events or (10_000 if given.quick else 1_000_000))
    results, machine = Results(), described(world.events)
    with tempfile.TemporaryDirectory(prefix="homeward-bench-") as folder:
        space = Workspace((given.keep or Path(folder)).resolve())
        space.folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            world,
            QUICK if given.quick else FULL,
            space,
            results,
            keep=lambda: given.out.write_text(markdown(machine, results)),
        )
        bench.everything(with_postgres=not given.no_postgres)
    say(f"{len(missed(results))} goals not met, {len(results.failures)} failures: see {given.out}")


if __name__ == "__main__":
    main()
