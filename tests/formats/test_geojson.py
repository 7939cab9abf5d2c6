"""GeoJSON and NDJSON: the documents themselves, on a map and line by line; read by GDAL."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.formats.clients import program, run
from tests.formats.samples import (
    DECADE,
    EVIL,
    HAWAII,
    ONE,
    PYONGYANG,
    SAMPLES,
    SOMEWHERE,
    bundled,
    bundled_claims,
    context,
    made,
)

EVERY = [*SAMPLES, *bundled()]


def geojson(items: list[Any], kind: str = "event", **more: Any) -> Any:
    return json.loads(made("geojson", items, context(kind, **more)))


def test_the_properties_are_the_event() -> None:
    found = geojson(EVERY)
    assert [feature["properties"] for feature in found["features"]] == EVERY
    assert [feature["id"] for feature in found["features"]] == [item["id"] for item in EVERY]
    assert {feature["type"] for feature in found["features"]} == {"Feature"}


def test_the_collection_says_what_it_is() -> None:
    assert geojson([]) == {
        "type": "FeatureCollection",
        "description": "Events: all of them",
        "known_on": "2026-11-25",
        "release": "3f2a9c81d04e",
        "features": [],
    }


@pytest.mark.parametrize(
    ("places", "geometry"),
    [
        ([], None),
        ([SOMEWHERE], None),
        ([HAWAII], {"type": "Point", "coordinates": [-157.94, 21.33]}),
        ([SOMEWHERE, HAWAII], {"type": "Point", "coordinates": [-157.94, 21.33]}),
        (
            [HAWAII, SOMEWHERE, PYONGYANG],
            {"type": "MultiPoint", "coordinates": [[-157.94, 21.33], [125.75, 39.03]]},
        ),
        ([HAWAII | {"lon": 0.0, "lat": 0.0}], {"type": "Point", "coordinates": [0.0, 0.0]}),
    ],
)
def test_geometry(places: list[Any], geometry: Any) -> None:
    [feature] = geojson([DECADE | {"places": places}])["features"]
    assert feature["geometry"] == geometry


def test_one_event_is_a_feature() -> None:
    found = geojson([ONE], single=True)
    assert found["type"] == "Feature"
    assert found["properties"] == ONE
    assert found["known_on"] == "2026-11-25"


def test_places_are_features_too() -> None:
    place = PYONGYANG | {"kind": "city", "other_names": [], "within": None, "note": None}
    nowhere = place | SOMEWHERE
    features = geojson([place, nowhere], "place")["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [125.75, 39.03]}
    assert features[1]["geometry"] is None
    assert [feature["properties"] for feature in features] == [place, nowhere]


def test_fields_choose_properties_and_leave_the_geometry() -> None:
    [feature] = geojson([ONE], fields=("id", "date"))["features"]
    assert feature["properties"] == {"id": ONE["id"], "date": ONE["date"]}
    assert feature["geometry"]["coordinates"] == [125.75, 39.03]


@pytest.mark.clients
def test_gdal_reads_it(tmp_path: Path) -> None:
    (tmp_path / "events.geojson").write_bytes(made("geojson", EVERY, context()))
    summary = run(program("ogrinfo", "gdal-bin"), "-ro", "-so", "-al", "events.geojson", folder=tmp_path)
    assert f"Feature Count: {len(EVERY)}" in summary
    run("ogr2ogr", "-f", "GeoJSONSeq", "out.jsonl", "events.geojson", folder=tmp_path)
    read = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [feature["properties"]["title"] for feature in read] == [item["title"] for item in EVERY]
    assert [feature["properties"]["date"] for feature in read] == [item["date"] for item in EVERY]
    assert [feature["geometry"] for feature in read] == [feature["geometry"] for feature in geojson(EVERY)["features"]]


@pytest.mark.parametrize(("items", "kind"), [(EVERY, "event"), (bundled_claims(), "claim"), ([], "event")])
def test_ndjson_is_one_document_a_line(items: list[Any], kind: str) -> None:
    raw = made("ndjson", items, context(kind))
    assert [json.loads(line) for line in raw.split(b"\n")[:-1]] == items
    assert raw.count(b"\n") == len(items)


def test_ndjson_keeps_line_ends_inside_and_writes_korean_plainly() -> None:
    raw = made("ndjson", [EVIL | {"title": "유해"}], context())
    assert raw.count(b"\n") == 1
    assert "유해".encode() in raw


def test_ndjson_fields() -> None:
    assert made("ndjson", [ONE], context(fields=("status", "id"))) == b'{"id":"return-2007","status":"completed"}\n'
