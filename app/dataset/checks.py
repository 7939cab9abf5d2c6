"""What makes records a data set: references that lead somewhere, evidence that is used, no cycles."""

from collections import Counter
from collections.abc import Callable, Iterator

from app.dataset.archive import KINDS, Archive
from app.dataset.files import Claim, Event, TimelineClaim
from app.dataset.yamltext import Where
from app.vocabulary import MeasureKind, RelationType

Found = tuple[str, str, Where, str]
"""Kind and id of the record, the part of it, and a sentence."""


def check(archive: Archive) -> list[Found]:
    """Every fault of the records together; empty when they can be loaded."""
    found = list(doubled_ids(archive))
    if found:
        return found
    found += [fault for find in (dangling, doubled_claims, unfinished_states) for fault in find(archive)]
    if found:
        return found
    finders: tuple[Callable[[Archive], Iterator[Found]], ...] = (unused_sources, cycles, misplaced_claims, two_choices)
    return [fault for find in finders for fault in find(archive)]


def doubled_ids(archive: Archive) -> Iterator[Found]:
    """Ids are common to all data sets."""
    for kind in KINDS:
        owners: dict[str, str] = {}
        for dataset in archive.datasets:
            for record in getattr(dataset, kind):
                if record.id in owners:
                    yield (
                        kind,
                        record.id,
                        (),
                        f"the id stands in the data sets {owners[record.id]} and {dataset.header.name}",
                    )
                owners[record.id] = dataset.header.name


def dangling(archive: Archive) -> Iterator[Found]:
    """Ids that lead nowhere."""
    for place in archive.places.values():
        if place.within and place.within not in archive.places:
            yield "places", place.id, ("within",), f"there is no place {place.within}"
    for claim in archive.claims.values():
        for where, kind, name in [((), "timelines", claim.timeline), *claim_refs(claim, ())]:
            if name not in getattr(archive, kind):
                yield "claims", claim.id, where, f"there is no {singular(kind)} {name}"
    for event in archive.events.values():
        for where, kind, name in event_refs(event):
            if name not in getattr(archive, kind):
                yield "events", event.id, where, f"there is no {singular(kind)} {name}"


def singular(kind: str) -> str:
    """`parties` → `party`, `sources` → `source`."""
    return "party" if kind == "parties" else kind.removesuffix("s")


def claim_refs(claim: Claim, where: Where) -> Iterator[tuple[Where, str, str]]:
    """Every id that a claim refers to: the part, the kind, the id."""
    yield (*where, "measure"), "measures", claim.measure
    yield (*where, "claimant"), "parties", claim.claimant
    yield (*where, "source"), "sources", claim.source


def event_refs(event: Event) -> Iterator[tuple[Where, str, str]]:
    """Every id that an event refers to: the part, the kind, the id."""
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


def presence_refs(places: list[str], parties: list[str], where: Where) -> Iterator[tuple[Where, str, str]]:
    """The places and parties of an event or of a state."""
    for index, name in enumerate(places):
        yield (*where, "places", index), "places", name
    for index, name in enumerate(parties):
        yield (*where, "parties", index, "party"), "parties", name


def doubled_claims(archive: Archive) -> Iterator[Found]:
    """Two claims of one event, measure and source need ids of their own."""
    taken = Counter(claim.id for claim, _ in archive.all_claims())
    for claim, event in archive.all_claims():
        if taken[claim.id] > 1:
            kind, owner, where = place_of(claim, event)
            yield kind, owner, where, f"the claim id {claim.id} stands {taken[claim.id]} times; give the claims ids"


def place_of(claim: Claim, event: Event | None) -> tuple[str, str, Where]:
    """Where a claim is written: record kind, record id, part."""
    if event is None:
        return "claims", claim.id, ()
    return "events", event.id, ("claims", next(i for i, other in enumerate(event.claims) if other is claim))


