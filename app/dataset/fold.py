"""An event as the states known by a day tell it."""

from dataclasses import dataclass

from app.dataset.files import Event, Participation, State, dated
from app.dates import HistoricalDate
from app.vocabulary import EventKind, Status


@dataclass(frozen=True, slots=True)
class Folded:
    """An event on a day: members, the states that made them, and the source of the newest."""

    kind: EventKind
    status: Status
    date: HistoricalDate
    title: str
    summary: str | None
    note: str | None
    places: list[str]
    parties: list[Participation]
    sources: list[str]


def ordered_states(event: Event, known_from: dict[str, int]) -> list[tuple[int, State]]:
    """The states with the day numbers from which they are known, in the order in which they are folded."""
    days = [(known_from[state.source], index) for index, state in enumerate(event.states)]
    return [(day, event.states[index]) for day, index in sorted(days)]


def fold(event: Event, states: list[tuple[int, State]]) -> Folded:
    """Lay the states over each other; a member that a state names replaces the old one whole."""
    members: dict[str, object] = {
        "kind": event.kind,
        "note": event.note,
        "places": event.places,
        "parties": event.parties,
        "summary": None,
    }
    for _, state in states:
        members |= {name: getattr(state, name) for name in state.model_fields_set if name != "source"}
    # What was "ongoing" in 2018 is not certain for 2026: an open end is known to hold until the newest word on it.
    told = max(day for day, state in states if {"date", "status"} & state.model_fields_set)
    members["date"] = dated(str(members["date"])).known_on(told)
    return Folded(**members, sources=[state.source for _, state in states])  # type: ignore[arg-type]
