"""The schema: models and migrations agree, and migrations go both ways with rows in every table."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, func, inspect, select, text

from app.dataset import database
from app.migrate import downgrade, upgrade
from app.models import Base
from app.revision import head_revision, migrations_folder
from app.settings import Settings
from tests.conftest import BUNDLED, Fresh, load, settings_for
from tests.records import EVERYTHING
from tests.sets import write

T = TypeVar("T")


def current_revision(connection: Connection) -> str | None:
    """The revision that a database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


HAND_MADE = "event_words"


def on(settings: Settings, work: Callable[[Connection], T]) -> T:
    """Run a function in one transaction on the database itself, not on a copy that is renamed."""
    if settings.sqlite_path:
        engine = create_engine(f"sqlite:///{settings.sqlite_path}", poolclass=NullPool)
        with engine.begin() as connection:
            return work(connection)
    return database.on_postgres(settings, work)


def differences(connection: Connection) -> list[object]:
    """What the models and the database do not share, without the search index and its shadow tables."""

    def ours(_: object, name: str | None, *__: object) -> bool:
        return not (name or "").startswith((HAND_MADE, f"ix_{HAND_MADE}"))

    options = {"include_object": ours, "compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, Base.metadata))


def counts(connection: Connection) -> dict[str, int]:
    """The rows of every table."""
    tables = Base.metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_models_and_migrations_agree(empty: Settings) -> None:
    assert on(empty, differences) == []
    assert on(empty, current_revision) == head_revision()


def test_the_comparison_sees_a_difference(empty: Settings) -> None:
    def alter(connection: Connection) -> list[object]:
        connection.execute(text("CREATE TABLE stray (id integer)"))
        return differences(connection)

    assert len(on(empty, alter)) == 1


def test_there_is_one_head() -> None:
    assert ScriptDirectory(str(migrations_folder())).get_heads() == [head_revision()]


def test_an_upgrade_again_keeps_every_row(empty: Settings, tmp_path: Path) -> None:
    load(empty, *sorted(BUNDLED.iterdir()), write(tmp_path / "small", **EVERYTHING))
    before = on(empty, counts)
    assert [name for name, rows in before.items() if rows == 0] == []
    on(empty, upgrade)
    database.migrate(empty)
    assert on(empty, counts) == before
    assert on(empty, differences) == []


def test_downgrade_takes_everything_away_and_upgrade_brings_it_back(empty: Settings, tmp_path: Path) -> None:
    load(empty, write(tmp_path / "small", **EVERYTHING))

    def names(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    on(empty, lambda connection: downgrade(connection, "base"))
    assert on(empty, names) == ["alembic_version"]
    on(empty, upgrade)
    assert on(empty, differences) == []
    assert set(on(empty, counts).values()) == {0}
    assert load(empty, tmp_path / "small").changed


def test_the_schema_can_be_made_from_nothing(fresh: Fresh, tmp_path: Path) -> None:
    """`migrate` makes the file and its folders."""
    settings = settings_for(f"sqlite:///{tmp_path / 'a' / 'b' / 'new.sqlite'}")
    database.migrate(settings)
    assert on(settings, current_revision) == head_revision()


@pytest.mark.parametrize("name", ["event.kind", "claim.qualifier", "source.quality"])
def test_open_words_have_no_check_in_the_database(empty: Settings, name: str) -> None:
    """Neither engine's migrations notice a new member of a checked enumeration, so there is no such check."""
    table, column = name.split(".")

    def checks(connection: Connection) -> list[str]:
        return [str(check["sqltext"]) for check in inspect(connection).get_check_constraints(table)]

    assert [check for check in on(empty, checks) if column in check] == []
