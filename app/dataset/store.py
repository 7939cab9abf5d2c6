"""Records to rows and back. The tables are the truth; what comes back equals what went in."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from app import models as m
from app.dataset.archive import source_known_from
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

CHUNK = 2000
OF_EVENT = (
    m.EventTimeline,
    m.EventState,
    m.EventPlace,
    m.Participation,
    m.DateAlternative,
    m.EventSource,
    m.EventRelation,
)
Row = dict[str, Any]


def insert_rows(connection: Connection, table: type[m.Base], rows: Iterable[Row]) -> int:
    """Insert in chunks, so that memory does not grow with the data; the number of rows."""
    count, left = 0, iter(rows)
    while chunk := list(islice(left, CHUNK)):
        connection.execute(insert(table), chunk)
        count += len(chunk)
    return count


def save_dataset(connection: Connection, dataset: Dataset, digest: str, files_digest: str | None) -> None:
    """Write a data set that is not in the tables yet."""
    name = dataset.header.name
    header = dataset.header.model_dump()
    connection.execute(insert(m.DatasetRow), [{**header, "digest": digest, "files_digest": files_digest}])
    for table, records in (
        (m.Timeline, dataset.timelines),
        (m.Measure, dataset.measures),
        (m.Place, dataset.places),
        (m.Party, dataset.parties),
    ):
        insert_rows(connection, table, ({**record.model_dump(), "dataset": name} for record in records))
    insert_rows(connection, m.Source, (source_row(source, name) for source in dataset.sources))
    insert_rows(connection, m.Event, (event_row(event, name) for event in dataset.events))
    for of_event, rows_of in EVENT_PARTS.items():
        insert_rows(connection, of_event, (row for event in dataset.events for row in rows_of(event)))
    insert_rows(connection, m.Claim, claim_rows(dataset, name))


def source_row(source: Source, dataset: str) -> Row:
    return {**source.model_dump(), "dataset": dataset, "known_from": source_known_from(source)}


def event_row(event: Event, dataset: str) -> Row:
    return {"id": event.id, "dataset": dataset, "kind": event.kind, "note": event.note}


def timeline_rows(event: Event) -> Iterator[Row]:
    for position, name in enumerate(event.timelines):
        yield {"event_id": event.id, "position": position, "timeline_id": name}


STATE_COLUMNS = ("source", "kind", "status", "date", "title", "summary", "note")


def state_rows(event: Event) -> Iterator[Row]:
    for position, state in enumerate(event.states, 1):
        named = [name for name in State.model_fields if name in state.model_fields_set and name != "source"]
        columns = {column: getattr(state, column) for column in STATE_COLUMNS}
        yield {"event_id": event.id, "position": position, "named": named, **columns}


def presences(event: Event) -> Iterator[tuple[int, list[str], list[Participation]]]:
    """The places and parties that hold throughout (0), and those of each state."""
    yield 0, event.places, event.parties
    for number, state in enumerate(event.states, 1):
        yield number, state.places, state.parties


def place_rows(event: Event) -> Iterator[Row]:
    for state, places, _ in presences(event):
        for position, name in enumerate(places):
            yield {"event_id": event.id, "state": state, "position": position, "place_id": name}


def participation_rows(event: Event) -> Iterator[Row]:
    for state, _, parties in presences(event):
        for position, part in enumerate(parties):
            yield {
                "event_id": event.id,
                "state": state,
                "position": position,
                "party_id": part.party,
                "role": part.role,
            }


def alternative_rows(event: Event) -> Iterator[Row]:
    for position, other in enumerate(event.date_alternatives):
        yield {"event_id": event.id, "position": position, **other.model_dump()}


def event_source_rows(event: Event) -> Iterator[Row]:
    for position, source in enumerate(event.sources):
        yield {"event_id": event.id, "position": position, "source": source}


def relation_rows(event: Event) -> Iterator[Row]:
    for position, relation in enumerate(event.relations):
        yield {
            "event_id": event.id,
            "position": position,
            "type": relation.type,
            "other_id": relation.event,
            "source": relation.source,
        }


EVENT_PARTS = {
    m.EventTimeline: timeline_rows,
    m.EventState: state_rows,
    m.EventPlace: place_rows,
    m.Participation: participation_rows,
    m.DateAlternative: alternative_rows,
    m.EventSource: event_source_rows,
    m.EventRelation: relation_rows,
}


def claim_rows(dataset: Dataset, name: str) -> Iterator[Row]:
    for position, claim in enumerate(dataset.claims):
        row = claim.model_dump(exclude={"timeline"})
        yield {**row, "dataset": name, "position": position, "timeline_id": claim.timeline, "event_id": None}
    for event in dataset.events:
        for position, of_event in enumerate(event.claims):
            row = of_event.model_dump()
            yield {**row, "dataset": name, "position": position, "timeline_id": None, "event_id": event.id}


def remove_dataset(connection: Connection, name: str) -> None:
    """Take a data set out of the tables; the read tables must be empty."""
    connection.execute(delete(m.Claim).where(m.Claim.dataset == name))
    own = select(m.Event.id).where(m.Event.dataset == name)
    for table in OF_EVENT:
        connection.execute(delete(table).where(table.event_id.in_(own)))
    for record in (m.Event, m.Source, m.Party, m.Place, m.Measure, m.Timeline):
        connection.execute(delete(record).where(record.dataset == name))
    connection.execute(delete(m.DatasetRow).where(m.DatasetRow.name == name))


def fetch_datasets(connection: Connection) -> list[Dataset]:
    """Every data set that is loaded, by name."""
    return [fetch_dataset(connection, name) for name in connection.scalars(select(m.DatasetRow.name).order_by("name"))]


def fetch_dataset(connection: Connection, name: str) -> Dataset:
    """The records of one data set, by id."""

    def rows(table: Any) -> list[Row]:
        statement = select(table.__table__).where(table.dataset == name).order_by(table.id)
        return [{**row} for row in connection.execute(statement).mappings()]

    claims = [claim for claim in rows(m.Claim) if claim["timeline_id"]]
    return Dataset.model_construct(
        header=fetch_header(connection, name),
        timelines=[record_of(Timeline, row) for row in rows(m.Timeline)],
        measures=[record_of(Measure, row) for row in rows(m.Measure)],
        places=[record_of(Place, row) for row in rows(m.Place)],
        parties=[record_of(Party, row) for row in rows(m.Party)],
        sources=[record_of(Source, row) for row in rows(m.Source)],
        claims=[record_of(TimelineClaim, {**row, "timeline": row["timeline_id"]}) for row in claims],
        events=list(fetch_events(connection, name)),
    )


def fetch_header(connection: Connection, name: str) -> Header:
    row = connection.execute(select(m.DatasetRow.__table__).where(m.DatasetRow.name == name)).mappings().one()
    return Header.model_validate({name: row[name] for name in Header.model_fields})


def record_of(model: Any, row: Row) -> Any:
    """A record from those of a row's columns that are members of it."""
    return model.model_validate({name: row[name] for name in model.model_fields if name in row})


def fetch_events(connection: Connection, dataset: str) -> Iterator[Event]:
    """The events of a data set, by id, each with all that belongs to it."""
    order = (m.Event.dataset == dataset, m.Event.id)
    parts = {table: by_event(connection, table, table.event_id, dataset) for table in OF_EVENT}
    claims = by_event(connection, m.Claim, m.Claim.event_id, dataset)
    for row in connection.execute(select(m.Event.__table__).where(order[0]).order_by(order[1])).mappings():
        yield event_of(
            row["id"], {**row}, {t: p.get(row["id"], []) for t, p in parts.items()}, claims.get(row["id"], [])
        )


def by_event(connection: Connection, table: Any, owner: Any, dataset: str) -> dict[str, list[Row]]:
    """The rows of one table that belong to the data set's events, in order, by event."""
    own = select(m.Event.id).where(m.Event.dataset == dataset)
    statement: Select[Any] = select(table.__table__).where(owner.in_(own)).order_by(owner, table.position)
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
