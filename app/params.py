"""Query parameters: one frozen, forbidding model per endpoint. Strings end here.

A model is validated from the raw pairs of the query string by `read_query`; what is wrong becomes a
`BadRequest` that names the parameter, the nearest legal value and, where the list is short, all of them.
"""

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from app.dates import DateError, Span, parse_day, parse_span
from app.errors import BadRequest, Fault
from app.space import Box, Point
from app.vocabulary import (
    DateMatch,
    DateRelation,
    EventKind,
    InverseRelation,
    PartyKind,
    PlaceKind,
    Qualifier,
    Quality,
    RelationType,
    Role,
    SourceKind,
    Status,
)
from app.words import Phrase, parse_words

Pairs = list[tuple[str, str]]
RECORD_IDS = frozenset(
    ("timeline", "place", "party", "measure", "source", "part_of", "event", "claimant", "scope", "publisher")
)
"""Whether their values are right is seen only in the database."""
WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
SIGNED = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,12})?")
LONGEST_ID = 160


def refuse(detail: str, suggestion: str | None = None) -> NoReturn:
    """A custom error that keeps the suggestion."""
    raise PydanticCustomError("homeward", "{detail}", {"detail": detail, "suggestion": suggestion})


def day_number(text: Any) -> int:
    """One day, not in the future."""
    try:
        day = parse_day(text)
    except DateError as error:
        refuse(error.reason, error.suggestion)
    if day > today():
        refuse(f"lies in the future; today is {datetime.date.fromordinal(today())}")
    return day


def today() -> int:
    """The UTC day."""
    return datetime.datetime.now(datetime.UTC).date().toordinal()


def span(text: Any) -> Span:
    """An EDTF date or interval to search by."""
    try:
        return parse_span(text)
    except DateError as error:
        refuse(error.reason, error.suggestion)


def whole_number(low: int, high: int) -> Any:
    """A number in plain digits within a range."""

    def parse(text: Any) -> int:
        if not (isinstance(text, str) and WHOLE.fullmatch(text) and low <= int(text) <= high):
            refuse(f"must be a whole number from {low} to {high}, in plain digits")
        return int(text)

    return BeforeValidator(parse, json_schema_input_type=int)


def signed_number(text: Any) -> int:
    if not SIGNED.fullmatch(text):
        refuse("must be a whole number in plain digits")
    return int(text)


def truth(text: Any) -> bool:
    if text not in ("true", "false"):
        refuse("must be true or false", "true" if text.lower() in ("1", "yes", "true") else "false")
    return bool(text == "true")


def decimals(text: str, count: int, example: str) -> list[float]:
    parts = text.split(",")
    if len(parts) != count or not all(DECIMAL.fullmatch(part) for part in parts):
        refuse(f"must be {count} numbers in plain digits, separated by commas", example)
    return [float(part) for part in parts]


def box(text: Any) -> Box:
    """`west,south,east,north` in degrees; west > east crosses the antimeridian."""
    west, south, east, north = decimals(text, 4, "124,37.5,131,43")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        refuse("longitudes lie between -180 and 180, latitudes between -90 and 90")
    if south > north:
        refuse("south lies north of north", f"{west:g},{north:g},{east:g},{south:g}")
    return Box(west, south, east, north)


def point(text: Any) -> Point:
    """`lon,lat` in degrees."""
    lon, lat = decimals(text, 2, "125.75,39.03")
    if abs(lon) > 180 or abs(lat) > 90:
        refuse("is written lon,lat; longitude between -180 and 180, latitude between -90 and 90")
    return Point(lon, lat)


def kilometres(text: Any) -> float:
    if not (DECIMAL.fullmatch(text) and 0.1 <= float(text) <= 5000):
        refuse("must be a number of kilometres from 0.1 to 5000, in plain digits")
    return float(text)


def words(text: Any) -> list[Phrase]:
    """The words of a search; none at all is as if absent."""
    phrases = parse_words(text)
    if len(phrases) > 32:
        refuse("has more than 32 words")
    return phrases


def identifier(text: Any) -> str:
    """An id, or what a reader took for one: the look-up gives the nearest."""
    if len(text) > LONGEST_ID:
        refuse(f"is longer than any id ({LONGEST_ID} characters)")
    return str(text)


