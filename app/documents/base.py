"""What all documents share: frozen pydantic shapes, and links that take their address when they are served."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

# Finished documents are stored before the public address and the reader's `known_on` are known. A link
# is stored between two marks that JSON writes as escapes; `app.dataset.files` refuses texts that hold a mark or,
# because finished documents are searched as bytes, the six characters of its escape.
ADDRESS, ONLY_DAY, MORE_DAY = "\x00", "\x01", "\x02"


class Document(BaseModel):
    """A frozen public shape; each field's description is its manual."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=True, defer_build=True)


def link(path: str) -> str:
    """A link to be finished by `finish`."""
    return f"{ADDRESS}{path}{MORE_DAY if '?' in path else ONLY_DAY}"


def encode(document: Document | dict[str, Any] | list[Any]) -> bytes:
    """Compact UTF-8 JSON; members keep the order in which they are declared."""
    return to_json(document)


def escaped(text: str) -> str:
    """Text that is no JSON, its marks written as `finish` finds them."""
    for mark in (ADDRESS, ONLY_DAY, MORE_DAY):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def finish(document: bytes, address: str, known_on: str | None) -> bytes:
    """Put the public address, and the day that was asked for, into the links of documents, or of lines of tables."""
    day = f"known_on={known_on}".encode() if known_on else b""
    document = document.replace(rb"\u0000", address.encode())
    return document.replace(rb"\u0001", b"?" + day if day else b"").replace(rb"\u0002", b"&" + day if day else b"")


def finish_text(text: str, address: str, known_on: str | None) -> str:
    """The same for one link that is no JSON yet."""
    day = f"known_on={known_on}" if known_on else ""
    text = text.replace(ADDRESS, address)
    return text.replace(ONLY_DAY, "?" + day if day else "").replace(MORE_DAY, "&" + day if day else "")
