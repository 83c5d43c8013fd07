"""Frames of commands: each command of each game has one, made from its type."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from msgspec import Meta, field
from msgspec.structs import fields, replace

from shared.games.catalogue import GAMES
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import OperatorCommand, PlayerCommand
from shared.kernel.players import Identity
from shared.realtime.replies import reply_to
from shared.wire.commands import FILLED_IN, MAX_COMMAND, CommandFrame, CommandFrames
from shared.wire.frames import Error
from shared.wire.read_frame import BadFrame, FrameReader
from tests.made import made

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Identity("p1", "ann")
FRAMES = CommandFrames(GAMES, lambda: 7)
READER: FrameReader[CommandFrame] = FrameReader(*FRAMES.kinds, most=MAX_COMMAND)

every_command = pytest.mark.parametrize(
    ("frame", "kind"), FRAMES.kinds.items(), ids=lambda each: getattr(each, "__name__", "")
)


def sent(frame: type[CommandFrame]) -> dict[str, Any]:
    """Return a frame with all fields that its sender has to fill in."""
    tag = frame.__struct_config__.tag
    rest = {each.name: made(each.type) for each in fields(frame) if each.name not in {"id", "room"}}
    return {"type": tag, "id": "c1", "room": "b1", **rest}


def bad(frame: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(BadFrame) as found:
        READER.read(json.dumps(frame))
    return found.value.code, found.value.frame_id


@pytest.mark.parametrize(
    "name", ["x" * 51, "", "a/b", "ann@bo", "$operator", "Zo\u00eb", "ann\n", "ann\0", 7]
)
def test_a_target_that_no_player_can_be_called_is_bad(name: object) -> None:
    frame = {"type": "codebattle.attack", "id": "c1", "room": "b1", "target": name}
    assert bad(frame) == ("bad_frame", "c1")
    assert isinstance(READER.read(json.dumps(frame | {"target": "x" * 50})), CommandFrame)


@every_command
class TestEveryCommand:
    def test_comes_of_its_frame(self, frame: type[CommandFrame], kind: Any) -> None:
        read = READER.read(json.dumps(sent(frame)))
        assert type(read) is frame
        command: Any = FRAMES.kind_of(read).command(read, ANN, NOW)
        assert type(command) is kind.kind
        assert (command.now, command.room) == (NOW, "b1")
        given = {"username": "ann", "player_id": "p1", "chance": 7}
        for name in command.__struct_fields__[2:]:
            assert getattr(command, name) == given.get(name, getattr(read, name, None))

    def test_has_a_tag_under_the_name_of_its_game(
        self, frame: type[CommandFrame], kind: Any
    ) -> None:
        tag = kind.kind.__struct_config__.tag
        assert isinstance(tag, str)
        assert frame.__struct_config__.tag == f"{kind.game.name}.{tag}"
        assert frame.__doc__ == kind.kind.__doc__

    def test_has_no_field_that_nobody_knows(self, frame: type[CommandFrame], kind: Any) -> None:
        del kind
        assert bad(sent(frame) | {"extra": 1}) == ("bad_frame", "c1")

    @pytest.mark.parametrize("name", sorted(FILLED_IN - {"room"}))
    def test_lets_nobody_fill_in_what_rumpus_does(
        self, frame: type[CommandFrame], kind: Any, name: str
    ) -> None:
        del kind
        assert bad(sent(frame) | {name: "x"}) == ("bad_frame", "c1")

    @pytest.mark.parametrize("room", ["", "a/b", "a@b", "a.b", "a\n", "$x", "x" * 65, 7, None])
    def test_names_a_room_and_nothing_else(
        self, frame: type[CommandFrame], kind: Any, room: object
    ) -> None:
        del kind
        assert bad(sent(frame) | {"room": room}) == ("bad_frame", "c1")

    def test_needs_all_that_its_sender_fills_in(self, frame: type[CommandFrame], kind: Any) -> None:
        del kind
        for each in fields(frame):
            if each.required:
                short = {name: value for name, value in sent(frame).items() if name != each.name}
                assert bad(short)[0] == "bad_frame"


class TestPlayers:
    def test_send_the_commands_of_players_alone(self) -> None:
        kinds = {FRAMES.kinds[each].kind for each in FRAMES.of_players}
        assert kinds == {each for game in GAMES for each in game.player_commands}


class Move(PlayerCommand, frozen=True, tag="move", kw_only=True):
    """Go somewhere, perhaps later."""

    to: tuple[str, ...] = field(default_factory=lambda: ("home",))
    at: datetime | None = None
    chance: int


class Check(OperatorCommand, frozen=True, tag="check"):
    most: Annotated[int, Meta(le=9)] = 3

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError("at least one")


OTHER = replace(CODE_BATTLE, player_commands=(Move,), operator_commands=(Check,))
OTHERS = CommandFrames([OTHER], lambda: 7)


def meant(frame: dict[str, Any]) -> Any:
    read = FrameReader(*OTHERS.kinds, most=MAX_COMMAND).read(json.dumps(frame))
    return OTHERS.kind_of(read).command(read, ANN, NOW)


class TestDefaults:
    def test_are_those_of_the_command(self) -> None:
        frame = {"type": "codebattle.move", "id": "c1", "room": "b1"}
        assert meant(frame) == Move(now=NOW, room="b1", username="ann", chance=7)

    def test_of_a_schedule_are_its_rules(self) -> None:
        frame = next(each for each in FRAMES.kinds if "Schedule" in each.__name__)
        short = {name: value for name, value in sent(frame).items() if name != "rules"}
        read = READER.read(json.dumps(short))
        command = FRAMES.kind_of(read).command(read, ANN, NOW)
        assert isinstance(command, c.ScheduleBattle)
        assert command.rules == Rules()


SCHEDULE = {
    "type": "codebattle.schedule",
    "id": "c9",
    "room": "b1",
    "title": "Demo",
    "starts_at": "2026-03-01T12:00:00Z",
    "ends_at": "2026-03-01T14:00:00+01:00",
    "questions": [{"id": "q1", "prompt": "?", "answers": ["!"]}],
}


class TestTimes:
    def test_are_kept_in_utc(self) -> None:
        read = READER.read(json.dumps(SCHEDULE))
        command = FRAMES.kind_of(read).command(read, ANN, NOW)
        assert isinstance(command, c.ScheduleBattle)
        assert command.ends_at == datetime(2026, 3, 1, 13, tzinfo=UTC)
        assert command.ends_at.tzinfo is UTC
        assert command.questions == (Question("q1", "?", ("!",)),)

    @pytest.mark.parametrize("time", ["2026-03-01T12:00:00", "2026-03-01", 7, None, "noon"])
    def test_have_an_offset(self, time: object) -> None:
        assert bad(SCHEDULE | {"starts_at": time}) == ("bad_frame", "c9")

    @pytest.mark.parametrize("time", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59Z"])
    def test_are_of_a_year_that_stores_take(self, time: str) -> None:
        assert bad(SCHEDULE | {"ends_at": time}) == ("bad_frame", "c9")

    def test_that_need_not_be_told_are_checked_too(self) -> None:
        frame = {"type": "codebattle.move", "id": "c1", "room": "b1"}
        with pytest.raises(BadFrame):
            meant(frame | {"at": "2026-03-01T12:00:00"})


class TestRefusedValues:
    def test_are_told_and_no_fault(self) -> None:
        with pytest.raises(BadFrame) as found:
            meant({"type": "codebattle.check", "id": "c1", "room": "b1", "most": 0})
        faults: list[Exception] = []
        reply = reply_to("c1", found.value, faults.append)
        assert reply == Error("bad_frame", "at least one", "c1")
        assert faults == []
