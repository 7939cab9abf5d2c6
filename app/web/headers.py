"""Headers that an answer carries whatever its status, so that a browser never takes data for a page.

The layer stands inside the response cache: a cached answer, and the 304 made from it, then have them at no cost.
uvicorn's own banner is switched off where the server is started (`server_header=False`).
"""

from collections.abc import Awaitable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
# A drawing may be framed by any page, and its style sheet is part of it.
DRAWING_POLICY = b"default-src 'none'; style-src 'unsafe-inline'"
PAGE_POLICY = (
    b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Which event a family looked at is nobody's business but theirs, so links out of the pages do not tell.
PLAIN: tuple[Header, ...] = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


def policy(media_type: bytes) -> bytes:
    """The Content-Security-Policy for a media type: what is neither page nor drawing may load nothing."""
    essence = media_type.partition(b";")[0].strip().lower()
    return {b"text/html": PAGE_POLICY, b"image/svg+xml": DRAWING_POLICY}.get(essence, DATA_POLICY)


def secured(status: int, headers: Iterable[Header], always: Iterable[Header] = ()) -> list[Header]:
    """The headers with what is missing added; what the answer says itself (a page's own policy) stands."""
    given = list(headers)
    present = {name.lower(): value for name, value in given}
    wanted = [*PLAIN, *always]
    # A browser updates its stored copy from a 304, and a 304 does not say what it is a copy of.
    if status != 304 or b"content-type" in present:
        wanted.append((b"content-security-policy", policy(present.get(b"content-type", b""))))
    return given + [header for header in wanted if header[0] not in present]


class HeadersLayer:
    """Adds the security headers, and those in `always` (lower-case names), to every answer that lacks them."""

    def __init__(self, app: ASGIApp, always: Iterable[Header] = ()) -> None:
        self.app = app
        self.always = tuple(always)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        def secure(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                headers = secured(message["status"], message.get("headers", ()), self.always)
                message = {**message, "headers": headers}
            return send(message)

        await self.app(scope, receive, secure if scope["type"] == "http" else send)
