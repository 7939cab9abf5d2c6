"""The database's schema: where it stands and how it is brought up to date, on either engine."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import app


def migrations_folder() -> Path:
    """Beside `app` in a checkout and in an installed wheel alike."""
    return Path(app.__file__).parent.parent / "migrations"


def config_for(connection: Connection) -> Config:
    """Built in code, so that the installed command works from any folder."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config


def head_revision() -> str | None:
    """The newest revision that this version of Homeward knows."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    return ScriptDirectory.from_config(config).get_current_head()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to date inside the connection's transaction."""
    command.upgrade(config_for(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the schema back to a revision; `base` removes every table."""
    command.downgrade(config_for(connection), revision)
