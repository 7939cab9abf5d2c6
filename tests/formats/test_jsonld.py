"""Linked data, read by rdflib and expanded by PyLD, without any network."""

import json
from typing import Any

import pytest

from app.formats.base import Item
from app.formats.jsonld import KINDS
from app.formats.linked import iso_date
from tests.formats.clients import library
from tests.formats.samples import (
    ADDRESS,
    BOOK,
    CANCELLED,
    EVIL,
    HAWAII,
    ONE,
    OPEN_END,
    SAMPLES,
    SUSPENDED,
    THREE_PLACES,
    UNKNOWN_START,
    bundled,
    bundled_claims,
    claim_alone,
    context,
    event,
    made,
)

# rdflib warns of its own inner parts.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA, TERM, DATE = "https://schema.org/", "urn:homeward:term:", "http://purl.org/dc/terms/date"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def nodes(items: list[Item], kind: str = "event", **more: Any) -> list[Any]:
    """The items' nodes, after that of the answer."""
    found: list[Any] = json.loads(made("jsonld", items, context(kind, **more)))["@graph"][1:]
    return found


def graph(items: list[Item], kind: str = "event", **more: Any) -> Any:
    return library("rdflib").Graph().parse(data=made("jsonld", items, context(kind, **more)), format="json-ld")


def test_events_keep_dates_status_claims_and_sources() -> None:
    rdflib = library("rdflib")
    found = graph(bundled())

    def values(subject: Any, name: str) -> set[str]:
        return {str(value) for value in found.objects(subject, rdflib.URIRef(name))}

    for item in bundled():
        me = rdflib.URIRef(f"{ADDRESS}/v1/events/{item['id']}")
        assert list(found.objects(me, rdflib.URIRef(DATE))) == [
            rdflib.Literal(item["date"]["edtf"], datatype=rdflib.URIRef(EDTF))
        ]
        assert values(me, f"{TERM}status") == {item["status"]}
        assert values(me, f"{TERM}date_text") == {item["date"]["text"]}
        assert values(me, f"{SCHEMA}name") >= {item["title"]}
        assert values(me, f"{SCHEMA}citation") == {f"{ADDRESS}/v1/sources/{one['id']}" for one in item["sources"]}
        assert values(me, f"{SCHEMA}subjectOf") == {f"{ADDRESS}/v1/claims/{one['id']}" for one in item["claims"]}
        for source in item["sources"]:
            node = rdflib.URIRef(f"{ADDRESS}/v1/sources/{source['id']}")
            assert values(node, f"{SCHEMA}name") == {source["title"]}
            assert values(node, f"{SCHEMA}url") == ({source["url"]} if source["url"] else set())
            [publisher] = {
                str(found.value(one, rdflib.URIRef(f"{SCHEMA}name")))
                for one in found.objects(node, rdflib.URIRef(f"{SCHEMA}publisher"))
            }
            assert publisher == source["publisher"]
        for claim in item["claims"]:
            node = rdflib.URIRef(f"{ADDRESS}/v1/claims/{claim['id']}")
            [said] = found.objects(node, rdflib.URIRef(f"{SCHEMA}mainEntity"))
            for name, term in (("low", "minValue"), ("best", "value"), ("high", "maxValue")):
                value = found.value(said, rdflib.URIRef(SCHEMA + term))
                assert (None if value is None else value.toPython()) == claim[name]
            assert values(node, f"{SCHEMA}appearance") == {f"{ADDRESS}/v1/sources/{claim['source']}"}
            assert values(node, f"{SCHEMA}author") == {f"{ADDRESS}/v1/parties/{claim['claimant']['id']}"}


