"""Which addresses are pages: those that ask for `html` by name under `/v1`, too."""

import re
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import NotAcceptable
from app.params import Pairs
from app.web.negotiate import SUFFIX, choose
from app.web.respond import offered

BY_ACCEPT = "homeward.by_accept"
PAGED = (
    (re.compile("/v1/events"), "event", "/events"),
    (re.compile("/v1/events/([^/]+)"), "event", r"/events/\1"),
    (re.compile("/v1/timelines"), "timeline", "/"),
    (re.compile("/v1/timelines/([^/]+)"), "timeline", r"/timelines/\1"),
    (re.compile("/v1/timelines/([^/]+)/events"), "event", r"/timelines/\1"),
)


class PagesLayer:
    """Leads `/v1/events/x.html` to the page of the event: `html` is a format that has more to say than the items.

    A drawing of a timeline is one of its events, so `/v1/timelines/x.svg` is led the same way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            lead(scope)
        await self.app(scope, receive, send)


def lead(scope: Scope) -> None:
    """Change the scope to the page's where a page is asked for by name.

    In place: the layers outside read the route that the router leaves in the same scope.
    """
    for pattern, kind, page in PAGED:
        if found := pattern.fullmatch(scope["path"]):
            name, by_accept = asked_format(scope, kind)
            if name == "html" or (name == "svg" and kind == "timeline"):
                query = [pair for pair in pairs_of(scope) if pair[0] != "format"]
                scope.update(path=found.expand(page), query_string=urlencode(query).encode())
                scope[SUFFIX], scope[BY_ACCEPT] = name, by_accept
            return


def pairs_of(scope: Scope) -> Pairs:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def asked_format(scope: Scope, kind: str) -> tuple[str, bool]:
    """The format's name, and whether `Accept` decided; what is refused is left to the router to refuse."""
    formats = [value for name, value in pairs_of(scope) if name == "format"]
    accept = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"), None)
    try:
        choice = choose(formats[0] if formats else None, scope.get(SUFFIX), accept, offered(kind))
    except NotAcceptable:
        return "", False
    return (choice.name, choice.by_accept) if len(formats) < 2 else ("", False)
