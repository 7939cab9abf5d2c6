"""The parameters and answers of an endpoint as OpenAPI: taken from the query model and the documents."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic import create_model

from app.documents.base import Document
from app.formats import FORMATS
from app.params import ListQuery, Query
from app.web.respond import offered

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457; one shape for every error",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the reader"},
        "instance": {"type": "string"},
        "example": {"type": "string", "description": "An address that works, where a parameter was wrong"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string"},
                    "value": {"type": ["string", "null"]},
                    "detail": {"type": "string"},
                    "suggestion": {"type": ["string", "null"], "description": "The nearest legal value"},
                    "allowed": {"type": ["array", "null"], "items": {"type": "string"}},
                },
            },
        },
    },
}
DESCRIPTIONS = {
    400: "A parameter is wrong; it is named, with the nearest legal value",
    404: "No such record, or not yet known on `known_on`",
    406: "No such format; those on offer are listed",
    410: "The cursor belongs to an earlier release; start again",
    503: "The database cannot be read, or it took too long",
}


class Release(Document):
    """The state of the data that an answer comes from."""

    id: str
    datasets: list[dict[str, str]]


class Alternate(Document):
    format: str
    href: str


class PageLinks(Document):
    self: str
    first: str
    prev: str | None
    next: str | None
    alternate: list[Alternate]


class FacetValue(Document):
    value: str
    count: int
    href: str


def envelope(item: type[Document]) -> type[Document]:
    """The shape of a list of such items."""
    return create_model(
        f"{item.__name__.removesuffix('Document')}Page",
        __base__=Document,
        items=(list[item], ...),  # type: ignore[valid-type]
        total=(int, ...),
        description=(str, ...),
        known_on=(str, ...),
        release=(Release, ...),
        facets=(dict[str, list[FacetValue]] | None, ...),
        links=(PageLinks, ...),
    )


def parameters(model: type[Query], kind: str) -> list[dict[str, Any]]:
    """The query parameters of a model, each with description and example."""
    schema = model.model_json_schema(mode="validation")
    return [parameter(name, described, model, schema, kind) for name, described in schema["properties"].items()]


def parameter(
    name: str, described: dict[str, Any], model: type[Query], schema: dict[str, Any], kind: str
) -> dict[str, Any]:
    """One query parameter. Lists are written with commas."""
    value = resolved(described, schema)
    if name == "format":
        value = {"type": "string", "enum": offered(kind)}
    entry: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": name in schema.get("required", ()),
        "description": described.get("description", ""),
        "schema": value,
    }
    if name in model.LISTS:
        entry |= {"style": "form", "explode": False}
    if examples := described.get("examples"):
        example = examples[0]
        entry["example"] = example.split(",") if name in model.LISTS and isinstance(example, str) else example
    return entry


def resolved(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, null, titles and defaults of null."""
    if "$ref" in value:
        return resolved(schema["$defs"][value["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in value:
        kinds = [one for one in value["anyOf"] if one.get("type") != "null"]
        return resolved(kinds[0], schema)
    if value.get("type") == "array":
        return {"type": "array", "items": resolved(value["items"], schema)}
    kept = ("type", "enum", "default", "minimum", "maximum", "maxLength", "pattern")
    return {name: value[name] for name in kept if name in value and value[name] is not None}


def documented(model: type[Query], kind: str, answer: type[Document]) -> dict[str, Any]:
    """What a route's decorator takes: parameters, answers in every format, errors."""
    is_list = issubclass(model, ListQuery)
    shape = envelope(answer) if is_list else answer
    others = [FORMATS[name].media_type.partition(";")[0] for name in offered(kind) if name != "json"]
    codes = (400, 404, 406, 410, 503) if is_list else (400, 404, 406, 503)
    problems = {code: {"description": DESCRIPTIONS[code], **problem_content()} for code in codes}
    content = {media: {"schema": {"type": "string"}} for media in others if media != "application/json"}
    return {
        "responses": {200: {"model": shape, "description": "As known on the day", "content": content}, **problems},
        "openapi_extra": {"parameters": parameters(model, kind)},
    }


def without_422(api: FastAPI) -> Callable[[], dict[str, Any]]:
    """FastAPI writes its own refusal, a 422, to every route with a parameter; ours are all problems."""
    made = api.openapi

    def schema() -> dict[str, Any]:
        document = made()
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            document.get("components", {}).get("schemas", {}).pop(name, None)
        return document

    return schema


def problem_content() -> dict[str, Any]:
    return {"content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}}}
