"""The places of some events: a list to read, and the same as data for the map."""

import json
from collections.abc import Iterable
from typing import Any

from app.formats.base import Item


def places_of(events: Iterable[Item]) -> dict[str, Any]:
    """`list`: each place once with its events; `data`: those with a coordinate, as JSON text for an attribute."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        for place in event["places"]:
            found.setdefault(place["id"], {**place, "events": []})["events"].append(event)
    ordered = sorted(found.values(), key=lambda place: (-len(place["events"]), place["name"]))
    drawn = [
        {
            "name": place["name"],
            "lon": place["lon"],
            "lat": place["lat"],
            "km": place["radius_km"] or 0,
            "events": len(place["events"]),
        }
        for place in ordered
        if place["lon"] is not None
    ]
    data = json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))
    return {"list": ordered, "data": data if drawn else None}
