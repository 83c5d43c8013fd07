"""Whether the model still predicts what was measured: jobs of the benchmarks, one of each game.

Each row of `validated.toml` is a job on one core with a modelled log, as docs/benchmarks.md has it.
A rehearsal with a model that is outside the bands gives no verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct, convert
from msgspec.structs import replace

from cli.load.histogram import Histogram
from cli.load.profiles import Each, Profile
from cli.load.schedule import Action
from cli.rehearse.crowd import START
from cli.rehearse.fleet import Fleet
from cli.rehearse.gateway import Job
from cli.rehearse.loop import Loop
from cli.rehearse.models import Models
from cli.rehearse.plays import Play, id_of, name_of, play_of
from cli.rehearse.plays.match import MatchPlay
from cli.rehearse.quotas import Quotas
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.games.match.actions import Action as Deed
from shared.games.match.actions import Guard
from shared.games.match.commands import OpenMatch
from shared.games.match.plan import Plan
from shared.kernel.facts import Command, PlayerCommand

FILE = Path(__file__).with_name("validated.toml")
ACTIONS: dict[str, Action] = {"codebattle": "answer", "hunt": "deed", "match": "act"}

EIGHT = 8
"""Fighters in a match."""

BANDS = {"answers": 0.0, "refused": 0.0, "p50": 0.15, "p95": 0.15, "p99": 0.25, "core": 0.20}
"""By how much of what was measured a prediction may differ."""


class Found(Struct, frozen=True):
    """Milliseconds, and the share of the core; `refused` are those of the `answers` that say no."""

    answers: int
    refused: int
    p50: float
    p95: float
    p99: float
    core: float


class Measurement(Struct, frozen=True):
    """A job: so many commands a second for so long, and what came of it on a real process.

    A gateway carries them out itself on a stage without owners of slots. Each command is told to so
    many `receivers`.
    """

    game: Literal["codebattle", "hunt", "match"]
    at: Literal["gateway", "owner"]
    name: str
    players: int
    receivers: int
    rate: int
    seconds: float
    refused: int
    p50: float
    p95: float
    p99: float
    core: float

    @property
    def answers(self) -> int:
        return int(self.rate * self.seconds)

    @property
    def profile(self) -> Profile:
        """Return the crowd of the job: all of a hunt or battle are in one room."""
        each = self.answers / self.players
        does = Each(**{ACTIONS[self.game] + "s": each})
        return Profile(self.name, self.players, 3600, 0, does, self.game, right_answers=0.5)

    def play(self) -> Play:
        return _Guards(self) if self.game == "match" else play_of(self.profile, 1)


class Comparison(Struct, frozen=True):
    job: str
    figure: str
    measured: float
    predicted: float

    @property
    def is_near(self) -> bool:
        return abs(self.predicted - self.measured) <= BANDS[self.figure] * self.measured


def measurements() -> list[Measurement]:
    return convert(tomllib.loads(FILE.read_text())["job"], list[Measurement])


def validated(models: Models, game: str) -> Iterator[Comparison]:
    """Play each job of a game by a model; yield its figures beside those that were measured."""
    for job in measurements():
        if job.game == game:
            found = Paced(models, job).play()
            for figure in BANDS:
                yield Comparison(job.name, figure, getattr(job, figure), getattr(found, figure))


class _Guards(MatchPlay):
    """Fighters of matches that are open already; nothing but guarding never fails."""

    def __init__(self, job: Measurement) -> None:
        super().__init__(job.profile, 1)
        self._players = job.players

    def opening(self, now: datetime) -> Iterator[Command]:
        many = self._players // EIGHT
        for number in range(many):
            players = tuple(range(number, self._players, many))
            self.meet(f"m{number}", players)
            teams = tuple((name_of(each),) for each in players)
            yield OpenMatch(now, f"m{number}", number, Plan("at_once", EIGHT, teams))

    def _deed(self, player: int) -> Deed:
        del player
        return Guard()


class Paced:
    """A job in virtual time: commands at an even pace on one core."""

    def __init__(self, models: Models, job: Measurement) -> None:
        self._job, self._models = job, models
        quotas = Quotas(Loop(), 1, raised=True)
        self._loop = quotas.loop
        self._play = job.play()
        game = replace(self._play.game, log="journal" if job.at == "owner" else "direct")
        fleet = Fleet(game, job.profile, models, quotas, "1", 1, None)
        self._host = fleet.owners[0] if fleet.owners else fleet.gateways[0]
        self._latencies = Histogram()
        self._refused = 0

    def play(self) -> Found:
        self._open()
        loop, core = self._loop, self._host.core
        began, before = loop.now, core.busy
        for number in range(self._job.answers):
            loop.at(began + number / self._job.rate, partial(self._do, number))
        loop.run()
        p50, p95, p99 = (1000 * (self._latencies.percentile(each) or 0) for each in (50, 95, 99))
        share = (core.busy - before) / (loop.now - began)
        return Found(self._latencies.total, self._refused, p50, p95, p99, share)

    def _open(self) -> None:
        """Do what an operator does, and let everybody join."""
        for number, command in enumerate(self._play.opening(START)):
            self._take(command, "op", f"plan{number}")
            self._loop.run()
        for player in range(self._job.players):
            self._take(self._play.join(player, START), id_of(player), "join")
        self._loop.run()
        self._latencies, self._refused = Histogram(), 0

    def _do(self, number: int) -> None:
        player = number % self._job.players
        now = START + timedelta(seconds=self._loop.now)
        asked = self._play.ask(player, ACTIONS[self._job.game], now)
        assert asked is not None
        self._take(asked[1], id_of(player), f"a{number}", player)

    def _take(self, command: Command, by: str, ident: str, player: int = 0) -> None:
        due = self._loop.now

        def told(result: CommandResult | str) -> None:
            assert isinstance(result, CommandResult), result
            self._latencies.add(self._loop.now - due)
            self._refused += result.refusal is not None
            if isinstance(command, PlayerCommand):
                self._play.told(player, command, result)

        self._host.take(Job(ask(self._play.game, command, by, ident, trace=""), told))
        self._host.core.work(self._job.receivers * self._models.cpu.send, lambda: None)
