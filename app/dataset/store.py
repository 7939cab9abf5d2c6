"""Records to rows. The tables are the truth.

Rows are inserted by the driver's own means: SQLAlchemy's take longer than the database does.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from operator import itemgetter
from typing import Any

from pydantic_core import from_json
from sqlalchemy import JSON, Connection, delete, insert, select

from app import models as m
from app.dataset.archive import shelved, source_known_from
from app.dataset.files import Dataset, Record, Source
from app.dataset.progress import counting
from app.dataset.shelf import Shelf
from app.dataset.spread import chunks, helpers_for, spread

CHUNK = 1000
Row = dict[str, Any]
Values = tuple[Any, ...]
Json = dict[str, Any]
"""An event as its canonical JSON tells it: every member, and of a state those that it names."""


@cache
def columns(table: type[m.Base]) -> tuple[str, ...]:
    return tuple(table.__table__.columns.keys())


@cache
def getter(table: type[m.Base]) -> Callable[[Row], Values]:
    return itemgetter(*columns(table))


@cache
def json_columns(table: type[m.Base]) -> list[str]:
    return [column.name for column in table.__table__.columns if isinstance(column.type, JSON)]


def values_of(table: type[m.Base], row: Row) -> Values:
    """The values of a row, which has a member for each column, in the order of the columns."""
    for name in json_columns(table):
        row = {**row, name: json.dumps(row[name])}
    return getter(table)(row)


def insert_rows(connection: Connection, table: type[m.Base], rows: Iterable[Row]) -> None:
    """Insert in chunks, so that memory does not grow with the data."""
    left = iter(rows)
    while chunk := [values_of(table, row) for row in islice(left, CHUNK)]:
        insert_values(connection, table, chunk)


def insert_values(connection: Connection, table: type[m.Base], rows: list[Values]) -> None:
    """Insert rows that `values_of` has made."""
    if not rows:
        return
    name, names = table.__tablename__, columns(table)
    if connection.dialect.name == "sqlite":
        quoted, places = ", ".join(f'"{column}"' for column in names), ", ".join("?" for _ in names)
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({quoted}) VALUES ({places})', rows)
    else:
        # COPY, in the transaction that is open.
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(lambda raw: raw.copy_records_to_table(name, records=rows, columns=names))


def save_dataset(connection: Connection, dataset: Dataset, digest: str, files_digest: str | None) -> None:
    """Write a data set that is not in the tables yet."""
    name = dataset.header.name
    header = dataset.header.model_dump()
    connection.execute(insert(m.DatasetRow), [{**header, "digest": digest, "files_digest": files_digest}])
    plain: tuple[tuple[type[m.Base], Sequence[Record]], ...] = (
        (m.Timeline, dataset.timelines),
        (m.Measure, dataset.measures),
        (m.Place, dataset.places),
        (m.Party, dataset.parties),
    )
    for table, records in plain:
        insert_rows(connection, table, ({**record.model_dump(), "dataset": name} for record in records))
    insert_rows(connection, m.Source, (source_row(source, name) for source in dataset.sources))
    insert_rows(connection, m.Claim, timeline_claim_rows(dataset, name))
    shelf = shelved(dataset)
    with counting("storing", "events", lambda: len(shelf)) as done:
        for chunk in spread(partial(rows_of, shelf, name), chunks(shelf.names()), helpers_for(len(shelf))):
            for table, rows in zip(WITH_EVENTS, chunk, strict=True):
                insert_values(connection, table, rows)
            done(len(chunk[0]))


def rows_of(shelf: Shelf, dataset: str, names: Sequence[str]) -> list[list[Values]]:
    """The rows of these events in each of the tables WITH_EVENTS."""
    events = [from_json(shelf.content(shelf.numbers[name])) for name in names]
    found = [[values_of(m.Event, event_row(event, dataset)) for event in events]]
    for table, rows in EVENT_PARTS.items():
        found.append([values_of(table, row) for event in events for row in rows(event)])
    found.append([values_of(m.Claim, row) for event in events for row in event_claim_rows(event, dataset)])
    return found


def source_row(source: Source, dataset: str) -> Row:
    return {**source.model_dump(), "dataset": dataset, "known_from": source_known_from(source)}


def event_row(event: Json, dataset: str) -> Row:
    return {"id": event["id"], "dataset": dataset, "kind": event["kind"], "note": event["note"]}


def timeline_rows(event: Json) -> Iterator[Row]:
    for position, name in enumerate(event["timelines"]):
        yield {"event_id": event["id"], "position": position, "timeline_id": name}


STATE_COLUMNS = ("source", "kind", "status", "date", "title", "summary", "note")


def state_rows(event: Json) -> Iterator[Row]:
    for position, state in enumerate(event["states"], 1):
        named = [name for name in state if name != "source"]
        columns = {column: state.get(column) for column in STATE_COLUMNS}
        yield {"event_id": event["id"], "position": position, "named": named, **columns}


def presences(event: Json) -> Iterator[tuple[int, Json]]:
    """The event itself, whose places and parties hold throughout (0), and its states."""
    return enumerate([event, *event["states"]])


def place_rows(event: Json) -> Iterator[Row]:
    for number, whole in presences(event):
        for position, name in enumerate(whole.get("places", ())):
            yield {"event_id": event["id"], "state": number, "position": position, "place_id": name}


def participation_rows(event: Json) -> Iterator[Row]:
    for number, whole in presences(event):
        for position, part in enumerate(whole.get("parties", ())):
            row = {"event_id": event["id"], "state": number, "position": position}
            yield {**row, "party_id": part["party"], "role": part["role"]}


def alternative_rows(event: Json) -> Iterator[Row]:
    for position, other in enumerate(event["date_alternatives"]):
        yield {"event_id": event["id"], "position": position, **other}


def event_source_rows(event: Json) -> Iterator[Row]:
    for position, source in enumerate(event["sources"]):
        yield {"event_id": event["id"], "position": position, "source": source}


def relation_rows(event: Json) -> Iterator[Row]:
    for position, relation in enumerate(event["relations"]):
        row = {"event_id": event["id"], "position": position, "type": relation["type"]}
        yield {**row, "other_id": relation["event"], "source": relation["source"]}


EVENT_PARTS: dict[Any, Callable[[Json], Iterator[Row]]] = {
    m.EventTimeline: timeline_rows,
    m.EventState: state_rows,
    m.EventPlace: place_rows,
    m.Participation: participation_rows,
    m.DateAlternative: alternative_rows,
    m.EventSource: event_source_rows,
    m.EventRelation: relation_rows,
}


WITH_EVENTS: tuple[type[m.Base], ...] = (m.Event, *EVENT_PARTS, m.Claim)


def timeline_claim_rows(dataset: Dataset, name: str) -> Iterator[Row]:
    for position, claim in enumerate(dataset.claims):
        row = claim.model_dump(exclude={"timeline"})
        yield {**row, "dataset": name, "position": position, "timeline_id": claim.timeline, "event_id": None}


def event_claim_rows(event: Json, dataset: str) -> Iterator[Row]:
    for position, claim in enumerate(event["claims"]):
        yield {**claim, "dataset": dataset, "position": position, "timeline_id": None, "event_id": event["id"]}


def remove_dataset(connection: Connection, name: str) -> None:
    """Take a data set out of the tables; the read tables must be empty."""
    connection.execute(delete(m.Claim).where(m.Claim.dataset == name))
    own = select(m.Event.id).where(m.Event.dataset == name)
    for table in EVENT_PARTS:
        connection.execute(delete(table).where(table.event_id.in_(own)))
    for record in (m.Event, m.Source, m.Party, m.Place, m.Measure, m.Timeline):
        connection.execute(delete(record).where(record.dataset == name))
    connection.execute(delete(m.DatasetRow).where(m.DatasetRow.name == name))
