"""A load: whole and checked, in one step, or not at all. Each makes a release."""

import datetime
import glob
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, text, update

from app import models as m
from app.dataset.archive import KINDS, Archive, dataset_digest, records_of, release_digest
from app.dataset.checks import check
from app.dataset.fetch import fetch_dataset
from app.dataset.files import Dataset
from app.dataset.folder import files_digest
from app.dataset.reader import Origin, Reading, read_dataset
from app.dataset.readmodel import clear_read_tables, write_read_tables
from app.dataset.store import insert_rows, remove_dataset, save_dataset
from app.dataset.validate import Complaint
from app.errors import DataError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A data set that has been read and is sound in itself."""

    folder: Path
    reading: Reading
    dataset: Dataset
    digest: str
    files_digest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did."""

    release: str
    changed: bool
    counts: dict[str, int]


def read_folders(folders: list[Path], scratch: Path | None = None) -> list[Incoming]:
    """Read and check the data sets by themselves; `scratch`: see `read_dataset`. DataError with every complaint."""
    try:
        readings = [(folder, read_dataset(folder, scratch)) for folder in folders]
    except OSError as error:
        raise DataError(f"{error.filename}: {error.strerror}") from error
    complaints = [complaint for _, reading in readings for complaint in reading.complaints]
    if complaints:
        raise DataError("\n".join(str(complaint) for complaint in complaints))
    return [
        Incoming(folder, reading, reading.dataset, dataset_digest(reading.dataset), files_digest(folder))
        for folder, reading in readings
        if reading.dataset
    ]


def check_together(archive: Archive, incoming: list[Incoming]) -> None:
    """Check the records of all data sets as a whole. DataError with file, line and record of every fault."""
    complaints = []
    for kind, name, where, sentence in check(archive):
        origin = origin_of(incoming, kind, name)
        file, line = (origin.file, origin.line(where)) if origin else ("database", 0)
        complaints.append(str(Complaint(file, line, name, sentence)))
    if complaints:
        raise DataError("\n".join(complaints))


def origin_of(incoming: list[Incoming], kind: str, name: str) -> Origin | None:
    """Where a record was written; None for one that was in the database before."""
    found = (one.reading.origin(kind, name) for one in reversed(incoming))
    return next(filter(None, found), None)


def load_into(connection: Connection, incoming: list[Incoming], say: Say, scratch: Path | None = None) -> Outcome:
    """Replace the data sets of the same names, rebuild the projection, make a release. DataError."""
    rows = connection.execute(select(m.DatasetRow.name, m.DatasetRow.digest, m.DatasetRow.version))
    loaded = {name: digest for name, digest, _ in rows}
    fresh = [one for one in incoming if loaded.get(one.dataset.header.name) != one.digest]
    for one in incoming:
        name = m.DatasetRow.name == one.dataset.header.name
        connection.execute(update(m.DatasetRow).where(name).values(files_digest=one.files_digest))
    if not fresh:
        return Outcome(release_digest(loaded), False, {})
    names = {one.dataset.header.name for one in fresh}
    kept = [fetch_dataset(connection, name, scratch) for name in loaded.keys() - names]
    archive = Archive(sorted([*kept, *(one.dataset for one in fresh)], key=lambda dataset: dataset.header.name))
    check_together(archive, incoming)
    before = [fetch_dataset(connection, name, scratch) for name in loaded.keys() & names]
    changes = differences(before, [one.dataset for one in fresh])
    clear_read_tables(connection)
    for one in fresh:
        remove_dataset(connection, one.dataset.header.name)
        save_dataset(connection, one.dataset, one.digest, one.files_digest)
        say(f"loaded {one.dataset.header.name} {one.dataset.header.version}: {size_of(one.dataset)}")
    counts = count_records(archive) | write_read_tables(connection, archive, scratch)
    digests = loaded | {one.dataset.header.name: one.digest for one in fresh}
    make_release(connection, archive, digests, counts, changes)
    return Outcome(release_digest(digests), True, counts)


def size_of(dataset: Dataset) -> str:
    claims = Archive([dataset]).count_claims()
    return f"{len(dataset.events)} events, {claims} claims, {len(dataset.sources)} sources"


def count_records(archive: Archive) -> dict[str, int]:
    return {kind: len(getattr(archive, kind)) for kind in ("timelines", "measures", "places", "parties", "sources")}


def make_release(
    connection: Connection,
    archive: Archive,
    digests: dict[str, str],
    counts: dict[str, int],
    changes: dict[str, dict[str, int]],
) -> None:
    """Write the row that readers look for, last."""
    number = (connection.scalar(select(func.max(m.Release.number))) or 0) + 1
    loaded_at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = {"number": number, "digest": release_digest(digests), "loaded_at": loaded_at}
    connection.execute(insert(m.Release), [{**row, "counts": counts, "changes": changes}])
    headers = (dataset.header for dataset in archive.datasets)
    sets = ({"number": number, "name": h.name, "version": h.version, "digest": digests[h.name]} for h in headers)
    insert_rows(connection, m.ReleaseDataset, sets)


def differences(before: list[Dataset], after: list[Dataset]) -> dict[str, dict[str, int]]:
    """By kind of record: how many a load added, changed and withdrew."""
    counts: dict[str, dict[str, int]] = {}
    for (place, _), group in groupby(merge(tagged(before, "old"), tagged(after, "new")), key=lambda line: line[:2]):
        found = {tag: content for _, _, content, tag in group}
        if found.get("old") != found.get("new"):
            what = "withdrawn" if "new" not in found else "changed" if "old" in found else "added"
            kind = counts.setdefault(KINDS[place], {"added": 0, "changed": 0, "withdrawn": 0})
            kind[what] += 1
    return dict(sorted(counts.items()))


def tagged(datasets: list[Dataset], tag: str) -> Iterator[tuple[int, str, bytes, str]]:
    """The records of all, kind by kind and by id."""
    return ((*line, tag) for line in merge(*map(records_of, datasets)))


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A new file beside the old one, a copy of it to begin with; renamed over it when all went well.

    Called by one process at a time, so that whatever else has such a name was left by one that was killed.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.new*"):
        left.unlink()
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.exists():
            shutil.copy(path, new)
        yield new
        sync(new)
        new.rename(path)
        sync(path.parent)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(new.name + "-journal").unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk write what was written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def finish_sqlite(connection: Connection) -> None:
    """Statistics for the planner, and a check of the file before readers see it."""
    connection.execute(text("ANALYZE"))
    verdict = connection.scalar(text("PRAGMA quick_check"))
    if verdict != "ok":
        raise DataError(f"the new database file is damaged: {verdict}")
