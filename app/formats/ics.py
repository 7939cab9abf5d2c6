"""RFC 5545: every event on the day or days on which it took place, as far as a calendar can say that.

- All days: DTSTART is a day, DTEND the day after the last one (3.6.1), and only where both ends are known to
  the day. What is known less well stands on the first day that its date allows, one day long, with the date
  in words in SUMMARY and EDTF in DESCRIPTION; a bar over the month would claim that it lasted all month.
- An event of which no earliest day is known is a VJOURNAL without DTSTART: it is not lost, and on no day.
- STATUS is CANCELLED, TENTATIVE (expected, announced, planned) or CONFIRMED; the exact word stands in
  DESCRIPTION, and in SUMMARY for what did not take place or not wholly. Nothing blocks the reader's time.
- DTSTAMP is the load; UID never changes.
"""

import datetime
from collections.abc import Iterator, Sequence

from app.formats.base import Context, Format, Item
from app.formats.parts import sure_days
from app.formats.words import in_words, permalink, plain_text

VERSION = ("VERSION:2.0", "PRODID:-//Homeward//Timelines//EN", "CALSCALE:GREGORIAN")
TENTATIVE = frozenset({"expected", "announced", "planned"})
HAPPENED = frozenset({"completed", "ongoing"})
JOURNAL_STATUS = {"CANCELLED": "CANCELLED", "TENTATIVE": "DRAFT", "CONFIRMED": "FINAL"}
# 3.6 asks for one component at least, and a time zone is the only one that puts nothing into the calendar.
EMPTY = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def render(items: Sequence[Item], context: Context) -> bytes:
    """The calendar."""
    lines = ["BEGIN:VCALENDAR", *VERSION, f"NAME:{escaped(context.title)}", f"X-WR-CALNAME:{escaped(context.title)}"]
    for item in items:
        lines += component(item, context)
    return b"".join(folded(line) for line in [*lines, *(() if items else EMPTY), "END:VCALENDAR"])


def component(event: Item, context: Context) -> Iterator[str]:
    """One event, as a VEVENT or, without an earliest day, a VJOURNAL."""
    first = event["date"]["start"]["earliest"]
    status = calendar_status(event["status"])
    name = "VEVENT" if first else "VJOURNAL"
    yield f"BEGIN:{name}"
    yield f"UID:urn:homeward:event:{event['id']}"
    yield f"DTSTAMP:{stamp(context.loaded_at)}"
    yield f"SUMMARY:{escaped(summary(event))}"
    yield f"STATUS:{status if first else JOURNAL_STATUS[status]}"
    yield f"CATEGORIES:{in_words(event['kind'])}"
    yield f"DESCRIPTION:{escaped(plain_text(event, context))}"
    if context.address:
        yield f"URL:{permalink(event['id'], context)}"
    if first:
        yield from placed(event, first)
    yield f"END:{name}"


def placed(event: Item, first: str) -> Iterator[str]:
    """What only a VEVENT has: days and places."""
    yield f"DTSTART;VALUE=DATE:{digits(first)}"
    days = sure_days(event["date"])
    if days and (after := day_after(days[1])):
        yield f"DTEND;VALUE=DATE:{digits(after)}"
    yield "TRANSP:TRANSPARENT"
    if event["places"]:
        yield f"LOCATION:{escaped(', '.join(place['name'] for place in event['places']))}"
    located = [place for place in event["places"] if place["lat"] is not None]
    if located:
        yield f"GEO:{located[0]['lat']};{located[0]['lon']}"


def summary(event: Item) -> str:
    """The title, with the status and the date in words where the calendar alone would mislead."""
    words = [] if event["status"] in HAPPENED else [event["status"]]
    words += [] if sure_days(event["date"]) else [event["date"]["text"]]
    return f"{event['title']} ({'; '.join(words)})" if words else str(event["title"])


def calendar_status(status: str) -> str:
    """The calendar's three words for our seven."""
    if status == "cancelled":
        return "CANCELLED"
    return "TENTATIVE" if status in TENTATIVE else "CONFIRMED"


def digits(day: str) -> str:
    return day.replace("-", "")


def day_after(day: str) -> str | None:
    """The exclusive end; None after the last day that a date can name."""
    last = datetime.date.fromisoformat(day)
    return None if last == datetime.date.max else (last + datetime.timedelta(days=1)).isoformat()


def stamp(moment: str) -> str:
    """`20261125T010302Z`."""
    return datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT, 3.3.11."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line in lines of at most 75 octets (3.1), without dividing a character."""
    lines, room = [b""], 75
    for character in line:
        octets = character.encode()
        if len(lines[-1]) + len(octets) > room:
            lines.append(b"")
            room = 74
        lines[-1] += octets
    return b"\r\n ".join(lines) + b"\r\n"


ICS = Format("ics", "text/calendar", frozenset({"event"}), render=render)
