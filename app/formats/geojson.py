"""RFC 7946. An event has the places that have a coordinate: none, a point, or several points.

Coordinates are lon,lat. A place's radius stands in `properties.places`; for a place, in its properties.
A coordinate is the middle of a place: read it with its radius.
"""

from collections.abc import Sequence
from typing import Any

from app.formats.base import Context, Format, Item, json_bytes, json_of_many, kept


def feature(item: Item, context: Context) -> dict[str, Any]:
    """An event or a place; its members are the properties."""
    places = item["places"] if context.kind == "event" else [item]
    return {
        "type": "Feature",
        "id": item["id"],
        "geometry": geometry([[place["lon"], place["lat"]] for place in places if place["lon"] is not None]),
        "properties": kept(item, context),
    }


def geometry(points: list[list[float]]) -> dict[str, Any] | None:
    """No place is null, never a point at 0,0."""
    if len(points) > 1:
        return {"type": "MultiPoint", "coordinates": points}
    return {"type": "Point", "coordinates": points[0]} if points else None


def render(items: Sequence[Item], context: Context) -> bytes:
    """A feature, or a collection that says on which day it was so known (foreign members, RFC 7946 6.1)."""
    features = [feature(item, context) for item in items]
    knowledge = {"known_on": context.known_on, "release": context.release}
    if context.single:
        return json_bytes(features[0] | knowledge)
    return json_of_many({"type": "FeatureCollection", "description": context.title, **knowledge, "features": features})


GEOJSON = Format("geojson", "application/geo+json", frozenset({"event", "place"}), render=render)
