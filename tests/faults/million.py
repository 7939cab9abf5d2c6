"""Thousands of events at once, a million in seconds: copies of one that was loaded, straight into the read tables and prepared sets."""

from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from app import models as m
from app.dataset import database
from app.dataset.sets import Sets
from app.settings import Settings

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n)",
    "postgresql": "(SELECT i FROM generate_series(2, {count}) AS i)",
}
NAME = {"sqlite": "printf('{name}-%07d', i)", "postgresql": "'{name}-' || lpad(i::text, 7, '0')"}


def multiply(url: str, count: int) -> None:
    """Make a database of one event into one of so many."""
    settings = Settings(database_url=url)
    if settings.sqlite_path is None:
        database.on_postgres(settings, lambda connection: copy(connection, count))
        return
    engine = database.sqlite_engine(settings.sqlite_path, foreign_keys=False)
    with engine.begin() as connection:
        copy(connection, count)


def copy(connection: Connection, count: int) -> None:
    engine = connection.dialect.name
    if engine == "postgresql":
        # The copies have no records behind them.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    row = dict(connection.execute(select(m.EventVersion)).mappings().one())
    # Its number is its rank, and so are theirs.
    assert row["id"] == 1
    name = NAME[engine].format(name=row["event_id"])
    renamed = {column: f"replace({column}, '{row['event_id']}', {name})" for column in ("line", "document")}
    made = {"id": "i", "event_id": name, **renamed}
    columns = ", ".join(row)
    values = ", ".join(made.get(column, column) for column in row)
    numbers = NUMBERS[engine].format(count=count)
    connection.execute(text(f"INSERT INTO event_version ({columns}) SELECT {values} FROM {numbers} n, event_version"))
    prepare(connection, row, count)
    # As a load does at its end: planners choose by what they know of a table.
    connection.execute(text("ANALYZE"))
    counts = connection.scalars(select(m.Release.counts)).one()
    connection.execute(update(m.Release).values(counts={**counts, "event_versions": count}))


def prepare(connection: Connection, row: dict[str, Any], count: int) -> None:
    """The sets of that many versions, which all have the terms of the one."""
    for table in (m.TermSet, m.WordSet, m.DayPiece):
        connection.execute(delete(table))
    terms = list(connection.scalars(select(m.VersionTerm.id)))
    sets = Sets()
    for number in range(1, count + 1):
        sets.add(number, {**row, "event_id": f"{row['event_id']}-{number:07}"}, terms, ("", "", ""))
    sets.write(connection)
    assert connection.scalar(select(func.count()).select_from(m.EventVersion)) == count
