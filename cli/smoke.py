"""`rumpus smoke`: one battle played by two bots, to see after a deploy that all works together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from secrets import token_hex
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import HttpApi
from cli.options import OperatorKey, Url, finite
from cli.output import say, utc_now
from cli.packs import DEMO, load_pack
from cli.target import Target, find_target
from cli.times import Times

BOTS = 2
MINUTES = 2
Seconds = Annotated[
    float, typer.Option(min=2, max=60, callback=finite, help="Seconds that the bots play.")
]


def smoke(seconds: Seconds = 8, url: Url = None, operator_key: OperatorKey = None) -> None:
    """Let two bots play a battle, to see that a stage works.

    Exit code 1 when something failed; each failure is printed.
    """
    target = find_target(url, operator_key)
    battle = f"smoke-{token_hex(4)}"
    plan = load_pack(DEMO).plan() | Times.planned(utc_now(), -1, MINUTES).fields()
    with HttpApi(target) as api:
        api.command("codebattle.schedule", battle, plan | {"title": "A smoke test"})
        summary = _play(target, battle, seconds)
        board = api.top("codebattle", battle)
        api.command("codebattle.end", battle, {})
    faults = list(faults_of(summary, board))
    if faults:
        raise Failed(" ".join(faults))
    say(
        f"Two bots have played {battle}: {summary['commands']} commands, "
        f"p95 {summary['p95_ms']} ms, all answered."
    )


def faults_of(summary: dict[str, Any], board: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each thing that did not work."""
    if summary["joined"] < BOTS:
        yield f"Only {summary['joined']} of {BOTS} bots got in."
    if not summary["commands"]:
        yield "No command was answered: a stage that has just started may want more --seconds."
    for why, times in summary["failed"].items():
        yield f"{times} times: {why}."
    if not summary["received"].get("answer.solved"):
        yield "Nobody was shown a solved question on its own channel."
    if board["size"] < BOTS:
        yield f"The board has {board['size']} of {BOTS} players."
    if board["stale"]:
        yield "The board is an old one: the cache does not answer."


def _play(target: Target, battle: str, seconds: float) -> dict[str, Any]:
    import asyncio  # noqa: PLC0415 - --help must not wait for it

    from cli.bots.crowd import Crowd, play_all  # noqa: PLC0415 - as above
    from cli.bots.moves import Guesser, key_of  # noqa: PLC0415 - as above
    from cli.bots.tally import Tally  # noqa: PLC0415 - as above
    from cli.game import Game  # noqa: PLC0415 - as above

    minds = partial(Guesser, key_of(load_pack(DEMO)), 1.0)
    crowd = Crowd(target.url, Game, minds, battle, BOTS, seconds, 2.0, 0.0, 1)
    tally = Tally(time.monotonic())
    asyncio.run(play_all(crowd, tally, as_json=True))
    return tally.summary(time.monotonic())
