"""Errors as problem documents (RFC 9457): one shape for every status, no exception text, no markup."""

import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import Fault, HomewardError, NotFound
from app.params import mended, query_text
from app.web.links import address_of
from app.web.pages import error_page, reads_pages

PROBLEM = "application/problem+json"
NO_PAGES = re.compile("/(v1|ogc|static)(/|$)")
NOTHING = "There is nothing at this address."
TITLES = {
    400: "The request cannot be understood",
    404: "Not found",
    405: "Only reading is possible here",
    406: "No such format",
    410: "The data have changed since this page was made",
    413: "A request has no body here",
    414: "The address is too long",
    431: "The headers are too long",
    500: "Something went wrong on our side",
    503: "Not available just now",
}


def problem_body(
    status: int, detail: str, instance: str, errors: list[dict[str, Any]], example: str | None = None
) -> bytes:
    """The document. `type` is about:blank, since the status says it all."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": errors,
    }
    return to_json({**document, "example": example} if example else document)


def bare_problem(
    status: int, detail: str, instance: str, errors: list[dict[str, Any]]
) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """For the layers outside the framework."""
    return problem_body(status, detail, instance, errors), [
        (b"content-type", PROBLEM.encode()),
        (b"cache-control", b"no-store"),
    ]


def error_of(fault: Fault) -> dict[str, Any]:
    return {
        "parameter": fault.parameter,
        "value": fault.value,
        "detail": fault.detail,
        "suggestion": fault.suggestion,
        "allowed": list(fault.allowed) if fault.allowed else None,
    }


def answer(
    request: Request,
    status: int,
    detail: str,
    faults: tuple[Fault, ...] = (),
    example: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = problem_body(status, detail, request.url.path, [error_of(fault) for fault in faults], example)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type=PROBLEM)


def example_of(request: Request, error: HomewardError) -> str | None:
    """An address that works: the request's own with what was wrong put right, unless the error brings one."""
    example = error.example
    if example is None and error.status == 400:
        example = "?" + query_text(mended(request.query_params.multi_items(), error.faults))
    if example is None or not example.startswith("?"):
        return example
    return f"{request.app.state.settings.public_url}{address_of(request.scope['path'])}{example.removesuffix('?')}"


def install(app: FastAPI) -> None:
    """Every way in which a handler can fail."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, HomewardError)
        return answer(request, error.status, error.detail, error.faults, example_of(request, error), error.headers)

    async def frameworks(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and reads_pages(request) and not NO_PAGES.match(request.scope["path"]):
            return error_page(request, NotFound(NOTHING))
        detail = NOTHING if error.status_code == 404 else TITLES.get(error.status_code, "")
        return answer(request, error.status_code, detail or "Error", headers=dict(error.headers or {}))

    async def no_id(request: Request, _: Exception) -> Response:
        # Queries are read by `app.params`, so the framework itself only ever refuses an id that is too long.
        return answer(request, 404, "There is no record with this id.")

    async def unexpected(request: Request, _: Exception) -> Response:
        # Starlette raises it again, and ExchangeLayer writes the traceback.
        return answer(request, 500, "Something went wrong on our side; it has been noted.")

    app.add_exception_handler(HomewardError, ours)
    app.add_exception_handler(HTTPException, frameworks)
    app.add_exception_handler(RequestValidationError, no_id)
    app.add_exception_handler(Exception, unexpected)
