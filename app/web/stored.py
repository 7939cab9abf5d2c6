"""What the response cache keeps of an answer, and which answers it may keep."""

import re
import sys
from collections.abc import Hashable, Iterable
from typing import Any

from starlette.types import Message

from app.web.encoding import COMPRESSIBLE, Coding
from app.web.exchange import Messages
from app.web.headers import Header

# Path, query, what the Accept header asks for (None where the answer does not depend on it), coding.
Key = tuple[bytes, bytes, Hashable, Coding]

END: Message = {"type": "http.response.body", "body": b""}
ENTITY_TAG = re.compile(rb'(?:W/)?("[^"\x00-\x20\x7f]*")')
# A 304 tells a cache what to renew, not what the body is like (RFC 9110, section 15.4.5).
OF_THE_BODY = frozenset(
    {
        b"accept-ranges",
        b"content-disposition",
        b"content-encoding",
        b"content-language",
        b"content-length",
        b"content-type",
        b"link",
    }
)


def opaque(etag: bytes) -> bytes:
    """The quoted part of an entity tag, which is all that weak comparison looks at."""
    return etag[2:] if etag.startswith(b"W/") else etag


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match (a list, `*`, weak or strong) names the opaque tag. A malformed entry names nothing."""
    return if_none_match.strip() == b"*" or tag in ENTITY_TAG.findall(if_none_match)


def tokens(headers: Iterable[Header], name: bytes) -> set[bytes]:
    """The comma-separated words of all headers of a name, in lower case."""
    return {word.strip().lower() for key, value in headers if key == name for word in value.split(b",")}


def dressed(headers: Iterable[Header]) -> list[Header]:
    """The headers with what our compression adds: `Vary`, and weak tags, since one tag then names several codings."""
    given = [(name, weak(value) if name == b"etag" else value) for name, value in headers]
    if not compressible(given) or b"accept-encoding" in tokens(given, b"vary"):
        return given
    varies = [value for name, value in given if name == b"vary"]
    others = [header for header in given if header[0] != b"vary"]
    return [*others, (b"vary", b", ".join([*varies, b"Accept-Encoding"]))]


def weak(etag: bytes) -> bytes:
    """The tag as a weak one."""
    return etag if etag.startswith(b"W/") else b"W/" + etag


def compressible(headers: Iterable[Header]) -> bool:
    """Whether the type is worth compressing."""
    return any(name == b"content-type" and COMPRESSIBLE.match(value) is not None for name, value in headers)


def coded(headers: Iterable[Header], coding: bytes, length: int | None) -> list[Header]:
    """The headers of the compressed body, whose length is not known (None) before a stream has ended."""
    kept = [header for header in headers if header[0] != b"content-length"]
    kept.append((b"content-encoding", coding))
    return kept if length is None else [*kept, (b"content-length", b"%d" % length)]


def reusable(status: int, headers: list[Header], label: str) -> bool:
    """Whether a 200 may answer later requests: it has a tag, is public, of this release, and varies only as we do."""
    said = dict(headers)
    control = tokens(headers, b"cache-control")
    return (
        status == 200
        and b"etag" in said
        and b"public" in control
        and control.isdisjoint({b"no-store", b"no-cache", b"private"})
        and tokens(headers, b"vary") <= {b"accept", b"accept-encoding"}
        and said.keys().isdisjoint({b"set-cookie", b"content-encoding", b"content-range"})
        and said.get(b"homeward-release", label.encode()) == label.encode()
    )


def narrowed(key: Key, headers: list[Header]) -> Key:
    """The key without the Accept part unless the answer says that it depends on it."""
    return key if b"accept" in tokens(headers, b"vary") else (key[0], key[1], None, key[3])


def start_message(status: int, headers: list[Header]) -> Message:
    """The start of a kept answer, which has its headers also as they stand on the wire. Raises on a line break."""
    if any(b"\r" in value or b"\n" in value or b"\0" in value for _, value in headers):
        raise ValueError("A header must not contain a line break or NUL.")
    rendered = b"".join(b"%b: %b\r\n" % header for header in headers)
    return {"type": "http.response.start", "status": status, "headers": headers, "rendered": rendered}


class Entry:
    """An answer ready to be sent again: the messages are finished, shared between requests and never changed.

    Without a body (a stream, or too large) it still answers HEAD, and 304 to who has the bytes already.
    """

    __slots__ = ("body", "key", "not_modified", "route", "size", "start", "tag")

    def __init__(self, key: Key, headers: list[Header], body: bytes | None, route: str) -> None:
        self.key = key
        self.route = route
        self.tag = opaque(dict(headers)[b"etag"])
        self.start = start_message(200, headers)
        self.body: Message | None = None if body is None else {"type": "http.response.body", "body": body}
        renewed = [header for header in headers if header[0] not in OF_THE_BODY]
        self.not_modified = start_message(304, renewed)
        self.size = weigh(self)

    def messages(self, head: bool, if_none_match: bytes | None) -> Messages | None:
        """What to send: 304 to who has it, else 200. None where the body is needed and was not kept."""
        if if_none_match is not None and matches(if_none_match, self.tag):
            return self.not_modified, END
        if head:
            return self.start, END
        return None if self.body is None else (self.start, self.body)


def weigh(entry: Entry) -> int:
    """The bytes that an entry takes in memory, with its key and its place in the cache.

    Measured object by object; what entries share (names of fields, the shared end message) is not counted.
    """
    place = 150  # The slot and the links of an ordered dictionary, averaged over its growth.
    return place + sum(map(sys.getsizeof, parts(entry)))


def parts(entry: Entry) -> Iterable[Any]:
    """Every object that would be freed with the entry."""
    yield entry
    yield entry.key
    yield from (entry.key[0], entry.key[1], entry.route, entry.tag)
    for start in (entry.start, entry.not_modified):
        yield from (start, start["headers"], start["rendered"])
    for header in entry.start["headers"]:
        yield header
        yield from header
    if entry.body is not None:
        yield entry.body
        yield entry.body["body"]
