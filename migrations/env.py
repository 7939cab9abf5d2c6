"""Alembic's environment: run on the connection that `app.migrate` hands over."""

from alembic import context
from sqlalchemy.sql.schema import SchemaItem

from app.models import Base


def ours(_item: SchemaItem, name: str | None, _kind: str, _reflected: bool, _other: SchemaItem | None) -> bool:
    """The search index is made by hand on each engine, and SQLite's has shadow tables."""
    return not (name or "").startswith(("event_words", "ix_event_words"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_object=ours,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
