"""Claims side by side, running totals, and levels over time: made of finished claim and event documents."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import Field

from app.dates import parse_date, parse_day
from app.documents.base import Document
from app.documents.claim import ClaimAlone

Doc = dict[str, Any]
COUNTED = ("completed", "ongoing", "suspended")


class Spread(Document):
    """The least and the greatest number that the whole counts give; null where none gives one."""

    low: int | None
    high: int | None


class Comparison(Document):
    """The same figure side by side: one event (a level: one timeline), measure and scope."""

    event: str | None
    timeline: str | None
    measure: str
    scope: str | None
    claims: list[ClaimAlone] = Field(description="In the order in which they were said")
    spread: Spread
    preferred: str | None = Field(description="Id of the claim that totals use")
    conflicting: bool = Field(description="Whether any of them cannot be true beside another")


class Sum(Document):
    """A bound that an event did not give is null from there on."""

    low: int | None
    best: int | None
    high: int | None


class FlowPoint(Document):
    """One event's figure, and the sum so far."""

    date: str = Field(description="EDTF: the event's end")
    event: str
    title: str
    low: int | None
    best: int | None
    high: int | None
    cumulative: Sum


class Mismatch(Document):
    """A whole whose parts, as far as they have a figure, add up to another number."""

    event: str
    whole: int
    parts: int = Field(description="The sum of the parts that have a figure; some may have none")


class FlowTotals(Document):
    """A running total: each event once, by its preferred claim, with the band of all its claims."""

    measure: str
    unit: str
    scope: str | None
    points: list[FlowPoint]
    mismatches: list[Mismatch]
    partial: list[str] = Field(description="Wholes without a figure of their own, some part of which has none")


class LevelPoint(Document):
    """What was said of one date; `best` is null where the claims differ."""

    as_of: str | None
    low: int | None
    best: int | None
    high: int | None
    claims: list[str]


class LevelTotals(Document):
    """A level over time."""

    measure: str
    unit: str
    scope: str | None
    points: list[LevelPoint]


def limits(claim: Doc) -> tuple[int | None, int | None]:
    """The numbers that a claim allows; `about` spans 5 % either way."""
    if claim["qualifier"] == "about":
        margin = abs(claim["best"]) // 20
        return claim["best"] - margin, claim["best"] + margin
    return claim["low"], claim["high"]


def spread(claims: Iterable[Doc]) -> Spread:
    lows, highs = zip(*(limits(claim) for claim in claims), strict=True)
    numbers = [number for number in (*lows, *highs) if number is not None]
    bounded = any(low is not None for low in lows), any(high is not None for high in highs)
    return Spread(low=min(numbers) if bounded[0] else None, high=max(numbers) if bounded[1] else None)


def said_order(claim: Doc) -> tuple[int, str]:
    """In order of assertion; what has no date comes last."""
    return parse_date(claim["asserted_on"]).end_max if claim["asserted_on"] else 10**9, claim["id"]


def comparison(claims: Sequence[Doc], timeline: str | None, event: Doc | None) -> Comparison:
    """One group; `timeline` for a level, `event` for a flow. Counts taken before its end do not widen the spread."""
    ordered = sorted(claims, key=said_order)
    whole = [claim for claim in ordered if event is None or not is_partial(claim, event)] or ordered
    return Comparison(
        event=None if timeline else ordered[0]["event"],
        timeline=timeline,
        measure=ordered[0]["measure"],
        scope=ordered[0]["scope"],
        claims=[ClaimAlone.model_validate(claim) for claim in ordered],
        spread=spread(whole),
        preferred=next((claim["id"] for claim in ordered if claim["preferred"]), None),
        conflicting=any(claim["conflicts_with"] for claim in ordered),
    )


def is_partial(claim: Doc, event: Doc) -> bool:
    """A count taken before the event's end."""
    end = event["date"]["end"]["earliest"]
    return bool(claim["as_of"] and end and parse_date(claim["as_of"]).end_max < parse_day(end))


