"""Words: what is found, in which order, and that no text of a reader is ever syntax."""

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.words import fold, tokens
from tests.client import Client

WORDS: dict[str, str] = {
    # In the title; then in the name of a place or party; then in the summary; by date within each.
    "talks": "decade spring month year",
    "remains": "year day month",
    "TALKS": "decade spring month year",
    "remains handed": "year",
    "handed remains": "year",
    "remains -handed": "year",
    '"handed over"': "year",
    '"over handed"': "",
    '"of the remains"': "day",
    '"remains of"': "month",
    # A phrase does not reach from the title into a name, nor from there into the summary.
    '"over hungnam"': "",
    '"위원회 talks"': "",
    "talk": "",
    "talk*": "decade spring month year",
    "rem*": "year day month",
    "han* rem*": "year day",
    '"standing talks"': "month",
    "alc": "decade year day",
    "hungnam": "part year day",
    "흥남": "part year day",
    "베타": "year day",
    "베": "",
    "베*": "year day",
    "한국의": "about",
    "회담*": "about",
    "chambery": "decade",
    "CHAMBÉRY": "decade",
    "chambe*": "decade",
    "ha noi": "about",
    "một": "about",
    "“first round”": "spring",
    "analysis missing": "",
}
NOTHING = ("", "+", "%20", "-", "*", '"', '""', '" "', "()", "%3C%3E", "…", "¿?", "́")
PUNCTUATED: dict[str, str] = {
    'talks "': "decade spring month year",
    '"talks': "decade spring month year",
    "talks AND": "",
    "NOT talks": "",
    "talks OR remains": "",
    "NEAR(talks remains)": "",
    "title:talks": "",
    "title : talks": "",
    "{title} : talks": "",
    "talks*remains": "year month",
    "talks/remains": "year month",
    "talks'remains": "year month",
    "talks\\remains": "year month",
    "talks & remains": "year month",
    "talks | remains": "year month",
    "!talks": "decade spring month year",
    "talks:*A": "month",
    "<-> talks": "decade spring month year",
    "talks; DROP TABLE event": "",
    "^talks": "decade spring month year",
    "ubuntu 20.04": "",
    "a/b": "",
    "talks\t\n remains": "year month",
    "_talks_": "decade spring month year",
}


def found(api: Client, q: str) -> list[str]:
    return api.ids(f"/v1/events?q={quote(q)}")


@pytest.mark.parametrize("q", WORDS)
def test_words_are_found_and_ranked(history: Client, q: str) -> None:
    assert found(history, q) == WORDS[q].split()


@pytest.mark.parametrize("q", PUNCTUATED)
def test_punctuation_separates_words_and_is_never_syntax(history: Client, q: str) -> None:
    assert found(history, q) == PUNCTUATED[q].split()


@pytest.mark.parametrize("q", NOTHING)
def test_no_word_at_all_is_as_if_absent(history: Client, q: str) -> None:
    raw = q if q in ("+", "%20", "%3C%3E") else quote(q)
    assert history.ids(f"/v1/events?q={raw}") == history.ids("/v1/events")


@pytest.mark.parametrize("word", ["Chambéry", "Hà Nội", "베타 위원회", "한국의", "cuộc họp"])
def test_composed_and_decomposed_are_the_same(history: Client, word: str) -> None:
    forms = ["NFC", "NFD", "NFKC", "NFKD"]
    answers = [found(history, unicodedata.normalize(form, word)) for form in forms]  # type: ignore[arg-type]
    assert answers[0] != []
    assert answers == [answers[0]] * 4


def test_relevance_is_the_usual_order_of_words_and_can_be_overruled(history: Client) -> None:
    assert history.ids("/v1/events?q=talks&sort=relevance") == WORDS["talks"].split()
    assert history.ids("/v1/events?q=talks&sort=date") == ["decade", "spring", "year", "month"]
    assert history.ids("/v1/events?q=talks&sort=-date") == ["month", "year", "spring", "decade"]
    assert history.ids("/v1/events?sort=relevance") == history.ids("/v1/events")


def test_words_with_other_filters_and_on_a_day(history: Client) -> None:
    assert history.ids("/v1/events?q=talks&kind=talks,summit") == ["decade", "spring", "month"]
    assert history.ids("/v1/events?q=talks&known_on=2007-05-01") == ["decade", "spring", "year"]
    assert history.ids("/v1/events?q=talks&party=alpha&date=2007") == ["year"]


def test_words_of_records(history: Client) -> None:
    assert history.ids("/v1/places?q=chambery") == ["chambery"]
    assert history.ids("/v1/places?q=" + quote("흥남")) == ["hungnam"]
    assert history.ids("/v1/places?q=" + quote('"near the" po*')) == ["camp"]
    assert history.ids("/v1/places?q=pole+camp") == ["camp"]
    assert history.ids("/v1/places?q=%22pole+camp%22") == []
    assert history.ids("/v1/parties?q=alc") == ["alpha"]
    assert history.ids("/v1/sources?q=gazette") == ["s-2000-01-01"]


def test_more_than_32_words_are_refused(history: Client) -> None:
    assert history.ids("/v1/events?q=" + "+".join(f"w{n}" for n in range(32))) == []
    fault = history.fault("/v1/events?q=" + "+".join(f"w{n}" for n in range(33)))
    assert (fault["parameter"], fault["detail"]) == ("q", "has more than 32 words")


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_no_text_is_an_error(api: Client, q: str) -> None:
    """Surrogates cannot be sent, and NUL is refused before."""
    text = q.encode(errors="replace").decode().replace("\0", "")
    answer = api.get(f"/v1/events?limit=1&q={quote(text)}")
    assert answer.status_code == 200 or answer.json()["errors"][0]["detail"] == "has more than 32 words"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Else an index and a query, or two engines, would disagree."""
    assert fold(fold(text)) == fold(text)
    assert [token.lower() for token in tokens(text)] == tokens(text)
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(text) == tokens(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chambéry–Osan, 1953", ["chambery", "osan", "1953"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("℡ Nº ﬁve ½", ["tel", "no", "five", "1", "2"]),
        ("판문점 板門店 กรุงเทพ", ["판문점", "板門店", "กรงเทพ"]),
        ("don't under_score", ["don", "t", "under", "score"]),
        ("", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(text) == words
