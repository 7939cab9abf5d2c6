"""The versions that have a term or a word."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Select, and_, or_, select

from app.models import TermSet, VersionTerm, WordSet
from app.queries.kept import BATCH, Prepared
from app.queries.sets import unpack

Term = tuple[str, str]
Parts = tuple[BitMap, BitMap, BitMap]
"""The versions that have a word in their title; in title or names; anywhere."""
MOST_VALUES = 5000
"""Of a facet of more values not all are kept together."""
HIGHEST = "\U0010ffff"


def select_terms() -> Select[Any]:
    columns: list[Any] = [VersionTerm.facet, VersionTerm.value, TermSet.members]
    return select(*columns).join(TermSet, TermSet.term_id == VersionTerm.id)


def select_words() -> Select[Any]:
    columns: list[Any] = [WordSet.word, WordSet.part, WordSet.members]
    return select(*columns)


async def of_terms(sets: Prepared, wanted: Iterable[Term]) -> dict[Term, BitMap]:
    """The versions of each term, where it has any."""
    found: dict[Term, BitMap] = {}
    missing: dict[str, list[str]] = {}
    for facet, value in sorted(set(wanted)):
        if (members := sets.recall("term", facet, value)) is not None:
            found[facet, value] = members
        else:
            missing.setdefault(facet, []).append(value)
    if missing:
        any_of = (and_(VersionTerm.facet == facet, VersionTerm.value.in_(values)) for facet, values in missing.items())
        for row in await sets.reader.found(select_terms().where(or_(*any_of))):
            found[row.facet, row.value] = unpack(row.members)
            sets.keep(found[row.facet, row.value], "term", row.facet, row.value)
    return found


async def of_facet(sets: Prepared, facet: str) -> AsyncIterator[list[tuple[str, BitMap]]]:
    """All values of a facet with their versions, batch by batch; between two batches others have their turn."""
    if (known := sets.recall("facet", facet)) is not None:
        for start in range(0, len(known), BATCH):
            yield known[start : start + BATCH]
            await asyncio.sleep(0)
        return
    every: list[tuple[str, BitMap]] = []
    async for rows in sets.batches(select_terms().where(VersionTerm.facet == facet)):
        batch = [(row.value, unpack(row.members)) for row in rows]
        if len(every) < MOST_VALUES:
            every += batch
        yield batch
    if len(every) < MOST_VALUES:
        sets.keep(every, "facet", facet)


async def counts_of(sets: Prepared, match: BitMap, facet: str) -> dict[str, int]:
    """How many versions of a match have each value of a facet, where any has."""
    counts: dict[str, int] = {}
    async for batch in of_facet(sets, facet):
        numbers = ((value, match.intersection_cardinality(members)) for value, members in batch)
        counts.update((value, number) for value, number in numbers if number)
    return counts


async def of_words(sets: Prepared, words: Iterable[str]) -> dict[str, Parts]:
    """The versions of each word."""
    recalled = {word: sets.recall("word", word) for word in words}
    found: dict[str, Parts] = {word: parts for word, parts in recalled.items() if parts is not None}
    if missing := recalled.keys() - found.keys():
        rows = await sets.reader.found(select_words().where(WordSet.word.in_(sorted(missing))))
        for word in missing:
            found[word] = parts_of(gathered(empty(), (row for row in rows if row.word == word)))
            sets.keep(found[word], "word", word)
    return found


async def of_prefix(sets: Prepared, start: str) -> Parts:
    """The versions of all words that begin so."""
    known: Parts | None = sets.recall("prefix", start)
    if known is None:
        own = empty()
        async for rows in sets.batches(select_words().where(WordSet.word >= start, WordSet.word < start + HIGHEST)):
            gathered(own, rows)
        known = parts_of(own)
        sets.keep(known, "prefix", start)
    return known


def empty() -> Parts:
    return BitMap(), BitMap(), BitMap()


def gathered(own: Parts, rows: Iterable[Any]) -> Parts:
    """Add the rows' sets to their parts."""
    for row in rows:
        own[row.part].update(unpack(row.members))
    return own


def parts_of(own: Parts) -> Parts:
    """From the part where a word stands first to that part and all before it."""
    title, names, prose = own
    return title, title | names, title | names | prose
