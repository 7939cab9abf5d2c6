"""Cursors: where a page begins, sealed, and bound to its query and release."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from app.dates import NO_END
from app.errors import BadRequest, Fault, Gone

SEAL_BYTES = 16
SHAPE = [str, str, list, bool, int, int]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort values of the last row seen, the way to go on, and what the first page found out."""

    release: str
    query: str
    values: tuple[Any, ...]
    backward: bool
    total: int
    day: int


def seal(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)[:SEAL_BYTES]


def signing_key(secret: str) -> bytes:
    return hashlib.sha256(b"homeward cursor " + secret.encode()).digest()


def write_cursor(cursor: Cursor, key: bytes) -> str:
    """Opaque text for a link."""
    payload = to_json([cursor.release, cursor.query, cursor.values, cursor.backward, cursor.total, cursor.day])
    return base64.urlsafe_b64encode(seal(key, payload) + payload).decode().rstrip("=")


def read_cursor(text: str, key: bytes) -> Cursor:
    """The cursor that was sealed. BadRequest for anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise forged(text) from None
    sealed, payload = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
    if not hmac.compare_digest(sealed, seal(key, payload)) or text != canonical(raw):
        raise forged(text)
    parts = from_json(payload)
    if [type(part) for part in parts] != SHAPE or not 0 < parts[5] < NO_END:
        raise forged(text)
    release, query, values, backward, total, day = parts
    return Cursor(release, query, tuple(values), backward, total, day)


def canonical(raw: bytes) -> str:
    """Base64 leaves bits unused at its end; only one spelling is ours."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def forged(text: str | None) -> BadRequest:
    fault = Fault("cursor", text, "is not a cursor of this service; take it from the links of a page")
    return BadRequest(f"cursor: {fault.detail}.", (fault,))


def check_cursor(cursor: Cursor, release: str, query: str, again: str) -> None:
    """A cursor belongs to one query of one release. BadRequest, Gone."""
    if cursor.query != query:
        fault = Fault("cursor", None, "belongs to another query; start again without it")
        raise BadRequest(f"cursor: {fault.detail}.", (fault,), example=again)
    if cursor.release != release:
        raise Gone("The data have been loaded anew since this page was made; start again.", example=again)
