"""What records refer to, and what the checks ask of all events at once."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.dataset.files import Claim, Event
from app.dataset.yamltext import Where
from app.vocabulary import RelationType

Ref = tuple[Where, str, str]
"""The part that refers, the kind and the id of what it refers to."""
FINISHED = ("status", "date", "title")


def claim_refs(claim: Claim, where: Where) -> Iterator[Ref]:
    yield (*where, "measure"), "measures", claim.measure
    yield (*where, "claimant"), "parties", claim.claimant
    yield (*where, "source"), "sources", claim.source


def event_refs(event: Event) -> Iterator[Ref]:
    """Every id that an event refers to."""
    for index, name in enumerate(event.timelines):
        yield ("timelines", index), "timelines", name
    for index, name in enumerate(event.sources):
        yield ("sources", index), "sources", name
    yield from presence_refs(event.places, [part.party for part in event.parties], ())
    for index, state in enumerate(event.states):
        where = ("states", index)
        yield (*where, "source"), "sources", state.source
        yield from presence_refs(state.places, [part.party for part in state.parties], where)
    for index, other in enumerate(event.date_alternatives):
        yield ("date_alternatives", index, "source"), "sources", other.source
    for index, claim in enumerate(event.claims):
        yield from claim_refs(claim, ("claims", index))
    for index, relation in enumerate(event.relations):
        yield ("relations", index, "event"), "events", relation.event
        if relation.source:
            yield ("relations", index, "source"), "sources", relation.source


def presence_refs(places: list[str], parties: list[str], where: Where) -> Iterator[Ref]:
    """The places and parties of an event or of a state."""
    for index, name in enumerate(places):
        yield (*where, "places", index), "places", name
    for index, name in enumerate(parties):
        yield (*where, "parties", index, "party"), "parties", name


@dataclass(slots=True)
class Index:
    """Of many events what proves them sound together, so that only those in doubt are read once more.

    Events are numbered in the order in which they were read. A claim's id is kept as its hash: two equal
    ones are a reason to look, not yet a fault.
    """

    cited: dict[str, set[str]] = field(default_factory=dict)
    claims: "array[int]" = field(default_factory=lambda: array("q"))
    measures: dict[str, "array[int]"] = field(default_factory=dict)
    wholes: dict[str, list[str]] = field(default_factory=dict)
    doubtful: "array[int]" = field(default_factory=lambda: array("I"))

    def note(self, number: int, event: Event) -> None:
        for _, kind, name in event_refs(event):
            self.cited.setdefault(kind, set()).add(name)
        for measure in {claim.measure for claim in event.claims}:
            self.measures.setdefault(measure, array("I")).append(number)
        self.claims.extend(hash(claim.id) for claim in event.claims)
        if wholes := [one.event for one in event.relations if one.type is RelationType.PART_OF]:
            self.wholes[event.id] = wholes
        if is_doubtful(event):
            self.doubtful.append(number)

    def absorb(self, other: "Index", first: int) -> None:
        """Add what was noted of events whose numbers began at 0 and shall begin at `first`."""
        for kind, names in other.cited.items():
            self.cited.setdefault(kind, set()).update(names)
        for measure, numbers in other.measures.items():
            self.measures.setdefault(measure, array("I")).extend(shifted(numbers, first))
        self.claims.extend(other.claims)
        self.wholes.update(other.wholes)
        self.doubtful.extend(shifted(other.doubtful, first))


def shifted(numbers: Iterable[int], first: int) -> Iterator[int]:
    return (number + first for number in numbers)


def is_doubtful(event: Event) -> bool:
    """Whether only a look at the whole event, beside its sources, can tell that it is sound."""
    told = all(getattr(state, member) is not None for state in event.states for member in FINISHED)
    kinds = any(state.kind is None and "kind" in state.model_fields_set for state in event.states)
    own = any(relation.event == event.id for relation in event.relations)
    return not told or kinds or own or any(claim.preferred for claim in event.claims)
