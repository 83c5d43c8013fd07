"""Whatever JSON a frame holds, it is answered, or refused as a bad frame: it is never a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.json import encode
from msgspec.structs import fields

from shared.games.catalogue import GAMES
from shared.kernel.games import Games
from shared.kernel.players import OPERATOR_SCOPE, Identity
from shared.realtime.dispatch import perform
from shared.realtime.session import Session
from shared.runtime.once import once
from shared.wire.commands import MAX_COMMAND, CommandFrame, CommandFrames
from shared.wire.frames import OWN_FRAMES, Error
from shared.wire.read_frame import NESTED, BadFrame, FrameReader
from shared.wire.stored import Codec, codec_of
from tests.functions.api_gateway import BATTLE, ApiGateway, StubbornApplication, StubbornLog
from tests.games.duel import DUEL
from tests.made import made

NUMBERS = [10**30, -(10**30), 2**64 - 1, 2**64, -(2**63) - 1, 10**400, 1e300, -0.0, 0.5]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(NUMBERS)
    | st.text(max_size=8)
    | st.sampled_from(["2026-03-01T12:00:00Z", "0001-01-01T00:00:00+23:59", "\x00", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


class Everything(StubbornApplication):
    """Knows every game of the catalogue, and the duel."""

    @once
    def games(self) -> Games:
        return Games(*GAMES, DUEL)

    @once
    def codec(self) -> Codec:
        return codec_of(self.games)

    @once
    def log(self) -> StubbornLog:
        return StubbornLog(self.codec)


APP = ApiGateway(Everything()).app
FRAMES: CommandFrames = APP.frames
READER: FrameReader[Any] = FrameReader(*OWN_FRAMES, *FRAMES.kinds, most=MAX_COMMAND)
OPERATOR = Session("c", Identity("p-ann", "ann", (OPERATOR_SCOPE,)))

every_frame = pytest.mark.parametrize(
    "kind", [*OWN_FRAMES, *FRAMES.kinds], ids=lambda each: each.__struct_config__.tag
)


def fault_of(text: str) -> object:
    """Return what is wrong with the answer to a frame, if anything is."""
    try:
        frame = READER.read(text)
    except BadFrame:
        return None
    found: list[Exception] = []
    reply = perform(APP, OPERATOR, frame, APP.clock(), found.append)
    APP.queues.take("default")
    return found or (isinstance(reply, Error) and reply.code == "fault" and reply)


@every_frame
@settings(max_examples=30)
@given(data=st.data())
def test_any_json_is_answered_or_a_bad_frame(kind: type[Any], data: st.DataObject) -> None:
    frame: dict[str, Any] = {"type": kind.__struct_config__.tag, "id": f"c{data.draw(st.uuids())}"}
    for field in fields(kind):
        if field.name != "id":
            good = BATTLE if field.name == "room" else made(field.type)
            frame[field.name] = data.draw(st.just(good) | VALUES, label=field.name)
    assert not fault_of(json.dumps(frame))


class Wide(CommandFrame, frozen=True, tag="wide"):
    """A frame of types that JSON has more values of than a store."""

    number: int = 0
    numbers: dict[str, int] = {}  # noqa: RUF012 - msgspec copies it
    anything: Any = None
    names: frozenset[Any] = frozenset()


class TestWide:
    reader: FrameReader[Wide] = FrameReader(Wide, most=MAX_COMMAND)

    def code(self, **values: object) -> str:
        text = json.dumps({"type": "wide", "id": "c1", "room": "b", **values})
        try:
            self.reader.read(text)
        except BadFrame as bad:
            return f"{bad.code} {bad.frame_id}"
        return ""

    @pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**30, -(10**30), 10**400])
    def test_numbers_have_at_most_64_bits_wherever_they_stand(self, number: int) -> None:
        assert self.code(number=number) == "bad_frame c1"
        assert self.code(numbers={"x": number}) == "bad_frame c1"
        assert self.code(anything=[{"x": number}]) == "bad_frame c1"

    def test_numbers_of_64_bits_are_read(self) -> None:
        assert self.code(number=2**64 - 1, anything="9" * 40, numbers={"x": -(2**63)}) == ""

    def test_values_that_no_set_can_hold_are_bad(self) -> None:
        assert self.code(names=[{"x": 1}]) == "bad_frame c1"

    def test_whatever_is_read_can_be_written_within_something_else(self) -> None:
        """A commit holds a fact, which holds a command's value, some levels further down."""
        shallow, deep = 1, 16_000
        while deep - shallow > 1:
            depth = (shallow + deep) // 2
            try:
                read = self.reader.read(nested(depth))
            except BadFrame:
                deep = depth
            else:
                shallow = depth
                encode([[[[[[[[read]]]]]]]])
        assert shallow > NESTED


def nested(depth: int) -> str:
    value = "[" * depth + "]" * depth
    return f'{{"type":"wide","id":"c1","room":"b","anything":{value}}}'
