"""Ids that people write: whether there is such a record, and the nearest one when there is not."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.db import Reader
from app.errors import Fault, NotFound
from app.models import Base, Claim, Event, Measure, Party, Place, Source, Timeline
from app.params import nearest, refuse_query

RECORDS: dict[str, type[Base]] = {
    "timeline": Timeline,
    "place": Place,
    "party": Party,
    "claimant": Party,
    "measure": Measure,
    "source": Source,
    "event": Event,
    "part_of": Event,
    "claim": Claim,
}
CANDIDATES = 2000


VALUES: dict[str, Any] = {"scope": Claim.scope, "publisher": Source.publisher}
"""What is no record of its own, but a value of other records."""


async def check_ids(reader: Reader, wanted: Mapping[str, Iterable[str] | None]) -> None:
    """Every value belongs to a record, by parameter. BadRequest with the nearest one for each that does not."""
    if faults := [fault for name, values in wanted.items() for fault in await faults_of(reader, name, values or ())]:
        refuse_query(faults)


async def faults_of(reader: Reader, parameter: str, names: Iterable[str]) -> list[Fault]:
    """The ids that no record has."""
    if not (wanted := list(dict.fromkeys(names))):
        return []
    column = column_of(parameter)
    known = {row[0] for row in await reader.found(select(column).where(column.in_(wanted)).distinct())}
    return [await unknown(reader, parameter, name) for name in wanted if name not in known]


def column_of(parameter: str) -> Any:
    record: Any = RECORDS.get(parameter)
    return record.id if record else VALUES[parameter]


async def unknown(reader: Reader, parameter: str, name: str) -> Fault:
    """The fault of an id that leads nowhere."""
    near = nearest(name, await candidates(reader, parameter, name))
    return Fault(parameter, name, f"there is no {noun(parameter)} {name}", near)


def noun(parameter: str) -> str:
    """What has the id, as one says it before the id."""
    said = {"claimant": "party", "part_of": "event"}
    said |= {"scope": "claim of the scope", "publisher": "source of the publisher"}
    return said.get(parameter, parameter)


async def candidates(reader: Reader, parameter: str, name: str) -> list[str]:
    """Ids among which the nearest one is sought: all, or those that begin alike where there are many."""
    column = column_of(parameter)
    every = select(column).where(column.is_not(None)).distinct().order_by(column)
    found = [str(row[0]) for row in await reader.rows(every.limit(CANDIDATES + 1))]
    if len(found) <= CANDIDATES:
        return found
    alike = every.where(column >= name[:3], column < name[:3] + "~")
    return [str(row[0]) for row in await reader.rows(alike.limit(CANDIDATES))]


async def must_exist(reader: Reader, parameter: str, name: str) -> None:
    """The id of a path. NotFound."""
    table: Any = RECORDS[parameter]
    if await reader.scalar(select(table.id).where(table.id == name)) is None:
        raise await no_such(reader, parameter, name)


async def no_such(reader: Reader, parameter: str, name: str) -> NotFound:
    """The 404 of an id in a path, with the nearest one."""
    fault = await unknown(reader, parameter, name)
    hint = f" Did you mean {fault.suggestion}?" if fault.suggestion else ""
    return NotFound(f"There is no {noun(parameter)} with this id.{hint}", (fault,))
