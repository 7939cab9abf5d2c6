"""Where a request came from, as far as a log may tell: the network, never the address of a reader.

It is the only thing that any `X-Forwarded-*` header decides here, and only one header of a trusted proxy does. Host,
scheme and prefix are never read from a request: links begin with the configured address, so that an answer is the
same whoever passes the question on.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
# What is left of an address in bits: an abuser shows, a reader does not.
KEPT = {4: 24, 6: 48}
# Some proxies add the port, and set an IPv6 address in brackets.
SPELT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([0-9.]+):\d+|([0-9A-Fa-f:.]+)")


def caller(trusted: Sequence[Network]) -> Callable[[Scope], str | None]:
    """What names the network that a request came from; None where it came through a UNIX socket."""

    @lru_cache(maxsize=1024)
    def found(peer: str, forwarded: bytes) -> str | None:
        address = parsed(peer)
        for part in reversed(forwarded.decode("latin-1").split(",")):
            # What stands to the left of an address that we do not trust is what anyone may have written.
            further = parsed(part)
            if address is None or further is None or not any(address in network for network in trusted):
                break
            address = further
        return network_of(address) if address else None

    def network(scope: Scope) -> str | None:
        client = scope.get("client")
        if client is None:
            return None
        lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"] if trusted else ()
        return found(client[0], b",".join(lines))

    return network


def parsed(text: str) -> Address | None:
    """An address, with or without a port; an IPv4 address that is mapped into IPv6 as what it is."""
    match = SPELT.fullmatch(text.strip())
    try:
        address = ip_address(match[match.lastindex or 0]) if match else None
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network_of(address: Address) -> str:
    return str(ip_network(f"{address}/{KEPT[address.version]}", strict=False))
