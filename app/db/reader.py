"""A reader: one consistent view of one release, for one request."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Executable

from app.db.releases import Served

Values = dict[str, Any] | None


class Reader(ABC):
    """Reads in one read-only transaction of what it sees, a release; all readers of a database share its `origin`."""

    is_sqlite: bool

    def __init__(self, release: Served, origin: object) -> None:
        self.release = release
        self.origin = origin

    @abstractmethod
    async def rows(self, statement: Executable, values: Values = None) -> list[Any]:
        """The rows, whose columns are attributes of the names that were selected."""

    @abstractmethod
    async def found(self, statement: Executable, values: Values = None) -> list[Any]:
        """The same for a statement that finds at most some hundred rows by their keys, and does nothing else."""

    @abstractmethod
    def batches(self, statement: Executable, size: int) -> AsyncIterator[list[Any]]:
        """The rows of a long answer; between two batches others have their turn."""

    async def scalar(self, statement: Executable, values: Values = None) -> Any:
        """The first column of the first row, or None."""
        rows = await self.rows(statement, values)
        return rows[0][0] if rows else None
