"""Small data sets of invented records, as files: all text says that it is a test's."""

import json
from pathlib import Path

SOURCE = {
    "id": "test-source",
    "title": "A source that a test made up",
    "publisher": "The tests",
    "published": "2001-01-01",
    "accessed": "2001-01-02",
    "url": "https://tests.invalid/source",
    "kind": "reference",
    "quality": "tertiary",
}
HEADER = {"name": "test-set", "title": "A test's data set", "licence": "CC0-1.0", "contact": "The tests"}
TIMELINE = {"id": "test-timeline", "title": "A test's timeline", "summary": "Invented."}


def event(number: int, version: int, summary: str) -> dict[str, object]:
    """One event; its title tells the version of the data set, so that a mixture of two shows."""
    return {
        "id": f"test-event-{number:05}",
        "kind": "talks",
        "timelines": ["test-timeline"],
        "states": [
            {
                "source": "test-source",
                "status": "completed",
                "date": f"{1950 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                "title": f"Event {number} of version {version}",
                "summary": summary,
            }
        ],
    }


def write_set(folder: Path, version: int, events: int = 20, summary: str = "Invented by a test.") -> Path:
    """The files of one version; JSON is YAML."""
    (folder / "events").mkdir(parents=True, exist_ok=True)
    header = {**HEADER, "version": str(version)}
    for name, content in (("dataset", header), ("timelines", [TIMELINE]), ("sources", [SOURCE])):
        (folder / f"{name}.yaml").write_text(json.dumps(content))
    # One record a line: the reader tells the line of a fault.
    lines = ",\n".join(json.dumps(event(number, version, summary)) for number in range(events))
    (folder / "events" / "all.yaml").write_text(f"[{lines}]\n")
    return folder
