"""What a format is: a name, a media type, and pure functions from documents to bytes.

Every format carries, for each event, the EDTF text of its date, its words, its status, its claims and its
sources: nothing becomes more exact, and no source is lost, by changing format.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Item = dict[str, Any]
"""A document as JSON data, its links finished."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is about, beside its items. Addresses begin with `address`, which may be empty.

    - `kind`: what the items are; `single`: one record instead of a list; `title`: of the feed, calendar or set
    - `known_on`: the day of knowledge, always given; `loaded_at`: ISO 8601, UTC
    - `fields`: the members to keep, for the formats that are made of members (csv, ndjson, geojson);
      the others need whole items and take no notice
    - `contact`: the mail address or https address of who runs the service, or nothing: for pages
    - `earlier`: event id → its date documents of earlier versions, oldest first, for what was moved
    """

    kind: str
    single: bool
    title: str
    address: str
    self_url: str
    json_url: str
    html_url: str | None
    known_on: str
    release: str
    loaded_at: str
    bom: bool = False
    fields: tuple[str, ...] | None = None
    contact: str = ""
    earlier: Mapping[str, Sequence[Item]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """Either `render` makes the whole, or `head`, `item` and `tail` make a stream; `json` is made elsewhere.

    `stored`: what a database keeps that is already an item but for the marks in its links (`app.documents.base`), a
    finished document or an event's line of a table; `end` follows each.
    """

    name: str
    media_type: str
    kinds: frozenset[str]
    render: Callable[[Sequence[Item], Context], bytes] | None = None
    head: Callable[[Context], bytes] | None = None
    item: Callable[[Item, Context], bytes] | None = None
    tail: Callable[[Context], bytes] | None = None
    stored: Literal["document", "line"] | None = None
    end: bytes = b""


def nothing(_: Context) -> bytes:
    """The head or tail of a stream that has none."""
    return b""


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_bytes(content: Any) -> bytes:
    """Compact UTF-8 JSON; members keep their order."""
    return ENCODER.encode(content).encode()


def json_of_many(content: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """The same of a long list, or of what has such lists as members.

    Items are encoded one by one: the encoder holds Python's lock until it is done, a tenth of a second for 10,000.
    """
    if not isinstance(content, Mapping):
        return b"[" + b",".join(map(json_bytes, content)) + b"]"
    parts = (
        json_bytes(name) + b":" + (json_of_many(value) if isinstance(value, list) else json_bytes(value))
        for name, value in content.items()
    )
    return b"{" + b",".join(parts) + b"}"


def kept(item: Item, context: Context) -> Item:
    """The members that were asked for, in their own order."""
    return item if context.fields is None else {name: item[name] for name in item if name in context.fields}
