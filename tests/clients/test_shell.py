"""The curl client, as it is downloaded, against a real server: dash and busybox, with jq and without."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from app.params import ClaimsQuery, CompareQuery, EventsQuery, Query, TotalsQuery
from tests.client import serving
from tests.clients.kits import ODD, Done, Kit, get
from tests.conftest import settings_for
from tests.formats.clients import program

pytestmark = pytest.mark.clients


def indented(raw: bytes) -> str:
    return json.dumps(json.loads(raw), indent=2, ensure_ascii=False) + "\n"


def fine(out: str) -> Done:
    return Done(0, out, "")


# --- The answers ------------------------------------------------------------------------------------------------------

FIRST = "boxes--returned--news-2010-01-02"
EVENT = f"""{ODD}
6 May 2011, handover, completed, known from 2010-01-02 [boxes]

They came.

Note: By road.

Places
  Seoul, 서울

Parties
  Party One, delivering party

Figures
  returned: 3 sets, Party One, preferred, contradicted by another figure, source news-2010-01-02 [{FIRST}]
  returned (wood): at least 5 sets, Party Two, preferred, source book [boxes-wood]
  returned: 4 sets, Party One, as of 2011-05-06, contradicted by another figure, source book [boxes-four]

Related
  follows talks: Talks

Sources
  [news-2010-01-02] A paper: Title of news-2010-01-02, 2010-01-02 <https://news.example/1?a=1&b=2>
  [book] A \\ press: Title of book, no date shown

