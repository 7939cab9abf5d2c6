"""The closed vocabularies of the contract. Open ones (measures, scopes, places, parties) are data."""

from enum import StrEnum


class EventKind(StrEnum):
    """What sort of thing happened."""

    ARMISTICE = "armistice"
    AGREEMENT = "agreement"
    TALKS = "talks"
    SUMMIT = "summit"
    ANNOUNCEMENT = "announcement"
    RECOVERY_MISSION = "recovery_mission"
    HANDOVER = "handover"
    TRANSPORT = "transport"
    CEREMONY = "ceremony"
    ANALYSIS = "analysis"
    IDENTIFICATION = "identification"
    BURIAL = "burial"
    PRISONER_EXCHANGE = "prisoner_exchange"
    SUSPENSION = "suspension"
    LEGISLATION = "legislation"
    STATEMENT = "statement"


class Status(StrEnum):
    """How far it had come, as the sources of a day told it."""

    EXPECTED = "expected"
    ANNOUNCED = "announced"
    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """The part that a party played in an event."""

    HOST = "host"
    SIGNATORY = "signatory"
    NEGOTIATOR = "negotiator"
    RECOVERING_PARTY = "recovering_party"
    DELIVERING_PARTY = "delivering_party"
    RECEIVING_PARTY = "receiving_party"
    CUSTODIAN = "custodian"
    IDENTIFYING_PARTY = "identifying_party"
    SPOKESPERSON = "spokesperson"
    ANNOUNCER = "announcer"
    DECISION_MAKER = "decision_maker"
    WITNESS = "witness"
    SPONSOR = "sponsor"
    PARTICIPANT = "participant"


class RelationType(StrEnum):
    """How one event stands to another, read from the event that holds the relation."""

    PART_OF = "part_of"
    FOLLOWS = "follows"
    LEADS_TO = "leads_to"
    CANCELS = "cancels"
    RESPONDS_TO = "responds_to"
    CONTRADICTS = "contradicts"


class InverseRelation(StrEnum):
    """The same relations, read from the other end."""

    HAS_PART = "has_part"
    PRECEDED_BY = "preceded_by"
    LED_TO_BY = "led_to_by"
    CANCELLED_BY = "cancelled_by"
    ANSWERED_BY = "answered_by"
    CONTRADICTED_BY = "contradicted_by"


INVERSE = dict(zip(RelationType, InverseRelation, strict=True))


class Qualifier(StrEnum):
    """What a claim's numbers mean: which of low, best and high are given."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"


class MeasureKind(StrEnum):
    """A flow counts what happened in an event; a level is how many there were on a day."""

    FLOW = "flow"
    LEVEL = "level"


class PartyKind(StrEnum):
    """What sort of body or person a party is."""

    STATE = "state"
    COMMAND = "command"
    AGENCY = "agency"
    OFFICE = "office"
    PERSON = "person"
    DELEGATION = "delegation"
    LEGISLATURE = "legislature"
    PRESS = "press"
    ORGANISATION = "organisation"


class PlaceKind(StrEnum):
    """What sort of place a name stands for."""

    SITE = "site"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"


class SourceKind(StrEnum):
    """What sort of document a source is."""

    NEWS = "news"
    OFFICIAL_RELEASE = "official_release"
    TRANSCRIPT = "transcript"
    LAW = "law"
    REFERENCE = "reference"
    ARCHIVE = "archive"


class Quality(StrEnum):
    """How near a source stands to what it tells, best first."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Extent(StrEnum):
    """`within`: one moment or day somewhere in the bounds; `throughout`: from start to end."""

    WITHIN = "within"
    THROUGHOUT = "throughout"


class Bound(StrEnum):
    """Whether an end of a date is known, open (not ended, no stated limit) or unknown."""

    KNOWN = "known"
    OPEN = "open"
    UNKNOWN = "unknown"


class DateRelation(StrEnum):
    """How an event's date must stand to the span asked for."""

    OVERLAPS = "overlaps"
    WITHIN = "within"


class DateMatch(StrEnum):
    """Whether the date may satisfy the relation, or must."""

    POSSIBLE = "possible"
    CERTAIN = "certain"
