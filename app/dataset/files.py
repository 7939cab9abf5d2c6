"""The shape of a data set's files: what a historian writes and `homeward schema` prints.

Dates are EDTF text (`1953-07-27`, `1996-07/2005-05`, `[2018-06-20..]`); numbers are whole.
Every unknown key is an error. People write YAML; programs that write many events write them as JSON Lines, one
event a line, in the same shape (`events/*.jsonl`). Nothing here reads a file or knows a line: that is `reader`.
"""

import datetime
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    model_serializer,
    model_validator,
)

from app.dataset.folder import RECORDS
from app.dates import DateError, parse_date
from app.vocabulary import (
    EventKind,
    MeasureKind,
    PartyKind,
    PlaceKind,
    Qualifier,
    Quality,
    RelationType,
    Role,
    SourceKind,
    Status,
)

# A few thousand dates come again and again.
dated = lru_cache(10_000)(parse_date)
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")


def clean_text(text: str) -> str:
    """Refuse what no format can carry; ask for composed (NFC) text without outer spaces."""
    if found := FORBIDDEN.search(text):
        raise ValueError(f"has a control or illegal character (U+{ord(found[0]):04X})")
    if "\\u000" in text:
        raise ValueError("has the character sequence \\u000, which is reserved")
    if text != unicodedata.normalize("NFC", text):
        raise ValueError("is not composed Unicode (NFC); write accents as single characters")
    if text != text.strip() or not text:
        raise ValueError("is empty or has spaces at its ends")
    return text


def edtf_text(value: object) -> object:
    """YAML reads 2018 as a number and 2018-06-12 as a date: take both as the text they were."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def valid_edtf(text: str) -> str:
    """The text itself, once `app.dates` has accepted it."""
    try:
        dated(text)
    except DateError as error:
        raise ValueError(str(error)) from error
    return text


def valid_day(text: str) -> str:
    """One day, `YYYY-MM-DD`."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("is not a day; write YYYY-MM-DD")
    return valid_edtf(text)


def once(ids: list[str]) -> list[str]:
    """Refuse an id that stands twice in one list."""
    if doubled := next((one for one in ids if ids.count(one) > 1), None):
        raise ValueError(f"{doubled} stands twice")
    return ids


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-+[a-z0-9]+)*$", max_length=160)]
Slugs = Annotated[list[Slug], AfterValidator(once)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-]+[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Field(max_length=4000), AfterValidator(clean_text)]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\n\t]*$"), AfterValidator(clean_text)]
Edtf = Annotated[str, BeforeValidator(edtf_text), AfterValidator(valid_edtf)]
Day = Annotated[str, BeforeValidator(edtf_text), AfterValidator(valid_day)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s<>\"{}|\\^`]+$", max_length=1000)]
Count = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1, strict=True)]


