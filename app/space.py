"""Boxes and circles on the globe: a sphere of 6,371.009 km, coordinates in degrees."""

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_KM = 6371.009


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; west > east crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def holds_lon(self, lon: float) -> bool:
        if self.west <= self.east:
            return self.west <= lon <= self.east
        return lon >= self.west or lon <= self.east


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance (haversine)."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def box_distance_km(box: Box, point: Point) -> float:
    """How far a point lies from a box; 0 inside it."""
    if box.holds_lon(point.lon):
        nearest = min(max(point.lat, box.south), box.north)
        return distance_km(point, Point(point.lon, nearest))
    return min(meridian_distance_km(box, edge, point) for edge in (box.west, box.east))


def meridian_distance_km(box: Box, edge: float, point: Point) -> float:
    """How far a point lies from the box's side along one meridian.

    On the great circle of that meridian the nearest point has the latitude atan2(sin lat, cos lat · cos Δ);
    beyond the side's ends a corner is nearest.
    """
    lat, apart = radians(point.lat), radians(point.lon - edge)
    foot = degrees(atan2(sin(lat), cos(lat) * cos(apart)))
    candidates = [box.south, box.north, *([foot] if box.south <= foot <= box.north else [])]
    return min(distance_km(point, Point(edge, candidate)) for candidate in candidates)
