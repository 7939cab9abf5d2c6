"""Pages over HTTP: complete without a script, escaped, honest about the day of knowledge, light, and linked."""

import base64
import gzip
import hashlib
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from app.settings import Settings
from tests import sets
from tests.client import Client, serving
from tests.conftest import Serve, load
from tests.web.markup import Markup, read

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
TIMELINE = "/timelines/korean-war-remains"
PAGES = (
    "/",
    TIMELINE,
    "/timelines/vietnam-war-remains",
    "/events",
    "/events/transfer-2018",
    "/events/talks-1987",
    "/docs",
)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</style><script>alert(1)</script> \"'&<b onclick=x>"


def page(client: Client, path: str, status: int = 200) -> Markup:
    """A page as a browser gets it."""
    answer = client.get(path, BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8"), answer.text
    markup = read(answer.text)
    assert (markup.unbalanced, markup.open) == ([], [])
    return markup


def told(text: str) -> str:
    """As `Markup.text` has it."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("path", [*PAGES, "/events/nobody"])
def test_a_page_holds_no_script_and_only_the_style_that_its_policy_names(api: Client, path: str) -> None:
    answer = api.get(path, BROWSER)
    markup = read(answer.text)
    digest = base64.b64encode(hashlib.sha256("".join(markup.styles).encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'self' 'sha256-{digest}'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert all("src" in script and script["src"].startswith("/static/") for script in markup.all("script"))
    names = {name for _, attributes in markup.tags for name in attributes}
    assert not any(name == "style" or name.startswith("on") for name in names)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_landmarks_one_heading_and_unique_ids(api: Client, path: str) -> None:
    markup = page(api, path)
    assert [len(markup.all(tag)) for tag in ("h1", "main")] == [1, 1]
    assert markup.tags[0] == ("html", {"lang": "en"})
    assert len(markup.ids()) == len(set(markup.ids()))
    named = [attributes["aria-labelledby"] for _, attributes in markup.tags if "aria-labelledby" in attributes]
    assert set(named) <= set(markup.ids())
    anchors = [href[1:] for href in markup.links() if href.startswith("#")]
    assert set(anchors) <= set(markup.ids())


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(api: Client, path: str) -> None:
    markup = page(api, path)
    hrefs = {href for href in markup.links() if href.startswith("/")} | {
        link["href"] for link in markup.all("link") if link["href"].startswith("/")
    }
    # An event's page is tried for every event below.
    hrefs = {href for href in hrefs if not re.fullmatch(r"/events/[^?]+", href)}
    assert hrefs
    wrong = {href: answer.status_code for href in sorted(hrefs) if (answer := api.get(href)).status_code != 200}
    assert wrong == {}


def test_every_event_has_a_page_that_says_all_that_its_document_says(api: Client) -> None:
    for event in api.json("/v1/events?limit=1000")["items"]:
        markup = page(api, event["links"]["html"])
        wanted = [event["title"], event["date"]["text"], event["citation"], event["summary"], event["note"]]
        wanted += [place["name"] for place in event["places"]] + [party["name"] for party in event["parties"]]
        for claim in event["claims"]:
            wanted += [claim["text"], claim["claimant"]["name"], claim["note"], claim["verbatim"], claim["locator"]]
        for source in event["sources"]:
            wanted += [source["title"], source["publisher"]]
            assert not source["url"] or source["url"] in markup.links()
        wanted += [relation["title"] for relation in event["relations"]]
        missing = [text for text in wanted if text and told(text) not in markup.text]
        assert missing == [], event["id"]
        assert ("completed" in markup.text) or event["status"] in markup.text


def test_every_claim_points_to_its_source(api: Client) -> None:
    for event in api.json("/v1/events?measure=remains_returned&limit=1000")["items"]:
        rows = page(api, event["links"]["html"]).links()
        cited = sum(href.startswith("#source-") for href in rows)
        assert cited == len(event["claims"]) + len(event["date_alternatives"]), event["id"]


def test_conflicts_are_marked_with_what_they_contradict(api: Client) -> None:
    text = page(api, "/events/recovery-missions-1996-2005").text
    assert "the figures differ" in text
    assert "Cannot be true beside: 229 sets of remains (Agence France-Presse)" in text
    assert "the figures differ" not in page(api, "/events/singapore-summit-2018").text


def test_a_level_is_told_with_who_said_it(api: Client) -> None:
    text = page(api, TIMELINE).text
    points = api.json(f"/v1{TIMELINE}/totals?measure=unaccounted_for")["points"]
    claims = {one["id"]: one for one in api.json("/v1/claims?measure=unaccounted_for&limit=1000")["items"]}
    assert len(points) > 20
    for name in (name for point in points for name in point["claims"]):
        assert claims[name]["text"] in text
        assert claims[name]["claimant"]["name"] in text
        assert claims[name]["source"] in text


def test_a_timeline_lists_every_event_in_order(api: Client) -> None:
    events = api.json("/v1/timelines/korean-war-remains/events?limit=1000")["items"]
    markup = page(api, TIMELINE)
    listed = [name.removeprefix("e-") for name in markup.ids() if name.startswith("e-")]
    assert listed == [event["id"] for event in events]
    assert all(told(event["title"]) in markup.text and event["date"]["text"] in markup.text for event in events)
    assert [name for name in ("chart-remains_returned", "chart-unaccounted_for") if name in markup.ids()] == [
        "chart-remains_returned",
        "chart-unaccounted_for",
    ]


@pytest.mark.parametrize(
    ("day", "status", "date"),
    [("2018-06-20", "expected", "on or after 20 June 2018"), ("2018-07-28", "completed", "27 July 2018")],
)
def test_the_day_of_knowledge_moves_the_whole_page(api: Client, day: str, status: str, date: str) -> None:
    head = (
        api.get(f"/events/transfer-2018?known_on={day}", BROWSER).text.partition('id="head"')[2].partition("</h1>")[0]
    )
    assert (date in head, f">{status}<" in head) == (True, status == "expected")
    line = page(api, f"{TIMELINE}?known_on={day}")
    raw = api.get(f"{TIMELINE}?known_on={day}").text.partition('id="e-transfer-2018"')[2].partition("</h4>")[0]
    assert (date in raw, f">{status}<" in raw) == (True, status == "expected")
    known = api.json(f"/v1/timelines/korean-war-remains?known_on={day}")["counts"]["total"]["events"]
    assert sum(name.startswith("e-") for name in line.ids()) == known
    assert all(f"known_on={day}" in href for href in line.links() if href.startswith("/events/"))


def test_steps_lead_to_the_neighbouring_days_of_knowledge(api: Client) -> None:
    markup = page(api, "/events/recovery-mission-2012?known_on=2011-12-01")
    assert [link["href"] for link in markup.all("a") if link.get("rel") in ("prev", "next")] == [
        "/events/recovery-mission-2012?known_on=2011-11-11",
        "/events/recovery-mission-2012?known_on=2011-12-13",
    ]
    [rail] = [attributes for _, attributes in markup.tags if "data-days" in attributes]
    days = rail["data-days"].split()
    assert days == sorted(set(days))
    changes = {item["known_from"] for item in api.json("/v1/events/recovery-mission-2012/history")["items"]}
    assert changes <= set(days)


def test_the_history_is_told_until_the_day(api: Client) -> None:
    text = page(api, "/events/recovery-mission-2012?known_on=2011-12-01").text
    assert "21 October 2011" in text
    assert "cancelled" not in text
    assert "cancelled" in page(api, "/events/recovery-mission-2012").text


@pytest.mark.parametrize("path", ["/v1/events/transfer-2018", "/v1/events", "/v1/timelines", "/v1" + TIMELINE])
def test_html_is_a_format_and_never_the_default(api: Client, path: str) -> None:
    direct = api.get({"/v1/timelines": "/"}.get(path, path.removeprefix("/v1")))
    by_query, by_suffix = api.get(f"{path}?format=html"), api.get(f"{path}.html")
    by_accept = api.get(path, {"Accept": "text/html"})
    assert by_query.text == by_suffix.text == by_accept.text == direct.text
    assert [answer.headers["content-type"] for answer in (direct, by_query, by_suffix, by_accept)] == [
        "text/html; charset=utf-8"
    ] * 4
    assert [
        "accept," in answer.headers["vary"].lower() + "," for answer in (direct, by_query, by_suffix, by_accept)
    ] == [
        False,
        False,
        False,
        True,
    ]
    assert api.get(path, BROWSER).headers["content-type"] == "application/json"
    assert api.get(path).headers["content-type"] == "application/json"


def test_the_events_of_a_timeline_as_html_are_its_page(api: Client) -> None:
    same = api.get(f"{TIMELINE}?kind=handover&date=2018").text
    assert api.get(f"/v1{TIMELINE}/events.html?kind=handover&date=2018").text == same
    assert api.get(f"/v1{TIMELINE}/events?kind=handover&format=html&date=2018").text == same


@pytest.mark.parametrize("path", ["/v1/places.html", "/v1/places?format=html", "/v1/events/transfer-2018/history.html"])
def test_what_has_no_page_says_so(api: Client, path: str) -> None:
    assert api.get(path, BROWSER).status_code == 406


def test_a_page_is_kept_and_told_unchanged(api: Client) -> None:
    first = api.get(TIMELINE, BROWSER)
    assert first.headers["homeward-release"] == api.json("/v1")["release"]["id"]
    again = api.get(TIMELINE, {**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get(f"{TIMELINE}?known_on=2018-06-20").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("?q=&from=&to=", ""),
        ("?q=Chosin&from=1996&to=2005", "?q=Chosin&date=1996/2005"),
        ("?from=1996&to=", "?date=1996/.."),
        ("?to=2005&kind=handover", "?kind=handover&date=../2005"),
        ("?date=1990&from=1991&to=1991", "?date=1991/1991"),
        ("?known_on=2018-06-20&q=%20", "?known_on=2018-06-20"),
        ("?from=1996%0d%0aX-Evil:1", "?date=1996%0D%0AX-Evil:1/.."),
    ],
)
def test_what_a_form_sends_becomes_a_plain_address(api: Client, sent: str, plain: str) -> None:
    answer = api.get(TIMELINE + sent, {**BROWSER, "Host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, TIMELINE + plain)
    assert answer.headers["cache-control"] == "no-store"
    assert "x-evil" not in answer.headers


def test_filters_are_links_with_counts_and_a_way_back(api: Client) -> None:
    markup = page(api, f"{TIMELINE}?kind=handover&date=2018&known_on=2018-07-28")
    found = api.json(f"/v1{TIMELINE}/events?kind=handover&date=2018&known_on=2018-07-28&facets=status")
    assert found["description"] in markup.text
    for one in found["facets"]["status"]:
        assert f"{TIMELINE}?kind=handover&date=2018&known_on=2018-07-28&status={one['value']}" in markup.links()
        assert f"{one['value']} {one['count']}" in markup.text
    assert f"{TIMELINE}?date=2018&known_on=2018-07-28" in markup.links()
    assert f"{TIMELINE}?known_on=2018-07-28" in markup.links()
    hidden = [one for one in markup.all("input") if one.get("type") == "hidden"]
    assert {"type": "hidden", "name": "kind", "value": "handover"} in hidden


def test_a_middle_leaves_with_its_radius(api: Client) -> None:
    markup = page(api, "/events?near=127.2,40.45&radius_km=30&kind=talks,recovery_mission")
    assert "/events?kind=talks,recovery_mission" in markup.links()
    assert "/events?near=127.2,40.45&radius_km=30" in markup.links()
    assert "/events" in markup.links()


def test_pages_of_a_list_lose_nothing(api: Client) -> None:
    path, seen = "/events?limit=50&sort=-date", []
    while path:
        markup = page(api, path)
        seen += [name for name in markup.ids() if name.startswith("e-")]
        path = next(
            (link["href"] for link in markup.all("a") if "cursor=" in link["href"] and link.get("rel") == "next"), ""
        )
    ids = [item["id"] for item in api.json("/v1/events?limit=1000&sort=-date")["items"]]
    assert seen == [f"e-{name}" for name in ids]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/events/transfer-2019", 404, "Did you mean transfer-2018?"),
        ("/events/transfer-2018?known_on=2018-06-01", 404, "first became known on 20 June 2018"),
        (f"{TIMELINE}?knd=handover", 400, "Did you mean kind?"),
        (f"{TIMELINE}?known_on=2999-01-01", 400, "lies in the future"),
        (f"{TIMELINE}?from=abc", 303, ""),
        (f"{TIMELINE}?date=abc/..", 400, "date"),
        ("/timelines/nothing", 404, "There is no timeline with this id."),
        ("/events/x.csv", 406, "The formats here are html."),
    ],
)
def test_an_error_is_a_page_for_who_reads_pages_and_a_problem_for_programs(
    api: Client, path: str, status: int, words: str
) -> None:
    for headers, kind in ((BROWSER, "text/html; charset=utf-8"), ({}, "application/problem+json")):
        answer = api.get(path, headers)
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"
        if status != 303:
            assert answer.headers["content-type"] == kind
            assert words in unescape(answer.text)


def test_too_early_a_day_leads_to_the_first_one(api: Client) -> None:
    markup = page(api, "/events/transfer-2018?known_on=2018-06-01", 404)
    assert "/events/transfer-2018?known_on=2018-06-20" in markup.links()
    assert "Not known yet" in markup.text


@pytest.mark.parametrize("path", ["/events/%3Cscript%3Ealert(1)", "/events?q=%3Cb%3E", "/events?%3Cb%3E=1"])
def test_no_markup_is_reflected(api: Client, path: str) -> None:
    answer = api.get(path, BROWSER)
    if answer.headers["content-type"].startswith("text/html"):
        assert "<script>alert" not in answer.text
        assert "<b>" not in answer.text
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_are_kept_for_good_and_named_by_what_they_hold(api: Client) -> None:
    markups = [page(api, path) for path in PAGES]
    names = {
        value for markup in markups for _, tag in markup.tags for value in tag.values() if value.startswith("/static/")
    }
    assert len(names) == 10
    for name in names:
        answer = api.get(name)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert hashlib.sha256(answer.content).hexdigest()[:12] == name.split(".")[-2]
        assert answer.headers["content-type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "application/json",
            "image/svg+xml",
        )


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/app.js",
        "/static/..%2fpages.py",
        "/static/../../settings.py",
        "/static/%2e%2e/x",
        "/static/x/y",
    ],
)
def test_nothing_else_is_served_as_a_file(api: Client, path: str) -> None:
    assert api.get(path).status_code == 404


def test_the_first_page_is_light(api: Client) -> None:
    answer = api.get("/")
    needed = [script["src"] for script in read(answer.text).all("script")]
    needed += [link["href"] for link in read(answer.text).all("link") if link["rel"] in ("icon", "stylesheet")]
    assert all(link["rel"] != "stylesheet" for link in read(answer.text).all("link")), (
        "the first paint waits for a file"
    )
    weight = sum(len(gzip.compress(body, 6)) for body in [answer.content, *(api.get(path).content for path in needed)])
    assert weight < 30_000


def test_the_first_page_names_every_timeline_and_draws_the_first(api: Client) -> None:
    markup = page(api, "/")
    timelines = api.json("/v1/timelines")["items"]
    assert all(one["title"] in markup.text and one["links"]["html"] in markup.links() for one in timelines)
    events = api.json("/v1/timelines/korean-war-remains/events?limit=1000&fields=id")["items"]
    drawn = {urlsplit(href).path for href in markup.links() if href.startswith("/events/")}
    assert drawn == {f"/events/{event['id']}" for event in events}
    assert "Families who want to know about a relative" in markup.text
    assert "Corrections." in markup.text


@pytest.mark.parametrize("path", [f"/v1{TIMELINE}.svg", f"{TIMELINE}.svg", f"/v1{TIMELINE}?format=svg"])
def test_a_timeline_as_a_picture(api: Client, path: str) -> None:
    answer = api.get(path)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    root = ElementTree.fromstring(answer.text)
    title, said = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert title is not None
    assert title.startswith("Remains of US service members from North Korea, as known on ")
    assert said is not None
    assert "117 events" in said
    assert len(root.findall(f".//{SVG}a")) == 117
    assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


def test_a_picture_of_what_was_known(api: Client) -> None:
    root = ElementTree.fromstring(api.get(f"/v1{TIMELINE}/events.svg?date=2018-06&known_on=2018-06-20").text)
    marks = {link.get("href", "").partition("?")[0]: link.get("class", "") for link in root.findall(f".//{SVG}a")}
    assert marks["/events/transfer-2018"] == "expected k-handover"
    assert marks["/events/singapore-summit-2018"] == "completed k-summit"


def test_the_examples_of_the_manual_run(api: Client) -> None:
    page_text = api.get("/docs").text
    lines = [unescape(re.sub("<[^>]+>", "", line)) for line in re.findall(r"<code>(curl .*?)</code>", page_text)]
    assert len(lines) == 10
    for line in lines:
        address = re.fullmatch(r"curl 'http://127\.0\.0\.1:8000(/[^']+)'", line)
        assert address, line
        answer = api.get(address[1])
        assert (answer.status_code, len(answer.content) > 300) == (200, True), line


def test_an_empty_database_and_an_empty_timeline_have_pages(serve: Serve) -> None:
    client = serve(
        events=[],
        sources=[sets.source("a-2010-01-01")],
        claims=[sets.claim("a-2010-01-01", "missing", best=1, timeline="line")],
    )
    assert "No event" in page(client, "/timelines/line").text
    assert "A line" in page(client, "/").text
    assert "No event matches." in client.get("/v1/timelines/line.svg").text


def test_hostile_text_stays_text(serve: Serve) -> None:
    state = sets.state("a-2010-01-01", title=HOSTILE, summary=HOSTILE, note=HOSTILE, places=["spot"])
    client = serve(
        timelines=[{"id": "line", "title": HOSTILE, "summary": HOSTILE}],
        places=[{"id": "spot", "name": HOSTILE, "kind": "city", "lon": 1, "lat": 2, "radius_km": 3}],
        sources=[sets.source("a-2010-01-01", title=HOSTILE, publisher=HOSTILE, url="https://news.example/?a=1&b='")],
        events=[sets.event("one", state, claims=[sets.claim("a-2010-01-01", best=3, note=HOSTILE, verbatim=HOSTILE)])],
    )
    for path in ("/", "/timelines/line", "/events", "/events/one"):
        markup = page(client, path)
        assert all("src" in script for script in markup.all("script"))
        assert not markup.all("b")
        assert told(HOSTILE) in markup.text
    for path in ("/v1/timelines/line.svg", "/v1/events/one.svg"):
        root = ElementTree.fromstring(client.get(path).text)
        assert root.findall(f".//{SVG}script") == []


REPORTS = {
    "corrections+remains@news.example.org": "mailto:corrections+remains@news.example.org",
    "https://example.org/report?from=homeward&x='1'": "https://example.org/report?from=homeward&x='1'",
    "https://example.org/@editor": "https://example.org/@editor",
}


def test_every_page_says_where_to_report_an_error(empty: Settings, tmp_path: Path) -> None:
    one = sets.event("one", sets.state("a-2010-01-01"))
    load(empty, sets.write(tmp_path / "set", sources=[sets.source("a-2010-01-01")], events=[one]))
    for contact, link in REPORTS.items():
        with serving(empty.model_copy(update={"contact": contact})) as client:
            for path in ("/", "/timelines/line", "/events", "/events/one", "/docs", "/events/nobody"):
                markup = page(client, path, 404 if path == "/events/nobody" else 200)
                assert (link in markup.links(), markup.ids().count("corrections")) == (True, 1), path
                assert markup.text.count(f"Report an error to {contact}") == 1
            assert f"Corrections. nobody Report an error to {contact}" in page(client, "/events/one").text


def test_without_a_contact_the_data_set_says_it(api: Client) -> None:
    assert all("Report an error" not in page(api, path).text for path in PAGES)
    assert "corrections" not in page(api, "/docs").ids()


def test_the_contact_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().contact == ""
    monkeypatch.setenv("HOMEWARD_CONTACT", "desk@example.org")
    assert Settings().contact == "desk@example.org"


@pytest.mark.parametrize(
    "wrong",
    [
        "desk",
        "desk@localhost",
        "desk@example.org?bcc=all@example.org",
        "desk@example.org, two@example.org",
        "desk@example.org\n",
        "mailto:desk@example.org",
        "http://example.org",
        "https://",
        "https:///report",
        "https://example.org/a b",
        "https://example.org/<script>",
        'https://example.org/"onclick=x',
        "javascript:alert(1)",
        "https://example.org/한",
    ],
)
def test_a_contact_that_is_no_link_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="write a mail address"):
        Settings(contact=wrong)


def test_pages_under_a_prefix(empty: Settings, tmp_path: Path) -> None:
    settings = empty.model_copy(update={"public_url": "https://example.org/homeward"})
    one = sets.event("one", sets.state("a-2010-01-01"))
    load(settings, sets.write(tmp_path / "set", sources=[sets.source("a-2010-01-01")], events=[one]))
    with serving(settings) as client:
        for path in ("/", "/timelines/line", "/events/one", "/docs"):
            markup = page(client, path)
            loaded = [tag["src"] for tag in markup.all("script")] + [tag["href"] for tag in markup.all("link")]
            own = [address for address in loaded if "/static/" in address]
            assert own
            assert all(address.startswith("/homeward/static/") for address in own)
            assert all(form["action"].startswith("/homeward/") for form in markup.all("form"))
            inner = [href for href in markup.links() if not href.startswith("#")]
            assert all(href.startswith(("/homeward/", "https://example.org/homeward/")) for href in inner)
        moved = client.get("/timelines/line?q=", BROWSER)
        assert moved.headers["location"] == "https://example.org/homeward/timelines/line"
        assert "curl 'https://example.org/homeward/v1/events.csv?bom=true'" in page(client, "/docs").text.replace(
            " /v1", "/v1"
        ).replace("' ", "'")


@pytest.mark.parametrize("path", ["/foo", "/events/", f"{TIMELINE}/", "/events/transfer-2018/more"])
def test_an_unknown_address_is_a_page_for_who_reads_pages(api: Client, path: str) -> None:
    assert "There is nothing at this address." in page(api, path, 404).text
    assert {"/", "/events"} <= set(page(api, path, 404).links())
    assert api.get(path).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/foo", "/v1/", "/ogc/foo", "/static/foo"])
def test_an_unknown_address_of_data_is_a_problem_for_everybody(api: Client, path: str) -> None:
    for headers in (BROWSER, {}):
        answer = api.get(path, headers)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
