"""What became known, day by day: events, states of them, claims."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from app.dataset.archive import Archive
from app.dataset.figures import Fact
from app.dataset.project import EventInterval
from app.dates import day_text
from app.documents.base import encode, link
from app.documents.change import ChangeDocument, ChangeLinks
from app.documents.history import STATE_FIELDS, FieldChange, differences

Entry = tuple[tuple[int | str, ...], dict[str, Any]]
"""Day, subject and claim ids for the order; the row with the finished document."""
STATE = set(STATE_FIELDS)


def event_changes(intervals: list[EventInterval]) -> Iterator[Entry]:
    """The event, when it first became known; then each change of its state."""
    first = intervals[0]
    yield entry(first, "event", [])
    for before, after in pairwise(intervals):
        fields = differences(before.document.model_dump(include=STATE), after.document.model_dump(include=STATE))
        if fields:
            yield entry(after, "state", fields)


def entry(interval: EventInterval, what: Any, fields: list[FieldChange]) -> Entry:
    event = interval.event.id
    document = ChangeDocument(
        known_from=day_text(interval.known_from),
        event=event,
        timeline=None,
        title=interval.document.title,
        what=what,
        claim=None,
        changes=fields,
        source=interval.folded.sources[-1],
        links=ChangeLinks(self=link(f"/v1/events/{event}"), source=link(f"/v1/sources/{interval.folded.sources[-1]}")),
    )
    return ranked(interval.known_from, event, "", document)


def claim_change(archive: Archive, fact: Fact, title: str, text: str) -> Entry:
    """A claim, when it first became known."""
    claim = fact.claim
    subject = fact.event or fact.group[1]
    measure = archive.measures[claim.measure].name
    document = ChangeDocument(
        known_from=day_text(fact.known_from),
        event=fact.event,
        timeline=None if fact.event else subject,
        title=title,
        what="claim",
        claim=claim.id,
        changes=[FieldChange(field=claim.measure, **{"from": None}, to=f"{measure}: {text}")],
        source=claim.source,
        links=ChangeLinks(self=link(f"/v1/claims/{claim.id}"), source=link(f"/v1/sources/{claim.source}")),
    )
    return ranked(fact.known_from, subject, claim.id, document)


def ranked(day: int, subject: str, claim: str, document: ChangeDocument) -> Entry:
    return (day, subject, claim), {"known_from": day, "document": encode(document).decode()}
