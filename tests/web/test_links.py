"""Addresses in answers: escaped so that they lead back to what was asked, whatever stands in the path."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.params import Pairs
from app.web.links import address_of, link_header, with_value, without

# What no path or query of a request can hold once it is decoded: no NUL (`limits`) and no half of a pair.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
UNSAFE = set('<>"{}|\\^` ?#\r\n')


@pytest.mark.parametrize(
    ("path", "pairs", "address"),
    [
        ("/v1/events", [], "/v1/events"),
        ("/v1/events", [("kind", "talks"), ("kind", "summit")], "/v1/events?kind=talks&kind=summit"),
        ("/v1/events/a b", [], "/v1/events/a%20b"),
        ("/v1/events/100%", [], "/v1/events/100%25"),
        ("/v1/events/what?", [("q", "a?b")], "/v1/events/what%3F?q=a%3Fb"),
        ("/v1/events/a#b", [], "/v1/events/a%23b"),
        ('/v1/events/"><script>', [], "/v1/events/%22%3E%3Cscript%3E"),
        ("/v1/events/a\r\nSet-Cookie: x", [], "/v1/events/a%0D%0ASet-Cookie%3A%20x"),
        ("/v1/places/Chambéry", [], "/v1/places/Chamb%C3%A9ry"),
        ("/v1/places/한", [("q", "한")], "/v1/places/%ED%95%9C?q=%ED%95%9C"),
    ],
)
def test_an_address(path: str, pairs: Pairs, address: str) -> None:
    assert address_of(path, pairs) == address


@given(path=TEXT.map(lambda text: f"/v1/{text}"), pairs=st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=4))
def test_an_address_leads_back_to_what_was_asked(path: str, pairs: Pairs) -> None:
    address = address_of(path, pairs)
    parts = urlsplit(address)
    assert (unquote(parts.path), parts.scheme, parts.netloc, parts.fragment) == (path, "", "", "")
    assert parse_qsl(parts.query, keep_blank_values=True) == pairs
    assert address.isascii()
    # The one question mark between path and query is our own.
    assert not UNSAFE & set(address.replace("?", "", 1) if pairs else address)


def test_a_parameter_is_changed_in_its_place_or_left_out() -> None:
    pairs = [("kind", "talks"), ("limit", "2"), ("kind", "summit")]
    assert with_value(pairs, "kind", "burial") == [("kind", "burial"), ("limit", "2")]
    assert with_value(pairs, "cursor", "c") == [*pairs, ("cursor", "c")]
    assert with_value(pairs, "kind", None) == without(pairs, "kind") == [("limit", "2")]
    assert with_value([], "kind", None) == []


def test_a_link_header() -> None:
    links = [("/a", "self", None), ("/a?format=csv", "alternate", "text/csv; charset=utf-8")]
    assert link_header(links) == '</a>; rel="self", </a?format=csv>; rel="alternate"; type="text/csv; charset=utf-8"'
    assert link_header([]) == ""
