"""A crowd in virtual time: it does what `rumpus load` does, drawn from the same seed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from cli.load.histogram import Histogram
from cli.load.profiles import Profile
from cli.load.results import Results
from cli.load.schedule import Action, Due, schedule
from cli.rehearse.commands import RETRY_SECONDS, Commands
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.entry import Entry
from cli.rehearse.fleet import Fleet
from cli.rehearse.gateway import Job
from cli.rehearse.lobby import Lobby
from cli.rehearse.loop import Call, Loop, Process
from cli.rehearse.measured import Measured
from cli.rehearse.models import Models
from cli.rehearse.plays import play_of
from cli.rehearse.plays.match import MODE, MatchPlay
from cli.rehearse.quotas import Quotas
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.games.match.commands import TakeGear
from shared.kernel.facts import Command, PlayerCommand

START = datetime(2026, 1, 1, tzinfo=UTC)
SLICES = 10
"""Parts in which a gateway pushes a board, so that commands come in between."""


class Crowd:
    """The players of a profile, or of a cell with its `share` of an account."""

    def __init__(
        self,
        profile: Profile,
        models: Models,
        seed: int,
        gateways: int = 0,
        *,
        share: float = 1.0,
        raised: bool = False,
        log: Callable[[Quotas], DecodedLog] | None = None,
    ) -> None:
        """With a `log` of one's own processes may fail, and players repeat what is not answered."""
        self.profile = profile
        self.loop = Loop()
        self.quotas = Quotas(self.loop, share, raised=raised)
        self._models, self._seed = models, seed
        self._chance = Random(seed)  # noqa: S311 - a crowd, not a secret
        self._play = play_of(profile, seed)
        self.fleet = Fleet(self._play.game, profile, models, self.quotas, str(seed), gateways, log)
        self.pushes = Histogram()
        """From when a gateway begins to push to when the last of a part is told."""
        self.log = self.fleet.log
        self._there: set[int] = set()
        self._measured = Measured(profile, self.loop, lambda: len(self._there))
        self.results = self._measured.results
        self._in: set[int] = set()
        self._busy: set[int] = set()
        self._held: dict[int, deque[Action]] = {}
        parts = (self._models, self.fleet, self._measured, self._chance)
        self._entry = Entry(self.quotas, *parts)
        game, repeats = self._play.game, log is not None
        self.commands = Commands(game, *parts, self._told, repeats=repeats)
        self._matches = 0
        self.player_seconds = 0.0
        self.lobby = self._lobby()

    def play(self) -> Results:
        """Return when the last answer is there."""
        self.open()
        profile = self.profile
        self._next(schedule(profile, range(profile.players), self._seed), self.loop.now)
        self._push()
        self.loop.run()
        events = self.results.events
        events["there_at_the_end"] = len(self._there)
        events["missing_at_the_end"] = profile.players - len(self._there)
        return self.results

    def open(self) -> None:
        """Do what an operator does before anybody comes."""
        missing: set[str] = set()
        for number, command in enumerate(self._play.opening(START)):
            ident = f"plan{number}"
            missing.add(ident)
            self._operate(command, ident, partial(missing.discard, ident))
        self.loop.run(lambda: not missing)

    def _lobby(self) -> Lobby | None:
        matchmaking = self._play.game.matchmaking
        if matchmaking is None or not isinstance(self._play, MatchPlay):
            return None
        return Lobby(self.loop, matchmaking.queues[MODE], self._found, self._seed)

    def _found(self, players: tuple[int, ...], teams: tuple[tuple[str, ...], ...]) -> None:
        """Open a match, tell it soon that nobody wears anything, and have its players join it."""
        matchmaking = self._play.game.matchmaking
        assert matchmaking is not None
        assert isinstance(self._play, MatchPlay)
        self._matches += 1
        room = f"m{self._matches}"
        self._play.meet(room, players)
        chance = self._chance.getrandbits(62)

        def opened() -> None:
            self.loop.after(self._models.queue.draw(self._chance), dressed)

        def dressed() -> None:
            self._operate(TakeGear(self._now, room, {}), f"gear {room}", begun)

        def begun() -> None:
            for each in players:
                self.commands.send(each, "join", self._play.join(each, self._now))

        self._operate(matchmaking.open(self._now, room, chance, teams), f"open {room}", opened)

    def _operate(self, command: Command, ident: str, then: Call) -> None:
        asked = ask(self._play.game, command, "op", ident, trace="")

        def answered(result: CommandResult | str) -> None:
            if isinstance(result, str):
                again = partial(self._operate, command, ident, then)
                self.loop.after(RETRY_SECONDS, again)
            else:
                then()

        self.fleet.work(Job(asked, answered))

    def _next(self, due: Iterator[Due], began: float) -> None:
        """Draw one more when the last is due, so that few are kept."""
        for at, player, action in due:
            self.loop.at(began + at, partial(self._take, due, began, player, action))
            return

    def _take(self, due: Iterator[Due], began: float, player: int, action: Action) -> None:
        self._next(due, began)
        if action == "come":
            self._come(player)
        elif action == "look":
            self._entry.look(self.profile.pushed_looks)
        elif action == "cut":
            self._cut(player)
        else:
            self._do(player, action)

    def _do(self, player: int, action: Action) -> None:
        """Who is not in, or waits for an answer in a game of turns, does it later."""
        if player not in self._in or player in self._busy:
            self._held.setdefault(player, deque()).append(action)
            return
        asked = self._play.ask(player, action, self._now)
        if asked is not None:
            if self._play.in_turn:
                self._busy.add(player)
            self.commands.send(player, *asked)

    def _go_on(self, player: int) -> None:
        """Do what was held back: all of it, or one thing in a game of turns."""
        self._busy.discard(player)
        held = self._held.get(player)
        while held and player in self._in and player not in self._busy:
            self._do(player, held.popleft())

    def _push(self) -> None:
        """Show a board to the connected players once a second, a part of them at a time."""
        self.player_seconds += len(self._there) / SLICES
        there = len(self._there) / len(self.fleet.gateways) / SLICES
        began = self.loop.now

        def told() -> None:
            self.pushes.add(self.loop.now - began)

        for gateway in self.fleet.gateways:
            gateway.core.work(there * self._models.cpu.send, told)
        if self.loop.now < self.profile.seconds:
            self.loop.after(1 / SLICES, self._push)

    def _come(self, player: int) -> None:
        """A ticket, a socket, and in, or in line for a match."""

        def there() -> None:
            self._there.add(player)
            if self.lobby is not None:
                self.lobby.wait(player)
            else:
                self.commands.send(player, "join", self._play.join(player, self._now))

        self._entry.open(player, 0, there)

    def _cut(self, player: int) -> None:
        """A socket breaks; its player comes back, and its stream goes on."""
        if player not in self._there:
            return
        was_in = player in self._in
        self._there.discard(player)
        self._in.discard(player)
        broken = self.loop.now

        def back() -> None:
            self._there.add(player)
            if was_in:
                self._in.add(player)
            self.results.returns.add(self.loop.now - broken)
            self._go_on(player)

        self._entry.come_back(player, back)

    def kill(self, number: int) -> None:
        """A gateway dies, with all that is under way in it; its players go to others."""
        gateway = self.fleet.gateways[number]
        cut = [each for each in sorted(self._there) if self.fleet.of(each) is gateway]
        assert isinstance(gateway.process, Process)
        gateway.process.is_dead = True
        for each in cut:
            self._cut(each)

    def _told(
        self, player: int, command: PlayerCommand, result: CommandResult | str | None
    ) -> None:
        """A command was answered, or its outcome follows, or it was given up."""
        if isinstance(result, CommandResult):
            ready = self._play.told(player, command, result)
            if ready is None:
                self._in.discard(player)
                if self.lobby is not None and self.loop.now < self.profile.seconds:
                    self.lobby.wait(player)
            for each in ready or ():
                self._is_in(each)
        if self._play.rest:
            self.loop.after(self._play.rest, partial(self._go_on, player))
        else:
            self._go_on(player)

    def _is_in(self, player: int) -> None:
        if player in self._there:
            self._in.add(player)
            self._go_on(player)

    @property
    def _now(self) -> datetime:
        return START + timedelta(milliseconds=int(self.loop.now * 1000))