def country_code(text: Any) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        near = text.upper() if re.fullmatch("[A-Za-z]{2}", text) else None
        refuse("is not a country code; write ISO 3166-1 alpha-2 such as KP", near)
    return str(text)


class EventSort(StrEnum):
    DATE = "date"
    DATE_DOWN = "-date"
    KNOWN = "known"
    KNOWN_DOWN = "-known"
    RELEVANCE = "relevance"


class ClaimSort(StrEnum):
    ASSERTED = "asserted"
    ASSERTED_DOWN = "-asserted"
    AS_OF = "as_of"
    AS_OF_DOWN = "-as_of"


class ChangeSort(StrEnum):
    KNOWN = "known"
    KNOWN_DOWN = "-known"


class Facet(StrEnum):
    KIND = "kind"
    STATUS = "status"
    YEAR = "year"
    DECADE = "decade"
    PLACE = "place"
    PARTY = "party"
    TIMELINE = "timeline"
    MEASURE = "measure"


AnyRelation = StrEnum("AnyRelation", {m.name: m.value for m in (*RelationType, *InverseRelation)})  # type: ignore[misc]

Id = Annotated[str, BeforeValidator(identifier)]
Words = Annotated[list[Phrase], BeforeValidator(words, json_schema_input_type=str)]
KnownOn = Annotated[
    int,
    BeforeValidator(day_number, json_schema_input_type=str),
    Field(
        description="A day, `YYYY-MM-DD`: as sources published on or before it told it. Default: today (UTC).",
        examples=["2018-06-20"],
    ),
]
Day = Annotated[int, BeforeValidator(day_number, json_schema_input_type=str)]
Dates = Annotated[Span, BeforeValidator(span, json_schema_input_type=str)]
Limit = Annotated[
    int,
    whole_number(1, 1000),
    Field(
        description="Items a page, 1 to 1000; default 50. JSON pages; other formats give the whole match.",
        examples=[20],
    ),
]
Flag = Annotated[bool, BeforeValidator(truth, json_schema_input_type=bool)]


