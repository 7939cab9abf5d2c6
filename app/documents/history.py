"""What changed between two versions of an event."""

from typing import Any

from pydantic import ConfigDict, Field

from app.documents.base import Document
from app.documents.date import DateDocument
from app.documents.records import SourceInEvent
from app.vocabulary import Status

STATE_FIELDS = ("kind", "status", "date", "title", "summary", "note", "places", "parties")


class FieldChange(Document):
    """One member, before and after, in words."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    field: str = Field(examples=["status"])
    from_: str | None = Field(alias="from", examples=["expected"])
    to: str | None = Field(examples=["completed"])


class HistoryLinks(Document):
    self: str = Field(description="The event as it was then known")


class HistoryItem(Document):
    """One state of knowledge of an event."""

    known_from: str
    known_until: str | None = Field(description="The first day on which it was known otherwise; null: still so")
    status: Status
    date: DateDocument
    title: str
    sources: list[SourceInEvent]
    changes: list[FieldChange] = Field(description="What changed since the item before")
    links: HistoryLinks


def in_words(field: str, value: Any) -> str | None:
    """A member of a state as one line."""
    if not value:
        return None
    if field == "date":
        return str(value["text"])
    if field == "places":
        return ", ".join(place["name"] for place in value)
    if field == "parties":
        return ", ".join(f"{party['name']} ({party['role'].replace('_', ' ')})" for party in value)
    return str(value)


def compared(state: dict[str, Any], field: str) -> Any:
    """An open end moves with the newest word on it; that is no change of the date."""
    return state["date"]["edtf"] if field == "date" else state[field]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    """The members of the state that differ; claims and sources are no state."""
    return [
        FieldChange(field=field, **{"from": in_words(field, before[field])}, to=in_words(field, after[field]))
        for field in STATE_FIELDS
        if compared(before, field) != compared(after, field)
    ]
