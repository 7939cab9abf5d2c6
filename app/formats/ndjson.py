"""One JSON document a line, streamed."""

from app.formats.base import Context, Format, Item, json_bytes, kept, nothing


def line(item: Item, context: Context) -> bytes:
    """The document without its spaces: JSON escapes line ends, so that an item is one line."""
    return json_bytes(kept(item, context)) + b"\n"


KINDS = frozenset({"event", "timeline", "claim", "place", "party", "source", "measure", "change"})
NDJSON = Format(
    "ndjson", "application/x-ndjson", KINDS, head=nothing, item=line, tail=nothing, stored="document", end=b"\n"
)
