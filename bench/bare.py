"""The yardstick: an ASGI application that does nothing but send bytes that it was given."""

import os
from pathlib import Path

from pydantic_core import from_json
from starlette.types import ASGIApp, Receive, Scope, Send


def bare() -> ASGIApp:
    """Answers each path of the file that BENCH_ANSWERS names: `{path: [status, [[name, value], …], body's file]}`."""
    said = from_json(Path(os.environ["BENCH_ANSWERS"]).read_bytes())
    answers = {
        path: (
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(name.encode(), value.encode()) for name, value in headers],
            },
            {"type": "http.response.body", "body": Path(file).read_bytes()},
        )
        for path, (status, headers, file) in said.items()
    }

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            start, body = answers[scope["path"]]
            await send(start)
            await send(body)
            return
        while True:
            event = (await receive())["type"]
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return

    return app
