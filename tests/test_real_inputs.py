"""Inputs that broke comparable services, each with the report it comes from."""

from urllib.parse import quote

import pytest

from tests.client import Client
from tests.history import IN_ORDER

# Refused: the report, the parameter and its value, the sentence and what is suggested.
REFUSED: list[tuple[str, str, str, str | None]] = [
    ("python-edtf#35", "date=576", "A date begins with its year, which has four digits.", "0576"),
    ("stac-fastapi#465", "date=37", "A date begins with its year, which has four digits.", None),
    ("python-edtf#32", "date=uuuu-06-07/1916-07-14", "", None),
    ("edtf.js#51", "date=1922?-40", "", None),
    ("edtf.js#51", "date=192X-33", "", None),
    ("edtf-ruby#20", "date=-0300-02-04", "", None),
    ("Islandora#1753", "date=-1985", "", None),
    ("stac-fastapi#258", "date=2018-13", "Months are 01 to 12, seasons 21 (spring) to 24 (winter).", None),
    ("stac-fastapi#258", "date=2018-01-32", "January 2018 has days 01 to 31.", "2018-01-31"),
    ("stac-fastapi#258", "date=2018-02/2018-01", "The end lies before the start.", "2018-01/2018-02"),
    ("pystac-client#357", "date=../..", "", None),
    ("LibreBooking#642", "date=2018-06-12T00:00:00+0700", "", None),
    ("API: sets", "date=[2018-06-12..]", "A date to search by is one date or an interval, not a set.", "2018-06-12/.."),
    ("API: sets", "date={2017,2018}", "A date to search by is one date or an interval, not a set.", None),
    ("API: marks", "date=2018-06~", "A date to search by has no mark (~ ? %).", "2018-06"),
    ("design: long years", "date=Y1E99999999", "", None),
    ("design: leap days", "date=1900-02-29", "February 1900 has days 01 to 28.", "1900-02-28"),
    ("FastAPI: seconds", "date=86400", "", None),
    ("design: too long", "date=" + "2018/" * 20, "A date has at most 64 characters.", None),
    ("empty", "date=", "", None),
    ("stac-server#176", "bbox=1", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("stac-server#176", "bbox=1,2", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("stac-server#176", "bbox=1,2,3", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("stac-server#176", "bbox=1,2,3,4,5", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    (
        "stac-server#176",
        "bbox=1,2,3,4,5,6,7",
        "must be 4 numbers in plain digits, separated by commas",
        "124,37.5,131,43",
    ),
    ("stac-server#176", "bbox=0,10,1,5", "south lies north of north", "0,5,1,10"),
    ("stac-server#460", "bbox=0,0,1,160", "longitudes lie between -180 and 180, latitudes between -90 and 90", None),
    ("stac-server#460", "bbox=0,0,181,1", "longitudes lie between -180 and 180, latitudes between -90 and 90", None),
    ("pycsw#712", "bbox=0 0 180 90", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("floats", "bbox=nan,0,1,1", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("floats", "bbox=0,0,1,inf", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("floats", "bbox=0,0,1,1e1", "must be 4 numbers in plain digits, separated by commas", "124,37.5,131,43"),
    ("floats", "near=0", "must be 2 numbers in plain digits, separated by commas", "125.75,39.03"),
    (
        "swapped",
        "near=39,125",
        "is written lon,lat; longitude between -180 and 180, latitude between -90 and 90",
        None,
    ),
]
# Answered: the report, the query, and the events.
ANSWERED: list[tuple[str, str, str]] = [
    ("python-edtf#34", "date=1792-04-20/1802-03-27", "ancient before"),
    ("edtf.js#12", "date=2001-21/2002-22", "span unended spring"),
    ("OpenHistoricalMap#674", "date=1888", "ancient before"),
    ("pystac-client#357", "date=/1888", "ancient before"),
    ("pystac-client#357", "date=2019/", "unended ongoing expected"),
    ("pygeoapi#666", "date=0001/9999", " ".join(IN_ORDER)),
    ("pygeoapi#869", "date=2018-06-12&date_match=certain", "ongoing day"),
    ("MapServer#6984", "bbox=160.6,-55.95,-170,-15", "month"),
    ("dogsheep-beta#33", "q= &kind=talks", "decade pair spring about"),
    ("datasette.io#89", "q=&kind=talks", "decade pair spring about"),
    ("ccrecall#23", "q=a/b", ""),
    ("ccrecall#23", "q=summit/remains", "month"),
    ("cis-bench#12", "q=ubuntu 20.04", ""),
    ("gbif#115", 'q="<"&kind=summit', "month"),
    ("pelias#600", "q=Chambe\u0301ry", "decade"),
    ("pelias#600", "q=Chamb\u00e9ry", "decade"),
]


def path_of(query: str) -> str:
    return "/v1/events?" + quote(query, safe="=&,/")


@pytest.mark.parametrize(("report", "query", "said", "near"), REFUSED)
def test_refused_by_name(history: Client, report: str, query: str, said: str, near: str | None) -> None:
    problem = history.problem(path_of(query))
    [fault] = problem["errors"]
    assert (fault["parameter"], fault["value"]) == tuple(query.split("=", 1)), report
    if said:
        assert (fault["detail"], fault["suggestion"]) == (said, near), report
    assert len(fault["detail"]) > 10
    assert history.get(problem["example"]).status_code == 200


@pytest.mark.parametrize(("report", "query", "names"), ANSWERED)
def test_answered(history: Client, report: str, query: str, names: str) -> None:
    assert history.ids(path_of(query)) == names.split(), report


@pytest.mark.parametrize("query", ["q=%00", "q=talks%00", "%00=1", "timeline=line&kind=%00talks"])
def test_a_nul_is_refused(history: Client, query: str) -> None:
    """pepysdiary#603"""
    fault = history.fault(f"/v1/events?{query}")
    assert fault["detail"] == "The parameter contains a NUL character once its percent escapes are decoded."


@pytest.mark.parametrize("query", ["q=%FF", "q=%C3", "place=%ED%A0%80", "%FF=1"])
def test_what_is_no_utf8_is_refused(history: Client, query: str) -> None:
    """pad#1217"""
    fault = history.fault(f"/v1/events?{query}")
    assert fault["detail"] == "The parameter is not valid UTF-8 once its percent escapes are decoded."


@pytest.mark.parametrize("path", ["/v1/events/a%00b", "/v1/places/%00", "/v1/timelines/line%00/events"])
def test_a_nul_in_a_path_is_not_found(history: Client, path: str) -> None:
    assert history.problem(path, 404)["errors"] == []


@pytest.mark.parametrize("path", ["/v1/events/<script>alert(1)</script>", "/<script>", '/v1/places/"><img src=x>'])
def test_a_404_reflects_no_markup(history: Client, path: str) -> None:
    """datasette#2359: the answer is JSON, sniffed by nobody, and names the address percent-encoded or not at all."""
    answer = history.get(quote(path), {"accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (404, "nosniff")
    assert answer.headers["content-type"].startswith(("application/problem+json", "text/html"))
    assert answer.headers["content-type"] == "application/problem+json" or "<script>alert" not in answer.text


def test_ids_of_any_length_and_script(history: Client) -> None:
    for value in ("x" * 160, "한국", "a'b", "a;b", "%25", "--", "😀"):
        assert (
            history.fault(f"/v1/events?place={quote(value)}")["detail"] == f"there is no place {value}"
            or value == "%25"
        )
        assert history.problem(f"/v1/places/{quote(value)}", 404)["status"] == 404
    assert history.fault(f"/v1/events?place={'x' * 161}")["detail"] == "is longer than any id (160 characters)"
    assert history.problem(f"/v1/places/{'x' * 201}", 404)["status"] == 404
