"""A figure as one party gave it."""

from pydantic import Field

from app.documents.base import Document
from app.vocabulary import Qualifier


class Claimant(Document):
    id: str
    name: str


class ClaimDocument(Document):
    """Who said how many of what, when, and where it is written."""

    id: str = Field(examples=["return-2007--remains-returned--voa-2007-04-11"])
    event: str | None = Field(description="The event that it measures; null for a level of a whole timeline")
    timeline: str | None = Field(description="The timeline that it measures, where no event is measured")
    measure: str = Field(examples=["remains_returned"])
    unit: str = Field(examples=["sets_of_remains"])
    scope: str | None = Field(description="What part is counted; null: all. Scopes are never added up")
    low: int | None = Field(description="At least so many; null: not said")
    best: int | None = Field(description="The figure itself; null where only a limit was given")
    high: int | None = Field(description="At most so many; null: not said")
    qualifier: Qualifier = Field(description="`about` spans ± 5 %")
    text: str = Field(examples=["at most 200 sets of remains"])
    claimant: Claimant
    asserted_on: str | None = Field(description="EDTF: when it was said")
    as_of: str | None = Field(description="EDTF: the day that it speaks of")
    source: str = Field(description="Source id")
    locator: str | None = Field(description="Page or paragraph of the source")
    verbatim: str | None = Field(description="The source's own words")
    note: str | None
    derived: bool = Field(description="Our arithmetic on sourced figures; the note shows it")
    preferred: bool = Field(description="The one that totals use: the editors' choice, else the best source")
    conflicts_with: list[str] = Field(description="Ids of the claims that cannot be true beside it")


class ClaimLinks(Document):
    self: str
    event: str | None
    source: str
    compare: str = Field(description="The same figure side by side")


class ClaimAlone(ClaimDocument):
    """A claim outside its event, with links."""

    known_from: str = Field(description="First known")
    links: ClaimLinks
