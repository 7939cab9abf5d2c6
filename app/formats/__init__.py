"""The formats by name, in the order in which they are offered."""

from app.formats.atom import ATOM
from app.formats.base import Context, Format, Item
from app.formats.csl import CSL
from app.formats.csv import CSV
from app.formats.geojson import GEOJSON
from app.formats.html import HTML
from app.formats.ics import ICS
from app.formats.jsonld import JSONLD
from app.formats.ndjson import NDJSON
from app.formats.svg import SVG
from app.formats.timelinejs import TIMELINEJS
from app.formats.vis import VIS

ALL_KINDS = frozenset(
    {"event", "timeline", "claim", "place", "party", "source", "measure", "change", "history", "plain"}
)

# `json` is the documents themselves, which nobody has to render.
FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("json", "application/json", ALL_KINDS),
        GEOJSON,
        CSV,
        NDJSON,
        JSONLD,
        ATOM,
        ICS,
        TIMELINEJS,
        VIS,
        CSL,
        SVG,
        HTML,
    )
}

__all__ = ["ALL_KINDS", "FORMATS", "Context", "Format", "Item"]