class Query(BaseModel):
    """Common to all reads. `LISTS` are the parameters that take several values, `REPEATED` those without commas."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
    LISTS: ClassVar[frozenset[str]] = frozenset()
    REPEATED: ClassVar[frozenset[str]] = frozenset()

    format: str | None = Field(
        default=None, description="Overrules `Accept` and the suffix of the path.", examples=["json"]
    )
    known_on: KnownOn | None = None

    @property
    def day(self) -> int:
        """The day of knowledge."""
        return self.known_on or today()


class ListQuery(Query):
    """Common to all lists."""

    LISTS = frozenset({"fields"})

    limit: Limit = 50
    cursor: str | None = Field(default=None, description="Opaque; taken from the links of a page.", max_length=2000)
    fields: list[str] | None = Field(
        default=None, description="Top-level members of an item to keep.", examples=["id,title,date"]
    )
    bom: Flag | None = Field(default=None, description="For `csv`: begin with a byte order mark, as Excel wants it.")


class EventsQuery(ListQuery):
    """Which events, in which order."""

    LISTS = ListQuery.LISTS | {
        "timeline",
        "kind",
        "status",
        "place",
        "party",
        "role",
        "country",
        "measure",
        "source",
        "part_of",
        "facets",
    }

    q: Words | None = Field(
        default=None,
        description='All words must occur; `"a phrase"`, `prefix*`. Case and accents do not count.',
        examples=["remains Pyongyang"],
    )
    timeline: list[Id] | None = Field(default=None, description="Timeline ids.", examples=["korean-war-remains"])
    kind: list[EventKind] | None = Field(default=None, description="What happened.", examples=["recovery_mission"])
    status: list[Status] | None = Field(default=None, description="How far it had come.", examples=["completed"])
    place: list[Id] | None = Field(default=None, description="Place ids; places within count.", examples=["panmunjom"])
    party: list[Id] | None = Field(
        default=None, description="Party ids; with `role`, one and the same participation.", examples=["north-korea"]
    )
    role: list[Role] | None = Field(default=None, description="Roles of parties.", examples=["delivering_party"])
    country: list[Annotated[str, BeforeValidator(country_code)]] | None = Field(
        default=None, description="Countries of the places, ISO 3166-1 alpha-2.", examples=["KP"]
    )
    measure: list[Id] | None = Field(
        default=None, description="Measures that have a claim.", examples=["remains_returned"]
    )
    source: list[Id] | None = Field(default=None, description="Source ids.", examples=["news-2018-06-20"])
    part_of: list[Id] | None = Field(
        default=None, description="The parts of these events.", examples=["recovery-missions-1996-2005"]
    )
    date: Dates | None = Field(
        default=None,
        description="EDTF: `2007`, `2018-06`, `199X`, `2001-21` (season), `1996/2005`, `2018-07/..`, `/2005`.",
        examples=["1996/2005"],
    )
    date_relation: DateRelation = Field(default=DateRelation.OVERLAPS, description="How an event's date meets `date`.")
    date_match: DateMatch = Field(default=DateMatch.POSSIBLE, description="Whether it may meet it, or must.")
    bbox: Annotated[Box, BeforeValidator(box, json_schema_input_type=str)] | None = Field(
        default=None,
        description="`west,south,east,north` in degrees; west > east crosses the antimeridian. Radii count.",
        examples=["124,37.5,131,43"],
    )
    near: Annotated[Point, BeforeValidator(point, json_schema_input_type=str)] | None = Field(
        default=None, description="`lon,lat`, with `radius_km`; a place's own radius counts.", examples=["125.75,39.03"]
    )
    radius_km: Annotated[float, BeforeValidator(kilometres, json_schema_input_type=float)] | None = Field(
        default=None, description="0.1 to 5000; default 50. Needs `near`.", examples=[100]
    )
    sort: EventSort | None = Field(default=None, description="Default `date`; with `q`, `relevance`.")
    facets: list[Facet] | None = Field(default=None, description="Counts over the whole match.", examples=["kind,year"])

    @property
    def order(self) -> EventSort:
        return self.sort or (EventSort.RELEVANCE if self.q else EventSort.DATE)


class ClaimsQuery(ListQuery):
    """Which claims, in which order."""

    LISTS = ListQuery.LISTS | {"measure", "event", "timeline", "claimant", "scope", "source", "qualifier"}

    measure: list[Id] | None = Field(default=None, description="What is counted.", examples=["unaccounted_for"])
    event: list[Id] | None = Field(default=None, description="The event that is measured.", examples=["transfer-2018"])
    timeline: list[Id] | None = Field(
        default=None, description="Claims about the timeline or one of its events.", examples=["korean-war-remains"]
    )
    claimant: list[Id] | None = Field(default=None, description="Who said it.", examples=["dpaa"])
    scope: list[Id] | None = Field(default=None, description="What part is counted.", examples=["south-korean"])
    source: list[Id] | None = Field(default=None, description="Where it is written.", examples=["news-2018-06-20"])
    qualifier: list[Qualifier] | None = Field(default=None, description="What the numbers mean.", examples=["about"])
    value_min: Annotated[int, BeforeValidator(signed_number)] | None = Field(
        default=None, description="The claim may mean so many or more.", examples=[100]
    )
    value_max: Annotated[int, BeforeValidator(signed_number)] | None = Field(
        default=None, description="The claim may mean so many or fewer.", examples=[250]
    )
    as_of: Dates | None = Field(default=None, description="EDTF: the day it speaks of.", examples=["2018"])
    asserted: Dates | None = Field(default=None, description="EDTF: the day it was said.", examples=["2018-06"])
    conflicting: Flag | None = Field(default=None, description="Whether another claim contradicts it.")
    derived: Flag | None = Field(default=None, description="Whether it is our arithmetic.")
    sort: ClaimSort = Field(default=ClaimSort.AS_OF_DOWN, description="Default `-as_of`, the newest first.")


class CompareQuery(ListQuery):
    """The same figure side by side."""

    LISTS = ListQuery.LISTS | {"measure", "event", "timeline", "scope"}

    measure: list[Id] = Field(
        description="One measure or several, shown under one another.", examples=["remains_returned"]
    )
    event: list[Id] | None = Field(default=None, description="Event ids.", examples=["recovery-missions-1996-2005"])
    timeline: list[Id] | None = Field(default=None, description="Timeline ids.", examples=["korean-war-remains"])
    scope: list[Id] | None = Field(default=None, description="What part is counted.")


class TotalsQuery(Query):
    """A running total, or a level over time."""

    measure: Id = Field(description="One measure.", examples=["remains_returned"])
    scope: Id | None = Field(default=None, description="What part is counted; default: claims without a scope.")


class RelatedQuery(Query):
    """How far, and along which relations."""

    LISTS = frozenset({"relation"})

    depth: Annotated[int, whole_number(1, 5)] = Field(default=1, description="Steps away, 1 to 5.", examples=[2])
    relation: list[AnyRelation] | None = Field(default=None, description="Only these relations.", examples=["part_of"])


class ChangesQuery(ListQuery):
    """What became known between two days."""

    since: Day | None = Field(default=None, description="First day.", examples=["2018-06-12"])
    until: Day | None = Field(default=None, description="Last day.", examples=["2018-08-01"])
    sort: ChangeSort = Field(default=ChangeSort.KNOWN_DOWN, description="Default `-known`, the newest first.")


class SourcesQuery(ListQuery):
    """Which sources."""

    LISTS = ListQuery.LISTS | {"kind", "quality"}
    REPEATED = frozenset({"publisher"})

    q: Words | None = Field(default=None, description="Words of title and publisher.", examples=["briefing"])
    publisher: list[Id] | None = Field(
        default=None,
        description="The publisher's name, whole; it may hold commas. Repeat the parameter for several.",
        examples=[["Stars and Stripes"]],
    )
    kind: list[SourceKind] | None = Field(default=None, description="What sort of document.", examples=["news"])
    quality: list[Quality] | None = Field(default=None, description="How near it stands.", examples=["primary"])
    published: Dates | None = Field(default=None, description="EDTF.", examples=["2018"])


class PlacesQuery(ListQuery):
    """Which places."""

    LISTS = ListQuery.LISTS | {"kind", "country"}

    q: Words | None = Field(default=None, description="Words of the names.", examples=["Chosin"])
    kind: list[PlaceKind] | None = Field(default=None, description="What sort of place.", examples=["city"])
    country: list[Annotated[str, BeforeValidator(country_code)]] | None = Field(
        default=None, description="ISO 3166-1 alpha-2.", examples=["KP"]
    )


class PartiesQuery(ListQuery):
    """Which parties."""

    LISTS = ListQuery.LISTS | {"kind", "country"}

    q: Words | None = Field(default=None, description="Words of the name or acronym.", examples=["command"])
    kind: list[PartyKind] | None = Field(default=None, description="What sort of party.", examples=["agency"])
    country: list[Annotated[str, BeforeValidator(country_code)]] | None = Field(
        default=None, description="ISO 3166-1 alpha-2.", examples=["US"]
    )


Q = TypeVar("Q", bound=Query)


def read_query(model: type[Q], pairs: Iterable[tuple[str, str]]) -> Q:
    """A query from the pairs of a query string. BadRequest names everything that is wrong."""
    pairs = list(pairs)
    query, faults = parsed(model, pairs)
    if query is None or faults:
        refuse_query(faults, "?" + query_text(working(model, pairs, faults)))
    return query


def parsed(model: type[Q], pairs: Pairs) -> tuple[Q | None, list[Fault]]:
    """The query, where the pairs make one, and what is wrong with them."""
    raw, faults = gathered(model, pairs)
    try:
        query = model.model_validate(raw)
    except ValidationError as error:
        return None, [*faults, *(fault_of(model, fault) for fault in error.errors())]
    return query, [*faults, *(crossed(query, raw) if raw else ())]


def gathered(model: type[Query], pairs: Pairs) -> tuple[dict[str, Any], list[Fault]]:
    """The values by name; a single-valued parameter that stands twice is a fault."""
    raw: dict[str, Any] = {}
    repeated: list[Fault] = []
    for name, value in pairs:
        if name in model.LISTS or name in model.REPEATED:
            kept = raw.setdefault(name, [])
            parts = value.split(",") if name in model.LISTS else [value]
            kept += [part for part in dict.fromkeys(parts) if part not in kept]
        elif name in raw:
            repeated.append(Fault(name, value, "takes one value, but stands twice"))
        else:
            raw[name] = value
    return raw, repeated


def crossed(query: Query, raw: dict[str, Any]) -> Iterator[Fault]:
    """What two parameters are together."""

    def value(name: str) -> Any:
        return getattr(query, name, None)

    if value("radius_km") is not None and value("near") is None:
        yield Fault("radius_km", raw["radius_km"], "needs near=lon,lat")
    if None not in (value("since"), value("until")) and value("since") > value("until"):
        yield Fault("since", raw["since"], "lies after until")
    if None not in (value("value_min"), value("value_max")) and value("value_min") > value("value_max"):
        yield Fault("value_min", raw["value_min"], "is greater than value_max")


def refuse_query(faults: list[Fault], example: str | None = None) -> NoReturn:
    """One sentence from the first fault; all of them as members. An example that begins with `?` lacks its path."""
    first = faults[0]
    hint = f" Did you mean {first.suggestion}?" if first.suggestion else ""
    raise BadRequest(f"{first.parameter}: {first.detail.rstrip('.')}.{hint}", tuple(faults), example)


def query_text(pairs: Pairs) -> str:
    """A query string; commas stay readable."""
    return urlencode(pairs, safe=",:/*", quote_via=quote)


def working(model: type[Query], pairs: Pairs, faults: list[Fault]) -> Pairs:
    """The nearest query that is legal: a wrong name is put right where its value then is."""
    names = {fault.parameter: fault.suggestion for fault in faults if fault.parameter not in model.model_fields}
    sure = {name: near for name, near in names.items() if near and near not in RECORD_IDS}
    renamed = [(sure.get(name, name), value) for name, value in pairs]
    query, still = parsed(model, mended(renamed, faults))
    if query is not None and not still:
        return mended(renamed, faults)
    known = mended([(name, value) for name, value in pairs if name in model.model_fields], faults)
    missing = model.model_fields.keys() - dict(known)
    fields = {name: field for name, field in model.model_fields.items() if name in missing and field.is_required()}
    return known + [(name, str(field.examples[0])) for name, field in fields.items() if field.examples]


def mended(pairs: Pairs, faults: Iterable[Fault]) -> Pairs:
    """Wrong values replaced by what was suggested, or left out."""
    near = {(fault.parameter, fault.value): fault.suggestion for fault in faults}
    wrong = {parameter for parameter, _ in near}
    kept = [pair for pair in pairs if pair[0] not in wrong]
    for name, value in pairs:
        if name in wrong and (name, None) not in near:
            parts = [value] if (name, value) in near else value.split(",")
            if better := ",".join(filter(None, (near.get((name, part), part) for part in parts))):
                kept.append((name, better))
    return kept


def fault_of(model: type[Query], error: ErrorDetails) -> Fault:
    """What pydantic found, in our words."""
    name = str(error["loc"][0]) if error["loc"] else "query"
    value = error["input"]
    text = ",".join(value) if isinstance(value, list) else str(value) if isinstance(value, str) else None
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        names = tuple(model.model_fields)
        return Fault(name, text, f"there is no parameter {name} here", nearest(name, names), names)
    if error["type"] == "missing":
        return Fault(name, None, "is required", None, None)
    if error["type"] == "enum":
        allowed = tuple(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
        return Fault(name, text, f"{text!r} is not one of the values of {name}", nearest(text or "", allowed), allowed)
    if error["type"] == "homeward":
        return Fault(name, text, str(context["detail"]), context.get("suggestion"))
    return Fault(name, text, "cannot be read")


def nearest(word: str, legal: Iterable[str]) -> str | None:
    """The legal word that the reader most likely meant."""
    legal = list(legal)
    # `date` and `-date` are one word here; the first one stands.
    plain = {re.sub("[-_ ]", "", name.lower()): name for name in reversed(legal)}
    asked = re.sub("[-_ ]", "", word.lower())
    if asked in plain:
        return plain[asked]
    found = difflib.get_close_matches(asked, plain, n=1, cutoff=0.5)
    return plain[found[0]] if found else None
