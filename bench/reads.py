"""Uncached reads: the product against its peers, alternating, after their answers were compared."""

import http.client
import math
from dataclasses import dataclass
from pathlib import Path

from bench.load import Figures, Target, alternating, load
from bench.questions import Question, facts
from bench.results import Results
from bench.servers import Server

SLOW = 0.5
"""Seconds. What takes longer is asked one at a time, long enough for some answers."""
CHECKED = 5
TROUBLE = (OSError, RuntimeError, ValueError, KeyError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how often each is measured, and with how many connections."""

    seconds: int
    repeats: int
    connections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who answers: a server, and whose form its addresses and answers have."""

    server: Server
    form: str


class Reads:
    """Runs questions against peers; the first one is the product."""

    def __init__(self, peers: list[Peer], effort: Effort, results: Results, folder: Path) -> None:
        self.peers, self.effort, self.results, self.folder = peers, effort, results, folder

    def ask(self, question: Question) -> None:
        """Figures of all who answer rightly."""
        right = [peer for peer in self.peers if peer.form in question.addresses and self.answers(peer, question)]
        slow = [peer for peer in right if self.seconds(peer, question) > SLOW]
        quick = [peer for peer in right if peer not in slow]
        for connections in self.effort.connections:
            targets = [Target(peer.server, question.addresses[peer.form]) for peer in quick]
            found = alternating(targets, connections, self.effort.seconds, self.effort.repeats, self.folder)
            for peer, figures in zip(quick, found, strict=True):
                self.results.put(question.name, peer.server.name, connections, figures)
        for peer in slow:
            self.ask_slowly(peer, question)

    def answers(self, peer: Peer, question: Question) -> bool:
        """Whether it says what the product says; else it is not measured."""
        try:
            for index in range(min(CHECKED, len(question.addresses[peer.form]))):
                self.compare(peer, question, index)
        except TROUBLE as error:
            self.results.fail(f"{question.name}, {peer.server.name}", error)
            return False
        return True

    def compare(self, peer: Peer, question: Question, index: int) -> None:
        ours = said(self.peers[0], question, index)
        theirs = said(peer, question, index)
        for name in question.same:
            if ours[name] != theirs[name]:
                raise RuntimeError(f"{name}: says {str(theirs[name])[:80]}, the product {str(ours[name])[:80]}")

    def seconds(self, peer: Peer, question: Question) -> float:
        """Once the pages of its file are in memory."""
        return min(peer.server.get(question.addresses[peer.form][0]).seconds for _ in range(2))

    def ask_slowly(self, peer: Peer, question: Question) -> None:
        """One connection; the same figures stand for many, since its core is busy all the time anyway."""
        target = Target(peer.server, question.addresses[peer.form])
        seconds = min(60, max(self.effort.seconds, math.ceil(6 * self.seconds(peer, question))))
        try:
            figures = Figures.of([load(target, 1, seconds, self.folder)])
        except TROUBLE as error:
            self.results.fail(f"{question.name}, {peer.server.name}", error)
            return
        for connections in self.effort.connections:
            self.results.put(question.name, peer.server.name, connections, figures)


def said(peer: Peer, question: Question, index: int) -> dict[str, object]:
    """What it answers to an address. RuntimeError unless that is a 200."""
    answer = peer.server.get(question.addresses[peer.form][index])
    if answer.status != 200:
        raise RuntimeError(f"status {answer.status}: {answer.body[:200]!r}")
    return facts(peer.form, answer.body)
