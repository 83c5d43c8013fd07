"""Commands handled together: each as if it had been alone, and none hurt by another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_request
from shared.application.commands.handle_group import handle_group
from shared.application.commands.ports import Log, LogUnavailable, StreamMoved
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import CodeBattleCommand, LeaveBattle
from shared.kernel.facts import Commit
from tests.application.battle_fixture import (
    NOON,
    Process,
    SpyLog,
    answer,
    attack,
    battle_of_two,
    sender,
    stream_of,
)
from tests.codec import CODEC

NAMES = ("ann", "bob", "cy", "di", "ed")


def leave(name: str) -> LeaveBattle:
    return LeaveBattle(NOON, "b1", name)


def arena() -> InMemoryLog:
    log = InMemoryLog(CODEC)
    process = Process(log)
    process.schedule()
    process.join(*NAMES)
    return log


def together(
    process: Process, commands: Sequence[CodeBattleCommand], ids: Sequence[str]
) -> Sequence[CommandResult | Exception]:
    asked = [
        ask(CODE_BATTLE, command, sender(command), command_id)
        for command, command_id in zip(commands, ids, strict=True)
    ]
    return handle_group(process.log, process.cache, asked)


def alone(
    process: Process, command: CodeBattleCommand, command_id: str
) -> CommandResult | Exception:
    try:
        asked = ask(CODE_BATTLE, command, sender(command), command_id)
        return handle_request(process.log, process.cache, asked, process.pauses.append)
    except StreamMoved as error:
        return error


def finished(
    process: Process, commands: Sequence[CodeBattleCommand], ids: Sequence[str]
) -> list[CommandResult | Exception]:
    """Handle a group as processes do: who could not be answered in it is handled after it."""
    return [
        alone(process, command, command_id) if isinstance(result, StreamMoved) else result
        for command, command_id, result in zip(
            commands, ids, together(process, commands, ids), strict=True
        )
    ]


def shown(result: CommandResult | Exception) -> object:
    match result:
        case CommandResult():
            return result
        case _:
            return type(result)


def commits(log: Log) -> dict[str, list[Commit]]:
    return {name: list(log.read(stream_of(name))) for name in NAMES}


MOVES = st.builds(answer, st.sampled_from(NAMES), st.integers(0, 3), st.sampled_from("45"))
LEAVES = st.builds(leave, st.sampled_from(NAMES))
GROUPS = st.lists(
    st.lists(st.tuples(MOVES | LEAVES, st.integers(0, 9)), max_size=8),
    max_size=6,
)


class TestHandleGroup:
    @given(GROUPS, st.booleans())
    def test_does_what_one_by_one_does(
        self, groups: list[list[tuple[CodeBattleCommand, int]]], cold: bool
    ) -> None:
        one, many = Process(arena()), Process(arena())
        for group in groups:
            if cold:
                many = Process(many.log)
            commands = [command for command, _ in group]
            ids = [f"id-{number}" for _, number in group]
            expected = [alone(one, *each) for each in zip(commands, ids, strict=True)]
            got = finished(many, commands, ids)
            assert [shown(each) for each in got] == [shown(each) for each in expected]
        assert commits(many.log) == commits(one.log)

    def test_writes_all_in_one_request(self) -> None:
        spy = SpyLog(arena())
        process = Process(spy)
        together(process, [answer(name) for name in NAMES], NAMES)
        spy.calls.clear()
        together(process, [answer(name, 1) for name in NAMES], [f"{each}2" for each in NAMES])
        assert spy.calls == ["append_each"]

    def test_hurts_nobody_when_one_stream_has_moved(self) -> None:
        log = arena()
        here, elsewhere = Process(log), Process(log)
        ids = count()
        together(here, [answer(name) for name in NAMES], [f"a{next(ids)}" for _ in NAMES])
        elsewhere.handle(answer("cy", 1), "elsewhere")
        results = together(here, [answer(name, 2) for name in NAMES], NAMES)
        moved = {
            name for name, each in zip(NAMES, results, strict=True) if shown(each) is StreamMoved
        }
        assert moved == {"cy"}
        assert [len(each) for each in commits(log).values()] == [3, 3, 3, 3, 3]
        assert isinstance(alone(here, answer("cy", 2), "cy"), CommandResult)

    def test_writes_those_of_one_stream_all_or_none(self) -> None:
        log = arena()
        here, elsewhere = Process(log), Process(log)
        together(here, [answer("ann")], ["first"])
        three, names = [answer("ann", number) for number in (1, 2, 3)], ("x", "y", "z")
        spy = SpyLog(log)
        here.log = spy
        results = together(here, [*three, answer("ann", 1)], [*names, "x"])
        assert spy.calls == ["append_each"]
        assert [isinstance(each, CommandResult) and each.repeated for each in results] == [
            False,
            False,
            False,
            True,
        ]
        elsewhere.handle(answer("ann", 4), "elsewhere")
        again = [answer("ann", number) for number in (5, 6)]
        assert [shown(each) for each in together(here, again, ["v", "w"])] == [StreamMoved] * 2
        assert [each.command_id for each in commits(log)["ann"]][-5:] == [
            "first",
            *names,
            "elsewhere",
        ]
        assert all(isinstance(each, CommandResult) for each in finished(here, again, ["v", "w"]))
        assert [each.command_id for each in commits(log)["ann"]][-2:] == ["v", "w"]

    def test_reads_behind_what_it_writes_before_it_refuses(self) -> None:
        """Whoever has left may have come back elsewhere: no is said of what the log has."""
        log = arena()
        process = Process(log)
        together(process, [answer("ann")], ["first"])
        left, *others = together(
            process, [leave("ann"), answer("ann", 1), answer("ann", 2)], ["x", "y", "z"]
        )
        assert isinstance(left, CommandResult)
        assert [shown(each) for each in others] == [StreamMoved] * 2
        refused = alone(process, answer("ann", 1), "y")
        assert isinstance(refused, CommandResult)
        assert refused.refusal is not None

    def test_takes_commands_of_two_streams_among_others(self) -> None:
        log = battle_of_two()
        process = Process(log)
        process.join("cy")
        shot, solved = together(process, [attack("ann", "bob"), answer("cy", 1)], ["x", "y"])
        assert isinstance(shot, CommandResult)
        assert isinstance(solved, CommandResult)
        assert (len(shot.commits), len(solved.commits)) == (2, 1)

    def test_tells_each_its_own_fault(self) -> None:
        class Broken(InMemoryLog):
            def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
                if stream == stream_of("bob"):
                    raise LogUnavailable
                return super().latest(stream, limit)

        broken = Broken(CODEC)
        broken._streams = battle_of_two()._streams
        results = together(Process(broken), [answer("ann", 1), answer("bob", 1)], ["x", "y"])
        assert isinstance(results[0], CommandResult)
        assert isinstance(results[1], LogUnavailable)

    def test_of_nothing_is_nothing(self) -> None:
        assert together(Process(arena()), [], []) == []
