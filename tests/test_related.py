"""The neighbourhood of an event: both ways, to a depth, round a cycle, and no more than 500."""

import pytest

from tests.client import Client, Json
from tests.conftest import Serve
from tests.sets import Record, event, source, state


def related_to(name: str, *relations: tuple[str, str], of: str = "s-2000-01-01", by: str | None = None) -> Record:
    said = {"source": by} if by else {}
    return event(
        name, state(of, "2000"), relations=[{"type": kind, "event": other, **said} for kind, other in relations]
    )


SOURCES = [source("s-2000-01-01"), source("s-2005-01-01"), source("s-2010-01-01")]
EVENTS = [
    related_to("a", ("follows", "b"), ("contradicts", "late")),
    related_to("b", ("leads_to", "c"), ("part_of", "whole")),
    related_to("c", ("follows", "a"), ("follows", "b")),
    related_to("d", ("cancels", "c"), by="s-2005-01-01"),
    related_to("whole"),
    related_to("late", of="s-2010-01-01"),
    related_to("alone"),
]


@pytest.fixture
def small(serve: Serve) -> Client:
    return serve(sources=SOURCES, events=EVENTS)


def shown(found: Json) -> tuple[list[str], list[tuple[str, str, str]]]:
    return [node["id"] for node in found["nodes"]], [
        (edge["from"], edge["type"], edge["to"]) for edge in found["edges"]
    ]


A = [("a", "contradicts", "late"), ("a", "follows", "b"), ("a", "preceded_by", "c")]


def test_one_step_both_ways(small: Client) -> None:
    found = small.json("/v1/events/a/related")
    assert shown(found) == (["a", "b", "c", "late"], [A[1], A[2], A[0]])
    assert found["truncated"] is False
    assert found["links"] == {"self": "/v1/events/a/related", "event": "/v1/events/a"}
    assert sorted(found["nodes"][0]) == ["date", "id", "kind", "links", "status", "title"]


def test_an_event_without_relations(small: Client) -> None:
    assert shown(small.json("/v1/events/alone/related?depth=5")) == (["alone"], [])


def test_further_steps_and_a_cycle(small: Client) -> None:
    nodes, edges = shown(small.json("/v1/events/a/related?depth=5"))
    assert nodes == ["a", "b", "c", "d", "late", "whole"]
    both = {
        ("a", "follows", "b"),
        ("b", "preceded_by", "a"),
        ("a", "contradicts", "late"),
        ("late", "contradicted_by", "a"),
        ("b", "leads_to", "c"),
        ("c", "led_to_by", "b"),
        ("b", "part_of", "whole"),
        ("whole", "has_part", "b"),
        ("c", "follows", "a"),
        ("a", "preceded_by", "c"),
        ("c", "follows", "b"),
        ("b", "preceded_by", "c"),
        ("d", "cancels", "c"),
        ("c", "cancelled_by", "d"),
    }
    assert set(edges) == both
    assert len(edges) == len(both)
    assert edges == sorted(edges, key=lambda edge: (edge[0], edge[2], edge[1]))


@pytest.mark.parametrize(
    ("query", "nodes", "edges"),
    [
        ("relation=follows", ["a", "b"], [("a", "follows", "b")]),
        ("relation=preceded_by", ["a", "c"], [("a", "preceded_by", "c")]),
        ("relation=follows&depth=3", ["a", "b"], [("a", "follows", "b")]),
        ("relation=follows,leads_to&depth=2", ["a", "b", "c"], [("a", "follows", "b"), ("b", "leads_to", "c")]),
        ("relation=part_of", ["a"], []),
        (
            "relation=follows,part_of&depth=2",
            ["a", "b", "whole"],
            [("a", "follows", "b"), ("b", "part_of", "whole")],
        ),
    ],
)
def test_along_some_relations_only(
    small: Client, query: str, nodes: list[str], edges: list[tuple[str, str, str]]
) -> None:
    found_nodes, found_edges = shown(small.json(f"/v1/events/a/related?{query}"))
    assert (found_nodes, found_edges) == (nodes, edges)


def test_what_was_not_known_yet_is_not_there(small: Client) -> None:
    nodes, edges = shown(small.json("/v1/events/a/related?depth=5&known_on=2004-12-31"))
    assert nodes == ["a", "b", "c", "whole"]
    assert [edge for edge in edges if "d" in (edge[0], edge[2])] == []
    assert shown(small.json("/v1/events/c/related?known_on=2005-01-01&relation=cancelled_by"))[0] == ["c", "d"]
    assert small.problem("/v1/events/late/related?known_on=2005-01-01", 404)["detail"] == (
        "This event first became known on 1 January 2010 (2010-01-01)."
    )


def test_no_more_than_500_and_it_is_said(serve: Serve) -> None:
    spokes = [related_to(f"spoke-{n:04d}", ("part_of", "hub")) for n in range(620)]
    api = serve(sources=SOURCES[:1], events=[related_to("hub"), *spokes])
    found = api.json("/v1/events/hub/related")
    assert (len(found["nodes"]), found["truncated"], len(found["edges"])) == (500, True, 499)
    assert [node["id"] for node in found["nodes"]][:2] == ["hub", "spoke-0000"]
    deeper = api.json("/v1/events/spoke-0619/related?depth=2")
    assert (len(deeper["nodes"]), deeper["truncated"]) == (500, True)
    assert "spoke-0619" in [node["id"] for node in deeper["nodes"]]
    assert api.json("/v1/events/spoke-0619/related")["truncated"] is False
