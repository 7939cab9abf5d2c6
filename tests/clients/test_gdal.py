"""GDAL reads `/ogc` as it reads any OGC API: the same events, in pages, filtered by the server."""

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.formats.clients import program
from tests.ports import free_port
from tests.test_cli import serving

pytestmark = pytest.mark.clients
Served = Callable[[str], Any]
EVERY = "/ogc/collections/events/items?limit=1000"


def gdal(folder: Path, name: str, *arguments: str) -> tuple[str, list[str]]:
    """What a program of GDAL prints, and the addresses that it asked for; it must succeed without a complaint."""
    done = subprocess.run(
        [program(name, "gdal-bin"), *arguments],
        cwd=folder,
        env={**os.environ, "CPL_DEBUG": "HTTP", "GDAL_HTTP_TIMEOUT": "20"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = done.stdout + done.stderr
    assert "ERROR" not in said, said
    return said, re.findall(r"HTTP: Fetch\((.*?)\)", said)


def features(folder: Path, *arguments: str) -> tuple[list[Any], list[str]]:
    """The features as GDAL understood them, and the addresses that it asked for."""
    _, asked = gdal(folder, "ogr2ogr", "-f", "GeoJSONSeq", "out.jsonl", *arguments)
    lines = (folder / "out.jsonl").read_text().splitlines()
    (folder / "out.jsonl").unlink()
    return [json.loads(line) for line in lines], asked


def test_ogrinfo_shows_every_event(service: str, served: Served, folder: Path) -> None:
    said, _ = gdal(folder, "ogrinfo", "-ro", "-al", f"OAPIF:{service}/ogc")
    events = served(EVERY)
    assert f"Feature Count: {events['numberMatched']}" in said
    assert re.findall(r"^  id \(String\) = (.*)$", said, re.M) == [one["id"] for one in events["features"]]
    [[west, south, east, north]] = served("/ogc/collections/events")["extent"]["spatial"]["bbox"]
    assert f"Extent: ({west:.6f}, {south:.6f}) - ({east:.6f}, {north:.6f})" in said
    assert 'ID["EPSG",4326]' in said


@pytest.mark.parametrize("size", [7, 1000])
def test_every_page_with_dates_claims_and_places(size: int, service: str, served: Served, folder: Path) -> None:
    found, asked = features(folder, f"OAPIF:{service}/ogc", "-oo", f"PAGE_SIZE={size}")
    expected = served(EVERY)["features"]
    assert [one["geometry"] for one in found] == [one["geometry"] for one in expected]
    for member in ("title", "status", "date", "claims", "sources", "places", "timelines", "known_from"):
        got = [one["properties"][member] for one in found]
        assert got == [one["properties"][member] for one in expected]
    pages = {address for address in asked if f"/items?limit={size}" in address}
    assert len(pages) == -(-len(expected) // size)


def test_geopackage(service: str, served: Served, folder: Path) -> None:
    gdal(folder, "ogr2ogr", "-f", "GPKG", "events.gpkg", f"OAPIF:{service}/ogc", "-mapFieldType", "StringList=String")
    with sqlite3.connect(folder / "events.gpkg") as package:
        rows = package.execute("SELECT id, title, status, date, known_from, geom IS NULL FROM events ORDER BY fid")
        found = [(*row[:3], json.loads(row[3])["edtf"], *row[4:]) for row in rows.fetchall()]
    package.close()
    assert found == [
        (
            event["id"],
            event["title"],
            event["status"],
            event["date"]["edtf"],
            event["known_from"],
            int(feature["geometry"] is None),
        )
        for feature in served(EVERY)["features"]
        for event in [feature["properties"]]
    ]


def test_a_box_is_asked_of_the_server(service: str, served: Served, folder: Path) -> None:
    found, asked = features(folder, f"OAPIF:{service}/ogc", "-spat", "124", "37.5", "131", "43")
    assert any("bbox=124,37.5,131,43" in address for address in asked)
    matched = served(EVERY + "&bbox=124,37.5,131,43")["features"]
    # The server counts a place's radius; GDAL then drops what has no point inside the box.
    inside = [one["id"] for one in matched if any(map(in_box, points(one["geometry"])))]
    assert [one["properties"]["id"] for one in found] == inside
    assert 10 < len(inside) < served(EVERY)["numberMatched"]


def points(geometry: Any) -> list[list[float]]:
    found: list[list[float]] = geometry["coordinates"]
    return found if geometry["type"] == "MultiPoint" else [geometry["coordinates"]]


def in_box(point: list[float]) -> bool:
    return 124 <= point[0] <= 131 and 37.5 <= point[1] <= 43


def test_a_value_is_asked_of_the_server(service: str, served: Served, folder: Path) -> None:
    found, asked = features(folder, f"OAPIF:{service}/ogc", "-where", "kind = 'handover'")
    assert any("kind=handover" in address for address in asked)
    matched = served(EVERY + "&kind=handover")["features"]
    assert [one["properties"]["id"] for one in found] == [one["id"] for one in matched]
    assert len(matched) > 10


def test_one_feature_by_id(service: str, folder: Path) -> None:
    [found], asked = features(folder, f"OAPIF:{service}/ogc", "-where", "id = 'transfer-2018'")
    assert found["properties"]["date"]["edtf"] == "2018-07-27"
    assert any(address.endswith("/items/transfer-2018") for address in asked)


def test_as_known_on_a_day(service: str, served: Served, folder: Path) -> None:
    found, _ = features(folder, f"OAPIF:{service}/ogc?known_on=2018-06-20")
    expected = served(EVERY + "&known_on=2018-06-20")["features"]
    assert [one["properties"]["status"] for one in found] == [one["properties"]["status"] for one in expected]
    [transfer] = [one["properties"] for one in found if one["properties"]["id"] == "transfer-2018"]
    assert (transfer["status"], transfer["date"]["edtf"]) == ("expected", "[2018-06-20..]")


def test_nothing_known_is_an_empty_layer(service: str, folder: Path) -> None:
    said, _ = gdal(folder, "ogrinfo", "-ro", "-al", f"OAPIF:{service}/ogc?known_on=1950-01-01")
    assert "Layer name: events" in said
    assert "Feature Count: 0" in said


def test_with_a_public_address(database: str, service: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The links are then whole addresses. `service` has filled the database."""
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("HOMEWARD_PUBLIC_URL", public)
    monkeypatch.setattr("tests.test_cli.free_port", lambda: port)
    with serving(database):
        found, asked = features(folder, f"OAPIF:{public}/ogc", "-oo", "PAGE_SIZE=50")
    assert len(found) > 100
    assert all(address.startswith(f"{public}/ogc") and "/ogc/ogc" not in address for address in asked)
    assert service != public
