"""The database's schema: where it stands and how it is brought up to date, on either engine."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.revision import migrations_folder


def config_for(connection: Connection) -> Config:
    """Built in code, so that the installed command works from any folder."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to date inside the connection's transaction."""
    command.upgrade(config_for(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the schema back to a revision; `base` removes every table."""
    command.downgrade(config_for(connection), revision)
