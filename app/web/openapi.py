"""The parameters and answers of an endpoint as OpenAPI: taken from the query model and the documents."""

from collections.abc import Callable
from functools import partial, reduce
from operator import or_
from typing import Any

from fastapi import FastAPI
from pydantic import Field, create_model

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
    405: "Only GET, HEAD and OPTIONS",
    406: "No such format; those on offer are listed",
    413: "A request has no body here",
    414: "The address is longer than 8 KB",
    431: "The headers are longer than 16 KB",
    410: "The cursor belongs to an earlier release; start again",
    503: "The database cannot be read, or it took too long",
}

KEPT = "Whole; with `fields`, only the members named there are present, so clients made from this must allow for it."


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
    href: str | None


def envelope(item: type[Document]) -> type[Document]:
    """The shape of a list of such items."""
    return create_model(
        f"{item.__name__.removesuffix('Document')}Page",
        __base__=Document,
        items=(list[item], Field(description=KEPT)),  # type: ignore[valid-type]
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
    value, described = resolved(described, schema), told(described)
    if name == "format":
        value = {"type": "string", "enum": offered(kind)}
    entry: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": name in schema.get("required", ()),
        "description": described["description"],
        "schema": value,
    }
    if name in model.LISTS:
        entry |= {"style": "form", "explode": False}
    if examples := described.get("examples"):
        example = examples[0]
        entry["example"] = example.split(",") if name in model.LISTS and isinstance(example, str) else example
    return entry


def told(described: dict[str, Any]) -> dict[str, Any]:
    """With the words of an annotated type, which stand beside its type and not beside null."""
    return reduce(or_, [one for one in described.get("anyOf", ()) if "description" in one], {}) | described


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


def on_a_day(answer: type[Document], kind: str) -> type[Document]:
    """A document that stands alone says on which day, and from which release, it is; and where, if it does not yet."""
    said: dict[str, Any] = {"known_on": (str, ...), "release": (Release, ...)}
    if kind == "plain":
        said["links"] = (dict[str, str], ...)
    fresh = {name: shape for name, shape in said.items() if name not in answer.model_fields}
    return create_model(f"{answer.__name__.removesuffix('Document')}OnADay", __base__=answer, **fresh)


def content_schema(media: str) -> dict[str, Any]:
    """What a format's answer is to a machine that does not know it."""
    return {"schema": {"type": "object" if media.endswith("+json") else "string"}}


def documented(model: type[Query], kind: str, *answers: type[Document], of_a_day: bool = True) -> dict[str, Any]:
    """What a route's decorator takes: parameters, answers in every format, errors. `of_a_day`: see `on_a_day`."""
    is_list = issubclass(model, ListQuery)
    alone = partial(on_a_day, kind=kind) if of_a_day else identity
    shape: Any = reduce(or_, map(envelope if is_list else alone, answers))
    others = [FORMATS[name].media_type.partition(";")[0] for name in offered(kind) if name != "json"]
    codes = {code: said for code, said in DESCRIPTIONS.items() if is_list or code != 410}
    problems = {code: {"description": said, **problem_content()} for code, said in codes.items()}
    content = {media: content_schema(media) for media in others if media != "application/json"}
    return {
        "responses": {200: {"model": shape, "description": "As known on the day", "content": content}, **problems},
        "openapi_extra": {"parameters": parameters(model, kind)},
    }


def identity(answer: type[Document]) -> type[Document]:
    return answer


def told_apart(api: FastAPI) -> Callable[[], dict[str, Any]]:
    """The document without FastAPI's own refusal, a 422 on every route with a parameter: ours are all problems."""
    made = api.openapi

    def schema() -> dict[str, Any]:
        document = made()
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM_SCHEMA
        return document

    return schema


def problem_content() -> dict[str, Any]:
    return {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
