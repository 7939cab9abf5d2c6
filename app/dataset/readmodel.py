"""Writing the read tables: finished documents, and what they are found by."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, delete, text

from app import models as m
from app.dataset.archive import Archive
from app.dataset.changes import claim_change, event_changes
from app.dataset.project import ClaimInterval, EventInterval, Projection
from app.dataset.store import CHUNK, Row, insert_rows
from app.dates import NO_END, NO_START, HistoricalDate
from app.documents.base import encode
from app.words import tokens

Term = tuple[str, str]
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


def write_read_tables(connection: Connection, archive: Archive) -> dict[str, int]:
    """Project the records; the counts of what is now served."""
    projection = Projection(archive)
    by_event = {event.id: list(projection.event_intervals(event)) for event in archive.events.values()}
    intervals = sorted((one for of_event in by_event.values() for one in of_event), key=date_order)
    insert_rows(connection, m.EventVersion, (event_row(i, one) for i, one in enumerate(intervals, 1)))
    write_terms(connection, archive, intervals)
    write_words(connection, archive, intervals)
    claims = [one for name in sorted(projection.facts) for one in projection.claim_intervals(name)]
    insert_rows(connection, m.ClaimVersion, (claim_row(i, one) for i, one in enumerate(claims, 1)))
    insert_rows(connection, m.Change, change_rows(archive, projection, by_event, claims))
    undated = sum(one.folded.date.start_min == NO_START for one in intervals)
    return {
        "events": len(by_event),
        "claims": len(projection.facts),
        "event_versions": len(intervals),
        "undated_versions": undated,
    }


def date_order(one: EventInterval) -> tuple[int, str, int]:
    """By the first possible day, unknown starts last; then by event and knowledge. An id is a rank in it."""
    return one.folded.date.start_min or NO_END, one.event.id, one.known_from


def span_class(date: HistoricalDate) -> int:
    """The bit length of the days from the first possible start to the last possible end."""
    return (date.end_max - date.start_min).bit_length()


def event_row(number: int, one: EventInterval) -> Row:
    date = one.folded.date
    return {
        "id": number,
        "event_id": one.event.id,
        "known_from": one.known_from,
        "known_until": one.known_until,
        "first_known": one.first_known,
        "dated": date.start_min > NO_START,
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


def write_terms(connection: Connection, archive: Archive, intervals: list[EventInterval]) -> None:
    """Each term once with its number of versions, and which versions have it."""
    numbers: dict[Term, int] = {}
    counts: Counter[int] = Counter()
    links: list[tuple[int, int]] = []
    for version, one in enumerate(intervals, 1):
        for term in sorted(terms_of(archive, one)):
            number = numbers.setdefault(term, len(numbers) + 1)
            counts[number] += 1
            links.append((number, version))
    rows = ({"id": n, "facet": f, "value": v, "versions": counts[n]} for (f, v), n in numbers.items())
    insert_rows(connection, m.VersionTerm, rows)
    insert_rows(connection, m.VersionTermLink, ({"term_id": t, "version_id": v} for t, v in sorted(links)))


def word_lists(archive: Archive, one: EventInterval) -> tuple[list[str], list[str], list[str]]:
    """The words of the title, of the names of places and parties, and of the summary and note."""
    names: list[str] = []
    for place in (archive.places[name] for name in one.folded.places):
        names += [place.name, *place.other_names]
    for party in (archive.parties[part.party] for part in one.folded.parties):
        names += [party.name, *([party.acronym] if party.acronym else [])]
    prose = f"{one.folded.summary or ''}\n{one.folded.note or ''}"
    return tokens(one.folded.title), tokens("\n".join(names)), tokens(prose)


def write_words(connection: Connection, archive: Archive, intervals: list[EventInterval]) -> None:
    """Feed the engine's own index with our words."""
    if connection.dialect.name == "sqlite":
        statement = text("INSERT INTO event_words(rowid, title, names, summary) VALUES (:id, :title, :names, :summary)")
        row_of = sqlite_words
    else:
        statement = text("INSERT INTO event_words(rowid, words) VALUES (:id, CAST(:words AS tsvector))")
        row_of = postgres_words
    for start in range(0, len(intervals), CHUNK):
        chunk = enumerate(intervals[start : start + CHUNK], start + 1)
        connection.execute(statement, [{"id": n, **row_of(*word_lists(archive, one))} for n, one in chunk])


def sqlite_words(title: list[str], names: list[str], summary: list[str]) -> Row:
    return {"title": " ".join(title), "names": " ".join(names), "summary": " ".join(summary)}


def postgres_words(title: list[str], names: list[str], summary: list[str]) -> Row:
    """A tsvector literal. Gaps of two between the parts keep phrases from reaching across them."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for weight, part in (("A", title), ("B", names), ("C", summary)):
        for word in part:
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


def change_rows(
    archive: Archive, projection: Projection, by_event: dict[str, list[EventInterval]], claims: list[ClaimInterval]
) -> Iterator[Row]:
    """All changes, numbered in the order in which they became known."""
    entries = [entry for intervals in by_event.values() for entry in event_changes(intervals)]
    for one in claims:
        if one.known_from == one.fact.known_from:
            event = one.fact.event
            title = (
                projection.on(event.id, one.known_from).title if event else archive.timelines[one.fact.group[1]].title
            )
            entries.append(claim_change(archive, one.fact, title, one.document.text))
    for number, (day, _, _, document) in enumerate(sorted(entries, key=lambda entry: entry[:3]), 1):
        yield {"id": number, "known_from": day, "document": encode(document).decode()}
