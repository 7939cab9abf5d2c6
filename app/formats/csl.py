"""CSL-JSON: how to cite, for Zotero and its kin.

An event's record is a `dataset` entry; its `URL` is the permalink, the address with the day of knowledge.
`issued` and `event-date` are the event's date, since a style prints only `issued` and a citation without the
date would have lost it: as parts where it is one known day, month or year, or lasted from one to another; in words
(`literal`) otherwise. `circa` stands for `~`. `note` holds status, EDTF, figures and sources, `references` the
sources alone. `accessed` is left out for events: the reader knows when that was. A source is cited as what it is.
"""

from collections.abc import Sequence
from typing import Any

from app.formats.base import Context, Format, Item, json_of_many
from app.formats.parts import dated, known
from app.formats.words import permalink, plain_text, source_address, source_words

SOURCE_TYPES = {"news": "article-newspaper", "law": "legislation", "official_release": "report"}


def render(items: Sequence[Item], context: Context) -> bytes:
    """An array, also for one item."""
    make = of_source if context.kind == "source" else of_event
    return json_of_many([make(item, context) for item in items])


def of_event(event: Item, context: Context) -> dict[str, Any]:
    """The record of an event."""
    date = csl_date(event["date"])
    return {
        "id": event["id"],
        "type": "dataset",
        "title": event["title"],
        **({"abstract": event["summary"]} if event["summary"] else {}),
        "issued": date,
        "event-date": date,
        "publisher": "Homeward",
        "version": context.release,
        "URL": permalink(event["id"], context),
        "references": "\n".join(
            f"{source_words(source)} {source_address(source, context)}" for source in event["sources"]
        ),
        "note": plain_text(event | {"summary": None}, context),
    }


def of_source(source: Item, context: Context) -> dict[str, Any]:
    """A source itself."""
    return {
        "id": source["id"],
        "type": SOURCE_TYPES.get(source["kind"], "webpage" if source["url"] else "document"),
        "title": source["title"],
        "publisher": source["publisher"],
        **({"container-title": source["publisher"]} if source["kind"] == "news" else {}),
        **({"issued": csl_date(dated(source["published"]))} if source["published"] else {}),
        "accessed": csl_date(dated(source["accessed"])),
        "URL": source_address(source, context),
        **({"note": source["note"]} if source["note"] else {}),
    }


def csl_date(date: Item) -> dict[str, Any]:
    """A date no more exact than it is known."""
    start, end = known(date["start"]), known(date["end"])
    if not start or not end or date["uncertain"]:
        return {"literal": date["text"]}
    parts = [list(start)] if start == end else [list(start), list(end)]
    return {"date-parts": parts, **({"circa": True} if date["approximate"] else {})}


CSL = Format("csl", "application/vnd.citationstyles.csl+json", frozenset({"event", "source"}), render=render)
