"""The curl client, ready to download: its default address is the one at which it was found."""

import hashlib
import shlex
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.settings import Settings
from app.web.respond import CACHING

router = APIRouter()
DEFAULT = "DEFAULT_URL='http://127.0.0.1:8000'"


@cache
def script(address: str) -> bytes:
    """The script for a public address; one without a host cannot be called from elsewhere, and the default stays."""
    text = files("app.web").joinpath("static", "homeward.sh").read_text("utf-8")
    if address.startswith("http"):
        text = text.replace(DEFAULT, f"DEFAULT_URL={shlex.quote(address)}")
    return text.encode()


@router.get("/homeward.sh", include_in_schema=False)
async def client(request: Request) -> Response:
    """A POSIX shell script that needs curl."""
    settings: Settings = request.app.state.settings
    body = script(settings.public_url)
    headers = {
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": CACHING,
        "Content-Disposition": 'attachment; filename="homeward.sh"',
    }
    return Response(body, media_type="text/x-shellscript; charset=utf-8", headers=headers)
