"""Words: single words and prefixes are sets; for phrases FTS5 or tsvector is asked, fed with the same words."""

import asyncio
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json
from pyroaring import BitMap
from sqlalchemy import ColumnElement, Integer, Select, Text, cast, column, func, literal, select, table
from sqlalchemy.types import UserDefinedType

from app.queries.kept import Prepared
from app.queries.members import of_prefix, of_words
from app.words import Phrase

WORDS = table("event_words", column("rowid", Integer), column("event_words"), column("words"))
PARTS = ((("title",), "A"), (("title", "names"), "AB"), ((), ""))
"""In the title alone; in title and names; anywhere. Each as FTS5's columns and as PostgreSQL's weights."""
ANYWHERE = len(PARTS) - 1
SLICE = 50_000
"""Characters of a list of numbers that are read at once."""


class TsQuery(UserDefinedType[str]):
    """PostgreSQL's type by its name alone: the dialect that has it would take 4 MB of a server that reads SQLite."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TSQUERY"


async def found_in(sets: Prepared, phrases: list[Phrase], part: int) -> BitMap:
    """The versions that have all phrases in a part."""
    words = await of_words(sets, [one.words[0] for one in phrases if len(one.words) == 1 and not one.prefix])
    found = [words[one.words[0]][part] for one in phrases if len(one.words) == 1 and not one.prefix]
    found += [(await of_prefix(sets, one.words[0]))[part] for one in phrases if one.prefix]
    found += [await of_phrase(sets, one, part) for one in phrases if len(one.words) > 1]
    return BitMap.intersection(*found)


async def of_phrase(sets: Prepared, phrase: Phrase, part: int) -> BitMap:
    """The versions that have words side by side in a part."""
    found: BitMap | None = sets.recall("phrase", phrase, part)
    if found is None:
        listed = await sets.reader.scalar(select_listed(phrase, part, sqlite=sets.reader.is_sqlite))
        found = BitMap()
        for numbers in slices(listed or ""):
            found.update(from_json(f"[{numbers}]"))
            # Others have their turn: a common phrase stands in very many versions.
            await asyncio.sleep(0)
        sets.keep(found, "phrase", phrase, part)
    return found


def slices(listed: str) -> Iterator[str]:
    """Numbers joined by commas, some thousands at a time."""
    start = 0
    while start < len(listed):
        end = listed.find(",", start + SLICE)
        end = len(listed) if end < 0 else end
        yield listed[start:end]
        start = end + 1


def select_listed(phrase: Phrase, part: int, *, sqlite: bool) -> Select[Any]:
    """The numbers of all versions that have a phrase, as one text: rows would take four times as long."""
    listed = func.aggregate_strings(cast(WORDS.c.rowid, Text), ",")
    return select(listed).where(part_match(phrase, part, sqlite=sqlite))


def part_match(phrase: Phrase, part: int, *, sqlite: bool) -> ColumnElement[bool]:
    """A phrase in a part, in the engine's own language; the words are ours, so that they hold no syntax."""
    columns, weights = PARTS[part]
    if sqlite:
        return column("event_words").op("MATCH")(literal(sqlite_match(phrase, columns)))
    return column("words").op("@@")(cast(literal(postgres_match(phrase, weights)), TsQuery()))


def sqlite_match(phrase: Phrase, columns: tuple[str, ...]) -> str:
    """An FTS5 expression."""
    said = f'"{" ".join(phrase.words)}"'
    return f"{{{' '.join(columns)}}} : {said}" if columns else said


def postgres_match(phrase: Phrase, weights: str) -> str:
    """A tsquery."""
    return " <-> ".join(lexeme(word, weights) for word in phrase.words)


def lexeme(word: str, weights: str) -> str:
    return f"'{word}'" + (f":{weights}" if weights else "")
