"""Rows back to records: what comes back equals what went in."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select

from app import models as m
from app.dataset.files import (
    Claim,
    Dataset,
    DateAlternative,
    Event,
    Header,
    Measure,
    Participation,
    Party,
    Place,
    Relation,
    Source,
    State,
    Timeline,
    TimelineClaim,
)
from app.dataset.shelf import Shelf
from app.dataset.store import EVENT_PARTS, Row

CHUNK = 500


def fetch_datasets(connection: Connection, scratch: Path | None = None) -> list[Dataset]:
    """Every data set that is loaded, by name."""
    names = connection.scalars(select(m.DatasetRow.name).order_by("name")).all()
    return [fetch_dataset(connection, name, scratch) for name in names]


def fetch_dataset(connection: Connection, name: str, scratch: Path | None = None) -> Dataset:
    """One data set: the records in memory, by id; the events on a shelf."""
    dataset = fetch_records(connection, name)
    return dataset.model_copy(update={"events": Shelf.of(fetch_events(connection, name), scratch)})


def fetch_records(connection: Connection, name: str) -> Dataset:
    """The records of one data set, by id, without its events."""

    def rows(table: Any, *conditions: Any) -> list[Row]:
        statement = select(table.__table__).where(table.dataset == name, *conditions).order_by(table.id)
        return [{**row} for row in connection.execute(statement).mappings()]

    claims = rows(m.Claim, m.Claim.timeline_id.is_not(None))
    return Dataset.model_construct(
        header=fetch_header(connection, name),
        timelines=[record_of(Timeline, row) for row in rows(m.Timeline)],
        measures=[record_of(Measure, row) for row in rows(m.Measure)],
        places=[record_of(Place, row) for row in rows(m.Place)],
        parties=[record_of(Party, row) for row in rows(m.Party)],
        sources=[record_of(Source, row) for row in rows(m.Source)],
        claims=[record_of(TimelineClaim, {**row, "timeline": row["timeline_id"]}) for row in claims],
        events=[],
    )


def fetch_header(connection: Connection, name: str) -> Header:
    row = connection.execute(select(m.DatasetRow.__table__).where(m.DatasetRow.name == name)).mappings().one()
    return Header.model_validate({name: row[name] for name in Header.model_fields})


def record_of(model: Any, row: Row) -> Any:
    """A record from those of a row's columns that are members of it."""
    return model.model_validate({name: row[name] for name in model.model_fields if name in row})


def fetch_events(connection: Connection, dataset: str) -> Iterator[Event]:
    """The events of a data set, by id, each with all that belongs to it; read in chunks."""
    last = ""
    while True:
        own = (m.Event.dataset == dataset, m.Event.id > last)
        rows = connection.execute(select(m.Event.__table__).where(*own).order_by(m.Event.id).limit(CHUNK)).all()
        if not rows:
            return
        first, last = rows[0].id, rows[-1].id
        parts = {table: by_event(connection, table, first, last) for table in (*EVENT_PARTS, m.Claim)}
        for row in rows:
            own_parts = {table: found.get(row.id, []) for table, found in parts.items()}
            yield event_of(row.id, {**row._mapping}, own_parts, own_parts[m.Claim])


def by_event(connection: Connection, table: Any, first: str, last: str) -> dict[str, list[Row]]:
    """The rows of one table that belong to the events from the first to the last, in order, by event."""
    owner = table.event_id
    statement: Select[Any] = select(table.__table__).where(owner.between(first, last)).order_by(owner, table.position)
    rows = ({**row} for row in connection.execute(statement).mappings())
    return {name: list(group) for name, group in groupby(rows, key=lambda row: str(row["event_id"]))}


def event_of(name: str, row: Row, parts: dict[Any, list[Row]], claims: list[Row]) -> Event:
    """One event from its rows."""

    def places(state: int) -> list[str]:
        return [part["place_id"] for part in parts[m.EventPlace] if part["state"] == state]

    def parties(state: int) -> list[Participation]:
        found = [part for part in parts[m.Participation] if part["state"] == state]
        return [Participation(party=part["party_id"], role=part["role"]) for part in found]

    def state(part: Row) -> State:
        whole = {**part, "places": places(part["position"]), "parties": parties(part["position"])}
        return State.model_validate({name: whole[name] for name in ("source", *part["named"])})

    return Event(
        id=name,
        kind=row["kind"],
        note=row["note"],
        timelines=[part["timeline_id"] for part in parts[m.EventTimeline]],
        places=places(0),
        parties=parties(0),
        states=[state(part) for part in parts[m.EventState]],
        date_alternatives=[DateAlternative(edtf=p["edtf"], source=p["source"]) for p in parts[m.DateAlternative]],
        sources=[part["source"] for part in parts[m.EventSource]],
        claims=[record_of(Claim, claim) for claim in claims],
        relations=[
            Relation(type=part["type"], event=part["other_id"], source=part["source"])
            for part in parts[m.EventRelation]
        ],
    )
