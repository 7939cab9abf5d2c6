"""What makes records a data set: references that lead somewhere, evidence that is used, no cycles."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, combinations, pairwise

from app.dataset.archive import KINDS, Archive, claims_of
from app.dataset.files import RECORD_FILES, Claim, Dataset, Event, TimelineClaim
from app.dataset.refs import FINISHED, claim_refs, event_refs
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
    for kind in RECORD_FILES:
        owners: dict[str, str] = {}
        for dataset in archive.datasets:
            for record in getattr(dataset, kind):
                if record.id in owners:
                    yield kind, record.id, (), in_both(owners[record.id], dataset)
                owners[record.id] = dataset.header.name
    for (owner, shelf), (dataset, other) in combinations(zip(archive.datasets, archive.events.shelves, strict=True), 2):
        for name in sorted(shelf.numbers.keys() & other.numbers.keys()):
            yield "events", name, (), in_both(owner.header.name, dataset)


def in_both(owner: str, dataset: Dataset) -> str:
    return f"the id stands in the data sets {owner} and {dataset.header.name}"


def dangling(archive: Archive) -> Iterator[Found]:
    """Ids that lead nowhere."""
    for place in archive.places.values():
        if place.within and place.within not in archive.places:
            yield "places", place.id, ("within",), f"there is no place {place.within}"
    for claim in archive.claims.values():
        for where, kind, name in [((), "timelines", claim.timeline), *claim_refs(claim, ())]:
            if name not in getattr(archive, kind):
                yield "claims", claim.id, where, f"there is no {singular(kind)} {name}"
    # One look at all that is cited saves a look at each event.
    if all(archive.events.cited(kind) <= getattr(archive, kind).keys() for kind in KINDS):
        return
    for event in archive.events.as_read():
        for where, kind, name in event_refs(event):
            if name not in getattr(archive, kind):
                yield "events", event.id, where, f"there is no {singular(kind)} {name}"


def singular(kind: str) -> str:
    """`parties` → `party`, `sources` → `source`."""
    return "party" if kind == "parties" else kind.removesuffix("s")


def doubled_claims(archive: Archive) -> Iterator[Found]:
    """Two claims of one event, measure and source need ids of their own."""
    hashes = [hash(name) for name in archive.claims]
    hashes += chain.from_iterable(shelf.index.claims for shelf in archive.events.shelves)
    hashes.sort()
    doubled = {one for one, other in pairwise(hashes) if one == other}
    if not doubled:
        return
    suspects = [(claim, event) for claim, event in archive.all_claims() if hash(claim.id) in doubled]
    taken = Counter(claim.id for claim, _ in suspects)
    for claim, event in suspects:
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
    for event in archive.events.doubtful():
        sources = [state.source for state in event.states]
        if any(source not in archive.known_from for source in sources):
            continue
        first = min(range(len(sources)), key=lambda index: (archive.known_from[sources[index]], index))
        state = event.states[first]
        for member in FINISHED:
            if getattr(state, member) is None:
                yield "events", event.id, ("states", first), f"the state that became known first must give {member}"
        for index, other in enumerate(event.states):
            for member in (*FINISHED, "kind"):
                if member in other.model_fields_set and getattr(other, member) is None:
                    yield "events", event.id, ("states", index, member), f"{member} cannot be taken away"


def unused_sources(archive: Archive) -> Iterator[Found]:
    """A source nobody cites is a mistake: either it supports something or it does not belong here."""
    cited = archive.events.cited("sources") | {claim.source for claim in archive.claims.values()}
    for source in archive.sources:
        if source not in cited:
            yield "sources", source, (), "nothing cites this source"


def cycles(archive: Archive) -> Iterator[Found]:
    """Nothing is part of itself, and no place lies within itself."""
    wholes = dict(chain.from_iterable(shelf.index.wholes.items() for shelf in archive.events.shelves))
    for name in in_cycles(wholes):
        yield "events", name, ("relations",), "the event is, by part_of, a part of itself"
    for name in in_cycles({place.id: [place.within] for place in archive.places.values() if place.within}):
        yield "places", name, ("within",), "the place lies, by within, within itself"
    for event in archive.events.doubtful():
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
    """What remains when everything whose targets are all settled has been taken away, again and again.

    What leads nowhere need not be among the edges.
    """
    waiting = {name: len(targets) for name, targets in edges.items()}
    incoming: dict[str, list[str]] = {}
    for name, targets in edges.items():
        for target in targets:
            incoming.setdefault(target, []).append(name)
    settled = [name for name in waiting.keys() | incoming.keys() if not waiting.get(name)]
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
    for claim, event in claims_of(archive.claims.values(), archive.events.doubtful()):
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
