"""A broken data set is refused with file, line, record and a sentence, all faults at once, and nothing changes."""

from pathlib import Path

import pytest

from app.dataset.archive import Archive
from app.dataset.load import check_together, read_folders
from app.errors import DataError
from app.settings import Settings
from tests.client import serving
from tests.conftest import load
from tests.sets import write

SOURCE = """\
- id: s-2000-02-02
  title: T
  publisher: P
  published: 2000-02-02
  accessed: 2026-01-01
  kind: news
  quality: secondary
"""
EVENT = """\
- id: one
  kind: handover
  timelines: [line]
  states:
  - source: s-2000-02-02
    status: completed
    date: 2000-02-02
    title: One
"""
LATER = SOURCE + SOURCE.replace("02-02", "03-03")
FIGURE = "{measure: returned, best: 3, qualifier: exact, claimant: one, source: s-2000-02-02}"
LEVEL = "- {timeline: line, measure: missing, best: 3, qualifier: exact, claimant: one, source: s-2000-02-02}\n"


def dated(date: str) -> str:
    return EVENT.replace("date: 2000-02-02", f"date: {date}")


def titled(title: str) -> str:
    return EVENT.replace("title: One", f"title: {title}")


def claimed(*claims: str) -> str:
    return EVENT + "  claims:\n" + "".join(f"  - {claim}\n" for claim in claims)


def part_of(name: str, whole: str) -> str:
    return EVENT.replace("id: one", f"id: {name}") + f"  relations: [{{type: part_of, event: {whole}}}]\n"


REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "broken YAML": (
        "events",
        EVENT + "- id: [two\n",
        "10: events: the YAML is broken: did not find expected ',' or ']'",
    ),
    "broken indent": (
        "events",
        EVENT + "- id: two\n   kind: talks\n",
        "10: events: the YAML is broken: mapping values are not allowed in this context",
    ),
    "two documents": (
        "events",
        f"{EVENT}---\n{EVENT}",
        "9: events: the YAML is broken: but found another document",
    ),
    "bottomless": ("events", "[" * 10_000, "1: events: the YAML is broken: exceeded maximum nesting depth"),
    "too deep": ("events", EVENT + "  note: " + "[" * 30 + "]" * 30, "9: events: is nested too deeply"),
    "not UTF-8": ("events", titled("\xe9").encode("latin-1"), "8: events: the file is not UTF-8"),
    "an alias bomb": (
        "timelines",
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        "2: timelines: aliases (*name) are not used in data sets",
    ),
    "an alias of itself": ("timelines", "&a [*a]\n", "1: timelines: aliases (*name) are not used in data sets"),
    "a merge": ("events", EVENT + "  <<: {note: N}\n", "9: events: keys are plain words; merges are not used"),
    "a key twice": ("events", EVENT + "  kind: talks\n", "9: events: the key kind stands twice"),
    "no list": ("events", "id: one\n", "1: events: the file must hold a list of records"),
    "no record": ("events", EVENT + "- words\n", "9: events record 2: must be a record: keys with values"),
    "a tag": (
        "events",
        titled("!!python/object/apply:os.system [ls]"),
        "8: one: states.0.title: must be text; put quotes around what YAML takes for something else",
    ),
    "an unknown key": ("events", EVENT + "  colour: red\n", "9: one: colour: there is no such key"),
    "an unknown key within": ("events", EVENT + "    colour: red\n", "9: one: states.0.colour: there is no such key"),
    "a missing key": ("events", EVENT.replace("  kind: handover\n", ""), "1: one: kind: is missing"),
    "no states": ("events", EVENT[: EVENT.index("  states")] + "  states: []\n", "4: one: states: must not be empty"),
    "a dangling place": ("events", EVENT + "    places: [here]\n", "9: one: there is no place here"),
    "a dangling party": (
        "events",
        EVENT + "  parties:\n  - {party: one, role: host}\n  - {party: nobody, role: host}\n",
        "11: one: there is no party nobody",
    ),
    "a dangling source": ("events", EVENT + "  sources: [s-1]\n", "9: one: there is no source s-1"),
    "a dangling event": ("events", part_of("one", "two"), "9: one: there is no event two"),
    "a dangling measure": ("events", claimed(FIGURE.replace("returned", "r")), "10: one: there is no measure r"),
    "a dangling claimant": (
        "claims",
        LEVEL.replace("claimant: one", "claimant: nobody"),
        "1: line--missing--s-2000-02-02: there is no party nobody",
    ),
    "a dangling whole": (
        "places",
        "- {id: a, name: A, kind: city, within: b}\n",
        "1: a: there is no place b",
    ),
    "a reversed date": (
        "events",
        dated("2000-03/2000-02"),
        '7: one: states.0.date: The end lies before the start. Write "2000-02/2000-03".',
    ),
    "an impossible date": (
        "events",
        dated("1900-02-29"),
        '7: one: states.0.date: February 1900 has days 01 to 28. Write "1900-02-28".',
    ),
    "a year of three digits": (
        "events",
        dated("576"),
        '7: one: states.0.date: A date begins with its year, which has four digits. Write "0576".',
    ),
    "a set without quotes": (
        "events",
        dated("[2000-02-02..]"),
        "7: one: states.0.date: must be text; put quotes around what YAML takes for something else",
    ),
    "low > high": (
        "events",
        claimed(FIGURE.replace("best: 3, qualifier: exact", "low: 9, high: 3, qualifier: between")),
        "10: one: claims.0: low, best and high are not in order (low > high)",
    ),
    "a figure that does not fit": (
        "events",
        claimed(FIGURE.replace("exact", "at_most")),
        "10: one: claims.0: at_most takes high, not best",
    ),
    "half a set": (
        "events",
        claimed(FIGURE.replace("best: 3, qualifier: exact", "low: 2.5, qualifier: at_least")),
        "10: one: claims.0.low: must be a whole number in plain digits",
    ),
    "a timeline named twice": (
        "events",
        EVENT.replace("[line]", "[line, line]"),
        "3: one: timelines: line stands twice",
    ),
    "a place named twice": (
        "events",
        EVENT + "    places: [here, here]\n",
        "9: one: states.0.places: here stands twice",
    ),
    "a duplicate id": ("events", EVENT + EVENT, "9: one: the id stands already in {file}, line 1"),
    "a control character": ("events", titled("O\x07ne"), "8: events: has a control character (U+0007)"),
    "a NUL": ("events", titled("O\x00ne"), "8: events: has a control character (U+0000)"),
    "an escaped control character": (
        "events",
        titled('"O\\x07ne"'),
        "8: one: states.0.title: has a control or illegal character (U+0007)",
    ),
    "what XML cannot hold": (
        "events",
        titled('"O\\uFFFEne"'),
        "8: one: states.0.title: has a control or illegal character (U+FFFE)",
    ),
    "a line separator": (
        "events",
        titled('"O\\u2028ne"'),
        "8: one: states.0.title: has a control or illegal character (U+2028)",
    ),
    "half a character": (
        "events",
        titled('"O\\uD800ne"'),
        "8: events: the YAML is broken: found invalid Unicode character escape code",
    ),
    "our own mark": (
        "events",
        titled("O\\u0000ne"),
        "8: one: states.0.title: has the character sequence \\u000, which is reserved",
    ),
    "decomposed accents": (
        "events",
        titled("e\u0301"),
        "8: one: states.0.title: is not composed Unicode (NFC); write accents as single characters",
    ),
    "an unused source": ("sources", LATER, "8: s-2000-03-03: nothing cites this source"),
    "a part of itself": ("events", part_of("one", "one"), "9: one: the event is, by part_of, a part of itself"),
    "a relation to itself": (
        "events",
        part_of("one", "one").replace("part_of", "follows"),
        "9: one: an event has no relation to itself",
    ),
    "a place within itself": (
        "places",
        "- {id: a, name: A, kind: city, within: a}\n",
        "1: a: the place lies, by within, within itself",
    ),
    "half a coordinate": (
        "places",
        "- {id: a, name: A, kind: city, lon: 1}\n",
        "1: a: lon and lat come together or not at all",
    ),
    "a latitude of 91": (
        "places",
        "- {id: a, name: A, kind: city, lon: 1, lat: 91}\n",
        "1: a: lat: Input should be less than or equal to 90",
    ),
    "no number": (
        "places",
        "- {id: a, name: A, kind: city, lon: .nan, lat: 1}\n",
        "1: a: lon: must be a number in plain digits",
    ),
    "a flow without an event": (
        "claims",
        LEVEL.replace("missing", "returned"),
        "1: line--returned--s-2000-02-02: returned is a flow: write the claim under its event",
    ),
    "a claim twice": (
        "claims",
        LEVEL + LEVEL,
        "2: line--missing--s-2000-02-02: the id stands already in {file}, line 1",
    ),
    "two choices": (
        "events",
        claimed(*(FIGURE.replace("}", f", id: {name}, preferred: true}}") for name in "ab")),
        "11: one: b is preferred, and so is a of the same group",
    ),
    "a first state without a date": (
        "events",
        EVENT.replace("    date: 2000-02-02\n", ""),
        "5: one: the state that became known first must give date",
    ),
    "a day of reading that is none": (
        "sources",
        SOURCE.replace("2026-01-01", "2026-01"),
        "5: s-2000-02-02: accessed: is not a day; write YYYY-MM-DD",
    ),
    "an empty header": ("dataset", "", "1: dataset: the file is empty"),
    "a header with a wrong key": (
        "dataset",
        "name: small\nversion: '1'\ntitle: T\nlicence: L\nlicense: L\ncontact: C\n",
        "5: dataset record 1: license: there is no such key",
    ),
}


