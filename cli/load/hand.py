"""What a player holds in the game, and the moves that it can make with it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cli.load.heard import Heard
from cli.load.plan import question_count, question_id, right_answer
from cli.load.results import Kind
from cli.load.scene import Scene
from cli.load.schedule import Deed

type Move = tuple[Kind, dict[str, Any]]


class Hand:
    """What can't be done at once is owed, and done as soon as it can be."""

    def __init__(self, scene: Scene, username: str, seed: int) -> None:
        self.joined = False
        self._scene = scene
        self._username = username
        self._chance = Random(f"{seed}/{username}")  # noqa: S311 - a crowd, not a secret
        self._arrows = 0
        self._asked = 0
        self._solved = False
        self._owed: dict[Deed, int] = {"answer": 0, "attack": 0, "pile_on": 0}

    def owe(self, deed: Deed) -> None:
        self._owed[deed] += 1

    def moves(self, now: float) -> Iterator[Move]:
        """Yield the moves that are owed and possible; whoever takes one has to make it."""
        while self.joined and self._owed["answer"]:
            self._owed["answer"] -= 1
            if self._asked < question_count(self._scene.profile):
                yield "answer", self._answer()
        for deed in ("pile_on", "attack"):
            while self._arrows > 0 and self._owed[deed]:
                target = self._scene.target(self._username, first=deed == "pile_on")
                if target is None:
                    break
                self._owed[deed] -= 1
                yield "attack", self._attack(target, now)

    def outcome(self, kind: Kind, frame: Heard, asked: dict[str, Any]) -> None:
        """Take in what came of a move."""
        match kind:
            case "join":
                self.joined = frame.type == "done" or frame.reason == "already_joined"
                self._arrows = frame.arrows
            case "answer" if frame.correct:
                self._arrows += frame.arrows
                if not self._solved:
                    self._solved = True
                    self._scene.targets.append(self._username)
            case "attack" if frame.type in {"refused", "error"}:
                self._arrows += 1
                self._scene.missed(self._username, asked["target"])

    def _answer(self) -> dict[str, Any]:
        number, self._asked = self._asked, self._asked + 1
        right = self._chance.random() < self._scene.profile.right_answers
        given = right_answer(number) if right else "I don't know"
        battle = self._scene.battle
        return {
            "type": "answer",
            "battle": battle,
            "question": question_id(number),
            "answer": given,
        }

    def _attack(self, target: str, now: float) -> dict[str, Any]:
        self._arrows -= 1
        self._scene.shot(self._username, target, now)
        return {"type": "attack", "battle": self._scene.battle, "target": target}
