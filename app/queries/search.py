"""Words: FTS5 on SQLite, tsvector on PostgreSQL, fed and asked with the same words, ranked by the same tiers."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Integer, cast, column, literal, table
from sqlalchemy.dialects.postgresql import TSQUERY

from app.words import Phrase

WORDS = table("event_words", column("rowid", Integer), column("event_words"), column("words"))
PARTS = ((("title",), "A"), (("title", "names"), "AB"), ((), ""))
"""In the title alone; in title and names; anywhere. Each as FTS5's columns and as PostgreSQL's weights."""
TIERS = len(PARTS)


def sqlite_match(phrases: Iterable[Phrase], columns: tuple[str, ...] = ()) -> str:
    """An FTS5 expression; the words are ours, so that they hold no syntax."""
    parts = [f'"{" ".join(phrase.words)}"' + ("*" if phrase.prefix else "") for phrase in phrases]
    whole = " AND ".join(parts)
    return f"({{{' '.join(columns)}}} : ({whole}))" if columns else f"({whole})"


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
    return f"({' & '.join(parts)})"


def expression(phrases: Iterable[Phrase], part: int, *, sqlite: bool) -> str:
    """All words in a part, in the engine's own language."""
    columns, weights = PARTS[part]
    return sqlite_match(phrases, columns) if sqlite else postgres_match(phrases, weights)


def part_match(phrases: Iterable[Phrase], part: int, *, sqlite: bool) -> ColumnElement[bool]:
    return engine_match(expression(phrases, part, sqlite=sqlite), sqlite=sqlite)


def words_match(phrases: list[Phrase], tier: int | None, *, sqlite: bool) -> ColumnElement[bool]:
    """All words: anywhere, or where a tier wants them and not already where the tier before does."""
    wanted = expression(phrases, TIERS - 1 if tier is None else tier, sqlite=sqlite)
    if tier:
        wanted += (" NOT " if sqlite else " & !") + expression(phrases, tier - 1, sqlite=sqlite)
    return engine_match(wanted, sqlite=sqlite)


def engine_match(said: str, *, sqlite: bool) -> ColumnElement[bool]:
    if sqlite:
        return column("event_words").op("MATCH")(literal(said))
    return column("words").op("@@")(cast(literal(said), TSQUERY))
