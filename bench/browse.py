"""The peer Datasette, over the plain schema: the file is immutable, so that it counts tables once, at the start."""

import os
from pathlib import Path

from datasette.app import Datasette  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.types import ASGIApp

SETTINGS = {
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 60_000,
    "suggest_facets": False,
    "max_csv_mb": 0,
    "default_cache_ttl": 60,
}


def datasette() -> ASGIApp:
    """Limits of time and size are lifted; nothing else is changed."""
    app: ASGIApp = Datasette([], immutables=[str(Path(os.environ["BENCH_SQLITE"]))], settings=SETTINGS).app()
    return app
