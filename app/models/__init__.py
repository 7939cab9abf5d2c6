"""The tables. Importing this package registers every model on `Base.metadata`."""

from app.models.base import Base
from app.models.event import (
    DateAlternative,
    Event,
    EventPlace,
    EventRelation,
    EventSource,
    EventState,
    EventTimeline,
    Participation,
)
from app.models.evidence import Claim, Measure, Source
from app.models.party import Party
from app.models.place import Place
from app.models.release import DatasetRow, Release, ReleaseDataset
from app.models.timeline import Timeline
from app.models.version import (
    Change,
    ClaimVersion,
    DayPiece,
    EventVersion,
    TermSet,
    VersionTerm,
    WordSet,
)

__all__ = [
    "Base",
    "Change",
    "Claim",
    "ClaimVersion",
    "DatasetRow",
    "DateAlternative",
    "DayPiece",
    "Event",
    "EventPlace",
    "EventRelation",
    "EventSource",
    "EventState",
    "EventTimeline",
    "EventVersion",
    "Measure",
    "Participation",
    "Party",
    "Place",
    "Release",
    "ReleaseDataset",
    "Source",
    "TermSet",
    "Timeline",
    "VersionTerm",
    "WordSet",
]
