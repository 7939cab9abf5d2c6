"""The bundled record: what a reader of a given day was told, and what it must hold for good."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import app.dataset
from app.dataset.archive import Archive
from app.dataset.checks import check
from app.dataset.files import Claim
from app.dataset.project import Projection
from app.dataset.reader import read_dataset
from app.dataset.render import claim_text
from app.dates import NO_END, parse_date, parse_day

BUNDLED = Path(app.dataset.__file__).parent / "bundled"
Told = tuple[str, str, dict[str, str]]
"""Status, date, and the preferred figure of each flow, by measure and scope."""
TODAY = "2026-11-24"

PROGRAMME = "recovery-missions-1996-2005"
SCRAPPED: Told = (
    "cancelled",
    "2012-03-01/2012-23",
    {"missions_planned": "4 missions", "team_members_planned": "at most 30 people"},
)
PROGRAMME_2007: Told = (
    "suspended",
    "1996-07/2005-05",
    {"recovery_missions": "33 missions", "remains_returned": "229 sets of remains"},
)
RETURN_2007: Told = ("completed", "2007-04-11", {"remains_returned": "6 sets of remains"})
SUMMIT: Told = ("completed", "2018-06-12", {})
CASES = {
    "cases_moved wooden": "100 cases",
    "cases_moved metal": "158 cases",
    "cases_moved caskets": "215 cases",
}
EXPECTED = {
    "remains_to_be_returned": "between 50 and 55 sets of remains",
    "remains_returned since-the-summit": "0 sets of remains",
}
HANDED_OVER = EXPECTED | {"boxes_returned": "55 boxes", "individuals_represented": "55 individuals"}
EXAMINED = (
    EXPECTED
    | {"boxes_returned": "55 boxes", "dog_tags_returned": "1 dog tag"}
    | {
        "individuals_represented": "about 250 individuals",
        "individuals_represented us": "about 170 individuals",
        "individuals_represented south-korean": "about 80 individuals",
        "remains_returned_to_south_korea from-transfer-2018": "88 sets of remains",
    }
)

STORY: dict[str, dict[str, Told]] = {
    "2000-01-01": {
        "armistice-1953": ("completed", "1953-07-27", {}),
        "return-1990": (
            "completed",
            "1990-05-28",
            {"remains_returned": "5 sets of remains", "remains_to_be_returned": "5 sets of remains"},
        ),
        "recovery-missions-1998": (
            "completed",
            "1998-04-21/1998-11-06",
            {
                "remains_returned": "22 sets of remains",
                "remains_returned first-mission": "2 sets of remains",
                "remains_returned 1998-07-24": "3 sets of remains",
                "remains_returned 1998-11-06": "9 sets of remains",
                "recovery_missions": "5 missions",
            },
        ),
        "recovery-missions-1999": (
            "ongoing",
            "1999/..",
            {"remains_returned 1999-05-14": "6 sets of remains", "remains_returned 1999-10-25": "4 sets of remains"},
        ),
        PROGRAMME: ("ongoing", "1996-07/..", {"remains_returned": "39 sets of remains"}),
    },
    "2005-06-02": {
        "recovery-missions-2005": ("completed", "2005-04-16/2005-05-26", {"recovery_missions": "1 mission"}),
        "suspension-2005": ("suspended", "2005-05-25", {}),
        "north-korea-statement-2005": ("completed", "2005-06-01", {}),
        PROGRAMME: (
            "suspended",
            "1996-07/2005-05",
            {"recovery_missions": "33 missions", "remains_returned": "at least 220 sets of remains"},
        ),
    },
    "2011-10-22": {
        "return-2007": RETURN_2007,
        "talks-2011": ("completed", "2011-10-18/2011-10-20", {}),
        "recovery-mission-2012": ("announced", "2012", {}),
        PROGRAMME: PROGRAMME_2007,
    },
    "2012-03-20": {
        "talks-2011": ("completed", "2011-10-18/2011-10-20", {}),
        "recovery-mission-2012": ("planned", "2012-03-01/2012-23", {}),
    },
    "2012-03-22": {"recovery-mission-2012": SCRAPPED, "suspension-2012": ("suspended", "2012-03-21", {})},
    "2018-06-13": {
        "recovery-mission-2012": SCRAPPED,
        "return-2007": RETURN_2007,
        "singapore-summit-2018": SUMMIT,
        PROGRAMME: PROGRAMME_2007,
    },
    "2018-06-20": {
        "singapore-summit-2018": SUMMIT,
        "announcement-2018-06": ("completed", "2018-06-19/2018-06-20", {}),
        "un-command-planning-2018-06-20": ("completed", "2018-06-20", {}),
        "defense-secretary-statement-2018-06-20": ("completed", "2018-06-20", {}),
        "transfer-2018": (
            "expected",
            "[2018-06-20..]",
            {"remains_to_be_returned": "at most 200 sets of remains"},
        ),
        "transfer-2018-custody": ("expected", "[2018-06-20..]", {}),
        "transfer-2018-transport": ("expected", "[2018-06-20..]", {}),
        "transfer-2018-analysis": ("expected", "[2018-06-20..]", {}),
        "recovery-mission-2012": SCRAPPED,
    },
    "2018-07-17": {
        "duluth-statement-2018": ("completed", "2018-06-20", {}),
        "transit-cases-2018": ("completed", "2018-06-23", CASES),
        "talks-2018-07-12": ("cancelled", "2018-07-12", {}),
        "talks-2018-07-15": ("completed", "2018-07-15", {}),
        "talks-2018-07-16": ("completed", "2018-07-16", {}),
        "transfer-2018": ("expected", "[2018-07-17..]", EXPECTED),
        "transfer-2018-custody": ("expected", "[2018-06-20..]", {}),
    },
    "2018-07-28": {
        "transfer-2018": ("completed", "2018-07-27", HANDED_OVER),
        "transfer-2018-custody": ("expected", "[2018-06-20..]", {}),
        "transfer-2018-transport": ("planned", "[2018-08-01..]", {}),
        "transfer-2018-analysis": ("expected", "[2018-06-20..]", {}),
        "osan-ceremony-2018": ("planned", "2018-08-01", {}),
        "hawaii-ceremony-2018": ("announced", "[2018-08-01..]", {}),
    },
    "2018-09-21": {
        "transfer-2018": ("completed", "2018-07-27", HANDED_OVER | {"dog_tags_returned": "1 dog tag"}),
        "transfer-2018-custody": ("completed", "2018-07-27/2018-07-31", {}),
        "transfer-2018-transport": ("completed", "2018-08-01", {}),
        "transfer-2018-analysis": ("ongoing", "2018-08/..", {}),
        "hawaii-ceremony-2018": ("completed", "2018-08-01", {"cases_moved transfer-cases": "55 cases"}),
        "identifications-2018-09": ("completed", "2018-09-20", {}),
        "proposal-2018-09": ("completed", "2018-09-20", {}),
    },
    "2024-08-16": {
        "transfer-2018": ("completed", "2018-07-27", EXAMINED),
        "suspension-2019": ("suspended", "2019-05-08", {}),
        "exchange-2021-09": (
            "completed",
            "2021-09-22",
            {
                "remains_returned_to_south_korea": "68 sets of remains",
                "remains_received_from_south_korea": "6 sets of remains",
            },
        ),
        "identifications-2024-08": ("completed", "2024-08-14", {}),
    },
    TODAY: {
        "returns-1990-1994": (
            "completed",
            "1990-05-28/1994-09-13",
            {
                "remains_returned": "208 sets of remains",
                "remains_returned 1990-1992": "46 sets of remains",
                "remains_returned 1992": "30 sets of remains",
                "remains_returned 1993": "148 sets of remains",
                "remains_returned 1993-1994": "162 sets of remains",
                "remains_to_be_returned 1992": "30 sets of remains",
                "boxes_returned": "208 boxes",
                "individuals_represented": "at least 600 individuals",
                "individuals_represented us": "between 300 and 400 individuals",
                "payments_made for-46-sets-of-1990-1992": "897,000 US dollars",
                "payments_asked for-162-sets-of-1993-1994": "about 4,000,000 US dollars",
            },
        ),
        "return-2007": RETURN_2007,
        PROGRAMME: (
            "suspended",
            "1996-07/2005-05",
            PROGRAMME_2007[2] | {"remains_returned including-south-koreans": "about 400 sets of remains"},
        ),
        "recovery-mission-2012": SCRAPPED,
        "transfer-2018": ("completed", "2018-07-27", EXAMINED | {"boxes_returned linked-to-chosin": "30 boxes"}),
        "transfer-2018-analysis": ("ongoing", "2018-08/..", {}),
        "identifications-2025-03": ("completed", "2025-03-25", {}),
        "identifications-2025-08": ("completed", "2025-08-06", {}),
    },
}

NOT_YET = {
    "2000-01-01": ["talks-1999-12", "recovery-missions-2000", "suspension-2005", "return-2007"],
    "2005-06-02": ["return-2007", "talks-2011", "recovery-mission-2012"],
    "2011-10-22": ["north-korea-statement-2011", "suspension-2012", "singapore-summit-2018"],
    "2012-03-20": ["suspension-2012", "south-korean-return-2012"],
    "2012-03-22": ["south-korean-return-2012", "north-korea-statement-2014"],
    "2018-06-13": ["announcement-2018-06", "transfer-2018", "duluth-statement-2018"],
    "2018-06-20": ["duluth-statement-2018", "transit-cases-2018", "talks-2018-07-12", "osan-ceremony-2018"],
    "2018-07-17": ["osan-ceremony-2018", "hawaii-ceremony-2018", "briefing-2018-08"],
    "2018-07-28": ["briefing-2018-08", "identifications-2018-09"],
    "2018-09-21": ["south-korean-return-2018-10", "hanoi-summit-2019", "suspension-2019"],
    "2024-08-16": ["identifications-2024-09", "identifications-2025-03", "identifications-2025-08"],
    TODAY: [],
}

# The newest counts known on a day: those with the latest as_of.
LEVELS = {
    ("2000-01-01", "unaccounted_for", None): {"at least 8,200 people"},
    ("2000-01-01", "identified", "joint-missions"): {"3 people"},
    ("2005-06-02", "identified", "joint-missions"): {"25 people"},
    ("2011-10-22", "unaccounted_for", None): {"7,988 people"},
    ("2011-10-22", "unaccounted_for", "unsan-and-chosin"): {"at least 2,000 people"},
    ("2012-03-20", "unaccounted_for", None): {"at least 8,000 people"},
    ("2012-03-22", "unaccounted_for", None): {"7,965 people"},
    ("2012-03-22", "believed_in_north_korea", None): {"about 5,500 people"},
    ("2018-06-20", "unaccounted_for", None): {"7,800 people"},
    ("2018-06-20", "believed_in_north_korea", None): {"about 5,300 people"},
    ("2018-06-20", "remains_held", None): {"about 200 sets of remains"},
    ("2018-07-17", "remains_held", None): {"at most 250 sets of remains"},
    ("2018-09-21", "identified", "transfer-2018"): {"2 people"},
    ("2018-09-21", "unaccounted_for", None): {"about 7,000 people"},
    ("2024-08-16", "identified", "transfer-2018"): {"93 people"},
    ("2024-08-16", "unaccounted_for", None): {"7,491 people"},
    (TODAY, "identified", "transfer-2018"): {"102 people"},
    (TODAY, "unaccounted_for", None): {"at most 7,500 people"},
}

# "Conflicts stay conflicts": by event, measure and scope, every figure, and whether they are flagged.
CONFLICTS: dict[tuple[str, str, str | None], tuple[set[str], bool]] = {
    ("operation-glory", "remains_returned", None): ({"4,023", "at least 3,000"}, False),
    ("operation-glory", "boxes_returned", "containers"): ({"4,167"}, False),
    ("operation-glory", "boxes_returned", "caskets"): ({"4,175"}, False),
    ("operation-glory", "individuals_represented", None): ({"4,219"}, False),
    ("operation-glory", "remains_returned", "us"): ({"1,868", "1,879", "at least 3,000"}, True),
    ("return-1990", "remains_returned", None): ({"5", "7"}, True),
    ("return-2007", "remains_returned", None): ({"6", "7"}, True),
    ("returns-1990-1994", "boxes_returned", None): ({"208"}, False),
    ("returns-1990-1994", "individuals_represented", None): (
        {"208", "at most 400", "at most 600", "at least 600"},
        True,
    ),
    (PROGRAMME, "remains_returned", "including-south-koreans"): ({"about 400"}, False),
    ("transfer-2018", "remains_returned", "since-the-summit"): ({"200", "0"}, True),
    ("transfer-2018", "individuals_represented", None): ({"55", "about 250", "at least 250"}, True),
    ("exchange-2021-09", "remains_received_from_south_korea", None): ({"6", "5"}, True),
}

REQUIRED_EVENTS = [
    "armistice-1953",
    "recovery-missions-1996-2005",
    "return-2007",
    "talks-2011",
    "recovery-mission-2012",
    "singapore-summit-2018",
    "transfer-2018",
]
REQUIRED_MEASURES = {
    "remains_returned": ("flow", "sets_of_remains"),
    "boxes_returned": ("flow", "boxes"),
    "unaccounted_for": ("level", "persons"),
    "believed_in_north_korea": ("level", "persons"),
    "remains_held": ("level", "sets_of_remains"),
    "recovery_missions": ("flow", "missions"),
    "identified": ("level", "persons"),
}
# Sites with copies that have nothing to do with the publisher: no source points there.
COPIES = [
    "nohib.com",
    "ukobiw.net",
    "chetecut.com",
    "gbimag.com.cn",
    "gawdalmighty.com",
    "post111.com",
    "ksaplayers.com",
    "jimbakkershow.com",
    "morningsidechurchinc.com",
    "leatherneck.com",
    "rncnyc2004.blogspot.com",
    "rantburg.com",
    "dailycricketmagazine.blogspot.com",
    "democraticunderground.org",
    "nhub.news",
    "softbeam.net",
    "bceovw70.asia",
    "railway.app",
    "cuttingedge.org",
    "nyjtimes.com",
    "koreacoldwar.org",
    "wikia.org",
    "coherentbabble.com",
]
# A rank before a capital letter is how a service member would be named.
RANKED = re.compile(r"\b(Pvt|Pfc|Cpl|Sgt|Lt|Capt|Maj|Col|Gen|Adm|Corporal|Sergeant|Lieutenant)\b\.? [A-Z]")


def bundled() -> Archive:
    readings = [read_dataset(folder) for folder in sorted(BUNDLED.iterdir())]
    assert [str(complaint) for reading in readings for complaint in reading.complaints] == []
    return Archive([reading.dataset for reading in readings if reading.dataset])


ARCHIVE = bundled()
RECORD = Projection(ARCHIVE)
FACTS = {fact.claim.id: fact for fact in RECORD.all_facts()}


def told(event: str, day: int) -> Told:
    """An event as its document of that day tells it."""
    folded = RECORD.on(event, day)
    figures = {
        f"{claim.measure} {claim.scope or ''}".strip(): claim.text
        for claim in RECORD.claims_on(ARCHIVE.events[event], day)
        if claim.preferred and FACTS[claim.id].is_flow
    }
    return folded.status, folded.date.edtf, figures


def text_of(claim: Claim) -> str:
    return claim_text(claim, ARCHIVE.measures[claim.measure])


def newest(measure: str, scope: str | None, day: int) -> set[str]:
    """The figures with the latest as_of among those of a group that were known on a day."""
    facts = RECORD.group(("timeline", "korean-war-remains", measure, scope or ""))
    dated = [(fact.as_of.end_max, fact) for fact in facts if fact.as_of and fact.known_from <= day]
    last = max(end for end, _ in dated)
    return {text_of(fact.claim) for end, fact in dated if end == last}


def test_it_can_be_loaded() -> None:
    assert check(ARCHIVE) == []


@pytest.mark.parametrize("day", STORY)
def test_the_story_as_a_reader_of_the_day_knew_it(day: str) -> None:
    assert {event: told(event, parse_day(day)) for event in STORY[day]} == STORY[day]


@pytest.mark.parametrize("day", NOT_YET)
def test_what_was_not_yet_known(day: str) -> None:
    assert [event for event in NOT_YET[day] if RECORD.life(event).first_known <= parse_day(day)] == []
    assert STORY.keys() == NOT_YET.keys()


@pytest.mark.parametrize(("day", "measure", "scope"), LEVELS)
def test_the_newest_counts_of_the_day(day: str, measure: str, scope: str | None) -> None:
    assert newest(measure, scope, parse_day(day)) == LEVELS[day, measure, scope]


def test_everything_is_known_today() -> None:
    today = parse_day(TODAY)
    assert [event for event in ARCHIVE.events if RECORD.life(event).first_known > today] == []
    assert [source for source, known in ARCHIVE.known_from.items() if known > today] == []


@pytest.mark.parametrize("group", CONFLICTS)
def test_conflicts_stay_conflicts(group: tuple[str, str, str | None]) -> None:
    event, measure, scope = group
    name = ("event", event, measure, scope or "")
    verdicts = RECORD.verdicts(name, NO_END)
    unit = ARCHIVE.measures[measure].many
    figures = {text_of(fact.claim).removesuffix(f" {unit}") for fact in RECORD.group(name)}
    assert (figures, any(others for _, others in verdicts.values())) == CONFLICTS[group]


def test_the_joint_missions_have_four_totals() -> None:
    verdicts = RECORD.verdicts(("event", PROGRAMME, "remains_returned", ""), NO_END)
    whole = {claim for claim, (_, others) in verdicts.items() if others}
    facts = [FACTS[claim].claim for claim in whole]
    assert {text_of(claim) for claim in facts} == {f"{number} sets of remains" for number in (225, 226, 229)}
    texts = [text_of(FACTS[claim].claim) for claim in verdicts]
    assert "at least 220 sets of remains" in texts


def test_the_missing_of_2018_contradict_each_other() -> None:
    name = ("timeline", "korean-war-remains", "unaccounted_for", "")
    verdicts = RECORD.verdicts(name, NO_END)
    june = {
        claim.source: len(verdicts[claim.id][1])
        for claim in (fact.claim for fact in RECORD.group(name))
        if claim.as_of in ("2018-06-19", "2018-06-20", "2018-07-31")
    }
    # The 7,699 of 31 July is more than 31 days from the others: it stands beside them, unflagged.
    assert june == {
        "cnn-return-expected": 2,
        "stars-and-stripes-2018-06-19": 2,
        "news-2018-06-20": 2,
        "free-beacon-2018-07-31": 0,
    }


def test_the_parts_of_the_joint_missions_make_33() -> None:
    years = [f"recovery-missions-{year}" for year in range(1996, 2006)]
    counts = [told(year, NO_END)[2]["recovery_missions"].split()[0] for year in years]
    assert counts == ["1", "3", "5", "3", "5", "5", "3", "2", "5", "1"]
    assert sum(map(int, counts)) == 33


def test_required_ids() -> None:
    timeline = {event.id for event in ARCHIVE.events.values() if "korean-war-remains" in event.timelines}
    assert [event for event in REQUIRED_EVENTS if event not in timeline] == []
    assert set(ARCHIVE.timelines) == {"korean-war-remains", "vietnam-war-remains"}
    measures = {name: (ARCHIVE.measures[name].kind, ARCHIVE.measures[name].unit) for name in REQUIRED_MEASURES}
    assert measures == REQUIRED_MEASURES


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the record with the id of what it belongs to."""
    for event in ARCHIVE.events.values():
        for state in event.states:
            yield from ((event.id, text) for text in (state.title, state.summary, state.note) if text)
    for claim, _ in ARCHIVE.all_claims():
        yield from ((claim.id, text) for text in (claim.note, claim.verbatim, claim.locator) if text)
    for source in ARCHIVE.sources.values():
        yield from ((source.id, text) for text in (source.title, source.publisher, source.note) if text)
    for party in ARCHIVE.parties.values():
        yield from ((party.id, text) for text in (party.name, party.note) if text)