@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_a_processor_loses_nothing(address: str) -> None:
    pyld = library("pyld")
    document = json.loads(made("jsonld", SAMPLES, context(address=address)))
    expanded = pyld.jsonld.expand(document, {"documentLoader": no_network})
    assert len(expanded) == len(SAMPLES) + 1
    compacted = pyld.jsonld.compact(expanded, document["@context"], {"documentLoader": no_network, "graph": True})
    assert sorted(map(sizes, compacted["@graph"])) == sorted(map(sizes, document["@graph"]))
    triples = pyld.jsonld.to_rdf(document, {"documentLoader": no_network, "format": "application/n-quads"})
    assert "/v1/events/return-2007>" in triples or "<urn:homeward:event:return-2007>" in triples
    assert len(graph(SAMPLES, address=address)) == len(triples.splitlines())


def no_network(url: str, _: Any) -> Any:
    raise AssertionError(url)


def sizes(node: Any) -> tuple[str, int]:
    """A node's name, and how many members it has; single values need no list."""
    return str(node["name"]), len([name for name in node if name != "@id"])


@pytest.mark.parametrize(
    ("item", "start", "end", "status"),
    [
        (ONE, "2007-04-11", "2007-04-11", "EventScheduled"),
        (CANCELLED, "2012-04", "2012-04", "EventCancelled"),
        (SUSPENDED, "1996-07", "2005-05-25", "EventPostponed"),
        (OPEN_END, "1953-07-27", None, "EventScheduled"),
        (UNKNOWN_START, None, "2005", "EventScheduled"),
        (event("x", "2007"), "2007", "2007", "EventScheduled"),
        (event("x", "2007~"), None, None, "EventScheduled"),
        (event("x", "2007-04-11?"), None, None, "EventScheduled"),
        (event("x", "199X"), None, None, "EventScheduled"),
        (event("x", "2001-21"), None, None, "EventScheduled"),
        (event("x", "[2018-06-20..]"), None, None, "EventScheduled"),
        (event("x", "[1990,1992]"), None, None, "EventScheduled"),
        (event("x", "2004/2004-06"), None, "2004-06", "EventScheduled"),
    ],
)
def test_schema_dates_are_no_more_exact_than_known(item: Item, start: str, end: str, status: str) -> None:
    [node] = nodes([item])
    assert (node.get("startDate"), node.get("endDate")) == (start, end)
    assert node["eventStatus"] == SCHEMA + status
    assert node["dcterms:date"] == {"@type": EDTF, "@value": item["date"]["edtf"]}
    assert "previousStartDate" not in node


@pytest.mark.parametrize(
    ("earlier", "now", "previous", "status"),
    [
        (["2018-06"], "2018-07-27", "2018-06", "EventRescheduled"),
        (["2018-05", "2018-06-12"], "2018-07-27", "2018-06-12", "EventRescheduled"),
        (["2018-07"], "2018-07-27", None, "EventScheduled"),
        (["[2018-06-20..]"], "2018-07-27", None, "EventScheduled"),
        (["2018-06~"], "2018-07-27", None, "EventScheduled"),
        (["2019"], "../2018-07", None, "EventScheduled"),
        (["2019"], "[..2018-07]", None, "EventScheduled"),
        (["2018-01"], "[2018-06-20..]", "2018-01", "EventRescheduled"),
        (["2019"], "[2018-06-20..]", None, "EventScheduled"),
        ([], "2018-07-27", None, "EventScheduled"),
    ],
)
def test_what_was_moved_says_from_when(earlier: list[str], now: str, previous: str | None, status: str) -> None:
    before = {"x": [event("x", one)["date"] for one in earlier]}
    [node] = nodes([event("x", now, status="planned")], earlier=before)
    assert (node.get("previousStartDate"), node["eventStatus"]) == (previous, SCHEMA + status)
    [called_off] = nodes([event("x", now, status="cancelled")], earlier=before)
    assert (called_off.get("previousStartDate"), called_off["eventStatus"]) == (previous, f"{SCHEMA}EventCancelled")


