"""OPTIONS and HEAD for every path: any origin may read, and everything that can be read has headers alone too."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

EXPOSED = b"ETag, Link, Last-Modified, Retry-After, Homeward-Release"
ALWAYS = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED))
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, If-None-Match, X-Request-Id"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"content-length", b"0"),
)
HEAD = "homeward.head"


class MethodsLayer:
    """Answers preflights; gives a HEAD to the router as a GET, marked so that no stream is run for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
            await send({"type": "http.response.body", "body": b""})
        elif method == "HEAD":
            await self.head(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The headers of the GET, content-length included, and no body."""

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        as_get = {**scope, "method": "GET", HEAD: True}
        await self.app(as_get, receive, without_body)
        # The layers outside name the request by the route that the router left in the scope.
        scope.update({name: as_get[name] for name in ("route", "path_params") if name in as_get})
