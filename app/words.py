"""One tokeniser for texts and for queries, so that both engines find and rank the same."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 80
TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Case, accents and composition do not count; Hangul syllables stay whole."""
    if text.isascii():
        return text.lower()
    # Signs such as ™ come apart into capitals, and some lower-case letters into letters with accents: hence twice.
    return unicodedata.normalize("NFC", bare(bare(text).casefold()))


def bare(text: str) -> str:
    """The characters apart, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order: letters and digits; everything else separates."""
    return [token[:LONGEST] for token in TOKEN.findall(fold(text))]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; with `prefix`, the last one may go on."""

    words: tuple[str, ...]
    prefix: bool


# A phrase in quotation marks, a word with a star, or anything up to the next space.
PART = re.compile(r'"([^"]*)"|([^\s"]+)')


def parse_words(text: str) -> list[Phrase]:
    """The phrases of a search, each once. Nothing is an error; other punctuation separates words."""
    found: dict[Phrase, None] = {}
    for quoted, bare in PART.findall(text):
        if quoted:
            if words := tuple(tokens(quoted)):
                found[Phrase(words, prefix=False)] = None
            continue
        words = tuple(tokens(bare))
        for index, word in enumerate(words):
            found[Phrase((word,), prefix=bare.endswith("*") and index == len(words) - 1)] = None
    return list(found)
