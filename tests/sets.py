"""Small data sets made by hand, written as the YAML files that a historian would write."""

from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]
READ = "2026-01-01"


def source(name: str, published: str | None = None, **more: Any) -> Record:
    """A newspaper of a day; the id may end with that day."""
    day = published or (name[-10:] if name[-10:].count("-") == 2 else None)
    shown = {"published": day} if day else {}
    base = {"id": name, "title": f"Title of {name}", "publisher": "A paper", "accessed": READ}
    return {**base, **shown, "kind": "news", "quality": "secondary", **more}


def state(source_id: str, date: str = "2000-01-01", status: str = "completed", **more: Any) -> Record:
    return {"source": source_id, "status": status, "date": date, "title": "An event", **more}


def event(name: str, *states: Record, **more: Any) -> Record:
    """An event of the timeline `line`; its title is its id unless a state says otherwise."""
    named = [{**one, "title": name} if one.get("title") == "An event" else one for one in states]
    return {"id": name, "kind": "handover", "timelines": ["line"], "states": named, **more}


def claim(source_id: str, measure: str = "returned", *, who: str = "one", **more: Any) -> Record:
    """A figure; an exact one when `best` is given alone."""
    qualifier = {"best": "exact", "low": "at_least", "high": "at_most"}[next(key for key in more if key in BOUNDS)]
    return {"measure": measure, "qualifier": qualifier, "claimant": who, "source": source_id, **more}


BOUNDS = ("best", "low", "high")
COUNTED = {"one": "set", "many": "sets", "definition": "What is counted."}
BASE: dict[str, Any] = {
    "dataset": {"name": "small", "version": "1", "title": "Small", "licence": "CC0", "contact": "nobody"},
    "timelines": [{"id": "line", "title": "A line", "summary": "Of events."}],
    "measures": [
        {"id": "returned", "name": "Returned", "unit": "sets", "kind": "flow", **COUNTED},
        {"id": "missing", "name": "Missing", "unit": "persons", "kind": "level", **COUNTED},
    ],
    "places": [],
    "parties": [
        {"id": "one", "name": "Party One", "kind": "agency"},
        {"id": "two", "name": "Party Two", "kind": "state"},
    ],
    "sources": [],
    "claims": [],
    "events": [],
}


def whole(**parts: Any) -> dict[str, Any]:
    """A data set: what is given, beside a timeline, two measures and two parties."""
    return {**BASE, **parts}


def write(folder: Path, **parts: Any) -> Path:
    """The files of a data set; the events in one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "events").mkdir(exist_ok=True)
    for name, records in whole(**parts).items():
        path = folder / ("events/all.yaml" if name == "events" else f"{name}.yaml")
        path.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder
