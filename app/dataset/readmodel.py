"""Writing the read tables: finished documents, and what they are found by."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, text

from app import models as m
from app.dataset.archive import Archive
from app.dataset.changes import Entry, claim_change, event_changes
from app.dataset.project import ClaimInterval, EventInterval, Projection
from app.dataset.store import CHUNK, Row, insert_rows
from app.dates import NO_END, NO_START, HistoricalDate
from app.documents.base import encode
from app.words import tokens

Term = tuple[str, str]
Words = tuple[str, str, str]
"""The words of the title, of names and of prose, each part joined by spaces."""
READ_TABLES = (m.VersionTermLink, m.VersionTerm, m.EventVersion, m.ClaimVersion, m.Change)


def clear_read_tables(connection: Connection) -> None:
    """Empty them, before the records that they point to are taken away."""
    for table in READ_TABLES:
        connection.execute(delete(table))
    if connection.dialect.name == "sqlite":
        # A contentless FTS5 table knows no DELETE of rows, only of everything.
        connection.execute(text("INSERT INTO event_words(event_words) VALUES ('delete-all')"))
    else:
        connection.execute(text("DELETE FROM event_words"))


class Terms:
    """Each term once, with its number and in how many versions it stands."""

    def __init__(self) -> None:
        self.known: dict[Term, int] = {}
        self.counts: Counter[int] = Counter()

    def numbers(self, terms: set[Term]) -> list[int]:
        found = [self.known.setdefault(term, len(self.known) + 1) for term in sorted(terms)]
        self.counts.update(found)
        return found

    def rows(self) -> Iterator[Row]:
        for (facet, value), number in self.known.items():
            yield {"id": number, "facet": facet, "value": value, "versions": self.counts[number]}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One version, ready to be written: encoded at once, because documents as objects take ten times the memory."""

    order: tuple[int, str, int]
    row: Row
    terms: list[int]
    words: Words


def write_read_tables(connection: Connection, archive: Archive) -> dict[str, int]:
    """Project the records; the counts of what is now served."""
    projection = Projection(archive)
    terms = Terms()
    prepared: list[Prepared] = []
    changes: list[Entry] = []
    for event in archive.events.values():
        intervals = list(projection.event_intervals(event))
        prepared += [prepare(archive, terms, one) for one in intervals]
        changes += event_changes(intervals)
    prepared.sort(key=lambda one: one.order)
    insert_rows(connection, m.EventVersion, ({"id": i, **one.row} for i, one in enumerate(prepared, 1)))
    write_terms(connection, terms, prepared)
    write_words(connection, prepared)
    changes += write_claims(connection, archive, projection)
    insert_rows(connection, m.Change, change_rows(changes))
    return {
        "events": len(archive.events),
        "claims": len(projection.facts),
        "event_versions": len(prepared),
        "undated_versions": sum(one.row["start_min"] == NO_START for one in prepared),
    }


def prepare(archive: Archive, terms: Terms, one: EventInterval) -> Prepared:
    return Prepared(date_order(one), event_row(one), terms.numbers(terms_of(archive, one)), word_lists(archive, one))


def date_order(one: EventInterval) -> tuple[int, str, int]:
    """By the first possible day, unknown starts last; then by event and knowledge. An id is a rank in it."""
    return one.folded.date.start_min or NO_END, one.event.id, one.known_from


def span_class(date: HistoricalDate) -> int:
    """The bit length of the days from the first possible start to the last possible end."""
    return (date.end_max - date.start_min).bit_length()


def event_row(one: EventInterval) -> Row:
    date = one.folded.date
    return {
        "event_id": one.event.id,
        "known_from": one.known_from,
        "known_until": one.known_until,
        "first_known": one.first_known,
        "start_min": date.start_min,
        "start_max": date.start_max,
        "end_min": date.end_min,
        "end_max": date.end_max,
        "span_class": span_class(date),
        "vague": date.approximate or date.uncertain,
        "document": encode(one.document).decode(),
    }


