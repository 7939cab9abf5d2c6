"""The sentence that says what a list holds."""

from urllib.parse import quote

import pytest

from tests.client import Client

EVENTS: dict[str, str] = {
    "": "Events: 14 events",
    "kind=summit": "Summits: 1 event",
    "kind=burial": "Burials: 0 events",
    "kind=talks,analysis,legislation": "Talks or analyses or laws: 5 events",
    "kind=recovery_mission&date=1996/2005": "Recovery missions, 1996 to 2005: 2 events",
    "kind=recovery_mission&date=1996/2005&known_on=2005-06-01": (
        "Recovery missions, 1996 to 2005, as known on 1 June 2005: 2 events"
    ),
    "status=cancelled": "Cancelled events: 1 event",
    "status=planned,expected&kind=handover": "Planned or expected handovers: 1 event",
    "date=2018-06-12": "Events, 12 June 2018: 4 events",
    "date=2018-06": "Events, June 2018: 5 events",
    "date=2018": "Events, 2018: 5 events",
    "date=199X": "Events, 1990 to 1999: 4 events",
    "date=2018-07/..": "Events, since 1 July 2018: 3 events",
    "date=../1953-07-27": "Events, until 27 July 1953: 2 events",
    "date=2018-06-12/2018-06-20": "Events, 12 June 2018 to 20 June 2018: 5 events",
    "date=2018-06&date_relation=within&date_match=certain": "Events, certainly wholly within June 2018: 2 events",
    'q=talks "first round" rem*': "Events, with the words “talks” and “first round” and “rem…”: 0 events",
    "q=…": "Events: 14 events",
    "party=alpha&role=host": "Events, with alpha, as host: 1 event",
    "place=apia,suva&country=FJ": "Events, in apia or suva, in the country FJ: 1 event",
    "timeline=other&measure=returned": "Events, of the timeline other, with figures of returned: 0 events",
    "source=s-2018-06-13&part_of=span": "Events, after the source s-2018-06-13, part of span: 0 events",
    "bbox=170,-25,-170,-10": "Events, in the box 170, -25, -170, -10: 2 events",
    "near=5.92,45.57": "Events, within 50 km of 5.92, 45.57: 1 event",
    "near=127.62,39.83&radius_km=0.5": "Events, within 0.5 km of 127.62, 39.83: 3 events",
}


@pytest.mark.parametrize("query", EVENTS)
def test_events(history: Client, query: str) -> None:
    assert history.json("/v1/events?" + quote(query, safe="=&,+/"))["description"] == EVENTS[query]


def test_the_timeline_of_the_path_is_said(history: Client) -> None:
    assert history.json("/v1/timelines/other/events")["description"] == "Events, of the timeline other: 2 events"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/claims", "Claims: 3 claims"),
        ("/v1/claims?known_on=2018-06-13", "Claims, as known on 13 June 2018: 2 claims"),
        ("/v1/claims/compare?measure=returned", "Figures side by side: 2 groups"),
        ("/v1/places?kind=country", "Places: 1"),
        ("/v1/parties?kind=office", "Parties: 1"),
        ("/v1/sources?published=2018", "Sources: 1"),
        ("/v1/timelines", "Timelines: 2"),
        ("/v1/changes?since=2019-01-01", "What became known since 1 January 2019: 3 changes"),
        ("/v1/changes?until=1900-01-01", "What became known until 1 January 1900: 1 change"),
        (
            "/v1/changes?since=1900-01-01&until=1900-12-31&known_on=2007-01-01",
            "What became known from 1 January 1900 to 31 December 1900, as known on 1 January 2007: 1 change",
        ),
    ],
)
def test_the_other_lists(history: Client, path: str, said: str) -> None:
    assert history.json(path)["description"] == said
