"""An event's neighbourhood."""

from pydantic import ConfigDict, Field

from app.documents.base import Document
from app.documents.date import DateDocument
from app.documents.event import EventLinks
from app.vocabulary import EventKind, Status


class Node(Document):
    """An event in short."""

    id: str
    kind: EventKind
    status: Status
    title: str
    date: DateDocument
    links: EventLinks


class Edge(Document):
    """A relation, read from `from` to `to`; inverse ones are answered too."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    from_: str = Field(alias="from")
    to: str
    type: str


class Related(Document):
    """Nodes and edges within the depth asked for; `truncated` when there are more than 500 nodes."""

    nodes: list[Node]
    edges: list[Edge]
    truncated: bool
