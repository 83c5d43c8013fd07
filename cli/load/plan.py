"""What a process of the crowd is told, and what it tells."""

from __future__ import annotations

from math import ceil
from typing import Any

from msgspec import Struct, field

from cli.load.profiles import Profile
from cli.load.results import Results

LONGEST_LINE = 2**28
"""Bytes between the processes at once: a plan with all its accounts, or a report."""

MOST_INTERVALS = 120
MOST_QUESTIONS = 200
"""As many as the API takes in one battle."""

SIDE = 16
CROWN = "crown"
HUNT: dict[str, Any] = {
    "land": ["." * SIDE] * SIDE,
    "terrain": {".": 1},
    "energy": {"most": 100_000, "start": 100_000},
    "kinds": {
        "coin": {"radius": 2, "gives": [{"do": "points", "amount": 5}]},
        CROWN: {"rival": True, "gives": [{"do": "points", "amount": 100}]},
    },
    "treasures": [
        {"id": f"t{at}", "kind": "coin", "x": at % SIDE, "y": at // SIDE, "title": f"Coin {at}"}
        for at in range(3, SIDE * SIDE, 5)
    ]
    + [
        {"id": f"{CROWN}{at}", "kind": CROWN, "x": at % SIDE, "y": at // SIDE, "title": "A crown"}
        for at in range(1, SIDE * SIDE, 50)
    ],
}
"""A flat land with a coin in every fifth cell, six rival crowns, and energy for a day."""

POINTS = 100
"""A question's: enough that a crowd of attackers does not run out of targets."""


class Account(Struct):
    """A player who has signed up; the tokens may have expired. The API's grant, as it came."""

    username: str
    token: str = ""
    refresh_token: str = ""


class Plan(Struct, frozen=True):
    """One process's part: it has every `processes`-th player of the profile, from `first` on.

    `sockets` is where to open them; when it is empty, tickets say it.
    """

    url: str
    battle: str
    profile: Profile
    accounts: list[Account]
    first: int = 0
    processes: int = 1
    seed: int = 1
    compress: bool = False
    sockets: str = ""

    @property
    def players(self) -> range:
        return range(self.first, self.profile.players, self.processes)


class Report(Struct, frozen=True):
    """What is new since the last one; `ready` comes first, and `accounts` with the `over`."""

    results: Results = field(default_factory=Results)
    ready: bool = False
    over: bool = False
    accounts: list[Account] = []


def interval_seconds(profile: Profile) -> float:
    """The length of an interval: at least a second, and no more than 120 in a run."""
    return max(1.0, profile.seconds / MOST_INTERVALS)


def question_count(profile: Profile) -> int:
    """As many as the busiest player answers; 200 at most, then players rest."""
    return min(MOST_QUESTIONS, ceil(profile.each.answers) + 1)


def question_id(number: int) -> str:
    return f"q{number}"


def right_answer(number: int) -> str:
    return f"the answer to {number}"


def room_plan(profile: Profile) -> dict[str, Any]:
    """The part of a room's plan that the profile decides."""
    if profile.game == "hunt":
        return {"title": profile.title[:200], "rules": HUNT}
    questions = [
        {
            "id": question_id(number),
            "prompt": f"What is the answer to {number}?",
            "answers": [right_answer(number)],
            "points": POINTS,
        }
        for number in range(question_count(profile))
    ]
    return {"title": profile.title[:200], "questions": questions, "rules": profile.rules}
