"""Reading the records that events refer to, the timelines, and what became known."""

from collections.abc import Callable
from typing import Any

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Select, select

from app.dates import NO_END, NO_START, day_text, long_day, parse_date
from app.db import Reader
from app.documents.base import Document, encode, link
from app.documents.date import Limits
from app.documents.describe import describe_changes
from app.documents.records import (
    Extent,
    MeasureDocument,
    PartyDocument,
    PlaceDocument,
    RecordLinks,
    SourceDocument,
    TimelineDocument,
    TimelineLinks,
)
from app.errors import NotFound
from app.models import Change, Measure, Party, Place, Source, Timeline
from app.params import ChangesQuery, ListQuery
from app.queries.cursor import Cursor
from app.queries.ids import check_ids, no_such
from app.queries.kept import Prepared, prepared
from app.queries.lines import extent, known
from app.queries.members import counts_of, of_terms
from app.queries.page import Order, Page, read_slice
from app.vocabulary import Bound
from app.words import Phrase, tokens

Row = dict[str, Any]


def source_document(row: Row) -> SourceDocument:
    known = {**row, "known_from": day_text(row["known_from"])}
    return SourceDocument(**own(SourceDocument, known), links=links_of("sources", row, "source", "source"))


def measure_document(row: Row) -> MeasureDocument:
    return MeasureDocument(**own(MeasureDocument, row), links=links_of("measures", row, "measure", "measure"))


def place_document(row: Row) -> PlaceDocument:
    return PlaceDocument(**own(PlaceDocument, row), links=links_of("places", row, "place", None))


def party_document(row: Row) -> PartyDocument:
    return PartyDocument(**own(PartyDocument, row), links=links_of("parties", row, "party", "claimant"))


def own(model: type[Document], row: Row) -> Row:
    """Those of a row's columns that are members of the document."""
    return {name: row[name] for name in model.model_fields if name in row}


def links_of(path: str, row: Row, events: str, claims: str | None) -> RecordLinks:
    """Where a record is, and what uses it."""
    return RecordLinks(
        self=link(f"/v1/{path}/{row['id']}"),
        events=link(f"/v1/events?{events}={row['id']}"),
        claims=link(f"/v1/claims?{claims}={row['id']}") if claims else None,
    )


RECORDS: dict[str, tuple[Any, Callable[[Row], Any]]] = {
    "source": (Source, source_document),
    "measure": (Measure, measure_document),
    "place": (Place, place_document),
    "party": (Party, party_document),
}


def record_filters(kind: str, query: ListQuery, day: int) -> list[ColumnElement[bool]]:
    """The columns that can be asked for. A source is not known before its day."""
    table = RECORDS[kind][0]
    filters: list[ColumnElement[bool]] = [Source.known_from <= day] if kind == "source" else []
    for name in ("kind", "country", "quality", "publisher"):
        if values := getattr(query, name, None):
            filters.append(getattr(table, name).in_([str(value) for value in values]))
    return filters


def text_of(kind: str, row: Row) -> str:
    """What the words of a record search are looked for in."""
    names = {"source": ("title", "publisher"), "place": ("name",), "party": ("name", "acronym")}[kind]
    return " ".join([str(row[name] or "") for name in names] + list(row.get("other_names") or ()))


def has_words(phrases: list[Phrase], text: str) -> bool:
    """All phrases occur, as in the search for events."""
    words = tokens(text)
    return all(any(starts(phrase, words[at:]) for at in range(len(words))) for phrase in phrases)


def starts(phrase: Phrase, words: list[str]) -> bool:
    *whole, last = phrase.words
    if len(words) < len(phrase.words) or words[: len(whole)] != whole:
        return False
    found = words[len(whole)]
    return found.startswith(last) if phrase.prefix else found == last


async def matching_ids(
    reader: Reader, kind: str, query: ListQuery, filters: list[ColumnElement[bool]]
) -> list[str] | None:
    """Words and publication dates are compared here: records are few. None: everything."""
    phrases, published = getattr(query, "q", None), getattr(query, "published", None)
    if not phrases and published is None:
        return None
    rows = [row._mapping for row in await reader.rows(select(RECORDS[kind][0].__table__).where(*filters))]
    found = [row for row in rows if not phrases or has_words(phrases, text_of(kind, dict(row)))]
    if published is not None:
        found = [row for row in found if row["published"] and may_meet(row["published"], published)]
    return [str(row["id"]) for row in found]


def may_meet(published: str, span: Any) -> bool:
    date = parse_date(published)
    return bool(date.start_min <= span.last and date.end_max >= span.first)


