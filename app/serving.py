"""`homeward serve`, without the loader: that would take a third of a second and 15 MB of every server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy import Connection, select

from app.dataset.folder import bundled, files_digest
from app.db.file import read_file
from app.errors import DatabaseError, DataError
from app.models import DatasetRow
from app.settings import Settings


@contextmanager
def told_plainly() -> Iterator[None]:
    """A sentence on standard error and status 1 instead of a traceback."""
    try:
        yield
    except (DataError, DatabaseError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except ValidationError as error:
        for fault in error.errors():
            message = fault["msg"].removeprefix("Value error, ")
            typer.echo(f"HOMEWARD_{str(fault['loc'][0]).upper()}: {message}", err=True)
        raise typer.Exit(2) from None


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes")] = 1,
    log_format: Annotated[str | None, typer.Option(help="json, text or none")] = None,
    trusted_proxies: Annotated[str | None, typer.Option(help="Proxies whose X-Forwarded-For is believed")] = None,
) -> None:
    """Serve the timelines; the first start makes the database and loads the bundled data sets."""
    for name, said in (("LOG_FORMAT", log_format), ("TRUSTED_PROXIES", trusted_proxies)):
        if said is not None:
            os.environ[f"HOMEWARD_{name}"] = said
    with told_plainly():
        settings = Settings()
        prepare(settings)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    typer.echo(f"page  {address}/\ndocs  {address}/docs\ndata  {address}/v1/events", err=True)
    uvicorn.run(
        "app.main:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="app.web.protocol:GuardedProtocol",
        server_header=False,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )


def prepare(settings: Settings) -> None:
    """Make the SQLite file and load what is new of the bundled data sets. A server's database is never written here."""
    path = settings.sqlite_path
    if path is None:
        return
    fresh = not path.exists()
    loaded = {} if fresh else read_file(path, loaded_files)
    stale = [folder for folder in bundled() if fresh or loaded.get(folder.name, "") != files_digest(folder)]
    stale = [folder for folder in stale if fresh or folder.name in loaded]
    if stale:
        typer.echo(f"{'making' if fresh else 'updating'} {path}", err=True)
        load_apart(stale)


def load_apart(folders: list[Path]) -> None:
    """Load in a process of its own, which ends with all that a load needs."""
    command = [sys.executable, "-m", "app.command", "load", *map(str, folders)]
    if status := subprocess.run(command, check=False).returncode:
        raise typer.Exit(status)


def loaded_files(connection: Connection) -> dict[str, str | None]:
    """The digest of the files of each loaded data set, by name."""
    rows = connection.execute(select(DatasetRow.name, DatasetRow.files_digest))
    return {row.name: row.files_digest for row in rows}
