"""Runs the bots together and sums up."""

from __future__ import annotations

import asyncio
import resource
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from cli.bots.bot import Bot, Mind
from cli.bots.show import live, say_summary
from cli.bots.tally import Tally
from cli.failure import Failed
from cli.output import say_json, utc_now
from cli.paths import path_of
from cli.room_model import RoomModel, none_on
from cli.times import Phase, Times
from cli.trouble import TROUBLE, trouble_text
from client import Rumpus


@dataclass(frozen=True)
class Crowd[R: RoomModel]:
    """`rate` is in moves a second of each bot; times are in seconds."""

    url: str
    kind: type[R]
    mind: Callable[[Random], Mind[R]]
    room: str
    players: int
    seconds: float
    rate: float
    join_over: float
    seed: int


def run_crowd[R: RoomModel](crowd: Crowd[R], *, as_json: bool) -> None:
    """Play, then print the summary, also after Ctrl-C; Failed when no bot got in."""
    _allow_sockets(crowd.players)
    tally = Tally(time.monotonic())
    try:
        asyncio.run(play_all(crowd, tally, as_json=as_json))
    finally:
        summary = tally.summary(time.monotonic())
        if as_json:
            say_json(summary)
        elif tally.joined:
            say_summary(summary)
    if not tally.joined:
        why = next(iter(tally.failed), "there was no time.")
        raise Failed(f"No bot got in: {why}")


async def play_all[R: RoomModel](crowd: Crowd[R], tally: Tally, *, as_json: bool) -> None:
    """Let every bot play its time."""
    async with Rumpus(crowd.url) as rumpus:
        room = crowd.room or await _choose(rumpus, crowd.kind)
        run, until = secrets.token_hex(3), time.monotonic() + crowd.seconds
        playing = []
        for number in range(1, crowd.players + 1):
            chance = Random(f"{crowd.seed}/{number}")  # noqa: S311 - a game, not a secret
            name = f"bot-{run}-{number}"
            bot = Bot(name, crowd.kind, crowd.mind(chance), crowd.rate, tally)
            delay = chance.uniform(0, min(crowd.join_over, crowd.seconds))
            playing.append(bot.play(rumpus, room, delay, until))
        shown = asyncio.create_task(live(tally, crowd.seconds, quiet=as_json))
        try:
            await asyncio.gather(*playing)
        finally:
            shown.cancel()
            with suppress(asyncio.CancelledError):
                await shown


async def _choose(rumpus: Rumpus, kind: type[RoomModel]) -> str:
    """The room that runs, or the one that starts next."""
    try:
        rooms = (await rumpus.get(path_of("rooms", kind.GAME)))["rooms"]
    except TROUBLE as error:
        raise Failed(trouble_text(error)) from error
    now = utc_now()
    for phase in (Phase.RUNNING, Phase.SCHEDULED):
        found = [each for each in rooms if Times.of(each).phase(now) == phase]
        if found:
            return str(min(found, key=lambda each: each["starts_at"])["room"])
    raise Failed(none_on(kind.NOUN))


def _allow_sockets(players: int) -> None:
    """Each bot has a socket, and perhaps a request under way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * players + 200
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
