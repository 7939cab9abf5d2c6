"""The command line: `homeward serve | load | check | export | migrate | schema`."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from app.dataset import database
from app.dataset.advice import advise
from app.dataset.archive import Archive
from app.dataset.export import export as write_folder
from app.dataset.fetch import fetch_dataset
from app.dataset.files import RECORD_FILES, Dataset, Event, Header, Record
from app.dataset.folder import bundled
from app.dataset.load import Incoming, check_together, origin_of, read_folders
from app.dataset.progress import showing
from app.dataset.spread import without_collection
from app.dataset.verify import verify
from app.errors import DataError
from app.params import today
from app.serving import loaded_files, serve, told_plainly
from app.settings import Settings

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Repatriation-event timelines, served from a database of claims."
)
cli.command()(serve)
Folders = Annotated[list[Path] | None, typer.Argument(help="Folders of data sets")]


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
    typer.echo("the database is sound: what is served equals a fresh render of the records")


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
