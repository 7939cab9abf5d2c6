"""The page of one event: its figures side by side, what was known when, its neighbours, its sources."""

import re
from collections.abc import Iterator
from typing import Any

from app.datetext import MONTHS
from app.formats.base import Context, Item
from app.formats.html_base import Around, rendered
from app.formats.html_places import places_of
from app.formats.words import in_words, permalink

RELATIONS = {
    "part_of": "Part of",
    "has_part": "Its parts",
    "follows": "It followed",
    "preceded_by": "Followed by",
    "leads_to": "Led to",
    "led_to_by": "Came of",
    "cancels": "Called off",
    "cancelled_by": "Called off by",
    "responds_to": "In answer to",
    "answered_by": "Answered by",
    "contradicts": "Contradicts",
    "contradicted_by": "Contradicted by",
}
PROPER = re.compile(
    r"\b(us|un|(north|south) korea\w*|korea\w*|china|chinese|vietnam\w*|chosin|unsan|punchbowl|operation glory|"
    + "|".join(MONTHS).lower()
    + r")\b"
)
"""Words of scopes that are written with capitals. A scope that begins with another word needs none."""


def event_page(event: Item, context: Context, around: Around) -> bytes:
    """The whole page."""
    numbers = {source["id"]: number for number, source in enumerate(event["sources"], 1)}
    return rendered(
        "event.html",
        context,
        around,
        event=event,
        figures=list(figures(event, around)),
        numbers=numbers,
        relations=relations(event, around),
        parties=parties(event),
        places=places_of([event]),
        permalink=permalink(event["id"], context),
    )


def figures(event: Item, around: Around) -> Iterator[dict[str, Any]]:
    """Claims of the same measure and scope under one heading, in the order of the record."""
    groups: dict[tuple[str, str | None], list[Item]] = {}
    for claim in event["claims"]:
        groups.setdefault((claim["measure"], claim["scope"]), []).append(claim)
    by_id = {claim["id"]: claim for claim in event["claims"]}
    for (measure, scope), claims in groups.items():
        document = around.measures.get(measure)
        yield {
            "name": document["name"] if document else in_words(measure).capitalize(),
            "definition": document["definition"] if document else None,
            "scope": scope_words(scope) if scope else None,
            "claims": [{**claim, "against": against(claim, by_id)} for claim in claims],
            "conflicting": any(claim["conflicts_with"] for claim in claims),
        }


def scope_words(scope: str) -> str:
    """`linked-to-chosin` as `linked to Chosin`: ids are lower case, names are not."""
    return PROPER.sub(lambda found: proper(found[0]), in_words(scope).replace("-", " "))


def proper(word: str) -> str:
    return word.upper() if len(word) == 2 else word.title()


def against(claim: Item, by_id: dict[str, Item]) -> list[str]:
    """The figures that cannot be true beside this one."""
    others = [by_id[name] for name in claim["conflicts_with"] if name in by_id]
    return [f"{other['text']} ({other['claimant']['name']})" for other in others]


def parties(event: Item) -> list[tuple[str, list[str]]]:
    """Each party once, with all its parts in the event."""
    roles: dict[str, list[str]] = {}
    for party in event["parties"]:
        roles.setdefault(party["name"], []).append(in_words(party["role"]))
    return list(roles.items())


def relations(event: Item, around: Around) -> list[tuple[str, list[Item]]]:
    """The neighbours by how they stand to the event, in the order of the table above."""
    nodes = {node["id"]: node for node in around.related["nodes"]} if around.related else {}
    edges = [edge for edge in around.related["edges"] if edge["from"] == event["id"]] if around.related else []
    found = [
        (label, [nodes[edge["to"]] for edge in edges if edge["type"] == kind and edge["to"] in nodes])
        for kind, label in RELATIONS.items()
    ]
    return [(label, sorted(members, key=node_order)) for label, members in found if members]


def node_order(node: Item) -> tuple[str, str]:
    return node["date"]["start"]["earliest"] or "9999", node["id"]
