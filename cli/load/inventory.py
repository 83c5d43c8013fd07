"""What a player has in the game, and the commands that it can give with it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cli.load.context import RunContext
from cli.load.plan import question_count, question_id, right_answer
from cli.load.results import Kind
from cli.load.schedule import Action
from client.frames import Frame

type Command = tuple[Kind, dict[str, Any]]


class Inventory:
    """A player's orders to its inventory. One that can't be placed yet is placed when it can be."""

    def __init__(self, context: RunContext, username: str, seed: int) -> None:
        self.joined = False
        self._context = context
        self._username = username
        self._chance = Random(f"{seed}/{username}")  # noqa: S311 - a crowd, not a secret
        self._arrows = 0
        self._asked = 0
        self._solved = False
        self._owed: dict[Action, int] = {"answer": 0, "attack": 0, "pile_on": 0}

    def owe(self, action: Action) -> None:
        self._owed[action] += 1

    def actions(self, now: float) -> Iterator[Command]:
        """Yield the commands that are owed and possible; the caller must send each one it takes."""
        while self.joined and self._owed["answer"]:
            self._owed["answer"] -= 1
            if self._asked < question_count(self._context.profile):
                yield "answer", self._answer()
        for action in ("pile_on", "attack"):
            while self._arrows > 0 and self._owed[action]:
                target = self._context.target(self._username, first=action == "pile_on")
                if target is None:
                    break
                self._owed[action] -= 1
                yield "attack", self._attack(target, now)

    def outcome(self, kind: str, frame: Frame, asked: Frame) -> None:
        """Take in what came of a command."""
        match kind:
            case "join":
                self.joined = frame["type"] == "done" or frame.get("reason") == "already_joined"
                self._arrows = frame.get("arrows", 0)
            case "answer" if frame.get("correct"):
                self._arrows += frame.get("arrows", 0)
                if not self._solved:
                    self._solved = True
                    self._context.targets.append(self._username)
            case "attack" if frame["type"] in {"refused", "error"}:
                self._arrows += 1
                self._context.missed(self._username, asked["target"])

    def _answer(self) -> dict[str, Any]:
        number, self._asked = self._asked, self._asked + 1
        right = self._chance.random() < self._context.profile.right_answers
        given = right_answer(number) if right else "I don't know"
        room = self._context.battle
        return {"room": room, "question": question_id(number), "answer": given}

    def _attack(self, target: str, now: float) -> dict[str, Any]:
        self._arrows -= 1
        self._context.shot(self._username, target, now)
        return {"room": self._context.battle, "target": target}
