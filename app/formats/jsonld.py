"""Linked data: schema.org, with the context inline, so that no processor needs the network.

- schema.org dates are ISO 8601: `startDate` and `endDate` are given where a year, a month or a day is known and
  nothing is in doubt. The date itself is `dcterms:date`, an EDTF literal, always given.
- `eventStatus` has four words for our seven (EventScheduled is also schema.org's default); `homeward:status`
  has the exact one. `previousStartDate` stands where an earlier version of the event had another start.
- A figure is a `Claim` by its claimant that appears in its source; what it says is an `Observation`.
- `homeward:` terms are those of API.md's documents.
"""

from collections.abc import Sequence
from typing import Any

from app.formats.base import Context, Format, Item, json_of_many
from app.formats.linked import NAMES, bare, claim_node, edtf, place_node, record_nodes, source_node
from app.formats.parts import iso, known, marked
from app.formats.words import identity, permalink

STATUS = {"cancelled": "EventCancelled", "suspended": "EventPostponed"}


def render(items: Sequence[Item], context: Context) -> bytes:
    """A graph: what the answer is, then its items."""
    make = event_node if context.kind == "event" else record_nodes[context.kind]
    graph = [answer_node(context), *(bare(make(item, context)) for item in items)]
    return json_of_many({"@context": NAMES, "@graph": graph})


def answer_node(context: Context) -> dict[str, Any]:
    """The answer: which release, as known on which day."""
    return {
        **({"@id": context.self_url} if context.address else {}),
        "@type": "Dataset",
        "name": context.title,
        "version": context.release,
        "dateModified": context.loaded_at,
        "homeward:known_on": context.known_on,
    }


def event_node(event: Item, context: Context) -> dict[str, Any]:
    """An event with its places, parties, figures and sources."""
    me = identity("event", event["id"], context)
    date = event["date"]
    return {
        "@id": me,
        "@type": "Event",
        "name": event["title"],
        "description": event["summary"],
        "homeward:kind": event["kind"],
        "homeward:status": event["status"],
        "homeward:note": event["note"],
        **status_and_dates(event, context),
        "dcterms:date": edtf(date["edtf"]),
        "homeward:date_text": date["text"],
        "homeward:date_alternatives": [alternative(other, context) for other in event["date_alternatives"]],
        "location": [place_node(place, context) for place in event["places"]],
        "contributor": [participation(party, context) for party in event["parties"]],
        **relations(event, context),
        "homeward:timelines": [{"@id": identity("timeline", name, context)} for name in event["timelines"]],
        "subjectOf": [claim_node(claim, context) for claim in event["claims"]],
        "citation": [source_node(source, context) for source in event["sources"]],
        "homeward:known_from": event["known_from"],
        "homeward:version_known_from": event["version_known_from"],
        "homeward:citation": event["citation"],
        "url": permalink(event["id"], context) if context.address else None,
    }


def status_and_dates(event: Item, context: Context) -> dict[str, Any]:
    """What schema.org can say of them."""
    date = event["date"]
    before = moved_from(date, context.earlier.get(event["id"], ()))
    status = STATUS.get(event["status"], "EventRescheduled" if before else "EventScheduled")
    return {
        "eventStatus": f"https://schema.org/{status}",
        "startDate": sure(date, "start"),
        "endDate": sure(date, "end"),
        "previousStartDate": before,
    }


def sure(date: Item, end: str) -> str | None:
    """An end as ISO 8601, where it is one known year, month or day without doubt."""
    parts = None if marked(date) else known(date[end])
    return iso(parts) if parts else None


def moved_from(date: Item, earlier: Sequence[Item]) -> str | None:
    """The latest earlier start that cannot be the present one: a date that only became better known has not moved."""
    starts = [one for one in earlier if sure(one, "start") and apart(one["start"], date["start"])]
    return sure(starts[-1], "start") if starts else None


def apart(one: Item, other: Item) -> bool:
    """Whether two starts have no day in common."""
    return bool(
        (other["earliest"] and one["latest"] < other["earliest"])
        or (other["latest"] and other["latest"] < one["earliest"])
    )


def alternative(other: Item, context: Context) -> dict[str, Any]:
    """Another date, and the source that gives it."""
    source = {"@id": identity("source", other["source"], context)}
    return {"dcterms:date": edtf(other["edtf"]), "homeward:date_text": other["text"], "citation": source}


def participation(party: Item, context: Context) -> dict[str, Any]:
    """A party in its role: schema.org repeats the property inside the Role."""
    who = {"@id": identity("party", party["id"], context), "name": party["name"]}
    return {"@type": "Role", "roleName": party["role"], "contributor": who}


def relations(event: Item, context: Context) -> dict[str, Any]:
    """`part_of` is superEvent; the others have no word there."""
    found: dict[str, Any] = {}
    for relation in event["relations"]:
        name = "superEvent" if relation["type"] == "part_of" else f"homeward:{relation['type']}"
        found.setdefault(name, []).append(
            {"@id": identity("event", relation["event"], context), "name": relation["title"]}
        )
    return found


KINDS = frozenset({"event", *record_nodes})
JSONLD = Format("jsonld", "application/ld+json", KINDS, render=render)
