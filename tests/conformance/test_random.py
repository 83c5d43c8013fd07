"""A game holds for whatever is sent to it, by whomever and whenever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import ValidationError, convert

from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.names import parse_stream
from shared.kernel.players import Identity
from shared.wire.commands import CommandFrame, wire_name
from shared.wire.read_frame import BadFrame
from tests.conformance import promises
from tests.conformance.drawn import Seen, fields
from tests.conformance.played import NOON, Played
from tests.conformance.plays import Play

MOVES = 6
NAMES = ("cyd", "dee")
"""More players than the example has."""


class RandomPlay:
    """Goes on after the first few commands of the example, with what is drawn."""

    def __init__(self, play: Play, data: st.DataObject) -> None:
        self.data = data
        whole = play.sent(NOON)
        self.played = Played(play, data.draw(st.integers(0, len(whole)), "commands of the example"))
        self.names = [*NAMES, *Played(play).players]
        self.seen = Seen([command for _, command in whole], self.names)
        self.now = max((each.now for each in self.played.commands), default=NOON)
        self.play = play

    def move(self, number: int) -> None:
        self.now += timedelta(seconds=self.data.draw(st.sampled_from((0, 1, 30, 4000)), "seconds"))
        frames = {
            wire_name(kind.game, kind.kind): each for each, kind in self.play.frames.kinds.items()
        }
        timers = {f"timer of {stream}": timer for stream, timer in self._timers()}
        move = self.data.draw(st.sampled_from([*frames, *timers]), "move")
        if move in timers:
            self._check(timers[move], "timer", f"r{number}")
        else:
            self._send(move, frames[move], f"r{number}")

    def _send(self, name: str, frame: type[CommandFrame], ident: str) -> None:
        """Send what a host would take for a command."""
        who = self.data.draw(st.sampled_from(self.names), "player")
        kind = self.play.frames.kinds[frame]
        head = {"type": name, "id": ident, "room": self.play.room}
        rest = self.data.draw(fields(frame, self.seen), "fields")
        self.play.dice.number = self.data.draw(st.integers(0, 2**64 - 1), "chance")
        try:
            read: CommandFrame = convert(rest | head, type=frame)
            command = kind.command(read, Identity(who, who), self.now)
        except (ValidationError, BadFrame):
            return
        self._check(command, who if issubclass(kind.kind, PlayerCommand) else "operator", ident)

    def _timers(self) -> Iterator[tuple[str, Command]]:
        timers = self.played.game.timers
        for stream in self.played.streams if timers else ():
            name = parse_stream(stream)
            state = self.played.fresh(stream).state
            if timers and name.kind in timers.kinds and (timer := timers.due(state)):
                yield stream, timer.command(max(timer.at, self.now), name)

    def _check(self, command: Command, by: str, ident: str) -> None:
        self.now = max(self.now, command.now)
        handled = self.played.do(command, by, ident)
        promises.check_repeat(self.played, handled, command, by, ident)
        for commit in handled.commits:
            promises.check_stream(self.played, commit.stream, self.now)
            promises.check_events(self.played, commit)
            promises.check_points(self.played, commit)


@settings(max_examples=40, phases=[Phase.explicit, Phase.generate, Phase.shrink])
@given(data=st.data())
def test_whatever_is_sent_is_answered_stored_and_shown(play: Play, data: st.DataObject) -> None:
    game = RandomPlay(play, data)
    for number in range(data.draw(st.integers(1, MOVES), "moves")):
        game.move(number)
