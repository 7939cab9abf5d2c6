"""What the formats share: JSON, whole and item by item."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.base import json_bytes, json_of_many

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(VALUE) | st.dictionaries(st.text(), VALUE | st.lists(VALUE)))
def test_item_by_item_gives_the_same_bytes(content: Any) -> None:
    assert json_of_many(content) == json_bytes(content)
    assert json.loads(json_of_many(content)) == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], b"[]"),
        ({}, b"{}"),
        ({"a": [], "b": "[]"}, b'{"a":[],"b":"[]"}'),
        ([{"name": "신미리", "lon": 125.5}], '[{"name":"신미리","lon":125.5}]'.encode()),
        ({"two": [1, [2]], "last": {"deep": [3]}}, b'{"two":[1,[2]],"last":{"deep":[3]}}'),
    ],
)
def test_json_is_compact_and_in_order(content: Any, said: bytes) -> None:
    assert json_of_many(content) == json_bytes(content) == said


@pytest.mark.parametrize("wrong", [[float("nan")], {"a": [float("inf")]}])
def test_what_json_has_no_number_for_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_of_many(wrong)
