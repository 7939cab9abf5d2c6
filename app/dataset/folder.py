"""The files of a data set, not yet read: a server looks at them when it starts, and needs no more of the loader."""

import hashlib
from pathlib import Path

import app

BUNDLED = Path(app.__file__).parent / "dataset" / "bundled"
RECORDS = ("timelines", "measures", "places", "parties", "sources", "claims")
"""The files of records, in the order in which they are read."""


def bundled() -> list[Path]:
    """The data sets that come with the program."""
    return sorted(path for path in BUNDLED.iterdir() if (path / "dataset.yaml").is_file())


def dataset_files(folder: Path) -> list[Path]:
    """The files of a data set in the order in which they are read."""
    named = [folder / f"{name}.yaml" for name in ("dataset", *RECORDS)]
    events = (path for path in (folder / "events").glob("*") if path.suffix in (".yaml", ".jsonl"))
    return [path for path in named if path.is_file()] + sorted(events)


def files_digest(folder: Path) -> str:
    """A name for the bytes of a data set's files: the cheap way to see that nothing has changed."""
    digest = hashlib.sha256()
    for path in dataset_files(folder):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while chunk := file.read(2**20):
                digest.update(chunk)
    return digest.hexdigest()
