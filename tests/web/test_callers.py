"""The network that a request came from: a proxy is believed only where it is configured, and only what it added."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from app.settings import Settings
from app.web.callers import caller
from tests.web.asgi import http_scope

PROXY = "10.0.0.5"
TRUSTED = tuple(map(ip_network, ("10.0.0.0/8", "fd00::1")))


def network(peer: str | None, *forwarded: bytes, trusted: Sequence[str] | None = None) -> str | None:
    scope = http_scope(headers=[(b"x-forwarded-for", value) for value in forwarded])
    scope["client"] = (peer, 1) if peer else None
    return caller(TRUSTED if trusted is None else tuple(map(ip_network, trusted)))(scope)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        # Who is no proxy of ours says nothing of others.
        ("203.0.113.7", (), "203.0.113.0/24"),
        ("203.0.113.7", (b"198.51.100.9",), "203.0.113.0/24"),
        ("203.0.113.7", (b"10.0.0.5, 198.51.100.9",), "203.0.113.0/24"),
        # A proxy of ours says who asked it, and what came before that is not believed.
        (PROXY, (b"198.51.100.9",), "198.51.100.0/24"),
        (PROXY, (b"192.0.2.1, 198.51.100.9",), "198.51.100.0/24"),
        (PROXY, (b"192.0.2.1", b"198.51.100.9"), "198.51.100.0/24"),
        # Two of ours, one behind the other.
        (PROXY, (b"192.0.2.1, 198.51.100.9, 10.9.9.9",), "198.51.100.0/24"),
        ("fd00::1", (b"2001:db8:1:2:3::4",), "2001:db8:1::/48"),
        ("fd00::2", (b"2001:db8:1:2:3::4",), "fd00::/48"),
        # With a port, in brackets, mapped, and with blanks, as proxies write it.
        (PROXY, (b" 198.51.100.9:4711 ",), "198.51.100.0/24"),
        (PROXY, (b"[2001:db8:1:2:3::4]:4711",), "2001:db8:1::/48"),
        ("::ffff:10.0.0.5", (b"::ffff:198.51.100.9",), "198.51.100.0/24"),
        # What is no address tells nothing: the proxy is the last that is known.
        (PROXY, (), "10.0.0.0/24"),
        (PROXY, (b"",), "10.0.0.0/24"),
        (PROXY, (b"198.51.100.9, unknown",), "10.0.0.0/24"),
        (PROXY, (b"999.1.1.1",), "10.0.0.0/24"),
        (PROXY, (b"\x01\xff\r",), "10.0.0.0/24"),
        (None, (b"198.51.100.9",), None),
        ("testclient", (b"198.51.100.9",), None),
    ],
)
def test_the_network(peer: str | None, forwarded: tuple[bytes, ...], expected: str | None) -> None:
    assert network(peer, *forwarded) == expected


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert network("127.0.0.1", b"198.51.100.9", trusted=()) == "127.0.0.0/24"
    assert network("::1", b"198.51.100.9", trusted=()) == "::/48"


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().trusted_networks == ()
    monkeypatch.setenv("HOMEWARD_TRUSTED_PROXIES", " 10.0.0.0/8, 127.0.0.1,fd00::/8 ,")
    assert list(map(str, Settings().trusted_networks)) == ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"]


@pytest.mark.parametrize("wrong", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.0/33", "1.2.3.4;5.6.7.8"])
def test_a_setting_that_names_no_network_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies=wrong)