def flow_totals(measure: Doc, scope: str | None, events: dict[str, Doc], claims: dict[str, list[Doc]]) -> FlowTotals:
    """`events` by id, all those that may count; `claims` by event."""
    counted = {name for name, event in events.items() if event["status"] in COUNTED}
    wholes = {
        name: [part["event"] for part in event["relations"] if part["type"] == "part_of"]
        for name, event in events.items()
    }
    parts: dict[str, list[str]] = {}
    for name in sorted(counted):
        for whole in wholes[name]:
            parts.setdefault(whole, []).append(name)
    with_figure = {name for name in counted if name in claims}
    standing = [name for name in with_figure if not covered(name, wholes, with_figure)]
    standing.sort(key=lambda name: (end_day(events[name]), name))
    return FlowTotals(
        measure=measure["id"],
        unit=measure["unit"],
        scope=scope,
        points=running([(events[name], claims[name]) for name in standing]),
        mismatches=[*mismatches(with_figure, parts, claims)],
        partial=sorted(
            whole
            for whole, members in parts.items()
            if whole in counted - with_figure
            and any(has_figure(p, parts, with_figure) is not True for p in members)
            and any(has_figure(p, parts, with_figure) is not None for p in members)
        ),
    )


def has_figure(name: str, parts: dict[str, list[str]], with_figure: set[str]) -> bool | None:
    """True: a figure of its own or of all its parts; False: of some; None: of none."""
    if name in with_figure:
        return True
    states = {has_figure(part, parts, with_figure) for part in parts.get(name, ())}
    return None if states <= {None} else states == {True}


def covered(name: str, wholes: dict[str, list[str]], with_figure: set[str]) -> bool:
    """Whether some whole, near or far, stands for it."""
    return any(whole in with_figure or covered(whole, wholes, with_figure) for whole in wholes.get(name, ()))


def end_day(event: Doc) -> int:
    """The last possible day; what goes on comes last."""
    latest = event["date"]["end"]["latest"]
    return parse_day(latest) if latest else 10**9


def end_edtf(event: Doc) -> str:
    return str(event["date"]["edtf"].rpartition("/")[2] or event["date"]["edtf"])


def best_of(claims: Sequence[Doc]) -> int | None:
    chosen = next((claim for claim in claims if claim["preferred"]), None)
    return chosen["best"] if chosen else None


def running(rows: list[tuple[Doc, list[Doc]]]) -> list[FlowPoint]:
    """Add up, event by event; a missing bound stays missing."""
    total: dict[str, int | None] = {"low": 0, "best": 0, "high": 0}
    points = []
    for event, claims in rows:
        whole = [claim for claim in claims if not is_partial(claim, event)] or claims
        band = spread(whole)
        figures = {"low": band.low, "best": best_of(claims), "high": band.high}
        total = {name: plus(total[name], figures[name]) for name in total}
        points.append(
            FlowPoint(date=end_edtf(event), event=event["id"], title=event["title"], **figures, cumulative=Sum(**total))
        )
    return points


def plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def mismatches(with_figure: set[str], parts: dict[str, list[str]], claims: dict[str, list[Doc]]) -> Iterable[Mismatch]:
    """Wholes with a figure whose parts, as far as they have one, add up to another."""
    for whole in sorted(with_figure & parts.keys()):
        best, total = best_of(claims[whole]), sum_of_parts(whole, with_figure, parts, claims)
        if best is not None and total is not None and total != best:
            yield Mismatch(event=whole, whole=best, parts=total)


def sum_of_parts(
    whole: str, with_figure: set[str], parts: dict[str, list[str]], claims: dict[str, list[Doc]]
) -> int | None:
    """The parts' own figures, or the sums of their parts; None where there is no figure at all."""
    figures = [
        best_of(claims[part]) if part in with_figure else sum_of_parts(part, with_figure, parts, claims)
        for part in parts.get(whole, ())
    ]
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def level_totals(measure: Doc, scope: str | None, claims: Sequence[Doc]) -> LevelTotals:
    """One point a date; claims that contradict each other stay together as a band."""
    by_date: dict[str | None, list[Doc]] = {}
    for claim in sorted(claims, key=as_of_order):
        by_date.setdefault(claim["as_of"], []).append(claim)
    points = [level_point(as_of, group) for as_of, group in by_date.items()]
    return LevelTotals(measure=measure["id"], unit=measure["unit"], scope=scope, points=points)


def as_of_order(claim: Doc) -> tuple[int, int, str]:
    if not claim["as_of"]:
        return 10**9, 0, claim["id"]
    date = parse_date(claim["as_of"])
    return date.end_max, date.start_min, claim["id"]


def level_point(as_of: str | None, claims: list[Doc]) -> LevelPoint:
    bests = {claim["best"] for claim in claims if claim["best"] is not None}
    band = spread(claims)
    names = [claim["id"] for claim in claims]
    return LevelPoint(
        as_of=as_of, low=band.low, best=bests.pop() if len(bests) == 1 else None, high=band.high, claims=names
    )
