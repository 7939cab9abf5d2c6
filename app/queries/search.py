"""Words: FTS5 on SQLite, tsvector on PostgreSQL, fed and asked with the same words, ranked by the same tiers."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Integer, case, cast, column, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql import sqltypes

from app.models import EventVersion
from app.words import Phrase

WORDS = table("event_words", column("rowid", Integer), column("event_words"), column("words"))
TIERS = ((("title",), "A"), (("title", "names"), "AB"))
"""Found in the title alone; in title and names. Whatever else is found comes after."""


def sqlite_match(phrases: Iterable[Phrase], columns: tuple[str, ...] | None = None) -> str:
    """An FTS5 expression; the words are ours, so that they hold no syntax."""
    parts = [f'"{" ".join(phrase.words)}"' + ("*" if phrase.prefix else "") for phrase in phrases]
    whole = " AND ".join(parts)
    return f"{{{' '.join(columns)}}} : ({whole})" if columns else whole


def postgres_match(phrases: Iterable[Phrase], weights: str = "") -> str:
    """A tsquery; the words are ours, so that they hold no syntax."""

    def lexeme(word: str, *, prefix: bool) -> str:
        marks = ("*" if prefix else "") + weights
        return f"'{word}'" + (f":{marks}" if marks else "")

    parts = []
    for phrase in phrases:
        last = len(phrase.words) - 1
        words = (lexeme(word, prefix=phrase.prefix and index == last) for index, word in enumerate(phrase.words))
        parts.append("(" + " <-> ".join(words) + ")")
    return " & ".join(parts)


def found(phrases: list[Phrase], tier: tuple[tuple[str, ...], str] | None, *, sqlite: bool) -> ColumnElement[bool]:
    """Whether a version has the words, anywhere or in the parts of a tier."""
    columns, weights = tier or (None, "")
    if sqlite:
        match = column("event_words").op("MATCH")(literal(sqlite_match(phrases, columns)))
    else:
        match = column("words").op("@@")(cast(literal(postgres_match(phrases, weights)), TSQUERY))
    return EventVersion.id.in_(select(WORDS.c.rowid).where(match))


def words_match(phrases: list[Phrase], *, sqlite: bool) -> ColumnElement[bool]:
    """All words, anywhere."""
    return found(phrases, None, sqlite=sqlite)


def rank_of(phrases: list[Phrase], *, sqlite: bool) -> ColumnElement[int]:
    """0: all words in the title; 1: in title and names; 2: elsewhere too."""
    tiers = [(found(phrases, tier, sqlite=sqlite), rank) for rank, tier in enumerate(TIERS)]
    return case(*tiers, else_=literal(len(TIERS), sqltypes.Integer()))