def test_no_rank_with_a_name() -> None:
    assert RANKED.search("the remains of Sgt. Nobody")
    assert [found for found in texts() if RANKED.search(found[1])] == []


def test_people_hold_or_held_public_office() -> None:
    people = [party for party in ARCHIVE.parties.values() if party.kind == "person"]
    assert [party.id for party in people if not party.note] == []


def test_no_address_of_an_unrelated_copy() -> None:
    hosts = {source.id: urlsplit(source.url).hostname or "" for source in ARCHIVE.sources.values() if source.url}
    assert [name for name, host in hosts.items() if any(f".{host}".endswith(f".{copy}") for copy in COPIES)] == []
    assert [name for name, host in hosts.items() if re.fullmatch(r"[\d.]+", host)] == []


def test_a_source_without_a_date_says_so() -> None:
    undated = [source for source in ARCHIVE.sources.values() if not source.published]
    assert [source.id for source in undated if not source.note] == []
    assert {source.accessed for source in undated} == {TODAY}


def test_weak_sources_support_nothing_alone() -> None:
    weak = ("abc-news-likely-from-chosin", "kbs-41-identified", "grokipedia-operation-homecoming")
    events = ARCHIVE.events.values()
    assert [event.id for event in events for state in event.states if state.source in weak] == []
    assert [claim.id for claim, _ in ARCHIVE.all_claims() if claim.source in weak] == []


def test_derived_figures_show_the_arithmetic_and_are_ours() -> None:
    derived = [claim for claim, _ in ARCHIVE.all_claims() if claim.derived]
    assert len(derived) >= 20
    assert [
        claim.id for claim in derived if not claim.note or not re.search(r"\d.*(less|and|\+).*\d", claim.note)
    ] == []
    ours = [claim for claim, _ in ARCHIVE.all_claims() if claim.claimant == "homeward-editors"]
    assert [claim.id for claim in ours if not claim.derived] == []


def test_no_figure_is_older_than_its_day() -> None:
    """A source cannot count what came after it was published."""
    late = [
        claim.id
        for claim, _ in ARCHIVE.all_claims()
        if claim.as_of and parse_date(claim.as_of).start_min > ARCHIVE.known_from[claim.source]
    ]
    assert late == []
