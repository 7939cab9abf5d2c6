"""The errors that people meet, each with its HTTP status. No framework is imported here."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong parameter: what it was, why it is wrong, the nearest right value, all right ones where few."""

    parameter: str
    value: str | None
    detail: str
    suggestion: str | None = None
    allowed: tuple[str, ...] | None = None


@dataclass(eq=False)
class HomewardError(Exception):
    """An answer other than success: `detail` is a sentence for the reader, `faults` name the parameters."""

    detail: str
    faults: tuple[Fault, ...] = ()
    example: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    status = 500
    title = "Something went wrong on our side"

    def __str__(self) -> str:
        return self.detail


class BadRequest(HomewardError):
    status = 400
    title = "The request cannot be understood"


class NotFound(HomewardError):
    status = 404
    title = "Not found"


class NotAcceptable(HomewardError):
    status = 406
    title = "No such format"


class Gone(HomewardError):
    status = 410
    title = "The data have changed since this page was made"


class Unavailable(HomewardError):
    status = 503
    title = "Not available just now"


class DataError(Exception):
    """A data set that cannot be loaded; the text lists every fault, one a line."""


class DatabaseError(Exception):
    """A database that is missing, not migrated or empty; the text says which and what to do."""
