"""Whether the model still predicts what was measured: jobs of the gateway's benchmarks.

Each row of `validated.toml` is a job on one core with a modelled log, as docs/benchmarks.md has it.
A rehearsal with a model that is outside the bands gives no verdict.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct, convert

from cli.load.histogram import Histogram
from cli.load.plan import right_answer
from cli.load.profiles import Each, Profile
from cli.rehearse.crowd import START, Crowd
from cli.rehearse.gateway import Job
from cli.rehearse.models import Models
from cli.rehearse.plays.battle import BATTLE
from shared.application.commands.request import ask
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, JoinBattle
from shared.kernel.facts import PlayerCommand

FILE = Path(__file__).with_name("validated.toml")
PLAYERS = 500
RECEIVERS = 20
"""To whom each message is told."""

BANDS = {"answers": 0.0, "p50": 0.15, "p99": 0.25, "core": 0.20}
"""By how much of what was measured a prediction may differ."""


class Paced(Struct, frozen=True):
    """Milliseconds, and the share of the core."""

    answers: int
    p50: float
    p99: float
    core: float


class Measurement(Struct, frozen=True):
    """A job: so many commands a second for so long, and what came of it on a real process."""

    game: Literal["codebattle"]
    """Of which `paced` plays the commands."""

    name: str
    rate: int
    seconds: float
    p50: float
    p99: float
    core: float

    @property
    def answers(self) -> int:
        return int(self.rate * self.seconds)


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


def measured_games() -> list[str]:
    """Return the games of which a job was measured: of others the model predicts unchecked."""
    return sorted({job.game for job in measurements()})


def validated(models: Models) -> Iterator[Comparison]:
    """Play each job by a model; yield its figures beside those that were measured."""
    for job in measurements():
        found = paced(models, job.rate, job.seconds)
        for figure in BANDS:
            yield Comparison(job.name, figure, getattr(job, figure), getattr(found, figure))


def paced(models: Models, rate: int, seconds: float) -> Paced:
    """Answers at an even pace, on one core: a job of the gateway's benchmarks in virtual time."""
    questions = int(rate * seconds / PLAYERS) + 1
    profile = Profile("paced", PLAYERS, 3600, 0, Each(answers=questions))
    crowd = Crowd(profile, models, 1, 1, raised=True)
    crowd.open()
    (gateway,), loop, latencies = crowd.fleet.gateways, crowd.loop, Histogram()

    def take(command: PlayerCommand, ident: str) -> None:
        due = loop.now
        asked = ask(CODE_BATTLE, command, f"id-{command.username}", ident, trace="")
        gateway.take(Job(asked, lambda _: latencies.add(loop.now - due)))
        gateway.core.work(RECEIVERS * models.cpu.send, lambda: None)

    for player in range(PLAYERS):
        take(JoinBattle(START, BATTLE, f"p{player}", f"id-p{player}"), "join")
    loop.run()
    began, before, latencies = loop.now, gateway.core.busy, Histogram()
    for number in range(int(rate * seconds)):
        question, player = divmod(number, PLAYERS)
        text = right_answer(question)
        command = Answer(START, BATTLE, f"p{player}", f"q{question}", text)
        loop.at(began + number / rate, partial(take, command, f"a{number}"))
    loop.run()
    p50, p99 = (1000 * (latencies.percentile(each) or 0) for each in (50, 99))
    core = (gateway.core.busy - before) / (loop.now - began)
    return Paced(latencies.total, p50, p99, core)
