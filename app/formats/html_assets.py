"""The files that pages load, each under a name that holds a digest of its bytes, so that caches may keep it for good.

Ours lie in `app/web/static`; Leaflet and Swagger UI are read from the packages that bring them.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
OWN = ("app.js", "docs.css", "docs.js", "icon.svg", "land.json", "map.js")
PACKAGED = {
    "leaflet.js": ("XStatic-Leaflet", "xstatic/pkg/leaflet/data/leaflet.js"),
    "leaflet.css": ("XStatic-Leaflet", "xstatic/pkg/leaflet/data/leaflet.css"),
    "swagger-ui.js": ("fastapi-offline", "fastapi_offline/static/swagger-ui-bundle.js"),
    "swagger-ui.css": ("fastapi-offline", "fastapi_offline/static/swagger-ui.css"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `name` holds the digest: `app.1f3a9c0d2b4e.js`."""

    name: str
    media_type: str
    body: bytes


def own(name: str) -> bytes:
    """A file of `app/web/static`."""
    return (files("app") / "web" / "static" / name).read_bytes()


def packaged(package: str, path: str) -> bytes:
    """A file of an installed distribution. The package itself is not imported."""
    return Path(str(distribution(package).locate_file(path))).read_bytes()


@cache
def assets() -> dict[str, Asset]:
    """All of them, by the name that they have without a digest."""
    bodies = {name: own(name) for name in OWN} | {name: packaged(*where) for name, where in PACKAGED.items()}
    return {name: dressed(name, body) for name, body in bodies.items()}


def dressed(name: str, body: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    return Asset(f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{suffix}", TYPES[suffix], body)


@cache
def by_digest() -> dict[str, Asset]:
    """All of them, by the name under which they are served."""
    return {asset.name: asset for asset in assets().values()}


@cache
def style() -> str:
    """The pages' style sheet, which stands in the page itself: the first paint waits for nothing else."""
    return squeezed(own("page.css").decode()) + drawing_style()


@cache
def drawing_style() -> str:
    """The drawings' part of it, which a drawing that stands alone carries too."""
    return squeezed(own("drawing.css").decode())


def squeezed(css: str) -> str:
    """A style sheet without its indentation and line breaks; ours holds no string that has any."""
    return "".join(line.strip() for line in css.splitlines() if not line.lstrip().startswith("/*"))