def test_a_place_with_a_radius_is_a_circle() -> None:
    [node] = nodes([THREE_PLACES])
    point = {"@type": "GeoCoordinates", "latitude": 21.33, "longitude": -157.94}
    assert node["location"][3]["geo"] == {"@type": "GeoCircle", "geoMidpoint": point, "geoRadius": 4500}
    assert node["location"][0]["geo"] == {"@type": "GeoCoordinates", "latitude": 39.15, "longitude": 127.44}
    assert node["location"][1] == {"@id": f"{ADDRESS}/v1/places/unknown-site", "@type": "Place", "name": "A site"}


def test_relations_and_roles() -> None:
    [node] = nodes([ONE])
    assert node["superEvent"] == [{"@id": f"{ADDRESS}/v1/events/talks-2007", "name": "Talks"}]
    assert node["homeward:follows"] == [{"@id": f"{ADDRESS}/v1/events/singapore-summit-2018", "name": "Summit"}]
    who = {"@id": f"{ADDRESS}/v1/parties/north-korea", "name": "North Korea"}
    assert node["contributor"] == [{"@type": "Role", "roleName": "delivering_party", "contributor": who}]


def test_the_answer_says_which_release_and_day() -> None:
    [answer] = json.loads(made("jsonld", [], context()))["@graph"]
    assert answer == {
        "@id": f"{ADDRESS}/v1/events?format=x&kind=handover",
        "@type": "Dataset",
        "name": "Events: all of them",
        "version": "3f2a9c81d04e",
        "dateModified": "2026-11-24T10:20:30+00:00",
        "homeward:known_on": "2026-11-25",
    }


def test_hostile_texts() -> None:
    [node] = nodes([EVIL])
    assert (node["name"], node["description"]) == (EVIL["title"], EVIL["summary"])


def test_the_other_records() -> None:
    place = HAWAII | {"kind": "site", "other_names": ["Hickam Field"], "within": "hawaii", "note": "An airfield."}
    party = {
        "id": "un-command",
        "name": "UN Command",
        "acronym": "UNC",
        "kind": "command",
        "country": None,
        "note": None,
    }
    measure = {"id": "m", "name": "Sets", "unit": "sets", "kind": "flow", "definition": "Counted.", "links": {}}
    counts = {"kind": {}, "status": {}, "total": {"events": 2}}
    timeline = {"id": "t", "title": "T", "summary": "S", "extent": {"text": "1953 to 2025"}, "counts": counts}
    source = BOOK | {"accessed": "2026-11-01", "note": "In a library.", "known_from": "2026-11-01"}
    items: dict[str, Item] = {
        "claim": claim_alone("return-2007"),
        "place": place,
        "party": party,
        "measure": measure,
        "timeline": timeline,
        "source": source,
    }
    assert items.keys() == KINDS - {"event"}
    found = {kind: nodes([item], kind)[0] for kind, item in items.items()}
    assert {kind: node["@type"] for kind, node in found.items()} == {
        "claim": "Claim",
        "place": "Place",
        "party": "Organization",
        "measure": "DefinedTerm",
        "timeline": "Dataset",
        "source": "CreativeWork",
    }
    assert found["place"]["containedInPlace"] == {"@id": f"{ADDRESS}/v1/places/hawaii"}
    assert found["claim"]["text"] == "-6 sets, “all told”"
    assert found["timeline"]["size"] == "2 events"
    assert found["source"]["homeward:accessed"] == "2026-11-01"
    assert nodes([timeline | {"extent": None}], "timeline")[0].keys() == found["timeline"].keys() - {
        "homeward:date_text"
    }


def test_a_level_is_about_its_timeline() -> None:
    levels = [claim for claim in bundled_claims() if claim["event"] is None]
    assert levels
    for claim, node in zip(levels, nodes(levels, "claim"), strict=True):
        assert node["about"] == {"@id": f"{ADDRESS}/v1/timelines/{claim['timeline']}"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2007", "2007"),
        ("2007-04-11", "2007-04-11"),
        ("2007~", None),
        ("199X", None),
        ("2001/2002", None),
        (None, None),
    ],
)
def test_iso_dates(text: str | None, shown: str | None) -> None:
    assert iso_date(text) == shown
