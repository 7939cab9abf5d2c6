"""A query of events in one plain sentence."""

from app.dates import NO_END, NO_START, Span, day_text, long_day, parse_date
from app.params import ChangesQuery, EventsQuery
from app.vocabulary import DateMatch, DateRelation

PLURALS = {
    "talks": "talks",
    "analysis": "analyses",
    "legislation": "laws",
    "announcement": "announcements",
}


def plural(kind: str) -> str:
    """`recovery_mission` → `recovery missions`."""
    return PLURALS.get(kind, kind.replace("_", " ") + "s")


def number_of(noun: str, total: int) -> str:
    """`1 event`, `12 events`."""
    return f"{total:,} {noun}{'' if total == 1 else 's'}"


def describe_events(query: EventsQuery, day: int, total: int, timeline: str | None = None) -> str:
    """`Recovery missions, 1996 to 2005, as known on 25 May 2005: 12 events`; `timeline` is that of the path."""
    parts = [" or ".join(plural(kind) for kind in query.kind) if query.kind else "events"]
    if query.status:
        parts[0] = " or ".join(query.status) + " " + parts[0]
    parts += [f"of the timeline {timeline}"] if timeline else []
    parts += [*word_parts(query), *id_parts(query), *space_parts(query)]
    if query.date:
        parts.append(span_words(query))
    if query.known_on:
        parts.append(f"as known on {long_day(day)}")
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}: {number_of('event', total)}"


def word_parts(query: EventsQuery) -> list[str]:
    if not query.q:
        return []
    words = (f"“{' '.join(phrase.words)}{'…' if phrase.prefix else ''}”" for phrase in query.q)
    return ["with the words " + " and ".join(words)]


def id_parts(query: EventsQuery) -> list[str]:
    """The filters by id, as they were written."""
    named = {
        "of the timeline": query.timeline,
        "in": query.place,
        "with": query.party,
        "as": [role.replace("_", " ") for role in query.role or ()],
        "in the country": query.country,
        "with figures of": query.measure,
        "after the source": query.source,
        "part of": query.part_of,
    }
    return [f"{words} {' or '.join(values)}" for words, values in named.items() if values]


def space_parts(query: EventsQuery) -> list[str]:
    parts = []
    if query.bbox:
        box = query.bbox
        parts.append(f"in the box {box.west:g}, {box.south:g}, {box.east:g}, {box.north:g}")
    if query.near:
        parts.append(f"within {query.radius_km or 50:g} km of {query.near.lon:g}, {query.near.lat:g}")
    return parts


def span_words(query: EventsQuery) -> str:
    """The dates, and the rule where it is not the usual one."""
    assert query.date
    words = span_text(query.date)
    if query.date_relation is DateRelation.WITHIN:
        words = f"wholly within {words}"
    return f"certainly {words}" if query.date_match is DateMatch.CERTAIN else words


def span_text(span: Span) -> str:
    """`1996 to 2005`, `12 June 2018`, `since July 2018`."""
    if span.first == NO_START:
        return f"until {edge(span.last)}"
    if span.last == NO_END:
        return f"since {edge(span.first)}"
    first, last = day_text(span.first), day_text(span.last)
    if first[5:] == "01-01" and last[5:] == "12-31":
        return first[:4] if first[:4] == last[:4] else f"{first[:4]} to {last[:4]}"
    if first == last or first[:7] == last[:7] == whole_month(span):
        return parse_date(first if first == last else first[:7]).text
    return f"{edge(span.first)} to {edge(span.last)}"


def whole_month(span: Span) -> str | None:
    """`2018-06` when the span is that month."""
    month = day_text(span.first)[:7]
    whole = parse_date(month)
    return month if (whole.start_min, whole.end_max) == (span.first, span.last) else None


def edge(day: int) -> str:
    """A day, or the year that it begins or ends."""
    text = day_text(day)
    return text[:4] if text[5:] in ("01-01", "12-31") else long_day(day)


def describe_changes(query: ChangesQuery, day: int, total: int) -> str:
    """`What became known since 20 June 2018: 3 changes`."""
    since, until = query.since, query.until
    said = "What became known"
    if since and until:
        said += f" from {long_day(since)} to {long_day(until)}"
    elif since or until:
        said += f" since {long_day(since)}" if since else f" until {long_day(until or day)}"
    if query.known_on:
        said += f", as known on {long_day(day)}"
    return f"{said}: {number_of('change', total)}"
