"""YAML as data sets use it: plain values, and the line of each part.

YAML 1.1 would read `NO` as false, `0576` as an octal number and `2018-06-12` as an instant. Here a scalar
is a number, true, false or null only where it can be nothing else, and text otherwise.
"""

import re
from pathlib import Path
from typing import Any

import yaml

Where = tuple[str | int, ...]
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
DEEPEST = 20
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


class Faulty(Exception):
    """A file that is no YAML of ours; carries the line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


def compose(path: Path) -> yaml.Node | None:
    """The tree of a file; None for an empty one. Faulty."""
    try:
        text = path.read_bytes().decode()
        refuse_control_characters(text)
        refuse_aliases(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise Faulty(path.read_bytes()[: error.start].count(b"\n") + 1, "the file is not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        raise Faulty(marked_line(error), f"the YAML is broken: {error.problem or error.context}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Faulty(1, f"the file has characters or a depth that YAML does not allow ({error})") from error


def marked_line(error: yaml.MarkedYAMLError) -> int:
    """Where the parser stopped; the C parser does not always say."""
    return int(getattr(error.problem_mark or error.context_mark, "line", 0)) + 1


def refuse_control_characters(text: str) -> None:
    """YAML allows none, and does not say in which line one stands. Faulty."""
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Faulty(line, f"has a control character (U+{ord(found[0]):04X})")


def refuse_aliases(text: str) -> None:
    """An alias can stand for itself or grow without bound, and a reviewer cannot see what it holds. Faulty."""
    if "&" in text and "*" in text:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                mark: Any = event.start_mark
                raise Faulty(mark.line + 1, "aliases (*name) are not used in data sets")


def plain(node: yaml.Node, lines: dict[Where, int], where: Where = ()) -> Any:
    """The value of a node; `lines` gains the line of every part. Faulty."""
    line = node.start_mark.line + 1
    if where not in lines:
        lines[where] = line
    if len(where) > DEEPEST:
        raise Faulty(line, "is nested too deeply")
    if isinstance(node, yaml.MappingNode):
        return plain_mapping(node, lines, where)
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, lines, (*where, index)) for index, item in enumerate(node.value)]
    return node.value if getattr(node, "style", None) else scalar(node.value)


def plain_mapping(node: yaml.MappingNode, lines: dict[Where, int], where: Where) -> dict[str, Any]:
    """A mapping with text keys, each once."""
    value: dict[str, Any] = {}
    for key, item in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
            raise Faulty(line, "keys are plain words; merges are not used")
        if key.value in value:
            raise Faulty(line, f"the key {key.value} stands twice")
        lines[(*where, key.value)] = line
        value[key.value] = plain(item, lines, (*where, key.value))
    return value


def scalar(text: str) -> Any:
    """A number, true, false or null where it can be nothing else; text otherwise."""
    if INTEGER.fullmatch(text):
        return int(text) if len(text) < 20 else text
    if DECIMAL.fullmatch(text):
        return float(text)
    return WORDS.get(text, text)