class Record(BaseModel):
    """Frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Record):
    """A word of the glossary and what it means here."""

    term: Line
    definition: Text


class KeptWarning(Record):
    """A warning of `homeward check` that the editors know of, and why it stays."""

    record: Slug
    warning: Name
    reason: Text


class Header(Record):
    """`dataset.yaml`: what the set is, whose it is, and what a reader must know first."""

    name: Slug
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z.-]{1,40}$")]
    title: Line
    licence: Line
    contact: Line
    notes: list[Text] = []
    glossary: list[Term] = []
    kept_warnings: list[KeptWarning] = []


class Timeline(Record):
    """A history that events belong to."""

    id: Slug
    title: Line
    summary: Text


class Measure(Record):
    """What a figure counts. Figures of different measures are never added up."""

    id: Name
    name: Line
    unit: Name
    one: Line = Field(description="The unit in words for a count of one: `set of remains`")
    many: Line = Field(description="The unit in words for other counts: `sets of remains`")
    kind: MeasureKind
    definition: Text


class Place(Record):
    """A place; the radius in kilometres covers its extent and the doubt about its coordinate."""

    id: Slug
    name: Line
    other_names: list[Line] = []
    kind: PlaceKind
    lon: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    radius_km: float | None = Field(default=None, gt=0, le=2500, allow_inf_nan=False)
    country: Country | None = None
    within: Slug | None = Field(default=None, description="The place that contains this one")
    note: Text | None = None

    @model_validator(mode="after")
    def whole_coordinate(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat come together or not at all")
        if self.radius_km is not None and self.lon is None:
            raise ValueError("radius_km needs lon and lat")
        return self


class Party(Record):
    """A state, command, agency, office, public person, delegation or publisher."""

    id: Slug
    name: Line
    acronym: Line | None = None
    kind: PartyKind
    country: Country | None = None
    note: Text | None = None


class Source(Record):
    """A document that was read. It is known from the last day that its publication date allows, or from `accessed`."""

    id: Slug
    title: Line
    publisher: Line
    published: Edtf | None = None
    accessed: Day
    url: Url | None = None
    kind: SourceKind
    quality: Quality
    note: Text | None = None


GIVEN = {
    Qualifier.EXACT: {"low", "best", "high"},
    Qualifier.ABOUT: {"best"},
    Qualifier.AT_LEAST: {"low"},
    Qualifier.AT_MOST: {"high"},
    Qualifier.BETWEEN: {"low", "high"},
}


class Claim(Record):
    """A figure as one party gave it in one source.

    `exact` is written with `best` alone and then stands for low = best = high.
    """

    id: Slug = Field(default="", validate_default=True, description="Default: event--measure--source, `_` as `-`")
    measure: Name
    low: Count | None = None
    best: Count | None = None
    high: Count | None = None
    qualifier: Qualifier
    scope: Name | None = None
    claimant: Slug
    asserted_on: Edtf | None = Field(default=None, description="Default: the source's publication date")
    as_of: Edtf | None = None
    source: Slug
    locator: Line | None = None
    verbatim: Text | None = None
    note: Text | None = None
    derived: bool = False
    preferred: bool = Field(default=False, description="The editor's choice in its group; at most one a group")

    @model_validator(mode="before")
    @classmethod
    def fill_exact(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("qualifier") == "exact" and data.get("best") is not None:
            return {**data, "low": data.get("low", data["best"]), "high": data.get("high", data["best"])}
        return data

    @model_validator(mode="after")
    def numbers_fit_the_qualifier(self) -> Self:
        numbers = {"low": self.low, "best": self.best, "high": self.high}
        given = {name for name, number in numbers.items() if number is not None}
        wanted = GIVEN[self.qualifier]
        # Press figures such as "50 to 55, about 55" give a best guess inside a range.
        if given != wanted and not (self.qualifier is Qualifier.BETWEEN and given == wanted | {"best"}):
            said = " and ".join(sorted(given)) or "nothing"
            raise ValueError(f"{self.qualifier} takes {' and '.join(sorted(wanted))}, not {said}")
        ordered = [number for number in numbers.values() if number is not None]
        if ordered != sorted(ordered):
            raise ValueError("low, best and high are not in order (low > high)")
        if self.qualifier is Qualifier.EXACT and len(set(ordered)) > 1:
            raise ValueError("an exact figure is written with best alone")
        return self


class TimelineClaim(Claim):
    """A claim of `claims.yaml`: a level that hangs on a timeline instead of an event."""

    timeline: Slug

    @model_validator(mode="before")
    @classmethod
    def name_it(cls, data: Any) -> Any:
        return named_claim(data, data.get("timeline")) if isinstance(data, dict) else data


def named_claim(claim: Any, subject: Any) -> Any:
    """Give a claim its default id. Measures are written with `_`, ids with `-`."""
    if not isinstance(claim, dict) or claim.get("id") is not None:
        return claim
    return {**claim, "id": f"{subject}--{claim.get('measure')}--{claim.get('source')}".replace("_", "-")}


class Participation(Record):
    """A party in one role."""

    party: Slug
    role: Role


class State(Record):
    """What one source made known of an event. It names only what changed since the state before.

    A named member, null and [] too, replaces the old one whole.
    """

    source: Slug
    kind: EventKind | None = None
    status: Status | None = None
    date: Edtf | None = None
    title: Line | None = None
    summary: Text | None = None
    note: Text | None = None
    places: Slugs = []
    parties: list[Participation] = []

    @model_serializer
    def only_what_it_names(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class DateAlternative(Record):
    """Another date that a source gives for the same event: shown, not filtered on."""

    edtf: Edtf
    source: Slug


class Relation(Record):
    """How this event stands to another."""

    type: RelationType
    event: Slug
    source: Slug | None = None


class Event(Record):
    """An event: what holds throughout, then its states in the order in which they became known."""

    id: Slug
    kind: EventKind
    timelines: Annotated[Slugs, Field(min_length=1)]
    note: Text | None = None
    places: Slugs = []
    parties: list[Participation] = []
    states: Annotated[list[State], Field(min_length=1)]
    date_alternatives: list[DateAlternative] = []
    sources: Slugs = Field(default=[], description="Further sources that support the record")
    claims: list[Claim] = []
    relations: list[Relation] = []

    @model_validator(mode="before")
    @classmethod
    def name_claims(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("claims"), list):
            return data
        return {**data, "claims": [named_claim(claim, data.get("id")) for claim in data["claims"]]}


class Dataset(Record):
    """A whole data set; its events in a list or on a shelf."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    header: Header
    timelines: list[Timeline] = []
    measures: list[Measure] = []
    places: list[Place] = []
    parties: list[Party] = []
    sources: list[Source] = []
    claims: list[TimelineClaim] = []
    events: SkipValidation[Collection[Event]] = []


RECORD_FILES: dict[str, type[Record]] = dict(
    zip(RECORDS, (Timeline, Measure, Place, Party, Source, TimelineClaim), strict=True)
)
