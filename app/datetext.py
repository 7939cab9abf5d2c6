"""Dates in plain English. Pure functions of numbers and words; nothing here reads EDTF."""

import datetime

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {21: ("spring", "March to May"), 22: ("summer", "June to August"), 23: ("autumn", "September to November")}
WINTER = 24


def year_words(year: int) -> str:
    """`2007`; a year before 1000 is `AD 12`, since `May 12` would be read as a day."""
    return str(year) if year >= 1000 else f"AD {year}"


def month_words(year: int, month: int) -> str:
    """`July 1996`."""
    return f"{MONTHS[month - 1]} {year_words(year)}"


def day_words(year: int, month: int, day: int) -> str:
    """`11 April 2007`."""
    return f"{day} {month_words(year, month)}"


def long_day(day: int) -> str:
    """`11 April 2007` for a day number. ValueError for a sentinel."""
    date = datetime.date.fromordinal(day)
    return day_words(date.year, date.month, date.day)


def season_words(year: int, season: int) -> str:
    """`spring 2001 (March to May)`: the months are said, because seasons are not the same everywhere."""
    if season == WINTER:
        return f"winter {year_words(year)} ({month_words(year, 12)} to {month_words(year + 1, 2)})"
    name, months = SEASONS[season]
    return f"{name} {year_words(year)} ({months})"


def years_words(low: int, high: int) -> str:
    """`the 1990s`; where decade and century could be taken for one another, `the 1900s (1900 to 1999)`."""
    if low >= 1000 and low % 100:
        return f"the {low}s"
    return f"the {low}s ({year_words(max(low, 1))} to {year_words(high)})"


def marked_words(words: str, approximate: bool, uncertain: bool) -> str:
    """`about June 2018` (~), `possibly June 2018` (?), `possibly about June 2018` (%)."""
    return f"{'possibly ' * uncertain}{'about ' * approximate}{words}"


def interval_words(start: str | None, end: str | None, is_open: bool, alike: bool) -> str:
    """`July 1996 to May 2005`, `since 1996, end unknown`; None for the end that is open or unknown."""
    if end is None:
        return f"from {start}, ongoing" if is_open else f"since {start}, end unknown"
    if start is None:
        return f"until {end}, {'no stated start' if is_open else 'start unknown'}"
    return f"{unshared_words(start, end) if alike else start} to {end}"


def unshared_words(start: str, end: str) -> str:
    """Two days, or two months, say once what they share: `14` of `14 to 16 August 2018`."""
    head, tail = start.split(), end.split()
    while start != end and head[-1] == tail[-1]:
        del head[-1], tail[-1]
    return " ".join(head)


def set_words(choices: list[tuple[str | None, str | None]], preposition: str) -> str:
    """`1990 or 1992`; `on or after 20 June 2018`, where the preposition is `on` for a day and `in` for all else."""
    start, end = choices[0]
    if len(choices) > 1:
        *most, last = [member_words(*choice) for choice in choices]
        return f"{', '.join(most)} or {last}"
    if end is None:
        return f"{preposition} or after {start}"
    if start is None:
        return f"{preposition} or before {end}"
    return start if start == end else f"some time between {start} and {end}"


def member_words(start: str | None, end: str | None) -> str:
    """`1667`, `1670 to 1672`, `1672 or later`: one member of several."""
    if end is None:
        return f"{start} or later"
    if start is None:
        return f"{end} or earlier"
    return start if start == end else f"{start} to {end}"
