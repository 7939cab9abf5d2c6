"""Items and groups for vis-timeline; how they are drawn is tested in a browser."""

import json
from typing import Any

import pytest

from app.formats.base import Item
from tests.formats.samples import (
    ADDRESS,
    DECADE,
    EVIL,
    NO_PLACE,
    ONE,
    OPEN_END,
    SAMPLES,
    SUSPENDED,
    THREE_PLACES,
    UNKNOWN_START,
    bundled,
    context,
    event,
    made,
)


def entries(items: list[Item], **more: Any) -> list[Any]:
    found: list[Any] = json.loads(made("vis", items, context(**more)))["items"]
    return found


@pytest.mark.parametrize(
    ("item", "start", "end", "names"),
    [
        (ONE, "2007-04-11", None, "status-completed extent-within start-known end-known"),
        (
            THREE_PLACES,
            "2018-07-27",
            "2018-08-01",
            "status-completed extent-throughout start-known end-known",
        ),
        (
            DECADE,
            "1990-01-01",
            "1999-12-31",
            "status-completed extent-within start-inexact end-inexact approximate",
        ),
        (SUSPENDED, "1996-07-01", "2005-05-25", "status-suspended extent-throughout start-inexact end-known"),
        (OPEN_END, "1953-07-27", "2026-11-25", "status-ongoing extent-throughout start-known end-open"),
        (NO_PLACE, "2018-06-20", None, "status-expected extent-within start-inexact end-open"),
        (UNKNOWN_START, "2005-01-01", "2005-12-31", "status-completed extent-throughout start-unknown end-inexact"),
        (event("x", "[..2005]"), "2005-12-31", None, "status-completed extent-within start-open end-inexact"),
        (event("x", "1953/"), "1953-01-01", None, "status-completed extent-throughout start-inexact end-unknown"),
        (event("x", "2030/.."), "2030-01-01", None, "status-completed extent-throughout start-inexact end-open"),
        (
            event("x", "2007?"),
            "2007-01-01",
            "2007-12-31",
            "status-completed extent-within start-inexact end-inexact uncertain",
        ),
        (event("x", "9999-12-31"), "9999-12-31", None, "status-completed extent-within start-known end-known"),
    ],
)
def test_local_times_and_class_names(item: Item, start: str, end: str | None, names: str) -> None:
    [entry] = entries([item])
    # Without a zone, so that every reader's clock shows the same day.
    assert entry["start"] == f"{start}T00:00:00"
    assert entry.get("end") == (f"{end}T23:59:59" if end else None)
    assert entry["type"] == ("range" if end else "point")
    assert entry["className"] == names


def test_events_keep_dates_status_claims_and_sources() -> None:
    for item, entry in zip(bundled(), entries(bundled()), strict=True):
        assert (entry["id"], entry["group"], entry["status"]) == (item["id"], item["kind"], item["status"])
        assert (entry["edtf"], entry["date_text"]) == (item["date"]["edtf"], item["date"]["text"])
        assert (entry["claims"], entry["sources"]) == (item["claims"], item["sources"])
        assert entry["url"] == f"{ADDRESS}/events/{item['id']}?known_on=2026-11-25"


def test_groups_are_the_kinds_that_occur() -> None:
    assert json.loads(made("vis", SAMPLES, context()))["groups"] == [
        {"id": "armistice", "content": "armistice"},
        {"id": "talks", "content": "talks"},
        {"id": "recovery_mission", "content": "recovery mission"},
        {"id": "handover", "content": "handover"},
        {"id": "analysis", "content": "analysis"},
    ]
    assert json.loads(made("vis", [], context())) == {"items": [], "groups": []}


def test_hostile_texts_are_escaped() -> None:
    [entry] = entries([EVIL])
    title = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; ]]&gt; &amp; &#x27;quoted&#x27; = 1; a, b \\ 🎖"
    assert entry["content"] == title
    assert entry["title"].startswith("<p>=cmd|&#x27; /C calc&#x27;!A0\n&lt;b&gt;-2&lt;/b&gt;</p><p>@SUM(1)</p><ul>")
