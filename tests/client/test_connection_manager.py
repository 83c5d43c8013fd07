"""Which phases a player's connection goes through."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count

import pytest

from client.connection_manager import POLICY, SUPERSEDED, ConnectionManager
from client.core import Core
from client.errors import ProtocolError, RumpusError, Unreachable
from client.frames import Frame
from client.phases import Connected, Connecting, Moving, Over, Phase, Waiting

MOVE = {"type": "please_move", "within": 0, "reason": "draining"}

type Step = Callable[[], None]


def closing(code: int) -> Frame:
    return {"type": "closing", "code": code, "reason": "why"}


class Wire:
    def __init__(self) -> None:
        self.left = False

    def flush(self, outgoing: deque[Frame]) -> None:
        outgoing.clear()

    def hang_up(self) -> None:
        self.left = True


class Stage:
    """A manager whose network does one step of a script for each socket that is asked for."""

    def __init__(self, tries: float = 3) -> None:
        ids = count(1)
        self.phases: list[Phase] = []
        self.wires: list[Wire] = []
        self.script: list[Step] = []
        self.now = 0.0
        self.core = Core(lambda: f"c{next(ids)}", lambda: 0.0)
        self.manager = ConnectionManager(
            self.core, lambda: self.now, lambda: 0.0, self._changed, tries=tries
        )

    async def ticket_url(self) -> str:
        return "ws://nowhere"

    async def connect(self, _url: str, _manager: ConnectionManager) -> None:
        self.script.pop(0)()

    def open(self) -> None:
        self.wires.append(Wire())
        self.manager.opened(self.wires[-1])

    def say(self, number: int, frame: Frame) -> None:
        self.manager.take(number, frame)

    def be_asked_to_move(self) -> None:
        self.open()
        self.say(len(self.wires), MOVE)
        self.manager.tick()

    def play(self, *script: Step) -> list[type[Phase]]:
        """Go through a script that ends the connection; return the kinds of phases."""
        self.script += script
        asyncio.run(asyncio.wait_for(self.manager.run(self), 10))
        return [type(each) for each in self.phases]

    def _changed(self, _before: Phase, phase: Phase) -> None:
        self.phases.append(phase)


def fail(error: Exception) -> Step:
    def step() -> None:
        raise error

    return step


class TestPhases:
    def test_begin_with_a_socket_and_end_with_a_policy(self) -> None:
        stage = Stage()

        def be_sent_away() -> None:
            stage.open()
            stage.say(1, closing(POLICY))

        assert stage.play(be_sent_away) == [Connected, Over]
        assert stage.wires[0].left

    def test_wait_longer_after_each_failure_and_end_after_the_last(self) -> None:
        stage = Stage()
        kinds = stage.play(*[fail(Unreachable(retry_after=0.001))] * 3)
        assert kinds == [Waiting, Connecting, Waiting, Connecting, Over]
        waits = [each for each in stage.phases if isinstance(each, Waiting)]
        assert waits == [Waiting(1, 0.001), Waiting(2, 0.001)]

    def test_end_with_what_time_does_not_heal(self) -> None:
        stage = Stage()
        error = ProtocolError("unauthorized", "no", 401)
        assert stage.play(fail(error)) == [Over]
        assert isinstance(stage.manager.phase, Over)
        assert stage.manager.phase.error is error

    def test_go_back_to_the_socket_that_serves_when_no_other_can_be_had(self) -> None:
        stage = Stage()

        def fail_and_end() -> None:
            asyncio.get_running_loop().call_soon(stage.say, 1, closing(POLICY))
            raise Unreachable

        kinds = stage.play(stage.be_asked_to_move, fail_and_end)
        assert kinds == [Connected, Moving, Connected, Over]

    @pytest.mark.parametrize("error", [Unreachable(), RumpusError()])
    def test_are_a_break_when_the_socket_ends_and_no_other_can_be_had(
        self, error: Exception
    ) -> None:
        stage = Stage()

        def lose_and_fail() -> None:
            stage.manager.ended(1, 1006, "")
            assert stage.manager.serving == 0
            raise error

        kinds = stage.play(stage.be_asked_to_move, lose_and_fail, *[fail(Unreachable())] * 3)
        assert kinds[:4] == [Connected, Moving, Waiting, Connecting]
        assert kinds[-1] is Over


class TestSuperseded:
    def test_by_its_own_other_socket_is_no_other_login(self) -> None:
        stage = Stage()

        def move() -> None:
            stage.say(1, closing(SUPERSEDED))
            assert isinstance(stage.manager.phase, Moving)
            stage.open()
            stage.say(1, closing(SUPERSEDED))
            assert isinstance(stage.manager.phase, Connected)
            stage.say(2, closing(SUPERSEDED))

        assert stage.play(stage.be_asked_to_move, move) == [Connected, Moving, Connected, Over]

    def test_by_a_socket_that_was_let_in_late_is_no_other_login(self) -> None:
        stage = Stage()

        def connect() -> None:
            stage.open()
            stage.say(1, closing(SUPERSEDED))
            assert isinstance(stage.manager.phase, Connected)
            stage.manager.ended(1, SUPERSEDED, "")

        def be_superseded() -> None:
            stage.open()
            stage.say(2, closing(SUPERSEDED))

        kinds = stage.play(fail(Unreachable()), connect, be_superseded)
        assert kinds == [Waiting, Connecting, Connected, Waiting, Connecting, Connected, Over]


class TestOlderSocket:
    def test_is_left_once_nothing_is_expected_of_it(self) -> None:
        stage = Stage()

        def move() -> None:
            stage.core.ask("codebattle.join", stage.now, room="b")
            stage.manager.flush()
            stage.open()
            stage.manager.tick()
            assert not stage.wires[0].left
            stage.say(1, {"type": "done", "id": "c1"})
            stage.manager.tick()
            assert stage.wires[0].left
            stage.say(2, closing(POLICY))

        stage.play(stage.be_asked_to_move, move)
