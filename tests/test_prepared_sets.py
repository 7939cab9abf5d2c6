"""The prepared sets of a loaded database: what they hold, against the versions, their documents and the words' index."""

import asyncio
import itertools
import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic_core import from_json
from sqlalchemy import Connection, select, text

from app.dataset import sets
from app.dataset.sets import LINES
from app.dates import NO_END, day_text, parse_day
from app.models import DayPiece, EventVersion, TermSet, VersionTerm, WordSet
from app.queries.events import RULES
from app.queries.kept import KEPT
from app.queries.sets import Piece, unpack, unpack_numbers
from app.settings import Settings
from app.vocabulary import DateMatch, DateRelation
from app.words import tokens
from tests.client import Client, serving
from tests.conftest import BUNDLED, ENGINES, Fresh, Serve, load, settings_for
from tests.history import HISTORY
from tests.sets import event, source, state, write
from tests.test_schema import on

V = EventVersion
FTS = {
    "sqlite": "SELECT rowid FROM event_words WHERE event_words MATCH :said",
    "postgresql": "SELECT rowid FROM event_words WHERE words @@ CAST(:said AS tsquery)",
}


@pytest.fixture(scope="module", params=ENGINES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The bundled and the invented history together; lines of many pieces."""
    folder: Path = tmp_path_factory.mktemp("both")
    fresh, patch = Fresh(request, folder), pytest.MonkeyPatch()
    settings = settings_for(fresh.url(request.param))
    with patch.context() as shorter:
        shorter.setattr("app.queries.sets.PIECE", 16)
        shorter.setattr("app.queries.sets.SHORTEST", 4)
        load(settings, *sorted(BUNDLED.iterdir()), write(folder / "set", **HISTORY))
    with serving(settings) as client:
        yield client
    fresh.remove()


def versions(settings: Settings) -> list[Any]:
    """All versions by id, with their documents as data."""
    rows = on(settings, lambda connection: list(connection.execute(select(V.__table__).order_by(V.id))))
    assert [row.id for row in rows] == list(range(1, len(rows) + 1))
    return [{**row._mapping, "document": from_json(row.document)} for row in rows]


def pieces(settings: Settings) -> dict[str, list[Piece]]:
    found = defaultdict(list)
    for row in on(settings, lambda c: list(c.execute(select(DayPiece.__table__).order_by(DayPiece.number)))):
        numbers = (unpack_numbers(stored) for stored in (row.days, row.ends, row.ids))
        found[row.line].append(Piece(unpack(row.before), *numbers))
        assert row.number == len(found[row.line]) - 1
        # The last of what was known has no last day.
        assert row.last in (*found[row.line][-1].values[-1:], NO_END) or row.line == "ended"
    return found


def test_lines_are_the_columns_of_the_versions(both: Client) -> None:
    rows, lines = versions(both.settings), pieces(both.settings)
    assert sorted(lines) == sorted([*LINES, "known", "ended"])
    for name in LINES:
        listed = [(piece.value_at(at), one) for piece in lines[name] for at, one in enumerate(piece.ids)]
        assert len(lines[name]) > 1
        assert sorted(listed) == sorted((int(row[name]), row["id"]) for row in rows)
        if name != "first_known":
            assert listed == sorted(listed)


def test_what_was_known_on_every_day_that_changed_it(both: Client) -> None:
    rows = versions(both.settings)
    days = {row[name] + by for row in rows for name in ("known_from", "known_until") for by in (-1, 0)} - {NO_END}
    lasts = on(
        both.settings,
        lambda c: list(c.scalars(select(DayPiece.last).where(DayPiece.line == "known").order_by(DayPiece.number))),
    )
    lines = pieces(both.settings)
    assert len(lasts) == len(lines["known"]) == len(lines["ended"]) > 3
    for day in days - {NO_END - 1}:
        number = bisect_right(lasts, day)
        known = lines["known"][number].until(day) - lines["ended"][number].until(day)
        assert set(known) == {row["id"] for row in rows if row["known_from"] <= day < row["known_until"]}


def test_what_became_known_on_one_day_is_listed_by_event(both: Client) -> None:
    rows = {row["id"]: row for row in versions(both.settings)}
    listed = [one for piece in pieces(both.settings)["first_known"] for one in piece.ids]
    keys = [(rows[one]["first_known"], rows[one]["event_id"]) for one in listed]
    assert keys == sorted(keys)


def terms_in(document: dict[str, Any]) -> set[tuple[str, str]]:
    """What a document says of itself. Places stand within others, which it does not say."""
    return {
        ("kind", document["kind"]),
        ("status", document["status"]),
        *(("timeline", name) for name in document["timelines"]),
        *(("at", place["id"]) for place in document["places"]),
        *(("party", part["id"]) for part in document["parties"]),
        *(("role", part["role"]) for part in document["parties"]),
        *(("party_role", f"{part['id']}:{part['role']}") for part in document["parties"]),
        *(("measure", claim["measure"]) for claim in document["claims"]),
        *(("source", source["id"]) for source in document["sources"]),
        *(("part_of", one["event"]) for one in document["relations"] if one["type"] == "part_of"),
    }


def test_terms_are_those_of_the_documents(both: Client) -> None:
    told = defaultdict(set)
    for row in versions(both.settings):
        for term in terms_in(row["document"]):
            told[term].add(row["id"])
    statement = select(VersionTerm.facet, VersionTerm.value, TermSet.members).join(TermSet)
    stored = {
        (row.facet, row.value): set(unpack(row.members))
        for row in on(both.settings, lambda c: list(c.execute(statement)))
    }
    around = {term: members for term, members in stored.items() if term[0] in ("place", "country")}
    assert {term: members for term, members in stored.items() if term not in around} == told
    assert around.keys() >= {("place", "korea"), ("place", "hungnam"), ("country", "KP")}
    assert all(members >= stored["at", value] for (facet, value), members in around.items() if ("at", value) in stored)


def said(connection: Connection, words: str, part: int, *, prefix: bool = False) -> set[int]:
    """What the engine's own index answers: words in the title; in title or names; anywhere."""
    engine = connection.dialect.name
    if engine == "sqlite":
        columns = ("{title} : ", "{title names} : ", "")[part]
        expression = f'{columns}"{words}"' + ("*" if prefix else "")
    else:
        marks = ("*" if prefix else "") + ("A", "AB", "")[part]
        expression = " <-> ".join(f"'{word}'" + (f":{marks}" if marks else "") for word in words.split())
    return set(connection.scalars(text(FTS[engine]), {"said": expression}))


def in_parts(connection: Connection, words: str, *, prefix: bool = False) -> list[set[int]]:
    return [said(connection, words, part, prefix=prefix) for part in range(3)]


def test_words_are_those_of_the_index(both: Client) -> None:
    """Every word of the vocabulary, by each part."""
    parts: dict[str, list[set[int]]] = defaultdict(lambda: [set(), set(), set()])
    for row in on(both.settings, lambda c: list(c.execute(select(WordSet.__table__)))):
        parts[row.word][row.part] = set(unpack(row.members))

    def answers(connection: Connection) -> dict[str, list[set[int]]]:
        return {word: in_parts(connection, word) for word in parts}

    assert len(parts) > 1000
    assert all(not (one & two or one & three or two & three) for one, two, three in parts.values())
    cumulated = {word: [one, one | two, one | two | three] for word, (one, two, three) in parts.items()}
    assert on(both.settings, answers) == cumulated


DAYS = ("2012-01-01", "2026-01-01")


def asked(both: Client, q: str) -> dict[str, list[str]]:
    """The events that are found, by relevance and by date, as known on some days."""
    path = f"/v1/events?limit=1000&fields=id&q={quote(q)}"
    orders = itertools.product(("relevance", "date"), DAYS)
    return {f"{sort} {day}": both.ids(f"{path}&sort={sort}&known_on={day}") for sort, day in orders}


def answered(rows: list[Any], found: list[set[int]]) -> dict[str, list[str]]:
    """The same from what the index found in each part, and all versions."""
    answer = {}
    for day in DAYS:
        number = parse_day(day)
        hits = [row for row in rows if row["id"] in found[2] and row["known_from"] <= number < row["known_until"]]
        answer[f"date {day}"] = [row["event_id"] for row in hits]
        hits.sort(key=lambda row: [row["id"] not in part for part in found])
        answer[f"relevance {day}"] = [row["event_id"] for row in hits]
    return answer


def test_prefixes_find_what_the_index_finds(both: Client) -> None:
    rows = versions(both.settings)
    for start in ("a", "re", "rem", "1", "19", "한", "회", "베", "z", "remains", "xyzzy"):
        found = on(both.settings, partial(in_parts, words=start, prefix=True))
        assert asked(both, f"{start}*") == answered(rows, found), start


def phrases_of(rows: list[Any], count: int) -> list[str]:
    """Words that stand side by side in some title, summary or name, and some that do so nowhere."""
    rng, told = random.Random(5), set[str]()
    for row in rows:
        document = row["document"]
        for said_there in (document["title"], document["summary"] or "", *(one["name"] for one in document["parties"])):
            words = tokens(said_there)
            told |= {" ".join(words[at : at + 2]) for at in range(len(words) - 1)}
    return [*rng.sample(sorted(told), count), "of the", "in the", "remains remains", "over handed", "the of"]


def test_phrases_find_what_the_index_finds(both: Client) -> None:
    rows, several = versions(both.settings), 0
    for phrase in phrases_of(rows, 40):
        found = on(both.settings, partial(in_parts, words=phrase))
        assert asked(both, f'"{phrase}"') == answered(rows, found), phrase
        several += len(found[2]) > 1
    assert several > 10


def test_words_prefixes_and_phrases_are_all_needed(both: Client) -> None:
    rows = versions(both.settings)

    def found(connection: Connection) -> list[set[int]]:
        each = in_parts(connection, "of the"), in_parts(connection, "re", prefix=True), in_parts(connection, "north")
        return [set.intersection(*part) for part in zip(*each, strict=True)]

    answers = asked(both, '"of the" re* north')
    assert answers == answered(rows, on(both.settings, found))
    assert any(answers.values())


def spans_of(rows: list[Any], count: int) -> list[tuple[int, int]]:
    """Spans that begin and end on, before or after days that versions have."""
    rng = random.Random(7)
    days = [row[name] + by for row in rows for name in ("start_min", "end_max") for by in (-1, 0, 1)]
    pairs = [sorted(rng.sample([day for day in days if 0 < day < NO_END], 2)) for _ in range(count)]
    return [(first, last) for first, last in pairs]


@pytest.mark.parametrize("rule", RULES, ids=" ".join)
def test_dates_are_compared_as_the_columns_are(both: Client, rule: tuple[DateRelation, DateMatch]) -> None:
    rows, (below, above), now = versions(both.settings), RULES[rule], parse_day("2026-01-01")
    asked_as = f"known_on=2026-01-01&date_relation={rule[0]}&date_match={rule[1]}&limit=1000&fields=id"
    for first, last in spans_of(rows, 25):
        hits = [row for row in rows if row["known_from"] <= now < row["known_until"]]
        hits = [row for row in hits if row[below] <= last and row[above] >= first]
        hits = [row for row in hits if rule[1] is DateMatch.POSSIBLE or not row["vague"]]
        date = f"{day_text(first)}/{day_text(last)}" if first < last else day_text(first)
        assert both.ids(f"/v1/events?date={date}&{asked_as}") == [row["event_id"] for row in hits], date


def test_the_order_of_knowledge_is_the_same_along_the_line(both: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are sorted by the database, many are found along a line."""
    queries = ("", "kind=recovery_mission", "q=the", "known_on=2012-01-01", "known_on=1950-01-01")
    paths = [f"/v1/events?limit=7&fields=id&sort={sort}&{query}" for sort in ("known", "-known") for query in queries]
    sorted_by_rows = [walked(both, path) for path in paths]
    monkeypatch.setattr("app.queries.events.FEW", 0)
    assert [walked(both, path) for path in paths] == sorted_by_rows
    assert max(map(len, sorted_by_rows)) > 100


def walked(both: Client, path: str | None) -> list[str]:
    """All ids, page by page."""
    names: list[str] = []
    while path:
        page = both.json(path)
        names += [item["id"] for item in page["items"]]
        path = page["links"]["next"]
    return names


def test_what_was_kept_answers_as_what_is_read(both: Client) -> None:
    facets = "facets=kind,status,year,decade,place,party,timeline,measure"
    paths = [
        f"/v1/events?{query}&{facets}"
        for query in ("q=the", "kind=talks&date=1990/2001", "bbox=120,30,140,50&sort=-date")
    ]
    KEPT.clear()
    cold = [both.get(path).content for path in paths]
    assert [both.get(path).content for path in paths] == cold
    [kept] = KEPT.values()
    assert 0 < kept.size <= kept.most


def test_nothing_is_kept_over_a_release(serve: Serve, tmp_path: Path) -> None:
    """The same versions have other numbers then."""
    words = ("alpha", "beta", "gamma")
    parts = {
        "sources": [source("s-2000-02-02")],
        "events": [event(word, state("s-2000-02-02", title=f"Word {word}")) for word in words],
    }
    paths = [*(f"/v1/events?q={word}" for word in words), "/v1/events?facets=kind"]
    api = serve(**parts)
    assert [api.json(path)["total"] for path in paths] == [1, 1, 1, 3]
    load(api.settings, write(tmp_path / "newer", **{**parts, "events": parts["events"][1:]}))
    api.runner.run(asyncio.sleep(1.5))
    pages = [api.json(path) for path in paths]
    assert [page["total"] for page in pages] == [0, 1, 1, 2]
    assert [item["id"] for page in pages[:3] for item in page["items"]] == ["beta", "gamma"]
    assert [one["count"] for one in pages[3]["facets"]["kind"]] == [2]


def test_a_large_set_is_written_alone(monkeypatch: pytest.MonkeyPatch, empty: Settings) -> None:
    """Rows are written together by the thousand, but not so many bytes."""
    chunks: list[int] = []
    monkeypatch.setattr(sets, "insert_rows", lambda _, __, rows: chunks.append(len(rows)))
    monkeypatch.setattr(sets, "MOST_BYTES", 100)
    rows = [{"word": str(size), "part": 0, "members": bytes(size)} for size in (10, 20, 90, 101, 5)]
    on(empty, lambda connection: sets.insert_sets(connection, WordSet, rows))
    assert chunks == [3, 1, 1]