async def records_page(
    reader: Reader, kind: str, query: ListQuery, day: int, limit: int, cursor: Cursor | None
) -> Page:
    """One page of records, by id."""
    table, document_of = RECORDS[kind]
    await check_ids(reader, {"publisher": getattr(query, "publisher", None)})
    filters = record_filters(kind, query, day)
    ids = await matching_ids(reader, kind, query, filters)
    statement: Select[Any] = select(*(column for column in table.__table__.columns)).where(*filters)
    if ids is not None:
        statement = statement.where(table.id.in_(ids))
    part = await read_slice(reader, statement, Order((table.id,), descending=False), limit, cursor)
    documents = [encode(document_of(dict(row._mapping))) for row in part.rows]
    plural = {"party": "parties"}.get(kind, kind + "s").capitalize()
    return Page(documents, part.total, f"{plural}: {part.total:,}", part.before, part.after)


async def one_record(reader: Reader, kind: str, name: str, day: int) -> bytes:
    """One record. NotFound."""
    table, document_of = RECORDS[kind]
    rows = await reader.rows(select(table.__table__).where(table.id == name))
    if not rows:
        raise await no_such(reader, kind, name)
    row = dict(rows[0]._mapping)
    if kind == "source" and row["known_from"] > day:
        first = row["known_from"]
        raise NotFound(f"This source first became known on {long_day(first)} ({day_text(first)}).")
    return encode(document_of(row))


async def timelines_page(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
    """One page of timelines."""
    statement = select(*Timeline.__table__.columns)
    part = await read_slice(reader, statement, Order((Timeline.id,), descending=False), limit, cursor)
    documents = await timeline_documents(reader, [dict(row._mapping) for row in part.rows], day)
    return Page(documents, part.total, f"Timelines: {part.total:,}", part.before, part.after)


async def one_timeline(reader: Reader, name: str, day: int) -> bytes:
    """A timeline. NotFound."""
    rows = await reader.rows(select(Timeline.__table__).where(Timeline.id == name))
    if not rows:
        raise await no_such(reader, "timeline", name)
    [document] = await timeline_documents(reader, [dict(rows[0]._mapping)], day)
    return document


async def timeline_documents(reader: Reader, rows: list[Row], day: int) -> list[bytes]:
    """Timelines as known on a day."""
    sets = prepared(reader)
    events, members = await known(sets, day), await of_terms(sets, [("timeline", row["id"]) for row in rows])
    matches = [events & members.get(("timeline", row["id"]), BitMap()) for row in rows]
    return [encode(await timeline_document(sets, row, match)) for row, match in zip(rows, matches, strict=True)]


async def timeline_document(sets: Prepared, row: Row, match: BitMap) -> TimelineDocument:
    """A timeline with the span and the counts of its events."""
    name = row["id"]
    counts = {facet: dict(sorted((await counts_of(sets, match, facet)).items())) for facet in ("kind", "status")}
    span = await extent(sets, match)
    return TimelineDocument(
        id=name,
        title=row["title"],
        summary=row["summary"],
        extent=extent_of(*span) if span else None,
        counts={**counts, "total": {"events": len(match)}},
        links=TimelineLinks(
            self=link(f"/v1/timelines/{name}"),
            html=link(f"/timelines/{name}"),
            events=link(f"/v1/timelines/{name}/events"),
            totals=link(f"/v1/timelines/{name}/totals?measure=remains_returned"),
            svg=link(f"/v1/timelines/{name}.svg"),
        ),
    )


def extent_of(first: int, last: int) -> Extent:
    """From the first possible day to the last."""
    start = None if first == NO_START else day_text(first)
    end = None if last >= NO_END else day_text(last)
    words = f"{long_day(first) if start else 'an unknown day'} to {long_day(last) if end else 'today'}"
    return Extent(
        start=Limits(earliest=start, latest=None, bound=Bound.KNOWN if start else Bound.UNKNOWN),
        end=Limits(earliest=None, latest=end, bound=Bound.KNOWN if end else Bound.OPEN),
        text=words,
    )


async def changes_page(reader: Reader, query: ChangesQuery, day: int, limit: int, cursor: Cursor | None) -> Page:
    """What became known, day by day."""
    until = min(day, query.until or day)
    columns: list[Any] = [Change.id, Change.document]
    statement = select(*columns)
    statement = statement.where(Change.known_from <= until)
    if query.since is not None:
        statement = statement.where(Change.known_from >= query.since)
    order = Order((Change.id,), descending=query.sort.startswith("-"))
    part = await read_slice(reader, statement, order, limit, cursor)
    said = describe_changes(query, day, part.total)
    return Page([row.document.encode() for row in part.rows], part.total, said, part.before, part.after)
