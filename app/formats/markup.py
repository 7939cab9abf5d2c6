"""An event as HTML for other people's pages: every text escaped, every source a link."""

from collections.abc import Iterator
from html import escape

from app.formats.base import Context, Item
from app.formats.words import Fact, facts


def event_html(event: Item, context: Context) -> str:
    """Summary and note as paragraphs, then the facts as a list."""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (event["summary"], event["note"]) if text)
    return f"{paragraphs}<ul>{''.join(entries(event, context))}</ul>"


def entries(event: Item, context: Context) -> Iterator[str]:
    for fact in facts(event, context):
        yield f"<li>{escape(fact.label)}: {linked(fact)}</li>"


def linked(fact: Fact) -> str:
    text = escape(fact.text)
    return f'<a href="{escape(fact.href)}">{text}</a>' if fact.href else text