def folder_with(folder: Path, name: str | None = None, text: str | bytes = "") -> Path:
    """A sound data set, one file of which is replaced."""
    write(folder)
    files = {"sources": SOURCE, "events": EVENT} | ({name: text} if name else {})
    for stem, content in files.items():
        path = file_of(folder, stem)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def file_of(folder: Path, stem: str) -> Path:
    return folder / ("events/all.yaml" if stem == "events" else f"{stem}.yaml")


def complaints(folder: Path) -> list[str]:
    """What the reader says, and the checks of all records together."""
    try:
        incoming = read_folders([folder])
        check_together(Archive([one.dataset for one in incoming]), incoming)
    except DataError as error:
        return str(error).splitlines()
    return []


def test_the_sound_one_is_sound(tmp_path: Path) -> None:
    assert complaints(folder_with(tmp_path)) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    stem, text, said = REFUSED[name]
    path = file_of(tmp_path, stem)
    assert complaints(folder_with(tmp_path, stem, text)) == [f"{path}:{said.replace('{file}', str(path))}"]


def test_a_cycle_of_parts_names_every_event_in_it_and_no_other(tmp_path: Path) -> None:
    text = part_of("one", "two") + part_of("two", "three") + part_of("three", "one") + part_of("outside", "one")
    assert [line.split(": ", 1)[1] for line in complaints(folder_with(tmp_path, "events", text))] == [
        f"{name}: the event is, by part_of, a part of itself" for name in ("one", "three", "two")
    ]


def test_all_faults_are_told_not_the_first(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "events", dated("2000-13") + EVENT.replace("one", "two").replace("title", "titel"))
    file_of(folder, "places").write_text("- {id: A, name: A, kind: city}\n- words\n")
    (folder / "notes.yaml").write_text("[]")
    where = [line.rsplit("/", 1)[1].split(": ")[:3] for line in complaints(folder)]
    assert [part[:2] for part in where] == [
        ["notes.yaml:1", "notes.yaml"],
        ["places.yaml:1", "A"],
        ["places.yaml:2", "places record 2"],
        ["all.yaml:7", "one"],
        ["all.yaml:16", "two"],
    ]


def test_a_folder_without_a_header_is_no_data_set(tmp_path: Path) -> None:
    assert complaints(tmp_path) == [f"{tmp_path}/dataset.yaml:1: dataset: the file is missing"]


@pytest.mark.parametrize("text", [EVENT.replace("\n", "\r\n"), "\ufeff" + EVENT, titled("&name One"), titled("NO")])
def test_what_looks_odd_and_is_sound(tmp_path: Path, text: str) -> None:
    assert complaints(folder_with(tmp_path, "events", text)) == []


@pytest.mark.parametrize("name", ["broken YAML", "a dangling place", "a part of itself", "an unused source"])
def test_after_a_refusal_the_old_release_is_served(empty: Settings, tmp_path: Path, name: str) -> None:
    load(empty, folder_with(tmp_path / "good"))
    with serving(empty) as api:
        before = api.get("/v1/events?facets=kind").content, api.get("/v1").content
        stem, text, _ = REFUSED[name]
        with pytest.raises(DataError):
            load(empty, folder_with(tmp_path / "bad", stem, text))
    with serving(empty) as api:
        assert (api.get("/v1/events?facets=kind").content, api.get("/v1").content) == before
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".new"]
