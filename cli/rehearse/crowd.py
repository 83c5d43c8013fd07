"""A crowd in virtual time: it does what `rumpus load` does, drawn from the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from random import Random
from typing import assert_never

from cli.load.plan import POINTS, question_count, question_id, right_answer
from cli.load.profiles import Profile
from cli.load.results import Kind, Results
from cli.load.schedule import Action, Due, schedule
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.gateway import Gateway, Job
from cli.rehearse.loop import Call, Loop
from cli.rehearse.measured import Measured
from cli.rehearse.models import Models
from shared.application.commands.handle_command import handle_command
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, Attack, JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import PlayerCommand
from shared.workloads import SOCKETS_OF_TASK

START = datetime(2026, 1, 1, tzinfo=UTC)
BATTLE = "b1"
TRIES = 5
"""Of a player, for a command that met a fault."""

RETRY_SECONDS = 1.0
SLICES = 10
"""In which a gateway pushes a board, so that commands come in between."""


class Crowd:
    """The players of a profile, on as many gateways as their sockets need."""

    def __init__(self, profile: Profile, models: Models, seed: int, gateways: int = 0) -> None:
        self.profile = profile
        self.loop, self.log = Loop(), DecodedLog()
        self._models, self._seed = models, seed
        self._chance = Random(seed)  # noqa: S311 - a crowd, not a secret
        hosts = gateways or ceil(profile.players / SOCKETS_OF_TASK) + 1
        self.gateways = [Gateway(self.loop, self.log, models, f"{seed}/{n}") for n in range(hosts)]
        for each in self.gateways:
            each.others = [other for other in self.gateways if other is not each]
        self.worker = Gateway(self.loop, self.log, models, f"{seed}/worker")
        self.deferred = 0
        self._joined: list[int] = []
        self._measured = Measured(profile, self.loop, lambda: len(self._joined))
        self.results = self._measured.results
        self._in: set[int] = set()
        self._held: dict[int, list[Action]] = {}
        self._asked: dict[int, int] = {}
        self._names = 0
        self.acknowledged: list[tuple[str, str]] = []
        self._plan()

    def play(self) -> Results:
        """Return when the last answer is there."""
        due = schedule(self.profile, range(self.profile.players), self._seed)
        self._next(due)
        self._push()
        self.loop.run()
        events = self.results.events
        events["there_at_the_end"] = len(self._joined)
        events["missing_at_the_end"] = self.profile.players - len(self._joined)
        return self.results

    def _plan(self) -> None:
        """Announce the battle, in which all of the profile has room."""
        count = question_count(self.profile)
        questions = tuple(
            Question(question_id(n), "?", (right_answer(n),), points=POINTS) for n in range(count)
        )
        end = START + timedelta(seconds=self.profile.seconds + 60)
        rules = Rules(**self.profile.rules)
        command = ScheduleBattle(START, BATTLE, "A rehearsal", START, end, questions, rules)
        cache = StreamCache(lambda: 0.0)
        game = CODE_BATTLE
        handle_command(
            self.log, cache, game, command, by="op", command_id="plan", pause=lambda _: None
        )

    def _next(self, due: Iterator[Due]) -> None:
        """Draw one more when the last is due, so that few are kept."""
        for at, player, action in due:
            self.loop.at(at, partial(self._take, due, player, action))
            return

    def _take(self, due: Iterator[Due], player: int, action: Action) -> None:
        self._next(due)
        if action == "come":
            self._come(player)
        else:
            self._do(player, action)

    def _do(self, player: int, action: Action) -> None:
        """Who is not in yet does it when it is."""
        if player not in self._in:
            self._held.setdefault(player, []).append(action)
            return
        match action:
            case "answer":
                self._answer(player)
            case "attack":
                self._attack(player, self._chance.choice(self._joined))
            case "pile_on":
                self._attack(player, 0)
            case "look":
                self._look()
            case "cut":
                self._connect(player, "connect", lambda: None)
            case "come" | "deed":
                raise AssertionError(f"no {action} of a player who is in a battle")
            case other:
                assert_never(other)

    def _push(self) -> None:
        """Show a board to whoever is there, a part of the players at a time, once a second."""
        there = len(self._joined) / len(self.gateways) / SLICES
        for gateway in self.gateways:
            gateway.core.work(there * self._models.cpu.send, lambda: None)
        if self.loop.now < self.profile.seconds:
            self.loop.after(1 / SLICES, self._push)

    def _come(self, player: int) -> None:
        """A ticket, a socket, and in."""
        began = self.loop.now

        def join() -> None:
            self._measured.took("ticket", began)
            command = JoinBattle(self._now, BATTLE, _name(player), _id(player))
            self._connect(player, "connect", lambda: self._send(player, "join", command))

        self.loop.after(self._models.http.draw(self._chance), join)

    def _connect(self, player: int, kind: Kind, then: Call) -> None:
        began = self.loop.now

        def opened() -> None:
            self._measured.took(kind, began)
            then()

        there = self._models.network.draw(self._chance)
        self.loop.after(there, lambda: self._gateway(player).connect(opened))

    def _answer(self, player: int) -> None:
        number = self._asked.get(player, 0)
        self._asked[player] = number + 1
        right = self._chance.random() < self.profile.right_answers
        text = right_answer(number) if right else "another"
        question = question_id(number)
        self._send(player, "answer", Answer(self._now, BATTLE, _name(player), question, text))

    def _attack(self, player: int, target: int) -> None:
        self._send(player, "attack", Attack(self._now, BATTLE, _name(player), _name(target)))

    def _look(self) -> None:
        if self._chance.random() < self.profile.pushed_looks:
            self._measured.looked("pushed")
            return
        self._measured.looked("sent")
        began = self.loop.now
        wait = self._models.http.draw(self._chance)
        self.loop.after(wait, lambda: self._measured.took("board", began))

    def _send(self, player: int, kind: Kind, command: PlayerCommand) -> None:
        self._names += 1
        self._try(player, kind, command, f"c{self._names}", self.loop.now, 1)

    def _try(
        self, player: int, kind: Kind, command: PlayerCommand, ident: str, began: float, tries: int
    ) -> None:
        asked = ask(CODE_BATTLE, command, _id(player), ident, trace="")
        network = self._models.network.draw(self._chance) / 2

        def answered(result: CommandResult | str) -> None:
            self.loop.after(network, lambda: back(result))

        def back(result: CommandResult | str) -> None:
            if isinstance(result, str) and result != "deferred":
                self._measured.fault(kind, result)
                if tries < TRIES:
                    again = partial(self._try, player, kind, command, ident, began, tries + 1)
                    self.loop.after(RETRY_SECONDS, again)
                return
            if result == "deferred":
                self._settle(command, _id(player), ident)
            if isinstance(result, CommandResult) and not result.refusal:
                self.acknowledged.append((_id(player), ident))
                if kind == "join":
                    self._is_in(player)
            self._measured.took(kind, began, result)

        job = Job(asked, answered)
        self.loop.after(network, lambda: self._gateway(player).take(job))

    def _is_in(self, player: int) -> None:
        self._joined.append(player)
        self._in.add(player)
        for action in self._held.pop(player, ()):
            self._do(player, action)

    def _settle(self, command: PlayerCommand, by: str, ident: str) -> None:
        """Carry out what was accepted for later, as the worker of its queue does."""
        self.deferred += 1
        asked = ask(CODE_BATTLE, command, by, ident, replaces=command, trace="")

        def settled(result: CommandResult | str) -> None:
            if isinstance(result, str):
                self._settle(command, by, ident)
            elif not result.refusal:
                self.acknowledged.append((by, ident))

        wait = self._models.queue.draw(self._chance)
        self.loop.after(wait, lambda: self.worker.take(Job(asked, settled)))

    @property
    def _now(self) -> datetime:
        return START + timedelta(milliseconds=int(self.loop.now * 1000))

    def _gateway(self, player: int) -> Gateway:
        return self.gateways[player % len(self.gateways)]


def _name(player: int) -> str:
    return f"p{player}"


def _id(player: int) -> str:
    return f"id-{player}"
