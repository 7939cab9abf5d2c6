"""Figures: claims, side by side, and totals."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.db import Reader
from app.documents.base import link
from app.documents.claim import ClaimAlone
from app.documents.figures import Comparison, FlowTotals, LevelTotals
from app.params import ClaimsQuery, CompareQuery, Query, TotalsQuery
from app.queries.cursor import Cursor
from app.queries.page import Page
from app.reading.claims import claims_page, compare_page, one_claim, totals
from app.routers.common import RecordId, query_of
from app.web.lists import Listing, listed
from app.web.openapi import documented
from app.web.respond import asked, knowledge, plain, single

router = APIRouter(tags=["Figures"])


@router.get("/v1/claims", summary="Claims", **documented(ClaimsQuery, "claim", ClaimAlone))
async def claims(request: Request, query: Annotated[ClaimsQuery, Depends(query_of(ClaimsQuery))]) -> Response:
    """Figures, each with who claimed it, when, and where it is written.

    The newest figure in one call: `/v1/claims?measure=unaccounted_for&limit=1`.
    """

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await claims_page(reader, query, day, limit, cursor)

    return await listed(asked(request, query), query, Listing("claim", tuple(ClaimAlone.model_fields), read))


@router.get("/v1/claims/compare", summary="Side by side", **documented(CompareQuery, "plain", Comparison))
async def compare(request: Request, query: Annotated[CompareQuery, Depends(query_of(CompareQuery))]) -> Response:
    """The same figure as different parties gave it: the answer to "220, 225, 229 or 400?", with sources."""

    async def read(reader: Reader, day: int, limit: int, cursor: Cursor | None) -> Page:
        return await compare_page(reader, query, day, limit, cursor)

    return await listed(asked(request, query), query, Listing("plain", tuple(Comparison.model_fields), read))


@router.get("/v1/claims/{claim_id}", summary="One claim", **documented(Query, "claim", ClaimAlone))
async def claim(request: Request, claim_id: RecordId, query: Annotated[Query, Depends(query_of(Query))]) -> Response:
    """One figure, as known on a day."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        document = await one_claim(reader, claim_id, query.day)
        served = reader.release
    return single(ask, served, "claim", document)


@router.get(
    "/v1/timelines/{timeline_id}/totals",
    summary="Running totals",
    **documented(TotalsQuery, "plain", FlowTotals, LevelTotals),
)
async def timeline_totals(
    request: Request, timeline_id: RecordId, query: Annotated[TotalsQuery, Depends(query_of(TotalsQuery))]
) -> Response:
    """A flow added up, each event once and wholes for their parts; or a level over time. Never mixed."""
    ask = asked(request, query)
    async with ask.database.read() as reader:
        found = await totals(reader, timeline_id, query, query.day)
        served = reader.release
    links = {"self": ask.address(), "timeline": link(f"/v1/timelines/{timeline_id}")}
    return plain(ask, served, {**found.model_dump(), **knowledge(ask, served), "links": links})
