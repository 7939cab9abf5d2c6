"""The nearest right spelling of a date that was refused: foreign orders, English, old EDTF, times, slips.

A hint is only ever shown. The parser that refused the text reads it first, so it is always accepted.
Where two days are as likely (`12/06/2018`), there is none.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator

from app.datetext import MONTHS


def loose(text: str) -> re.Pattern[str]:
    """ASCII digits only, either case."""
    return re.compile(text, re.ASCII | re.IGNORECASE)


HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
SEPARATORS = re.compile(r"(\.\.|[/,\[\]])")
MARKS = re.compile(r"[~?%]")
WHOLE = (
    (loose(r"(\d{4})[/.](\d\d?)[/.](\d\d?)"), r"\1-\2-\3"),
    (loose(r"(\d{4})[/.](\d\d?)"), r"\1-\2"),
    (loose(r"(\d\d?)[/.](\d{4})"), r"\2-\1"),
    (loose(r"(\d{4})-(\d{4})"), r"\1/\2"),
    (loose(r"(.+) (?:to|until|-) (.+)"), r"\1/\2"),
)
WORDS = (
    (loose(r"unknown"), ""),
    (loose(r"open|present|now|ongoing"), ".."),
    (loose(r"(?:circa|about|around|ca?\.?) ?(\d.*|[a-z]+ .*)"), r"\1~"),
    (loose(r"(\d{3})(?:0'?s|\?)"), r"\1X"),
    (loose(r"(\d\d)\?\?"), r"\1XX"),
    (loose(r"(\d{4}-\d\d-\d\d)(?:[T ].*|Z|[-+]\d\d:?\d\d)"), r"\1"),
    (loose(r"(\d{4})(\d\d)"), r"\1-\2"),
    (loose(r"(\d{4})(\d\d)(\d\d)"), r"\1-\2-\3"),
)
ENGLISH = (
    loose(r"(?P<day>\d\d?)(?:st|nd|rd|th)? (?P<name>[a-z]+)\.?,? (?P<year>\d{4})"),
    loose(r"(?P<name>[a-z]+)\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
    loose(r"(?P<name>[a-z]+)\.?,? (?P<year>\d{4})"),
)
NAMES = {
    **{name.lower(): f"{number:02d}" for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): f"{number:02d}" for number, name in enumerate(MONTHS, 1)},
    "sept": "09",
    "spring": "21",
    "summer": "22",
    "autumn": "23",
    "fall": "23",
    "winter": "24",
}
DAY_FIRST = loose(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})")
MASKS = (
    (loose(r"(\d{3}X|\d\dXX)-.*"), r"\1"),
    (loose(r"(\d{4}-XX)-\d\d"), r"\1"),
)
MASKED_DIGIT = loose(r"(\d{4})(?:-(\d\d))?-(\d)X")
NUMBERS = loose(r"(\d{3,4})(?:-(\d\d?))?(?:-(\d\d?))?")
RANGE = re.compile(r"\[([^,]*)\.\.([^,]*)\]")


def mend(text: str, read: Callable[[str], object]) -> str | None:
    """The first candidate that `read` takes without a ValueError, or None."""
    for candidate in filter(None, candidates(text)):
        try:
            read(candidate)
        except ValueError:
            continue
        return candidate
    return None


def candidates(text: str) -> Iterator[str]:
    """From the nearest to the farthest: mended, swapped, without marks, and a set as the interval of its ends."""
    whole = replaced(year_first(english(" ".join(text.translate(HYPHENS).split()))), WHOLE)
    tidy = "".join(map(mended_piece, SEPARATORS.split(whole)))
    yield tidy
    yield "/".join(reversed(tidy.split("/")))
    yield RANGE.sub(r"[\2..\1]", tidy)
    bare = MARKS.sub("", tidy)
    yield bare
    if ends := RANGE.fullmatch(bare):
        yield f"{ends[1] or '..'}/{ends[2] or '..'}"


def replaced(text: str, table: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """Each pattern that matches the whole text puts its replacement in its place, one after the other."""
    for pattern, replacement in table:
        if found := pattern.fullmatch(text):
            text = found.expand(replacement)
    return text


def year_first(text: str) -> str:
    """`25/12/2018` and `12/25/2018` can be read in one way only; `12/06/2018` cannot, and stays."""
    found = DAY_FIRST.fullmatch(text)
    if not found:
        return text
    one, two = int(found[1]), int(found[2])
    if one > 12 or one == two:
        return f"{found[3]}-{two:02d}-{one:02d}"
    return f"{found[3]}-{one:02d}-{two:02d}" if two > 12 else text


def english(text: str) -> str:
    """`12 June 2018`, `June 12, 2018`, `Sept. 2018` and `spring 2001` as numbers."""
    for pattern in ENGLISH:
        if (found := pattern.fullmatch(text)) and (number := NAMES.get(found["name"].lower())):
            day = found.groupdict().get("day")
            return f"{found['year']}-{number}-{day}" if day else f"{found['year']}-{number}"
    return text


def mended_piece(text: str) -> str:
    """One date of the text: its marks in one at its end, words as numbers, numbers of full length."""
    text = replaced(text.strip(), WORDS)
    marks = "".join(sorted(set(MARKS.findall(text))))
    bare = mended_digits(english(MARKS.sub("", text)))
    return bare and bare + (marks if len(marks) < 2 else "%")


def mended_digits(text: str) -> str:
    """Masks in capitals and only where they may be; months and days of two digits that exist."""
    if re.fullmatch(r"[0-9uxUX-]+", text):
        text = replaced(text.upper().replace("U", "X"), MASKS)
    if found := NUMBERS.fullmatch(text):
        return real_date(found[1].zfill(4), int(found[2] or 0), int(found[3] or 0))
    if found := MASKED_DIGIT.fullmatch(text):
        return digit_set(found[1], found[2], int(found[3])) or text
    return text


def real_date(year: str, month: int, day: int) -> str:
    """Zeros stand for unknown; the 29th to 31st become the last day; a day in the month's place changes places."""
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    if day and 1 <= month <= 12:
        return f"{year}-{month:02d}-{min(day, month_length(year, month)):02d}"
    return f"{year}-{month:02d}" if month else year


def month_length(year: str, month: int) -> int:
    return calendar.monthrange(int(year), month)[1]


def digit_set(year: str, month: str | None, digit: int) -> str:
    """`1999-1X` is `[1999-10..1999-12]`, and `2018-06-1X` is `[2018-06-10..2018-06-19]`; empty if impossible."""
    if month and not 1 <= int(month) <= 12:
        return ""
    stem, longest = (f"{year}-{month}", month_length(year, int(month))) if month else (year, 12)
    fitting = [f"{stem}-{number:02d}" for number in range(1, longest + 1) if number // 10 == digit]
    return f"[{fitting[0]}..{fitting[-1]}]" if len(fitting) > 1 else "".join(fitting)
