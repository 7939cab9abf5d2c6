"""Which format an answer takes: the query wins over the path's suffix, the suffix over `Accept`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import Fault, NotAcceptable
from app.formats import FORMATS
from app.params import nearest

SUFFIX = "homeward.suffix"
QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
SUFFIXED = ("/v1/", "/timelines/", "/events/")


@dataclass(frozen=True, slots=True)
class Choice:
    """The format's name, and whether `Accept` was read to find it."""

    name: str
    by_accept: bool


class SuffixLayer:
    """Takes `.csv` off the end of a path before the router sees it. Ids have no dots."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(SUFFIXED):
            head, slash, last = scope["path"].rpartition("/")
            stem, dot, suffix = last.partition(".")
            if dot:
                # In place: the layers outside read the route that the router leaves in the same scope.
                scope["path"], scope[SUFFIX] = f"{head}{slash}{stem}", suffix
        await self.app(scope, receive, send)


def choose(
    asked: str | None, suffix: str | None, accept: str | None, offered: Iterable[str], default: str = "json"
) -> Choice:
    """The format of an answer. NotAcceptable with the list of those on offer."""
    names = tuple(offered)
    for said in (asked, suffix):
        if said is not None:
            if said in names:
                return Choice(said, by_accept=False)
            raise unacceptable(said, names)
    found = by_accept(accept, names, default) if accept else default
    if found is None:
        raise unacceptable(accept or "", names)
    return Choice(found, by_accept=True)


def unacceptable(said: str, names: tuple[str, ...]) -> NotAcceptable:
    near = nearest(said, names) if len(said) < 40 else None
    fault = Fault("format", said, "is not a format of this answer", near, names)
    return NotAcceptable(f"The formats here are {', '.join(names)}.", (fault,))


def by_accept(accept: str, names: tuple[str, ...], default: str) -> str | None:
    """The best format by q-value, then by the order of the table; pages only where nothing else will do."""
    ranges = parse_accept(accept)
    best = max((quality(ranges, name), name == default, name != "html", -names.index(name), name) for name in names)
    plain = [name for name in names if name != "html" and quality(ranges, name) > 0]
    if best[0] <= 0:
        return None
    if best[4] == "html" and plain:
        # A browser lists HTML first and everything last: it gets the data, pages have addresses of their own.
        return max(plain, key=lambda name: (quality(ranges, name), name == default, -names.index(name)))
    return best[4]


def parse_accept(accept: str) -> dict[str, float]:
    """Media ranges with their q-values; what is malformed is left out."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media, *params = (piece.strip().lower() for piece in part.split(";"))
        weight = next((param[2:] for param in params if param.startswith("q=")), "1")
        if QUALITY.fullmatch(weight):
            ranges[media] = float(weight)
    return ranges or {"*/*": 1.0}


def accept_key(accept: bytes) -> tuple[float, ...]:
    """What an answer can depend on in an Accept header: how welcome each format is."""
    ranges = parse_accept(accept.decode("latin-1"))
    return tuple(quality(ranges, name) for name in FORMATS)


def quality(ranges: dict[str, float], name: str) -> float:
    """How welcome a format is; the most specific range counts."""
    media = FORMATS[name].media_type.partition(";")[0]
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        if wanted in ranges:
            return ranges[wanted]
    return 0.0
