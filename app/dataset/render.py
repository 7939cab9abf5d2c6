"""Records as they were known on a day, as the documents that the API serves."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.dataset.archive import Archive
from app.dataset.figures import Fact, Verdict
from app.dataset.files import Claim, DateAlternative, Event, Measure, Participation, Relation, dated
from app.dataset.fold import Folded
from app.dates import NO_END, day_text
from app.documents.base import link
from app.documents.claim import ClaimAlone, Claimant, ClaimDocument, ClaimLinks
from app.documents.date import DateAlternativeDocument, date_document
from app.documents.event import (
    EventDocument,
    EventLinks,
    PartyInEvent,
    PlaceInEvent,
    RelationInEvent,
)
from app.documents.records import SourceInEvent
from app.vocabulary import Qualifier

REMEMBERED = 10_000


def claim_text(claim: Claim, measure: Measure) -> str:
    """`at most 200 sets of remains`."""
    low, best, high = (f"{number:,}" if number is not None else "" for number in (claim.low, claim.best, claim.high))
    number = {
        Qualifier.EXACT: best,
        Qualifier.ABOUT: f"about {best}",
        Qualifier.AT_LEAST: f"at least {low}",
        Qualifier.AT_MOST: f"at most {high}",
        Qualifier.BETWEEN: f"between {low} and {high}" + (f", probably {best}," if best else ""),
    }[claim.qualifier]
    alone = claim.low if claim.qualifier is Qualifier.AT_LEAST else claim.high if best == "" else claim.best
    return f"{number} {measure.one if alone == 1 else measure.many}"


class Renderer:
    """Makes documents of an archive's records. What many events share is made once, if it comes again soon."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.place = lru_cache(REMEMBERED)(self.make_place)
        self.party = lru_cache(REMEMBERED)(self.make_party)
        self.source = lru_cache(REMEMBERED)(self.make_source)

    def claim(self, fact: Fact, verdict: Verdict) -> ClaimDocument:
        """A claim as it stands in its event."""
        claim, (preferred, conflicts) = fact.claim, verdict
        measure = self.archive.measures[claim.measure]
        return ClaimDocument(
            id=claim.id,
            event=fact.event,
            timeline=None if fact.event else fact.group[1],
            measure=claim.measure,
            unit=measure.unit,
            scope=claim.scope,
            low=claim.low,
            best=claim.best,
            high=claim.high,
            qualifier=claim.qualifier,
            text=claim_text(claim, measure),
            claimant=Claimant(id=claim.claimant, name=self.archive.parties[claim.claimant].name),
            asserted_on=fact.asserted_on,
            as_of=claim.as_of,
            source=claim.source,
            locator=claim.locator,
            verbatim=claim.verbatim,
            note=claim.note,
            derived=claim.derived,
            preferred=preferred,
            conflicts_with=conflicts,
        )

    def event(
        self,
        event: Event,
        folded: Folded,
        day: int,
        first_known: int,
        claims: Sequence[ClaimDocument],
        relations: Sequence[tuple[Relation, str]],
    ) -> EventDocument:
        """An event as known on a day; `relations` with the titles that the other events then had."""
        known_from = self.archive.known_from
        alternatives = [other for other in event.date_alternatives if known_from[other.source] <= day]
        extra = [source for source in event.sources if known_from[source] <= day]
        cited = [*folded.sources, *(other.source for other in alternatives), *(claim.source for claim in claims)]
        cited += [relation.source for relation, _ in relations if relation.source]
        sources = self.sources([*cited, *extra])
        return EventDocument(
            id=event.id,
            kind=folded.kind,
            status=folded.status,
            title=folded.title,
            summary=folded.summary,
            note=folded.note,
            date=date_document(folded.date),
            date_alternatives=[alternative_document(other) for other in alternatives],
            places=[self.place(place) for place in folded.places],
            parties=[self.party(part) for part in folded.parties],
            claims=list(claims),
            relations=[
                RelationInEvent(type=relation.type, event=relation.event, title=title) for relation, title in relations
            ],
            timelines=event.timelines,
            sources=sources,
            known_from=day_text(first_known),
            version_known_from=day_text(day),
            citation=citation(folded, sources),
            links=event_links(event.id),
        )

    def make_place(self, name: str) -> PlaceInEvent:
        place = self.archive.places[name]
        return PlaceInEvent(
            id=name, name=place.name, lon=place.lon, lat=place.lat, radius_km=place.radius_km, country=place.country
        )

    def make_party(self, part: Participation) -> PartyInEvent:
        return PartyInEvent(id=part.party, name=self.archive.parties[part.party].name, role=part.role)

    def make_source(self, name: str) -> SourceInEvent:
        source = self.archive.sources[name]
        return SourceInEvent(
            id=source.id,
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            url=source.url,
            kind=source.kind,
            quality=source.quality,
        )

    def sources(self, names: Iterable[str]) -> list[SourceInEvent]:
        """The sources, each once, oldest publication first; those without a date last."""
        return sorted(map(self.source, dict.fromkeys(names)), key=by_publication)


def by_publication(source: SourceInEvent) -> tuple[int, str]:
    return dated(source.published).end_max if source.published else NO_END, source.id


def claim_alone(document: ClaimDocument, fact: Fact) -> ClaimAlone:
    """A claim outside its event."""
    subject = f"event={document.event}" if document.event and fact.is_flow else f"timeline={fact.group[1]}"
    return ClaimAlone(
        **vars(document),
        known_from=day_text(fact.known_from),
        links=ClaimLinks(
            self=link(f"/v1/claims/{document.id}"),
            event=link(f"/v1/events/{document.event}") if document.event else None,
            source=link(f"/v1/sources/{document.source}"),
            compare=link(f"/v1/claims/compare?measure={document.measure}&{subject}"),
        ),
    )


def event_links(name: str) -> EventLinks:
    """Where an event is, in its several forms."""
    return EventLinks(
        self=link(f"/v1/events/{name}"),
        html=link(f"/events/{name}"),
        history=link(f"/v1/events/{name}/history"),
        related=link(f"/v1/events/{name}/related"),
    )


def alternative_document(other: DateAlternative) -> DateAlternativeDocument:
    return DateAlternativeDocument(edtf=other.edtf, text=dated(other.edtf).text, source=other.source)


def citation(folded: Folded, sources: Sequence[SourceInEvent]) -> str:
    """How to cite the record; the address with `known_on` is the permalink."""
    first = sources[0]
    when = f", {dated(first.published).text}" if first.published else ""
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return f"“{folded.title}” ({folded.date.text}). Homeward. After {first.publisher}, “{first.title}”{when}{more}."
