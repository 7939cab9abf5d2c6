"""From events to the rows of the read tables: each as plain values, with the key that gives it its rank.

Documents are encoded at once, because as objects they take ten times the memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.dataset.archive import Archive
from app.dataset.changes import Entry, claim_change, event_changes
from app.dataset.figures import Fact
from app.dataset.project import ClaimInterval, EventInterval, Projection
from app.dataset.sorter import Key
from app.dataset.store import Row
from app.dates import NO_END, NO_START
from app.documents.base import encode
from app.formats.csv import event_line
from app.words import tokens

Words = tuple[str, str, str]
"""The words of the title, of names and of prose, each part joined by spaces."""
Version = tuple[Key, tuple[Row, list[str], Words]]
"""A version's row, its terms (`kind handover`, `place panmunjom` …) and its words."""


@dataclass(slots=True)
class Rendered:
    """What comes of so many events."""

    events: int
    versions: list[Version] = field(default_factory=list)
    claims: list[Entry] = field(default_factory=list)
    changes: list[Entry] = field(default_factory=list)


def render_chunk(projection: Projection, names: Sequence[str]) -> Rendered:
    """All that is served of these events and their claims."""
    rendered = Rendered(len(names))
    for name in names:
        life = projection.life(name)
        intervals = list(projection.event_intervals(life.event))
        rendered.versions += [version(projection.archive, one) for one in intervals]
        rendered.changes += event_changes(intervals)
        claims, changes = claim_entries(projection, life.facts.values())
        rendered.claims += claims
        rendered.changes += changes
    return rendered


def claim_entries(projection: Projection, facts: Iterable[Fact]) -> tuple[list[Entry], list[Entry]]:
    """The versions of claims, and the changes that they were when they became known."""
    claims: list[Entry] = []
    changes: list[Entry] = []
    for fact in facts:
        for one in projection.claim_intervals(fact):
            claims.append(((fact.claim.id, one.known_from), claim_row(one)))
            if one.known_from == fact.known_from:
                changes.append(claim_change(projection.archive, fact, title_of(projection, one), one.document.text))
    return claims, changes


def title_of(projection: Projection, one: ClaimInterval) -> str:
    """The title that the claim's event had when the claim became known, or its timeline's."""
    if event := one.fact.event:
        return projection.on(event, one.known_from).title
    return projection.archive.timelines[one.fact.group[1]].title


def version(archive: Archive, one: EventInterval) -> Version:
    return date_order(one), (event_row(one), sorted(terms_of(archive, one)), words_of(archive, one))


def date_order(one: EventInterval) -> Key:
    """By the first possible day, unknown starts last; then by event and knowledge. An id is a rank in it."""
    return one.folded.date.start_min or NO_END, one.event.id, one.known_from


def event_row(one: EventInterval) -> Row:
    date, document = one.folded.date, encode(one.document)
    return {
        "event_id": one.event.id,
        "known_from": one.known_from,
        "known_until": one.known_until,
        "first_known": one.first_known,
        "start_min": date.start_min,
        "start_max": date.start_max,
        "end_min": date.end_min,
        "end_max": date.end_max,
        "vague": date.approximate or date.uncertain,
        "line": event_line(document),
        "document": document.decode(),
    }


def terms_of(archive: Archive, one: EventInterval) -> set[str]:
    """All that a version is filtered and counted by: facet and value, with a space between."""
    document, around = one.document, [p for place in one.folded.places for p in archive.around(place)]
    return {
        f"kind {document.kind}",
        f"status {document.status}",
        *(f"timeline {name}" for name in document.timelines),
        *(f"place {place.id}" for place in around),
        *(f"at {name}" for name in one.folded.places),
        *(f"country {place.country}" for place in around if place.country),
        *(f"party {part.id}" for part in document.parties),
        *(f"role {part.role}" for part in document.parties),
        *(f"party_role {part.id}:{part.role}" for part in document.parties),
        *(f"measure {claim.measure}" for claim in document.claims),
        *(f"source {source.id}" for source in document.sources),
        *(f"part_of {relation.event}" for relation in document.relations if relation.type == "part_of"),
    }


@lru_cache(20_000)
def words(text: str) -> str:
    """The words of a text; versions of an event share most of theirs, and names come again and again."""
    return " ".join(tokens(text))


def words_of(archive: Archive, one: EventInterval) -> Words:
    """The words of the title, of the names of places and parties, and of the summary and note."""
    names: list[str] = []
    for place in (archive.places[name] for name in one.folded.places):
        names += [place.name, *place.other_names]
    for party in (archive.parties[part.party] for part in one.folded.parties):
        names += [party.name, *([party.acronym] if party.acronym else [])]
    named = " ".join(filter(None, map(words, names)))
    return words(one.folded.title), named, words(f"{one.folded.summary or ''}\n{one.folded.note or ''}")


def claim_row(one: ClaimInterval) -> Row:
    fact, document = one.fact, one.document
    as_of, asserted = fact.as_of, fact.asserted
    return {
        "claim_id": document.id,
        "known_from": one.known_from,
        "known_until": one.known_until,
        "event_id": document.event,
        "timeline_id": fact.group[1] if fact.group[0] == "timeline" else None,
        "measure": document.measure,
        "scope": document.scope,
        "claimant": document.claimant.id,
        "source": document.source,
        "qualifier": document.qualifier,
        "value_low": fact.low,
        "value_high": fact.high,
        "as_of_min": as_of.start_min if as_of else None,
        "as_of_max": as_of.end_max if as_of else None,
        "asserted_min": asserted.start_min if asserted else None,
        "asserted_max": asserted.end_max if asserted else None,
        "as_of_sort": as_of.end_max if as_of else NO_START,
        "asserted_sort": asserted.end_max if asserted else NO_START,
        "conflicting": bool(document.conflicts_with),
        "derived": document.derived,
        "document": encode(document).decode(),
    }
