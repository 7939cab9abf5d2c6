"""Files and databases that the bench makes, or finds made by an earlier run in the folder that it keeps."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.generate import write_dataset
from bench.peers import build_sqlite
from bench.processes import Ran, run_watched
from bench.servers import HOMEWARD
from bench.world import World

MOST_LOAD_SECONDS = 7200.0


def homeward_env(url: str, cache: int | None = None) -> dict[str, str]:
    """A cache of nothing makes every answer an uncached one.

    With 32 callers at a time on a busy machine, some would be told to come back later: here they wait.
    """
    waits = {"HOMEWARD_POOL_WAIT": "60", "HOMEWARD_DEADLINE": "60"}
    env = {"HOMEWARD_DATABASE_URL": url, "HOMEWARD_LOG_FORMAT": "none", **waits}
    return env if cache is None else env | {"HOMEWARD_CACHE_BYTES": str(cache)}


@dataclass(frozen=True, slots=True)
class Workspace:
    """What is half made has another name until it is whole."""

    folder: Path

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        path, half = self.folder / name, self.folder / f"half-{name}"
        if path.exists():
            return path
        shutil.rmtree(half, ignore_errors=True)
        half.unlink(missing_ok=True)
        make(half)
        return half.rename(path)

    def dataset(self, world: World) -> Path:
        return self.made(f"data-{world.events}", lambda half: write_dataset(world, half))

    def plain(self, world: World) -> Path:
        """The peers' SQLite file: Datasette names it in its addresses."""
        folder = self.made(f"plain-{world.events}", lambda half: make_plain(self.dataset(world), half))
        return folder / "plain.sqlite"

    def loaded(self, world: World) -> Path:
        """The product's SQLite file."""
        return self.made(f"loaded-{world.events}", lambda half: self.load_sqlite(world, half)) / "homeward.sqlite"

    def load_sqlite(self, world: World, half: Path) -> None:
        half.mkdir()
        ran = self.load(world, f"sqlite:///{half / 'homeward.sqlite'}")
        (half / "load.json").write_text(json.dumps(asdict(ran)))

    def load(self, world: World, url: str) -> Ran:
        """RuntimeError, with what `homeward load` said."""
        command = [*HOMEWARD, "load", str(self.dataset(world))]
        return run_watched(command, homeward_env(url), self.folder, MOST_LOAD_SECONDS)

    def load_of(self, world: World) -> Ran:
        """How the load into SQLite went, now or in an earlier run."""
        return Ran(**json.loads((self.loaded(world).with_name("load.json")).read_text()))


def make_plain(dataset: Path, half: Path) -> None:
    half.mkdir()
    build_sqlite(dataset, half / "plain.sqlite")