def terms_of(archive: Archive, one: EventInterval) -> set[Term]:
    """All that a version is filtered and counted by."""
    document, around = one.document, [p for place in one.folded.places for p in archive.around(place)]
    return {
        ("kind", document.kind),
        ("status", document.status),
        *(("timeline", name) for name in document.timelines),
        *(("place", place.id) for place in around),
        *(("at", name) for name in one.folded.places),
        *(("country", place.country) for place in around if place.country),
        *(("party", part.id) for part in document.parties),
        *(("role", part.role) for part in document.parties),
        *(("party_role", f"{part.id}:{part.role}") for part in document.parties),
        *(("measure", claim.measure) for claim in document.claims),
        *(("source", source.id) for source in document.sources),
        *(("part_of", relation.event) for relation in document.relations if relation.type == "part_of"),
    }


def write_terms(connection: Connection, terms: Terms, prepared: list[Prepared]) -> None:
    """Each term once with its number of versions, and which versions have it."""
    insert_rows(connection, m.VersionTerm, terms.rows())
    links = sorted((number, version) for version, one in enumerate(prepared, 1) for number in one.terms)
    insert_rows(connection, m.VersionTermLink, ({"term_id": term, "version_id": version} for term, version in links))


def word_lists(archive: Archive, one: EventInterval) -> Words:
    """The words of the title, of the names of places and parties, and of the summary and note."""
    names: list[str] = []
    for place in (archive.places[name] for name in one.folded.places):
        names += [place.name, *place.other_names]
    for party in (archive.parties[part.party] for part in one.folded.parties):
        names += [party.name, *([party.acronym] if party.acronym else [])]
    prose = f"{one.folded.summary or ''}\n{one.folded.note or ''}"
    title, named = " ".join(tokens(one.folded.title)), " ".join(tokens("\n".join(names)))
    return title, named, " ".join(tokens(prose))


def write_words(connection: Connection, prepared: list[Prepared]) -> None:
    """Feed the engine's own index with our words."""
    if connection.dialect.name == "sqlite":
        statement = text("INSERT INTO event_words(rowid, title, names, summary) VALUES (:id, :title, :names, :summary)")
        row_of = sqlite_words
    else:
        statement = text("INSERT INTO event_words(rowid, words) VALUES (:id, CAST(:words AS tsvector))")
        row_of = postgres_words
    for start in range(0, len(prepared), CHUNK):
        chunk = enumerate(prepared[start : start + CHUNK], start + 1)
        connection.execute(statement, [{"id": number, **row_of(one.words)} for number, one in chunk])


def sqlite_words(words: Words) -> Row:
    return dict(zip(("title", "names", "summary"), words, strict=True))


def postgres_words(words: Words) -> Row:
    """A tsvector literal. Gaps of two between the parts keep phrases from reaching across them."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for weight, part in zip("ABC", words, strict=True):
        for word in part.split():
            position = min(position + 1, 16383)
            lexemes.setdefault(word, []).append(f"{position}{weight}")
        position += 2
    return {"words": " ".join(f"'{word}':{','.join(places[:255])}" for word, places in lexemes.items())}


def claim_row(number: int, one: ClaimInterval) -> Row:
    fact, document = one.fact, one.document
    as_of, asserted = fact.as_of, fact.asserted
    return {
        "id": number,
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


def write_claims(connection: Connection, archive: Archive, projection: Projection) -> list[Entry]:
    """Every version of every claim; what became known with the first of each."""
    entries: list[Entry] = []

    def rows() -> Iterator[Row]:
        every = (one for name in sorted(projection.facts) for one in projection.claim_intervals(name))
        for number, one in enumerate(every, 1):
            if one.known_from == one.fact.known_from:
                entries.append(claim_change(archive, one.fact, title_of(archive, projection, one), one.document.text))
            yield claim_row(number, one)

    insert_rows(connection, m.ClaimVersion, rows())
    return entries


def title_of(archive: Archive, projection: Projection, one: ClaimInterval) -> str:
    """The title that the claim's event had when the claim became known, or its timeline's."""
    if event := one.fact.event:
        return projection.on(event.id, one.known_from).title
    return archive.timelines[one.fact.group[1]].title


def change_rows(entries: list[Entry]) -> Iterator[Row]:
    """All changes, numbered in the order in which they became known."""
    for number, (day, _, _, document) in enumerate(sorted(entries, key=lambda entry: entry[:3]), 1):
        yield {"id": number, "known_from": day, "document": document}
