"""A job of the gateway's benchmarks in virtual time: answers at an even pace, on one core."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from cli.load.histogram import Histogram
from cli.load.plan import right_answer
from cli.load.profiles import Each, Profile
from cli.rehearse.crowd import BATTLE, START, Crowd
from cli.rehearse.gateway import Job
from cli.rehearse.models import read_models
from shared.application.commands.request import ask
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, JoinBattle
from shared.kernel.facts import PlayerCommand

PLAYERS = 500
RECEIVERS = 20
"""To whom each message is told."""


class Paced(Struct, frozen=True):
    """Milliseconds, and the share of the core."""

    p50: float
    p99: float
    core: float


def paced(rate: int, seconds: float) -> Paced:
    questions = int(rate * seconds / PLAYERS) + 1
    profile = Profile("paced", PLAYERS, 3600, 0, Each(answers=questions))
    crowd = Crowd(profile, read_models(), 1, 1)
    (gateway,), loop, latencies = crowd.gateways, crowd.loop, Histogram()

    def take(command: PlayerCommand, ident: str) -> None:
        due = loop.now
        by = f"id-{command.username}"
        asked = ask(CODE_BATTLE, command, by, ident, trace="")
        gateway.take(Job(asked, lambda _: latencies.add(loop.now - due)))
        gateway.core.work(RECEIVERS * read_models().cpu.send, lambda: None)

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
    return Paced(p50, p99, (gateway.core.busy - before) / (loop.now - began))
