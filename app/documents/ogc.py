"""What OGC API – Features, Part 1 (17-069r4) asks for beside the events: landing page, conformance, collection."""

from typing import Any, Literal

from pydantic import Field

from app.documents.base import Document, link
from app.documents.event import EventDocument

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CLASSES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = [f"{CLASSES}/{name}" for name in ("core", "oas30", "geojson")]
EVENTS = "/ogc/collections/events"
GEOJSON, JSON, HTML = "application/geo+json", "application/json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version="
NULL = {"type": "string", "nullable": True, "enum": [None]}
DESCRIPTION = (
    "Events in the history of bringing home the remains of missing service members, each with its claims and sources. "
    "A coordinate is the middle of a place: read it with the place's radius. Dates are EDTF, as exact as history is."
)


class Link(Document):
    """A typed link (RFC 8288)."""

    href: str
    rel: str
    type: str
    title: str


class Landing(Document):
    """Where everything is."""

    title: str
    description: str
    links: list[Link]


class Conformance(Document):
    """The requirements classes that are met."""

    conformsTo: list[str]  # noqa: N815


class Spatial(Document):
    bbox: list[list[float]] = Field(description="west, south, east, north of all coordinates, in degrees")
    crs: str


class Temporal(Document):
    interval: list[list[str | None]] = Field(description="RFC 3339; null where the first start or last end is open")
    trs: str


class EventsExtent(Document):
    """Where and when the events of the collection lie. A part that no event has is left out."""

    spatial: Spatial | None = None
    temporal: Temporal | None = None


class Collection(Document):
    id: str
    title: str
    description: str
    itemType: Literal["feature"] = "feature"  # noqa: N815
    crs: list[str]
    extent: EventsExtent
    links: list[Link]


class Collections(Document):
    collections: list[Collection]
    links: list[Link]


class Geometry(Document):
    """The places that have a coordinate."""

    type: Literal["Point", "MultiPoint"]
    coordinates: list[Any] = Field(description="lon,lat; for a MultiPoint a list of them")


class Feature(Document):
    """An event; its members are the properties."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry | None
    properties: EventDocument


class SingleFeature(Feature):
    known_on: str
    release: str
    links: list[Link]


class FeaturePage(Document):
    """One page of features (RFC 7946), with the members that the OGC adds."""

    type: Literal["FeatureCollection"]
    description: str
    known_on: str
    release: str
    timeStamp: str = Field(description="When the release was loaded")  # noqa: N815
    numberMatched: int  # noqa: N815
    numberReturned: int  # noqa: N815
    features: list[Feature]
    links: list[Link]


def to(path: str, rel: str, media: str, title: str) -> Link:
    """A link within this service, to be finished."""
    return Link(href=link(path), rel=rel, type=media, title=title)


def landing() -> Landing:
    """The landing page."""
    links = [
        to("/ogc", "self", JSON, "This page"),
        to("/ogc/api", "service-desc", OPENAPI + "3.0", "This part of the service, in OpenAPI 3.0"),
        to("/openapi.json", "service-desc", OPENAPI + "3.1", "The whole service, in OpenAPI 3.1"),
        to("/docs", "service-doc", HTML, "The manual"),
        to("/ogc/conformance", "conformance", JSON, "What is conformed to"),
        to("/ogc/collections", "data", JSON, "The collections"),
    ]
    return Landing(title="Homeward", description=DESCRIPTION, links=links)


def events_collection(bbox: list[float] | None, interval: list[str | None] | None) -> Collection:
    """The one collection, with its extent."""
    links = [
        to(EVENTS, "self", JSON, "This collection"),
        to(f"{EVENTS}/items", "items", GEOJSON, "The events as GeoJSON"),
        to("/v1/events", "alternate", JSON, "The same events in all formats"),
    ]
    extent = EventsExtent(
        spatial=Spatial(bbox=[bbox], crs=CRS84) if bbox else None,
        temporal=Temporal(interval=[interval], trs=GREGORIAN) if interval else None,
    )
    return Collection(id="events", title="Events", description=DESCRIPTION, crs=[CRS84], extent=extent, links=links)


def collections(only: Collection) -> Collections:
    """The list of collections."""
    return Collections(collections=[only], links=[to("/ogc/collections", "self", JSON, "This list")])


def item_links(name: str) -> list[Link]:
    """Around one event."""
    return [
        to(f"{EVENTS}/items/{name}", "self", GEOJSON, "This event"),
        to(EVENTS, "collection", JSON, "Its collection"),
        to(f"/v1/events/{name}", "alternate", JSON, "The same event in all formats"),
        to(f"/events/{name}", "alternate", HTML, "Its page"),
    ]


def openapi30(whole: dict[str, Any], server: str) -> dict[str, Any]:
    """The `/ogc` part of an OpenAPI 3.1 document as OpenAPI 3.0, which is what the OGC's class `oas30` asks for."""
    paths = {path.removeprefix("/ogc") or "/": item for path, item in whole["paths"].items() if path.startswith("/ogc")}
    schemas: dict[str, Any] = {}
    part = lowered(paths, whole["components"]["schemas"], schemas)
    return {
        "openapi": "3.0.3",
        "info": whole["info"],
        "servers": [{"url": f"{server}/ogc"}],
        "paths": part,
        "components": {"schemas": schemas},
    }


def lowered(value: Any, known: dict[str, Any], used: dict[str, Any]) -> Any:
    """A piece of a 3.1 document in terms of 3.0; the schemas that it refers to are put into `used`."""
    if isinstance(value, list):
        return [lowered(one, known, used) for one in value]
    if not isinstance(value, dict):
        return value
    if name := str(value.get("$ref", "")).rpartition("/")[2]:
        if name not in used:
            used[name] = {}
            used[name] = lowered(known[name], known, used)
        return {"$ref": f"#/components/schemas/{name}"}
    return {key: lowered(one, known, used) for key, one in nullable(value).items()}


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Without what 3.0 lacks: the type null, `const`, and `examples` of a schema."""
    schema = dict(schema)
    if isinstance(schema.get("examples"), list):
        del schema["examples"]
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    if isinstance(kinds := schema.get("type"), list):
        schema |= {"type": next(kind for kind in kinds if kind != "null"), "nullable": True}
    if "anyOf" in schema:
        schema["anyOf"] = [NULL if option == {"type": "null"} else option for option in schema["anyOf"]]
    return schema
