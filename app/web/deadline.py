"""The deadline of a whole request: what waits for another's answer, or for a connection, waits under it too."""

import asyncio
from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.exchange import Problem, ready_answers, send_problem

# The database's own deadline comes first, because it knows what was slow.
SLACK_SECONDS = 0.5
RETRY = (b"retry-after", b"5")


class DeadlineLayer:
    """Answers 503 where no answer was begun in time. A stream that was begun has a deadline for each batch."""

    def __init__(self, app: ASGIApp, problem: Problem, seconds: float) -> None:
        self.app = app
        self.ready = ready_answers(app)
        self.problem = problem
        self.seconds = seconds + SLACK_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = asyncio.timeout(self.seconds)

        def begun(message: Message) -> Awaitable[None]:
            if limit.expired():
                # What was cut off has nothing to say any more; the answer is this layer's.
                raise TimeoutError
            limit.reschedule(None)
            return send(message)

        try:
            async with limit:
                await self.app(scope, receive, begun)
        except TimeoutError:
            if not limit.expired():
                raise
            path = scope["raw_path"].decode("latin-1")
            body, headers = self.problem(503, "The answer took too long.", path, [])
            await send_problem(send, 503, body, [*headers, RETRY], scope["method"] == "HEAD")
