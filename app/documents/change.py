"""Something that became known on a day."""

from typing import Literal

from pydantic import Field

from app.documents.base import Document
from app.documents.history import FieldChange


class ChangeLinks(Document):
    self: str
    source: str


class ChangeDocument(Document):
    """An event, a state of one, or a claim, on the day from which its source counts as known."""

    known_from: str
    event: str | None
    timeline: str | None = Field(description="For a claim about a whole timeline")
    title: str = Field(description="The event's title as then known, or the timeline's")
    what: Literal["event", "state", "claim"]
    claim: str | None
    changes: list[FieldChange]
    source: str
    links: ChangeLinks
