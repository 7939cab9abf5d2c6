"""What is said when the database does not answer."""

import logging

from sqlalchemy.exc import OperationalError

from app.errors import Unavailable
from app.revision import head_revision

RETRY_SECONDS = "5"

log = logging.getLogger("homeward.database")


def not_yet(detail: str) -> Unavailable:
    return Unavailable(detail, headers={"Retry-After": RETRY_SECONDS})


def unavailable(error: BaseException, *, late: bool) -> Unavailable:
    """The answer to a reader; what is no ordinary trouble of a server goes to the log whole."""
    if late:
        return not_yet("The answer took too long.")
    ordinary = isinstance(error, OSError | OperationalError) or getattr(error, "connection_invalidated", False)
    log.error("the database did not answer: %s", type(error).__name__, exc_info=None if ordinary else error)
    return not_yet("The database did not answer.")


def reason_of(error: BaseException) -> tuple[str, bool]:
    """Why nothing can be read, in a sentence that shows no internals; and whether the database said so itself."""
    text = str(getattr(error, "orig", None) or error)
    if "no such table" in text or "relation" in text:
        wanted = head_revision()
        return f"The database is not migrated (this version wants revision {wanted}); run `homeward migrate`.", True
    if "not a database" in text or "malformed" in text:
        return "The database file is damaged.", True
    return "The database cannot be reached.", False


def first_line(error: BaseException) -> str:
    """What the database said, in short."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
