"""Feeds, read by `feedparser` and by an XML parser."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

from app.formats.base import Item
from app.formats.words import source_address
from tests.formats.clients import library
from tests.formats.samples import ADDRESS, CHANGES, EVIL, HANGUL, ONE, bundled, context, made

NAMES = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}


def feed(items: list[Item], kind: str = "event", **more: Any) -> Any:
    """As a feed reader sees it; it must be well-formed."""
    found = library("feedparser").parse(made("atom", items, context(kind, **more)), sanitize_html=False)
    assert not found.bozo
    assert found.version == "atom10"
    return found


def tree(items: list[Item], kind: str = "event", **more: Any) -> Element:
    return fromstring(made("atom", items, context(kind, **more)))


def via(entry: Any) -> list[tuple[str, str]]:
    return [(link["href"], link["title"]) for link in entry.links if link["rel"] == "via"]


def content_text(entry: Element) -> str:
    body = entry.find("a:content/h:div", NAMES)
    assert body is not None
    return "".join(body.itertext())


def test_events_keep_dates_status_claims_and_sources() -> None:
    entries = {entry.id: entry for entry in feed(bundled()).entries}
    texts = {
        str(one.findtext("a:id", None, NAMES)): content_text(one) for one in tree(bundled()).findall("a:entry", NAMES)
    }
    assert len(entries) == len(texts) == len(bundled())
    for item in bundled():
        entry, text = entries[f"{ADDRESS}/v1/events/{item['id']}"], texts[f"{ADDRESS}/v1/events/{item['id']}"]
        assert entry.title == item["title"]
        assert entry.updated == f"{item['version_known_from']}T00:00:00Z"
        assert entry.published == f"{item['known_from']}T00:00:00Z"
        assert [tag["term"] for tag in entry.tags] == [item["kind"], item["status"]]
        assert entry.link == item["links"]["html"]
        assert f"Date: {item['date']['text']} (EDTF {item['date']['edtf']})" in text
        assert via(entry) == [
            (source_address(source, context()), f"{source['publisher']}: {source['title']}")
            for source in item["sources"]
        ]
        for claim in item["claims"]:
            assert claim["text"] in text
            assert f"by {claim['claimant']['name']}" in text
            assert f"source {claim['source']}" in text
        for source in item["sources"]:
            assert f"[{source['id']}]" in text


def test_newest_first_and_the_feed_is_as_new_as_its_newest_entry() -> None:
    found = feed(bundled())
    days = [entry.updated for entry in found.entries]
    assert days == sorted(days, reverse=True)
    assert found.feed.updated == days[0]


def test_a_source_that_is_not_on_the_web_is_a_link_to_its_record() -> None:
    [entry] = feed([ONE]).entries
    assert via(entry)[0] == (f"{ADDRESS}/v1/sources/history-1999", "Army, Center of History: A history; of returns")


def test_the_feed_itself() -> None:
    found = feed([ONE]).feed
    assert found.id == f"{ADDRESS}/v1/events?format=x&kind=handover"
    assert found.title == "Events: all of them"
    assert [(link["rel"], link["href"]) for link in found.links] == [
        ("self", f"{ADDRESS}/v1/events?format=x&kind=handover"),
        ("alternate", f"{ADDRESS}/v1/events?kind=handover"),
    ]
    assert found.author == "Homeward"


def test_one_event_links_to_its_page() -> None:
    assert feed([ONE], single=True).feed.links[1]["href"] == f"{ADDRESS}/events/x"


def test_without_a_public_address_ids_are_urns() -> None:
    found = tree([ONE], address="")
    assert found.findtext("a:id", None, NAMES) == "urn:homeward:feed:/v1/events%3Fformat%3Dx%26kind%3Dhandover"
    assert found.findtext("a:entry/a:id", None, NAMES) == "urn:homeward:event:return-2007"


def test_the_empty_feed() -> None:
    found = feed([])
    assert found.entries == []
    assert found.feed.updated == "2026-11-24T10:20:30+00:00"


def test_hostile_and_korean_texts() -> None:
    found = tree([EVIL, HANGUL])
    titles = [entry.findtext("a:title", None, NAMES) for entry in found.findall("a:entry", NAMES)]
    assert titles == [HANGUL["title"], EVIL["title"]]
    assert EVIL["summary"] in content_text(found.findall("a:entry", NAMES)[1])
    assert b"<script" not in made("atom", [EVIL], context())


def test_changes_are_a_feed_to_subscribe_to() -> None:
    entries = feed(CHANGES, "change").entries
    subject = f"{ADDRESS}/v1/events/transfer-2018"
    claim = "korean-war-remains--unaccounted-for--wapo-2018-07-27"
    assert [(entry.id, entry.title, entry.updated) for entry in entries] == [
        (
            f"{subject}#2018-07-27-state-wapo-2018-07-27",
            "A transfer <took> place: status: expected → completed; note: =1+1",
            "2018-07-27T00:00:00Z",
        ),
        (
            f"{ADDRESS}/v1/timelines/korean-war-remains#2018-07-27-claim-{claim}",
            "Remains of the Korean War: Unaccounted for: 7,702 persons",
            "2018-07-27T00:00:00Z",
        ),
        (f"{subject}#2018-06-20-event-news-2018-06-20", "A transfer is expected: first known", "2018-06-20T00:00:00Z"),
    ]
    assert [via(entry) for entry in entries] == [[(item["links"]["source"], item["source"])] for item in newest()]
    assert [entry.link for entry in entries] == [
        f"{ADDRESS}/events/transfer-2018?known_on=2018-07-27",
        f"{ADDRESS}/timelines/korean-war-remains?known_on=2018-07-27",
        f"{ADDRESS}/events/transfer-2018?known_on=2018-06-20",
    ]


def newest() -> list[Item]:
    return [CHANGES[1], CHANGES[2], CHANGES[0]]
