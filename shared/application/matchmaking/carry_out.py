"""Carries out effects: rooms, notices, ratings, commands of other streams.

An effect follows from its fact alone, and its id follows from the fact's place. So it may be
retried any number of times, and happens once.
"""

from __future__ import annotations

from contextlib import suppress
from typing import assert_never

from msgspec import Struct

from shared.application.commands.ports import StreamMoved
from shared.application.lifecycle.inbox import tell
from shared.application.matchmaking.effects import QUEUE, effects_at, pages_of
from shared.application.matchmaking.fill import seek
from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.rate_contest import rating_of
from shared.application.matchmaking.wait import matchmaking
from shared.kernel.effects import AskRatings, AskWorn, Do, Effect, OpenRoom, Seek, Tell
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.wire.messages import CarryOut, ReadWorn, TakeWorn

BY = "effects"


class _At(Struct, frozen=True):
    """The place of an effect: a commit, and the index among its effects."""

    stream: str
    position: int
    place: int

    @property
    def key(self) -> str:
        return f"{BY}/{self.stream}/{self.position}/{self.place}"


def carry_out(parts: Ports, message: CarryOut) -> None:
    """Carry out a page of a commit's effects."""
    game = parts.games.of(message.stream)
    effects = effects_at(parts, game, message.stream, message.position)
    if game is None or effects is None:
        return
    stops = [*pages_of(effects), len(effects)]
    stop = min(each for each in stops if each > message.first)
    for place in range(message.first, stop):
        try:
            with suppress(CommandRefused):
                _carry_out(
                    parts, game, effects[place], _At(message.stream, message.position, place)
                )
        except StreamMoved:
            parts.queues.put(QUEUE, CarryOut(message.stream, message.position, place), delay=1)
            return


def take_worn(parts: Ports, message: TakeWorn) -> None:
    """Answer an effect with the items that players wear, once; the first answer counts."""
    game = parts.games.of(message.stream)
    effects = effects_at(parts, game, message.stream, message.position)
    if game is None or effects is None:
        return
    at = _At(message.stream, message.position, message.place)
    effect = effects[at.place]
    assert isinstance(effect, AskWorn)
    with suppress(CommandRefused):
        answer = effect.answer(parts.clock(), message.worn)
        parts.handle(game, answer, by=BY, command_id=at.key)


def _carry_out(parts: Ports, game: Game, effect: Effect, at: _At) -> None:
    key = at.key
    match effect:
        case AskWorn():
            asked = ReadWorn(at.stream, at.position, at.place, effect.usernames)
            parts.queues.put("payouts", asked)
        case Tell():
            tell(parts, effect.username, effect.notice)
        case OpenRoom():
            other = parts.games.get(effect.game)
            rules = matchmaking(other)
            command = rules.open(parts.clock(), effect.room, parts.chance(), effect.teams)
            command = rules.wait(command, effect.come_by) if rules.wait else command
            parts.handle(other, command, by=BY, command_id=key)
        case AskRatings():
            rated = parts.games.get(effect.game)
            ratings = {who: rating_of(parts, rated, effect.mode, who) for who in effect.usernames}
            answer = effect.answer(parts.clock(), ratings)
            parts.handle(game, answer, by=BY, command_id=key)
        case Seek():
            seek(parts, game, effect, (at.stream, at.position, at.place))
        case Do():
            parts.handle(game, effect.command(parts.clock()), by=BY, command_id=key)
        case _:
            assert_never(effect)
