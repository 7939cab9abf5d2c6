"""The schema's newest revision, told from the names of the migrations: a server needs no more of them than that."""

from pathlib import Path

import app


def migrations_folder() -> Path:
    """Beside `app` in a checkout and in an installed wheel alike."""
    return Path(app.__file__).parent.parent / "migrations"


def head_revision() -> str:
    """The newest revision that this version of Homeward knows."""
    return max(path.stem.partition("_")[0] for path in (migrations_folder() / "versions").glob("[0-9]*.py"))
