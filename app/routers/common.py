"""What every router needs: the query of an endpoint, read strictly."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Path, Request

from app.params import Query, read_query

Q = TypeVar("Q", bound=Query)

RecordId = Annotated[str, Path(description="The record's id", max_length=200, examples=["korean-war-remains"])]
EventId = Annotated[str, Path(description="The event's id", max_length=200, examples=["transfer-2018"])]


def query_of(model: type[Q]) -> Callable[[Request], Awaitable[Q]]:
    """A dependency that reads the whole query string into one model."""

    # A coroutine, because the framework runs anything else in a thread.
    async def read(request: Request) -> Q:
        return read_query(model, request.query_params.multi_items())

    return read
