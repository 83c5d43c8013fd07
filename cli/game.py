"""What a player knows of a battle, kept up to date by messages; no screen and no socket in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, override

from cli.outside import shown
from cli.room_model import RoomModel


@dataclass(frozen=True)
class Row:
    """A place on the board; `moved` is how many ranks it rose (or fell, below 0) since the last."""

    rank: int
    username: str
    points: int
    moved: int = 0


@dataclass(frozen=True)
class Question:
    id: str
    prompt: str
    choices: tuple[str, ...]
    points: int


@dataclass
class Game(RoomModel):
    """One battle as one of its players sees it."""

    GAME: ClassVar = "codebattle"
    NOUN: ClassVar = "battle"

    tries_per_question: int = 3
    questions: tuple[Question, ...] = ()
    points: int = 0
    arrows: int = 0
    shields: int = 0
    active: bool = False
    solved: set[str] = field(default_factory=set)
    tries: dict[str, int] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    @override
    def describe(self, found: Mapping[str, Any]) -> None:
        super().describe(found)
        self.tries_per_question = found["rules"]["tries_per_question"]
        self.questions = tuple(
            Question(each["id"], shown(each["prompt"]), tuple(each["choices"]), each["points"])
            for each in found["questions"]
        )

    @property
    @override
    def described(self) -> bool:
        """A battle shows its questions once it runs."""
        return bool(self.questions)

    def tries_left(self, question: str) -> int:
        return self.tries_per_question - self.tries.get(question, 0)

    def open_questions(self) -> list[Question]:
        """Those that can still be answered."""
        return [
            each
            for each in self.questions
            if each.id not in self.solved and self.tries_left(each.id) > 0
        ]

    def rank(self) -> int | None:
        """The own rank; None below the rows of the board."""
        return next((row.rank for row in self.rows if row.username == self.username), None)

    @override
    def show_board(self, rows: Sequence[Sequence[Any]]) -> None:
        before = {row.username: row.rank for row in self.rows}
        self.rows = tuple(
            Row(rank, username, points, before.get(username, rank) - rank)
            for rank, (username, points) in enumerate(rows, 1)
        )

    @override
    def receive(self, event: str, data: Mapping[str, Any]) -> None:
        self.known = True
        match event:
            case "snapshot":
                self._restore(data)
            case "participant.joined":
                self.active = True
                self.arrows, self.shields = data["arrows"], data["shields"]
            case "participant.returned" | "participant.left":
                self.active = event == "participant.returned"
            case "answer.solved":
                self._solve(data)
            case "answer.missed":
                left = data["tries_left"]
                self.tries[data["question"]] = self.tries_per_question - left
            case "attack.sent":
                self.arrows -= 1
            case "attack.received":
                self.shields -= data["blocked"]
                self.points -= data["points_lost"]
            case _:
                self._reverse(event, data)

    def _restore(self, data: Mapping[str, Any]) -> None:
        self.points, self.arrows, self.shields = data["points"], data["arrows"], data["shields"]
        self.active = data["active"]
        self.solved, self.tries = set(data["solved"]), dict(data["tries"])

    def _solve(self, data: Mapping[str, Any]) -> None:
        self.solved.add(data["question"])
        self.points = data["total"]
        self.arrows += data["arrows"]
        self.shields += data["shields"]

    def _reverse(self, event: str, data: Mapping[str, Any]) -> None:
        match event:
            case "award.reversed":
                self.points = data["total"]
                self.arrows -= data["arrows"]
                self.shields -= data["shields"]
            case "attack.reversed":
                self.points = data["total"]
                self.shields += data["shields"]
            case "arrow.returned":
                self.arrows += 1
            case _:
                pass
