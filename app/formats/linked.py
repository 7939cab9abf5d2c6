"""The records as nodes of linked data: claims, sources, places, parties, measures, timelines."""

from collections.abc import Callable
from typing import Any

from app.formats.base import Context, Item
from app.formats.parts import dated, iso, known, marked
from app.formats.words import identity

NAMES = {
    "@vocab": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "homeward": "urn:homeward:term:",
    "eventStatus": {"@type": "@id"},
    "url": {"@type": "@id"},
}
"""The JSON-LD context."""

Node = dict[str, Any]


def bare(value: Any) -> Any:
    """Without members that say nothing."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if one is not None and one != []}
    return [bare(one) for one in value] if isinstance(value, list) else value


def edtf(text: str | None) -> Node | None:
    """A typed literal."""
    return {"@type": "http://id.loc.gov/datatypes/edtf/EDTF", "@value": text} if text else None


def iso_date(text: str | None) -> str | None:
    """EDTF text as ISO 8601, where it is one year, month or day without doubt."""
    date = dated(text) if text else None
    parts = known(date["start"]) if date and not marked(date) and date["extent"] == "within" else None
    return iso(parts) if parts else None


def claim_node(claim: Item, context: Context) -> Node:
    """A figure: who said it, where it appears, and what it says. Numbers that were not given are not there."""
    about = "event" if claim["event"] else "timeline"
    subject = {"@id": identity(about, claim[about], context)}
    claimant = {"@id": identity("party", claim["claimant"]["id"], context), "name": claim["claimant"]["name"]}
    return {
        "@id": identity("claim", claim["id"], context),
        "@type": "Claim",
        "name": claim["text"],
        "about": subject,
        "author": claimant,
        "appearance": {"@id": identity("source", claim["source"], context)},
        "datePublished": iso_date(claim["asserted_on"]),
        "homeward:asserted_on": edtf(claim["asserted_on"]),
        "homeward:locator": claim["locator"],
        "text": claim["verbatim"],
        "homeward:note": claim["note"],
        "homeward:derived": claim["derived"],
        "homeward:preferred": claim["preferred"],
        "homeward:conflicts_with": [{"@id": identity("claim", name, context)} for name in claim["conflicts_with"]],
        "mainEntity": observation(claim, subject, context),
    }


def observation(claim: Item, subject: Node, context: Context) -> Node:
    """What was counted."""
    return {
        "@type": "Observation",
        "observationAbout": subject,
        "variableMeasured": {"@id": identity("measure", claim["measure"], context), "name": claim["measure"]},
        "value": claim["best"],
        "minValue": claim["low"],
        "maxValue": claim["high"],
        "unitText": claim["unit"],
        "homeward:qualifier": claim["qualifier"],
        "homeward:scope": claim["scope"],
        "observationDate": iso_date(claim["as_of"]),
        "dcterms:date": edtf(claim["as_of"]),
    }


def source_node(source: Item, context: Context) -> Node:
    """A document that was read."""
    return {
        "@id": identity("source", source["id"], context),
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
        "datePublished": iso_date(source["published"]),
        "dcterms:date": edtf(source["published"]),
        "genre": source["kind"],
        "homeward:quality": source["quality"],
        "homeward:accessed": source.get("accessed"),
        "homeward:note": source.get("note"),
        "url": source["url"],
    }


def place_node(place: Item, context: Context) -> Node:
    """A place; with a radius (in metres there) it is a circle, and no point more exact than that."""
    point = None
    if place["lon"] is not None:
        point = {"@type": "GeoCoordinates", "latitude": place["lat"], "longitude": place["lon"]}
    if point and place["radius_km"]:
        point = {"@type": "GeoCircle", "geoMidpoint": point, "geoRadius": round(place["radius_km"] * 1000)}
    country = {"@type": "PostalAddress", "addressCountry": place["country"]} if place["country"] else None
    within = place.get("within")
    return {
        "@id": identity("place", place["id"], context),
        "@type": "Place",
        "name": place["name"],
        "alternateName": place.get("other_names"),
        "geo": point,
        "address": country,
        "containedInPlace": {"@id": identity("place", within, context)} if within else None,
        "description": place.get("note"),
    }


def party_node(party: Item, context: Context) -> Node:
    """A state, a body or a public person."""
    return {
        "@id": identity("party", party["id"], context),
        "@type": {"person": "Person", "state": "Country"}.get(party["kind"], "Organization"),
        "name": party["name"],
        "alternateName": party["acronym"],
        "homeward:kind": party["kind"],
        "homeward:country": party["country"],
        "description": party["note"],
    }


def measure_node(measure: Item, context: Context) -> Node:
    """What a figure counts."""
    return {
        "@id": identity("measure", measure["id"], context),
        "@type": "DefinedTerm",
        "name": measure["name"],
        "termCode": measure["id"],
        "description": measure["definition"],
        "homeward:kind": measure["kind"],
        "homeward:unit": measure["unit"],
    }


def timeline_node(timeline: Item, context: Context) -> Node:
    """A history, as a set of data about a time."""
    return {
        "@id": identity("timeline", timeline["id"], context),
        "@type": "Dataset",
        "name": timeline["title"],
        "description": timeline["summary"],
        "homeward:date_text": timeline["extent"]["text"] if timeline["extent"] else None,
        "size": f"{timeline['counts']['total']['events']} events",
    }


record_nodes: dict[str, Callable[[Item, Context], Node]] = {
    "claim": claim_node,
    "source": source_node,
    "place": place_node,
    "party": party_node,
    "measure": measure_node,
    "timeline": timeline_node,
}
"""By kind."""
