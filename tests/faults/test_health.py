"""The health check answers at once, whatever else is asked: nothing holds up the event loop."""

import asyncio
import gc
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.main import collect_seldom, create_app
from app.settings import Settings
from tests.faults.conftest import Load
from tests.faults.inprocess import lifespan
from tests.faults.million import multiply

pytestmark = pytest.mark.slow

LIMIT = 0.1
EVENTS = 3000
# A drawing of thousands of events on one day is no more than a long calculation of rows: the others do for it.
WHOLE = ("geojson", "jsonld", "atom", "ics", "timelinejs", "vis", "csl", "csv", "ndjson")
PATHS = (
    "/openapi.json",
    *(f"/v1/events?format={form}" for form in WHOLE),
    "/v1/events?limit=1000",
    "/v1/events?limit=1000&fields=id,title,date",
    "/timelines/test-timeline",
)


class Pulse:
    """Asks for `/healthz` again and again, and notes the longest wait.

    A wait counts as the time that passed or the work of this process meanwhile, whichever is less: what others do
    with the machine is no fault of ours.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.longest = 0.0
        self.over = False
        self.task = asyncio.create_task(self.beat())

    async def beat(self) -> None:
        while not self.over:
            began, worked = time.monotonic(), time.process_time()
            # Within one loop a request waits for its turn, and from then on for nobody.
            await asyncio.sleep(0.001)
            assert (await self.client.get("/healthz")).status_code == 200
            self.longest = max(self.longest, min(time.monotonic() - began, time.process_time() - worked))

    async def end(self) -> float:
        self.over = True
        await self.task
        return self.longest


def of_day(path: str, number: int) -> str:
    """The same answer that no cache has."""
    return f"{path}{'&' if '?' in path else '?'}known_on=2020-01-{number:02}" if path != "/openapi.json" else path


def test_it_does_not_wait_for_the_longest_answers(url: str, load: Load, tmp_path: Path) -> None:
    """Everything that there is, in every format, two at a time."""
    load(url, 1, 1, summary="Invented." * 20)
    multiply(url, EVENTS)
    settings = Settings(database_url=url, log_format="none", deadline=60, pool_wait=60)

    async def work() -> None:
        app: Any = create_app(settings)
        transport = httpx.ASGITransport(app=app)
        headers = {"Accept-Encoding": "identity"}
        async with (
            lifespan(app),
            httpx.AsyncClient(transport=transport, base_url="http://a", headers=headers, timeout=60) as client,
        ):
            for path in PATHS:
                pulse = Pulse(client)
                answers = await asyncio.gather(*(client.get(of_day(path, number)) for number in (1, 2)))
                longest = await pulse.end()
                assert [answer.status_code for answer in answers] == [200] * 2
                if "format" in path:
                    assert b"test-event-00000-0003000" in answers[0].content
                assert longest < LIMIT, path

    before = gc.get_threshold()
    collect_seldom()
    try:
        asyncio.run(work())
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
