"""Addresses in answers: root-relative, or begun with the configured public address; never the Host header."""

from collections.abc import Iterable
from urllib.parse import quote

from app.params import Pairs, query_text


def address_of(path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """A path with a query."""
    query = query_text(list(pairs))
    return f"{quote(path)}?{query}" if query else quote(path)


def without(pairs: Pairs, *names: str) -> Pairs:
    return [(name, value) for name, value in pairs if name not in names]


def with_value(pairs: Pairs, name: str, value: str | None) -> Pairs:
    """The same query with one parameter set, at the place where it stood."""
    if value is None:
        return without(pairs, name)
    if all(other != name for other, _ in pairs):
        return [*pairs, (name, value)]
    done: Pairs = []
    for other, old in pairs:
        if other != name:
            done.append((other, old))
        elif all(before != name for before, _ in done):
            done.append((name, value))
    return done


def link_header(links: Iterable[tuple[str, str, str | None]]) -> str:
    """RFC 8288: (address, relation, media type)."""
    parts = []
    for target, relation, media in links:
        parts.append(f'<{target}>; rel="{relation}"' + (f'; type="{media}"' if media else ""))
    return ", ".join(parts)
