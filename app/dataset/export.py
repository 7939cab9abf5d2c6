"""Writing a data set back to files that load to the same digest: for editors, and as a backup."""

from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

from app.dataset.files import RECORD_FILES, Claim, Dataset, Record
from app.errors import DataError

WIDTH = 120
EVENTS_A_FILE = 500


class Plain(yaml.CSafeDumper):
    """Block style, keys in the order of the shapes."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (every value is written out)
        return True


def text(dumper: yaml.CSafeDumper, value: str) -> yaml.Node:
    """Our reader takes a scalar as text wherever YAML 1.1 would not; long prose is folded."""
    quoted = '"' if reads_otherwise(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=quoted)


def reads_otherwise(value: str) -> bool:
    """Text that our reader would take for a number, truth or null if it stood plain."""
    return value in ("true", "false", "null", "~", "") or value[:1].isdigit() or value[:1] in "-+."


Plain.add_representer(str, text)


def export(dataset: Dataset, folder: Path) -> None:
    """Write a folder that must be new or empty. DataError."""
    if folder.exists() and any(folder.iterdir()):
        raise DataError(f"{folder} is not empty; export into a new folder")
    (folder / "events").mkdir(parents=True, exist_ok=True)
    write(folder / "dataset.yaml", shown(dataset.header))
    for name in RECORD_FILES:
        if records := getattr(dataset, name):
            write(folder / f"{name}.yaml", [shown(record) for record in records])
    events = map(shown, dataset.events)
    for number in count(1):
        if not (part := list(islice(events, EVENTS_A_FILE))):
            return
        write(folder / "events" / f"events-{number:04d}.yaml", part)


def shown(record: Record) -> dict[str, Any]:
    """The members that say something; an exact figure is written with `best` alone."""
    whole = record.model_dump(mode="json", exclude_defaults=True)
    for claim in whole.get("claims", ()):
        shorten(claim)
    return shorten(whole) if isinstance(record, Claim) else whole


def shorten(claim: dict[str, Any]) -> dict[str, Any]:
    if claim["qualifier"] == "exact":
        claim.pop("low", None)
        claim.pop("high", None)
    return claim


def write(path: Path, value: Any) -> None:
    lines = yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False, width=WIDTH)
    path.write_text(lines, encoding="utf-8")
