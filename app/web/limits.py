"""What no request may exceed, checked before any work. The answers are problem documents.

What the server cannot read as HTTP never gets here: see `app.web.protocol`.
"""

from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.exchange import Messages, Problem, ready_answers, send_problem
from app.web.headers import Header

METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ALLOW: Header = (b"allow", b"GET, HEAD, OPTIONS")


class LimitError(Exception):
    """A limit was passed: the status to answer and what to say."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = errors or []


def readable(escaped: bytes) -> bool:
    """Whether the percent-decoded bytes are UTF-8 text. A NUL is another question."""
    try:
        unquote_to_bytes(escaped).decode()
    except UnicodeDecodeError:
        return False
    return True


def has_nul(escaped: bytes) -> bool:
    """Whether a NUL is in there, plain or escaped."""
    return b"%00" in escaped or b"\0" in escaped


def check_path(path: bytes) -> None:
    """Raises 400 for what is no text and 404 for a NUL, which is in no address of ours."""
    if not readable(path):
        raise LimitError(400, "The path is not valid UTF-8 once its percent escapes are decoded.")
    if has_nul(path):
        raise LimitError(404, "No address here contains a NUL character.")


def check_query(query: bytes) -> None:
    """Raises 400 naming the first parameter that is no text or holds a NUL."""
    for field in query.split(b"&"):
        if not readable(field) or has_nul(field):
            name, _, value = (part.replace(b"+", b" ") for part in field.partition(b"="))
            what = "contains a NUL character" if readable(field) else "is not valid UTF-8"
            raise LimitError(400, "A query parameter is not text.", [refused_parameter(name, value, what)])


def refused_parameter(name: bytes, value: bytes, what: str) -> dict[str, Any]:
    """An entry of the problem's `errors`. What cannot be shown becomes U+FFFD."""
    shown = [unquote_to_bytes(part).replace(b"\0", b"\xff").decode(errors="replace") for part in (name, value)]
    return {
        "parameter": shown[0],
        "value": shown[1],
        "detail": f"The parameter {what} once its percent escapes are decoded.",
        "suggestion": None,
        "allowed": None,
    }


class LimitsLayer:
    """Refuses what is too large, has a body, is not text, or would write. Sizes in bytes."""

    def __init__(
        self,
        app: ASGIApp,
        problem: Problem,
        max_target: int = 8 * 1024,
        max_head: int = 16 * 1024,
        max_parameters: int = 100,
    ) -> None:
        self.app = app
        self.inner_ready = ready_answers(app)
        self.problem = problem
        self.max_target = max_target
        self.max_head = max_head
        self.max_parameters = max_parameters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                self.check(scope)
            except LimitError as refused:
                await self.refuse(scope, send, refused)
                return
        await self.app(scope, receive, send)

    def ready(self, scope: Scope) -> Messages | None:
        """What the layer within has ready for a request that passes no limit."""
        try:
            self.check(scope)
        except LimitError:
            return None
        return self.inner_ready(scope)

    def check(self, scope: Scope) -> None:
        """Raises `LimitError` for the first limit that the request passes."""
        path, query = scope["raw_path"], scope["query_string"]
        if len(path) + len(query) > self.max_target:
            raise LimitError(414, f"Path and query may have {self.max_target} bytes together.")
        self.check_head(scope["headers"])
        if scope["method"] not in METHODS:
            raise LimitError(405, "This service only reads: GET, HEAD and OPTIONS.")
        if b"%" in path or not path.isascii() or b"\0" in path:
            check_path(path)
        if query:
            if query.count(b"&") >= self.max_parameters:
                raise LimitError(400, f"A query may have {self.max_parameters} parameters.")
            if b"%" in query or not query.isascii() or b"\0" in query:
                check_query(query)

    def check_head(self, headers: list[Header]) -> None:
        """Raises 431 for too long a head, 413 for any body. A line of the head costs four bytes more (`: `, CRLF)."""
        size = 4 * len(headers)
        for name, value in headers:
            size += len(name) + len(value)
            if name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0")):
                raise LimitError(413, "A request may have no body.")
        if size > self.max_head:
            raise LimitError(431, f"The headers may have {self.max_head} bytes together.")

    async def refuse(self, scope: Scope, send: Send, refused: LimitError) -> None:
        """Sends the problem. The path is given as it came, still escaped, or left out where it is the trouble."""
        path = "" if refused.status == 414 else scope["raw_path"].decode("latin-1")
        body, headers = self.problem(refused.status, refused.detail, path, refused.errors)
        if refused.status == 405:
            headers = [*headers, ALLOW]
        await send_problem(send, refused.status, body, headers, scope["method"] == "HEAD")
