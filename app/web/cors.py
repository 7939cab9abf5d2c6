"""Any origin may read: the headers that say so on every answer, and the answer to a preflight."""

from starlette.types import ASGIApp, Receive, Scope, Send

EXPOSED = b"ETag, Link, Last-Modified, Retry-After, Homeward-Release"
ALWAYS = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED))
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, If-None-Match, X-Request-Id"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"content-length", b"0"),
)


class PreflightLayer:
    """Answers OPTIONS for every path, since every path can only be read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self.app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
        await send({"type": "http.response.body", "body": b""})
