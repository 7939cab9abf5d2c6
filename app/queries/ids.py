"""Ids that people write: whether there is such a record, and the nearest one when there is not."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.db import Reader
from app.errors import BadRequest, Fault, NotFound
from app.models import Base, Claim, Event, Measure, Party, Place, Source, Timeline
from app.params import nearest

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


async def check_ids(reader: Reader, parameter: str, names: Iterable[str]) -> None:
    """Every id of a filter belongs to a record. BadRequest with the nearest one."""
    table: Any = RECORDS[parameter]
    wanted = list(dict.fromkeys(names))
    known = set((await reader.connection.scalars(select(table.id).where(table.id.in_(wanted)))).all())
    faults = [await unknown(reader, parameter, name) for name in wanted if name not in known]
    if faults:
        hint = f" Did you mean {faults[0].suggestion}?" if faults[0].suggestion else ""
        raise BadRequest(f"{parameter}: {faults[0].detail}.{hint}", tuple(faults))


async def unknown(reader: Reader, parameter: str, name: str) -> Fault:
    """The fault of an id that leads nowhere."""
    near = nearest(name, await candidates(reader, parameter, name))
    return Fault(parameter, name, f"there is no {noun(parameter)} with the id {name}", near)


def noun(parameter: str) -> str:
    return {"claimant": "party", "part_of": "event"}.get(parameter, parameter)


async def candidates(reader: Reader, parameter: str, name: str) -> list[str]:
    """Ids among which the nearest one is sought: all, or those that begin alike where there are many."""
    table: Any = RECORDS[parameter]
    every = list(await reader.connection.scalars(select(table.id).order_by(table.id).limit(CANDIDATES + 1)))
    if len(every) <= CANDIDATES:
        return every
    alike = select(table.id).where(table.id >= name[:3], table.id < name[:3] + "~").order_by(table.id)
    return list(await reader.connection.scalars(alike.limit(CANDIDATES)))


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
