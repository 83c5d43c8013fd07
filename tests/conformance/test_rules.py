"""What the rules of every game keep."""

from __future__ import annotations

import ast
from pathlib import Path

from shared.application.commands.replay import replay
from shared.kernel.check_manifest import faults
from shared.kernel.facts import Commit
from shared.kernel.names import parse_stream
from shared.wire.stored import codec_of
from tests.conformance.played import Played
from tests.conformance.plays import Play

OUTSIDE = frozenset({"time", "secrets", "os", "uuid", "threading", "socket", "asyncio", "urllib"})
"""Modules that a game has no use for: what it needs of the world comes with the command."""


def test_the_manifest_is_whole(play: Play) -> None:
    assert list(faults(play.game)) == []


def test_the_example_shows_every_command_that_players_may_send(played: Played) -> None:
    sent = {type(command) for command in played.commands}
    assert set(played.game.player_commands) <= sent


def test_the_example_shows_a_refusal_and_a_success(played: Played) -> None:
    refused = [handled.refusal is not None for handled in played.results]
    assert any(refused)
    assert not all(refused)


def test_a_command_decides_the_same_again(played: Played) -> None:
    game = played.game
    for command, handled in zip(played.commands, played.results, strict=True):
        for commit in handled.commits:
            scope = game.scope(command)
            before = {
                stream: replay(played.log, game, stream, position=commit.position - 1).state
                if stream == commit.stream
                else replay(played.log, game, stream, at=command.now).state
                for stream in (*scope.writes, *scope.reads)
            }
            if len(handled.commits) == 1 and handled.refusal is None:
                again = game.decide(command, before)
                assert tuple(again[commit.stream]) == commit.facts


def test_a_command_writes_to_no_stream_outside_its_scope(played: Played) -> None:
    for command, handled in zip(played.commands, played.results, strict=True):
        written = {commit.stream for commit in handled.commits}
        assert written <= set(played.game.scope(command).writes)


def test_a_repeat_has_the_first_outcome_and_writes_nothing(played: Played) -> None:
    for number, first in enumerate(played.results):
        if first.commits:
            again = played.handle(number)
            assert (again.outcome, again.commits, again.repeated) == (first.outcome, (), True)


def test_what_is_known_of_a_stream_is_what_its_log_adds_up_to(played: Played) -> None:
    for stream in played.streams:
        known = played.cache.get(stream)
        assert known == played.fresh(stream) == replay(played.log, played.game, stream)


def test_a_stored_state_is_read_as_it_was(played: Played) -> None:
    codec = codec_of((played.game,))
    for stream in played.streams:
        folded = played.fresh(stream)
        last = next(iter(played.log.latest(stream, 1)))
        commit = Commit(
            stream,
            last.position,
            last.facts,
            last.at,
            last.by,
            last.command_id,
            last.digest,
            last.outcome,
            folded,
        )
        assert codec.decode(codec.encode(commit)) == commit


def test_a_timer_brings_something_about_when_it_is_due(played: Played) -> None:
    game = played.game
    for commit in played.commits:
        name = parse_stream(commit.stream)
        if game.timers is None or name.kind not in game.timers.kinds:
            continue
        folded = replay(played.log, game, commit.stream, position=commit.position)
        if timer := game.timers.due(folded.state):
            command = timer.command(timer.at, name)
            states = {stream: played.fresh(stream).state for stream in game.scope(command).reads}
            decided = game.decide(command, states | {commit.stream: folded.state})
            assert decided[commit.stream], "a timer that changes nothing is due for ever"


def test_the_rules_know_no_clock_and_no_chance(play: Play) -> None:
    for path in sorted(play.package.glob("*.py")):
        assert _outside(path) == []


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
