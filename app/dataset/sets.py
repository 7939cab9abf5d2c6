"""Writing the prepared sets: which versions have a term or a word, and the lines of their days."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from app import models as m
from app.dataset.store import CHUNK, Row, insert_rows
from app.queries.sets import Numbers, Piece, knowledge, line, pack, pack_numbers

Words = tuple[str, str, str]
PARTS = range(3)
"""Title, names, prose."""
LINES = ("first_known", "start_min", "start_max", "end_min", "end_max", "vague")
MOST_BYTES = 4_000_000
"""So many are written at once: one set of many versions is larger than a thousand rows of others."""


def insert_sets(connection: Connection, table: type[m.Base], rows: Iterable[Row]) -> None:
    chunk: list[Row] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(chunk) == CHUNK or size > MOST_BYTES:
            insert_rows(connection, table, chunk)
            chunk, size = [], 0
    insert_rows(connection, table, chunk)


def numbers() -> "Numbers":
    return array("I")


class Sets:
    """Gathers what is known of each version, in four bytes a fact."""

    def __init__(self) -> None:
        self.terms: defaultdict[int, Numbers] = defaultdict(numbers)
        self.words: list[defaultdict[str, Numbers]] = [defaultdict(numbers) for _ in PARTS]
        self.days: dict[str, Numbers] = {name: numbers() for name in (*LINES, "known_from", "known_until")}
        self.events: list[str] = []

    def add(self, number: int, row: Row, terms: list[int], words: Words) -> None:
        """The next version: they come in the order of their numbers, from 1 on without a gap."""
        self.events.append(row["event_id"])
        for name, values in self.days.items():
            values.append(row[name])
        for term in terms:
            self.terms[term].append(number)
        told: set[str] = set()
        for having, text in zip(self.words, words, strict=True):
            fresh = set(text.split()).difference(told)
            told |= fresh
            for word in fresh:
                having[word].append(number)

    def write(self, connection: Connection) -> None:
        """Write what was gathered. The terms' own rows, which these refer to, stand already."""
        insert_sets(connection, m.TermSet, self.term_rows())
        insert_sets(connection, m.WordSet, self.word_rows())
        insert_sets(connection, m.DayPiece, self.piece_rows())

    def term_rows(self) -> Iterator[Row]:
        for term in sorted(self.terms):
            yield {"term_id": term, "members": pack(self.terms[term])}

    def word_rows(self) -> Iterator[Row]:
        """Each word in the first part of a version where it stands, so that it counts there alone."""
        for part, having in zip(PARTS, self.words, strict=True):
            for word in sorted(having):
                yield {"word": word, "part": part, "members": pack(having[word])}

    def piece_rows(self) -> Iterator[Row]:
        """Ids of one day in their own order, but by event those that became known on one day: so they are listed."""
        for number, (last, begun, ended) in enumerate(knowledge(self.days["known_from"], self.days["known_until"])):
            yield piece_row("known", number, last, begun)
            yield piece_row("ended", number, last, ended)
        for name in LINES:
            values = self.days[name]
            ids = list(range(1, len(values) + 1))
            if name == "first_known":
                ids.sort(key=lambda one: self.events[one - 1])
            ids.sort(key=lambda one: values[one - 1])
            for number, piece in enumerate(line(values, ids)):
                yield piece_row(name, number, piece.values[-1], piece)


def piece_row(name: str, number: int, last: int, piece: Piece) -> Row:
    return {
        "line": name,
        "number": number,
        "last": last,
        "before": pack(piece.before),
        "days": pack_numbers(piece.values),
        "ends": pack_numbers(piece.ends),
        "ids": pack_numbers(piece.ids),
    }
