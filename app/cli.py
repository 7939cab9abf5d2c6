"""The command line: `homeward serve | load | check | export | migrate | schema`."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from sqlalchemy import Connection, select

import app
from app.dataset import database
from app.dataset.advice import advise
from app.dataset.archive import Archive
from app.dataset.export import export as write_folder
from app.dataset.fetch import fetch_dataset
from app.dataset.files import RECORD_FILES, Dataset, Event, Header, Record
from app.dataset.load import Incoming, check_together, origin_of, read_folders
from app.dataset.progress import showing
from app.dataset.reader import files_digest
from app.dataset.spread import without_collection
from app.dataset.verify import verify
from app.errors import DatabaseError, DataError
from app.models import DatasetRow
from app.params import today
from app.settings import Settings

BUNDLED = Path(app.__file__).parent / "dataset" / "bundled"

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Repatriation-event timelines, served from a database of claims."
)
Folders = Annotated[list[Path] | None, typer.Argument(help="Folders of data sets")]


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


def bundled() -> list[Path]:
    """The data sets that come with the program."""
    return sorted(path for path in BUNDLED.iterdir() if (path / "dataset.yaml").is_file())


@cli.command()
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
    loaded = {} if fresh else database.read(settings, loaded_files)
    stale = [folder for folder in bundled() if fresh or loaded.get(folder.name, "") != files_digest(folder)]
    stale = [folder for folder in stale if fresh or folder.name in loaded]
    if stale:
        typer.echo(f"{'making' if fresh else 'updating'} {path}", err=True)
        load_folders(settings, stale)


def loaded_files(connection: Connection) -> dict[str, str | None]:
    """The digest of the files of each loaded data set, by name."""
    rows = connection.execute(select(DatasetRow.name, DatasetRow.files_digest))
    return {row.name: row.files_digest for row in rows}


def load_folders(settings: Settings, folders: list[Path]) -> None:
    """Read, check and load; a line for each data set, and one for the release."""
    with showing(), without_collection():
        outcome = database.load(settings, read_folders(folders, database.scratch_folder(settings)), say)
    if outcome.changed:
        say(f"release {outcome.release[:12]}: " + ", ".join(f"{n:,} {name}" for name, n in outcome.counts.items()))
    else:
        say(f"nothing has changed; release {outcome.release[:12]} stays")


def say(line: str) -> None:
    typer.echo(line, err=True)


@cli.command()
def load(
    folders: Folders = None,
    with_bundled: Annotated[bool, typer.Option("--bundled", help="The data sets that come with the program")] = False,
) -> None:
    """Load data sets in one step: all of them as one new release, or nothing."""
    wanted = [*(folders or []), *(bundled() if with_bundled else [])]
    if not wanted:
        raise typer.BadParameter("name a folder, or --bundled")
    with told_plainly():
        load_folders(Settings(), wanted)


@cli.command()
def check(
    folders: Folders = None,
    database_too: Annotated[bool, typer.Option("--database", help="Prove the database's projection")] = False,
) -> None:
    """Check data sets without loading them, with advice for editors; or the database."""
    with told_plainly():
        if database_too:
            report_database()
        if folders:
            report_folders(folders)
        elif not database_too:
            raise typer.BadParameter("name a folder, or --database")


def report_database() -> None:
    faults = database.read(Settings(), verify)
    if faults:
        raise DataError("\n".join(faults))
    typer.echo("the database is sound: every stored document equals a fresh render")


def report_folders(folders: list[Path]) -> None:
    """Faults fail; advice does not. A set may refer to the bundled ones."""
    with showing(), without_collection():
        incoming = read_folders(folders)
    names = {one.dataset.header.name for one in incoming}
    others = read_folders([folder for folder in bundled() if folder.name not in names])
    datasets = [one.dataset for one in (*incoming, *others)]
    check_together(Archive(datasets), [*incoming, *others])
    for line in advice_for(datasets, incoming):
        typer.echo(line)
    for one in incoming:
        typer.echo(f"{one.dataset.header.name}: sound, {len(one.dataset.events)} events, digest {one.digest[:12]}")


def advice_for(datasets: list[Dataset], incoming: list[Incoming]) -> Iterator[str]:
    """Advice about the records of the data sets that were named."""
    for advice in advise(Archive(datasets), today()):
        if origin := origin_of(incoming, advice.kind, advice.record):
            kept = f" (kept: {advice.kept})" if advice.kept else ""
            yield f"{origin.file}:{origin.line(())}: {advice.record}: {advice.code}: {advice.sentence}{kept}"


@cli.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder")],
    name: Annotated[str | None, typer.Option(help="One data set only, straight into the folder")] = None,
) -> None:
    """Write the loaded data sets as files that load to the same digests: one folder each."""
    with told_plainly():
        names = list(database.read(Settings(), loaded_files))
        if name and name not in names:
            raise DataError(f"there is no data set {name}; loaded are {', '.join(names)}")
        for one in [name] if name else names:
            dataset = database.read(Settings(), fetching(one))
            write_folder(dataset, folder if name else folder / one)
            typer.echo(f"wrote {folder if name else folder / one}")


def fetching(name: str) -> Callable[[Connection], Dataset]:
    return lambda connection: fetch_dataset(connection, name)


@cli.command()
def migrate(
    revision: Annotated[str, typer.Argument(help="head, base, or a revision")] = "head",
) -> None:
    """Bring the database's schema up to date (or, with a revision, back)."""
    with told_plainly():
        database.migrate(Settings(), revision)
        typer.echo(f"the schema stands at {revision}")


@cli.command()
def schema() -> None:
    """Print the JSON Schemas of the data set files, for editors."""
    shapes: dict[str, type[Record]] = {"dataset": Header, **RECORD_FILES, "events": Event}
    json.dump({name: shape.model_json_schema() for name, shape in shapes.items()}, sys.stdout, indent=2)
    typer.echo()


def main() -> None:
    """The entry point of the `homeward` command."""
    cli()