Cite as: …
"""
TEXTS = {
    ("events",): (
        "/v1/events?format=csv",
        f"December 2009: Talks (completed) [talks]\n"
        f"2011 to 2012: Later (completed) [later]\n6 May 2011: {ODD} (completed) [boxes]\n",
    ),
    ("events", "--kind", "talks,handover", "--known-on=2010-02-01"): (
        "/v1/events?kind=talks,handover&known_on=2010-02-01&format=csv",
        "December 2009: Talks (completed) [talks]\non or after 2 January 2010: Boxes are expected (expected) [boxes]\n",
    ),
    ("event", "boxes"): ("/v1/events/boxes?format=json", EVENT),
    ("event", "--known-on", "2010-02-01", "talks"): (
        "/v1/events/talks?known_on=2010-02-01&format=json",
        "Talks\nDecember 2009, talks, completed, known from 2010-01-02 [talks]\n\nSources\n"
        "  [news-2010-01-02] A paper: Title of news-2010-01-02, 2010-01-02 <https://news.example/1?a=1&b=2>\n\n"
        "Cite as: …\n",
    ),
    ("history", "boxes"): (
        "/v1/events/boxes/history?format=json",
        "From 2010-01-02 until 2012-03-04: on or after 2 January 2010: Boxes are expected (expected)\n"
        "  sources: news-2010-01-02\n"
        f"From 2012-03-04: 6 May 2011: {ODD} (completed)\n"
        "  status: expected -> completed\n"
        "  date: on or after 2 January 2010 -> 6 May 2011\n"
        f"  title: Boxes are expected -> {ODD}\n"
        "  summary: nothing -> They came.\n"
        "  note: nothing -> By road.\n"
        "  places: nothing -> Seoul, 서울\n"
        "  sources: news-2010-01-02, book\n",
    ),
    ("claims", "--measure", "missing"): (
        "/v1/claims?measure=missing&format=csv",
        "missing of line: at most 70 sets, Party One, as of 2012, preferred, source book [line--missing--book]\n",
    ),
    ("compare", "returned", "--event", "boxes"): (
        "/v1/claims/compare?measure=returned&event=boxes&format=json",
        "returned of boxes: between 3 and 4, conflicting\n"
        f"  3 sets, Party One, preferred, contradicted by another figure, source news-2010-01-02 [{FIRST}]\n"
        "  4 sets, Party One, as of 2011-05-06, contradicted by another figure, source book [boxes-four]\n"
        "returned of boxes (wood): at least 5\n"
        "  at least 5 sets, Party Two, preferred, source book [boxes-wood]\n",
    ),
    ("totals", "line", "returned"): (
        "/v1/timelines/line/totals?measure=returned&format=json",
        f"returned, sets\n  2011-05-06: 3, between 3 and 4; in all 3, between 3 and 4: {ODD} [boxes]\n",
    ),
    ("totals", "line", "missing"): (
        "/v1/timelines/line/totals?measure=missing&format=json",
        "missing, persons\n  2012: at most 70\n",
    ),
    ("events", "--date", "1950"): ("/v1/events?date=1950&format=csv", ""),
}


@pytest.mark.parametrize("arguments", TEXTS, ids=" ".join)
def test_without_a_format(arguments: tuple[str, ...], kit: Kit, small: str) -> None:
    path, text = TEXTS[arguments]
    done = kit.run(small, *arguments)
    if kit.jq:
        assert Done(done.status, re.sub("Cite as: .+", "Cite as: …", done.out), done.err) == fine(text)
    elif "format=csv" in path:
        assert done == fine(get(small, path).decode())
    else:
        assert done == fine(indented(get(small, path)))


@pytest.mark.parametrize(
    "form", ["json", "geojson", "csv", "ndjson", "jsonld", "atom", "ics", "timelinejs", "vis", "csl"]
)
def test_a_format_is_the_services_own_answer(form: str, kit: Kit, small: str) -> None:
    raw = get(small, f"/v1/events?kind=handover&format={form}").decode()
    line = "\n" if form == "json" else ""
    assert kit.run(small, "events", "--kind", "handover", "--format", form) == fine(raw + line)
    assert kit.run(small, "download", form, "out", "--kind=handover") == fine("")
    assert (kit.work / "out").read_bytes().decode() == raw + line
    assert [path.name for path in kit.work.iterdir()] == ["out"]


def test_one_event_in_a_format(kit: Kit, small: str) -> None:
    assert kit.run(small, "event", "boxes", "--format=ics") == fine(get(small, "/v1/events/boxes?format=ics").decode())


@pytest.mark.parametrize("command", ["events", "claims"])
def test_lists_are_followed_to_their_end(command: str, kit: Kit, small: str) -> None:
    """One item a page, each page on a line; and as text, when there is jq."""
    done = kit.run(small, command, "--limit", "1", "--format", "json", "--known-on", "2020-01-01")
    assert (done.status, done.err) == (0, "")
    pages = [json.loads(line) for line in done.out.splitlines()]
    whole = json.loads(get(small, f"/v1/{command}?known_on=2020-01-01"))["items"]
    assert [page["items"] for page in pages] == [[item] for item in whole]
    assert len(whole) > 2
    assert kit.run(small, command, "--limit", "1") == kit.run(small, command)


def test_compare_and_history_are_followed_too(kit: Kit, small: str) -> None:
    for arguments in (["compare", "returned", "missing"], ["history", "boxes"]):
        pages = kit.run(small, *arguments, "--limit", "1", "--format", "json").out.splitlines()
        [whole] = kit.run(small, *arguments, "--format", "json").out.splitlines()
        assert [json.loads(page)["items"] for page in pages] == [[one] for one in json.loads(whole)["items"]]
        assert len(pages) > 1


def test_fields_and_facets_choose_the_format(kit: Kit, small: str) -> None:
    rows = get(small, "/v1/events?fields=id,status&format=ndjson").decode()
    assert kit.run(small, "events", "--fields", "id,status") == fine(rows)
    facets = get(small, "/v1/events?facets=kind&format=json").decode()
    assert kit.run(small, "events", "--facets", "kind") == fine(facets + "\n")
    table = get(small, "/v1/events?fields=id&format=csv&bom=true").decode()
    assert kit.run(small, "events", "--fields", "id", "--format", "csv", "--bom", "true") == fine(table)


def test_a_download_replaces_the_old_file(kit: Kit, small: str) -> None:
    (kit.work / "-odd name.csv").write_text("old")
    (kit.work / "$(touch x)").mkdir()
    raw = get(small, "/v1/events?q=boxes&format=csv")
    assert kit.run(small, "download", "csv", "$(touch x)/'유해' & \"co\".csv", "--q", "boxes") == fine("")
    assert (kit.work / "$(touch x)" / "'유해' & \"co\".csv").read_bytes() == raw
    assert kit.run(small, "download", "csv", "./-odd name.csv", "--q", "boxes") == fine("")
    assert (kit.work / "-odd name.csv").read_bytes() == raw
    assert sorted(path.name for path in kit.work.iterdir()) == ["$(touch x)", "-odd name.csv"]


COMMANDS = ("events", "event", "history", "claims", "compare", "totals", "download")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command: str, kit: Kit) -> None:
    """Nobody is asked for it. What it shows as an example is a command line of that command."""
    done = kit.run("http://x", command, "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"usage: homeward.sh {command} ")
    assert done.out.splitlines()[-1].startswith(f"example: homeward.sh {command} ")
    assert kit.run("http://x", command, "-h") == done


def test_help(kit: Kit) -> None:
    done = kit.run("http://x", "--help")
    assert (done.status, done.err) == (0, "")
    assert re.findall(r"^  ([a-z]+)", done.out, re.M)[: len(COMMANDS)] == list(COMMANDS)
    assert kit.run("http://x", "help") == kit.run("http://x", "-h") == done


OPTIONS: dict[str, type[Query]] = {
    "events": EventsQuery,
    "claims": ClaimsQuery,
    "compare": CompareQuery,
    "totals": TotalsQuery,
}


@pytest.mark.parametrize("command", OPTIONS)
def test_every_parameter_of_the_service_is_an_option(command: str, kit: Kit) -> None:
    """And each option is told in the help; an option without a value is refused as such, an unknown one as unknown."""
    told = kit.run("http://x", command, "--help").out + kit.run("http://x", "--help").out
    operands = {"compare": {"measure"}, "totals": {"measure"}}.get(command, set())
    names = {name.replace("_", "-") for name in OPTIONS[command].model_fields} - operands - {"cursor"}
    if command == "compare":
        names -= {"fields", "bom"}
    for name in names:
        assert kit.run("http://x", command, f"--{name}").err.startswith(f"homeward.sh: --{name} needs a value\n")
        assert re.search(rf"--{name}\s", told), name
    assert kit.run("http://x", command, "--cursor", "x").status == 2


def test_shellcheck(script: bytes) -> None:
    checked = subprocess.run(
        [program("shellcheck", "shellcheck"), "-"], input=script, capture_output=True, timeout=60, check=False
    )
    assert (checked.stdout, checked.stderr, checked.returncode) == (b"", b"", 0)


def test_it_asks_where_it_was_found(script: bytes, tmp_path: Path) -> None:
    """A public address is put in, as a word that the shell takes as it stands."""
    url = f"sqlite:///{tmp_path / 'none.sqlite'}"
    line = b"DEFAULT_URL='http://127.0.0.1:8000'\n"
    assert script.count(line) == 1
    for public, expected in (
        ("", line),
        ("/prefix", line),
        ("https://data.example/a", b"DEFAULT_URL=https://data.example/a\n"),
        ("https://data.example/$(id)'", b"DEFAULT_URL='https://data.example/$(id)'\"'\"''\n"),
    ):
        with serving(settings_for(url, public_url=public)) as api:
            answer = api.get("/homeward.sh")
            assert answer.content == script.replace(line, expected)
            assert answer.headers["content-type"] == "text/x-shellscript; charset=utf-8"
            assert answer.headers["content-disposition"] == 'attachment; filename="homeward.sh"'
            assert api.get("/homeward.sh", {"If-None-Match": answer.headers["etag"]}).status_code == 304