def unfinished_states(archive: Archive) -> Iterator[Found]:
    """The first state to become known says at least what happened, when, and how far it had come."""
    for event in archive.events.values():
        sources = [state.source for state in event.states]
        if any(source not in archive.known_from for source in sources):
            continue
        first = min(range(len(sources)), key=lambda index: (archive.known_from[sources[index]], index))
        state = event.states[first]
        for member in ("status", "date", "title"):
            if getattr(state, member) is None:
                yield "events", event.id, ("states", first), f"the state that became known first must give {member}"
        for index, other in enumerate(event.states):
            for member in ("status", "date", "title", "kind"):
                if member in other.model_fields_set and getattr(other, member) is None:
                    yield "events", event.id, ("states", index, member), f"{member} cannot be taken away"


def unused_sources(archive: Archive) -> Iterator[Found]:
    """A source nobody cites is a mistake: either it supports something or it does not belong here."""
    cited = {name for event in archive.events.values() for _, kind, name in event_refs(event) if kind == "sources"}
    cited |= {claim.source for claim in archive.claims.values()}
    for source in archive.sources:
        if source not in cited:
            yield "sources", source, (), "nothing cites this source"


def cycles(archive: Archive) -> Iterator[Found]:
    """Nothing is part of itself, and no place lies within itself."""
    wholes = {
        event.id: [relation.event for relation in event.relations if relation.type is RelationType.PART_OF]
        for event in archive.events.values()
    }
    for name in in_cycles(wholes):
        yield "events", name, ("relations",), "the event is, by part_of, a part of itself"
    for name in in_cycles({place.id: [place.within] if place.within else [] for place in archive.places.values()}):
        yield "places", name, ("within",), "the place lies, by within, within itself"
    for event in archive.events.values():
        for index, relation in enumerate(event.relations):
            if relation.event == event.id and relation.type is not RelationType.PART_OF:
                yield "events", event.id, ("relations", index), "an event has no relation to itself"


def in_cycles(edges: dict[str, list[str]]) -> list[str]:
    """What lies on a way round: neither does it lead only to ends, nor do only beginnings lead to it."""
    left = unsettled(edges)
    back: dict[str, list[str]] = {name: [] for name in left}
    for name in left:
        for target in left.intersection(edges[name]):
            back[target].append(name)
    return sorted(unsettled(back))


def unsettled(edges: dict[str, list[str]]) -> set[str]:
    """What remains when everything whose targets are all settled has been taken away, again and again."""
    waiting = {name: len(targets) for name, targets in edges.items()}
    incoming: dict[str, list[str]] = {}
    for name, targets in edges.items():
        for target in targets:
            incoming.setdefault(target, []).append(name)
    settled = [name for name, count in waiting.items() if count == 0]
    for name in settled:
        for other in incoming.get(name, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                settled.append(other)
    return edges.keys() - set(settled)


def misplaced_claims(archive: Archive) -> Iterator[Found]:
    """A flow is counted in an event, so it cannot hang on a timeline."""
    for claim in archive.claims.values():
        if archive.measures[claim.measure].kind is MeasureKind.FLOW:
            yield "claims", claim.id, ("measure",), f"{claim.measure} is a flow: write the claim under its event"


def two_choices(archive: Archive) -> Iterator[Found]:
    """The editors may prefer one claim of a group."""
    chosen: dict[tuple[str, ...], str] = {}
    for claim, event in archive.all_claims():
        if claim.preferred:
            group = group_of(archive, claim, event)
            if group in chosen:
                kind, owner, where = place_of(claim, event)
                yield kind, owner, where, f"{claim.id} is preferred, and so is {chosen[group]} of the same group"
            chosen[group] = claim.id


def group_of(archive: Archive, claim: Claim, event: Event | None) -> tuple[str, str, str, str]:
    """The claims that speak of the same thing: flows by event, levels by timeline; measure and scope."""
    if event and archive.measures[claim.measure].kind is MeasureKind.FLOW:
        return "event", event.id, claim.measure, claim.scope or ""
    timeline = event.timelines[0] if event else claim.timeline if isinstance(claim, TimelineClaim) else ""
    return "timeline", timeline, claim.measure, claim.scope or ""
