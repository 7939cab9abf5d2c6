"""All settings, read once from `HOMEWARD_*` variables."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MAIL, PAGE = r"[\w.+-]+@[\w-]+(\.[\w-]+)+", r"https://[\w-]+[\w.~:/?#@!$&'()*+,;=%\[\]-]*"


def plain_database_url(url: str) -> str:
    """Accept the plain spellings only; drivers are ours to choose."""
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("write sqlite:///PATH or postgresql://USER@HOST/NAME")
    return url


def bare_address(url: str) -> str:
    """A public address is joined with paths that begin with a slash."""
    if url and not url.startswith(("http://", "https://", "/")):
        raise ValueError("write an address such as https://timelines.example.org or https://example.org/homeward")
    if re.search(r"""[\s,"<>]""", url):
        raise ValueError("write an address without spaces, commas or quotes: it stands in tables and headers")
    return url.rstrip("/")


def reachable(contact: str) -> str:
    """A mail address or a page: it becomes a link, so that nothing else may stand in it."""
    if contact and not re.fullmatch(rf"{MAIL}|{PAGE}", contact, re.ASCII):
        raise ValueError("write a mail address such as editor@example.org, or an address that begins with https://")
    return contact


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks, separated by commas. ValueError names the one that is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def written_networks(text: str) -> str:
    networks(text)
    return text


def default_database_url() -> str:
    """A file in the user's data folder."""
    return f"sqlite:///{Path.home() / '.local' / 'share' / 'homeward' / 'homeward.sqlite'}"


class Settings(BaseSettings):
    """Frozen; each field's description is the manual."""

    model_config = SettingsConfigDict(env_prefix="HOMEWARD_", frozen=True, extra="ignore")

    database_url: Annotated[str, AfterValidator(plain_database_url)] = Field(
        default_factory=default_database_url, description="`sqlite:///PATH` or `postgresql://USER@HOST/NAME`"
    )
    public_url: Annotated[str, AfterValidator(bare_address)] = Field(
        default="", description="The address that links begin with; empty: links are root-relative"
    )
    contact: Annotated[str, AfterValidator(reachable)] = Field(
        default="", description="Where readers report an error: a mail address or an https address"
    )
    cursor_key: str = Field(
        default="", description="Secret that seals cursors; empty: a fixed key that anyone can know"
    )
    deadline: float = Field(default=5.0, gt=0, description="Seconds that a request may take")
    drain: float = Field(default=1.0, ge=0, description="Seconds from the signal to stop until no request is taken")
    pool_size: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Database connections of a process; streams have half as many more",
    )
    pool_wait: float = Field(default=0.25, gt=0, description="Seconds that a request waits for a connection")
    cache_bytes: int = Field(default=64 * 2**20, ge=0, description="Memory for finished answers, in bytes")
    log_format: Literal["json", "text", "none"] = Field(default="text", description="One line a request, or none")
    trusted_proxies: Annotated[str, AfterValidator(written_networks)] = Field(
        default="", description="Addresses and networks, with commas, of proxies whose X-Forwarded-For is believed"
    )

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return networks(self.trusted_proxies)

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def stream_connections(self) -> int:
        """Database connections that streams take turns on."""
        return max(1, self.pool_size // 2)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")
