"""A game played again, on a terminal."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from cli.output import plain, say, say_table
from cli.shadow.again import Again
from shared.application.boards.explain import ScoreStep

SHOWN = 20


def figures(again: Again) -> dict[str, Any]:
    winner, winner_now = again.winners
    return {
        "room": again.room,
        "players": len(again.points),
        "winner": winner,
        "winner_now": winner_now,
        "moved": {who: list(pair) for who, pair in again.moved().items()},
        "refused": [
            {"stream": each.stream, "position": each.position, "reason": each.reason}
            for each in again.refused
        ],
        "left_out": again.left_out,
    }


def say_games(found: list[dict[str, Any]]) -> None:
    say_table(
        ("room", ">players", "winner", "now", ">moved", ">refused"),
        [
            (
                plain(each["room"].partition("/")[2]),
                str(each["players"]),
                plain(each["winner"]),
                plain(each["winner_now"]),
                str(len(each["moved"])),
                str(len(each["refused"])),
            )
            for each in found
        ],
    )


def say_again(again: Again) -> None:
    """Show whose points differ, and each commit that moved them then and now."""
    moved = again.moved()
    if not moved:
        say("Everybody would have had the same points.")
    else:
        rows = [(plain(who), str(then), str(now)) for who, (then, now) in moved.items()]
        say_table(("player", ">points", ">by these rules"), rows[:SHOWN])
    for who in list(moved)[:SHOWN]:
        say_table(
            (">position", "facts", ">points", ">by these rules", "facts"),
            [_step(*pair) for pair in zip_longest(*again.steps(who))],
            title=plain(who),
        )
    for each in again.refused[:SHOWN]:
        say(f"{plain(each.stream)} at {each.position}: refused now, {plain(each.reason)}")
    if again.left_out:
        say(f"{again.left_out} commits were left out: operators took something back, or a queue.")


def _step(then: ScoreStep | None, now: ScoreStep | None) -> tuple[str, ...]:
    """The n-th step of both; they differ in number where something was refused."""
    either = then or now
    assert either is not None
    return (
        str(either.position),
        plain(", ".join(then.facts)) if then else "",
        str(then.points) if then else "",
        str(now.points) if now else "",
        plain(", ".join(now.facts)) if now else "",
    )
