"""What the rules of every game keep."""

from __future__ import annotations

import ast
from pathlib import Path

from shared.application.commands.replay import replay
from shared.kernel.check_manifest import faults
from shared.kernel.names import parse_stream
from tests.conformance.played import Played
from tests.conformance.plays import Play
from tests.conformance.promises import check_folded, check_repeat, check_stored
from tests.conformance.sound import mend

OUTSIDE = frozenset({"time", "secrets", "os", "uuid", "threading", "socket", "asyncio", "urllib"})
"""Modules that a game has no use for: what it needs of the world comes with the command."""


def test_the_manifest_is_whole(play: Play) -> None:
    found = list(faults(play.game))
    assert not found, "\n".join(found)


def test_the_example_can_be_played(play: Play) -> None:
    assert Played(play).commits, "the example changes nothing: let its commands succeed."


def test_the_example_shows_every_command_that_players_may_send(played: Played) -> None:
    sent = {type(command) for command in played.commands}
    missing = [each.__name__ for each in played.game.player_commands if each not in sent]
    assert not missing, f"the example has no command {missing}: let somebody send each."


def test_the_example_shows_a_refusal_and_a_success(played: Played) -> None:
    refused = [handled.refusal is not None for handled in played.results]
    assert any(refused), "no command of the example is refused: let somebody send one too many."
    assert not all(refused), "every command of the example is refused."


def test_a_repeat_has_the_first_outcome_and_writes_nothing(played: Played) -> None:
    for number, first in enumerate(played.results):
        if first.commits:
            by, command = played.sent[number]
            check_repeat(played, first, command, by, f"c{number}")


def test_what_is_known_of_a_stream_is_what_its_log_adds_up_to(played: Played) -> None:
    for stream in played.streams:
        check_folded(played, stream)


def test_a_stored_state_is_read_as_it_was(played: Played) -> None:
    for stream in played.streams:
        check_stored(played, stream)


def test_a_timer_brings_something_about_when_it_is_due(played: Played) -> None:
    game = played.game
    for commit in played.commits:
        name = parse_stream(commit.stream)
        if game.timers is None or name.kind not in game.timers.kinds:
            continue
        stream_state = replay(played.log, game, commit.stream, position=commit.position)
        if timer := game.timers.due(stream_state.state):
            command = timer.command(timer.at, name)
            scope = game.scope(command)
            others = (*scope.writes, *scope.reads)
            states = {stream: played.fresh(stream).state for stream in others}
            decided = game.decide(command, states | {commit.stream: stream_state.state})
            mend(
                decided.get(commit.stream),
                f"the timer {type(command).__name__} changes nothing, so it is due for ever: let a "
                "fact come of it, or let `due` return None.",
                repr(command),
            )


def test_the_rules_know_no_clock_and_no_chance(play: Play) -> None:
    found = [each for path in sorted(play.package.rglob("*.py")) for each in _outside(path)]
    assert not found, (
        f"{', '.join(found)}: take the time from `command.now`, and chance from a field "
        "`chance: int` of the command."
    )


def _outside(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                found += [each.name for each in names if each.name.split(".")[0] in OUTSIDE]
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in OUTSIDE:
                found.append(module)
            case ast.Attribute(attr="now" | "utcnow" | "today", value=ast.Name(id="datetime")):
                found.append("datetime.now")
            case ast.Call(func=ast.Name(id="Random"), args=[]):
                found.append("Random() without a seed")
            case ast.Attribute(value=ast.Name(id="random")):
                found.append("random")
            case _:
                pass
    return [f"{path.name}: {each}" for each in found]
