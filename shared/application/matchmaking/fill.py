"""Fills the place of a player that has left a match with one who waits: each place once.

A fact asks for the place, and the cache keeps it until it is filled or its time is up. If the cache
loses it, the match goes on without; no waiting player is lost. The step that notes the chosen
player also takes its ticket away; then a command, whose id follows from the place, seats it. If a
tick dies in between, the next tick reads the note. Before the command the match is remembered where
no flush of the cache reaches it, and counts once the player has a part in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from shared.application.matchmaking import values as v
from shared.application.matchmaking.effects import effects_at
from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.rate_contest import rating_of
from shared.application.matchmaking.remember import forget, remember
from shared.application.matchmaking.schedule import schedule_tick
from shared.application.matchmaking.wait import matchmaking
from shared.kernel.effects import Seek
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.kernel.moments import milliseconds
from shared.kernel.names import parse_stream
from shared.matchmaking.party import Party
from shared.matchmaking.substitute import Vacancy, substitute
from shared.wire.messages import TellFound

BY = "matchmaker"
TOLD_FOR = 120.0


def seek(parts: Ports, game: Game, effect: Seek, at: tuple[str, int, int]) -> None:
    """Note the place that a fact asks to fill, if its queue fills places.

    A repeat changes nothing, since a player may have been chosen by then.
    """
    name = v.place(at[0])
    queue = matchmaking(game).queues.get(effect.queue)
    now = milliseconds(parts.clock()) / 1000
    until = milliseconds(effect.until) / 1000
    if queue is None or not queue.fills or until <= now:
        return

    def mu(who: str) -> float:
        return rating_of(parts, game, queue.ladder, who).mu

    even = sum(map(mu, effect.rivals)) - sum(map(mu, effect.mates))
    gone = effect.instead_of
    players = (gone, *effect.mates, *effect.rivals)
    place = v.Place(at, effect.queue, effect.region, mu(gone), even, players, now, until)
    parts.waiting_room.change(game.name, needs={name: v.ABSENT}, put={name: v.pack(place)})
    schedule_tick(parts, game)


class Fill:
    """One pass over all empty places of a game, as a part of a tick.

    Removes chosen players from `known`.
    """

    def __init__(
        self, parts: Ports, game: Game, known: v.Everybody, values: Mapping[str, bytes], now: float
    ) -> None:
        self._parts, self._game, self._now = parts, game, now
        self._known, self._values = known, values
        self._queues = matchmaking(game).queues
        self._is_done = True

    def run(self) -> bool:
        """Fill what can be filled; return whether no chosen player remains to be seated."""
        offered = {who for each in self._known.offers.values() for who in each.players}
        for stream, place in self._known.places.items():
            if place.until <= self._now:
                self._parts.waiting_room.change(self._game.name, drop=(v.place(stream),))
            elif place.ticket is not None:
                self._seat(stream, place)
            elif (who := self._best(place, offered)) is not None:
                self._take(stream, place, who)
        return self._is_done

    def _best(self, place: v.Place, offered: set[str]) -> str | None:
        queue = self._queues.get(place.queue)
        if queue is None:
            return None
        alone = (
            Party(each.party, (each.rating,), each.born)
            for who, each in self._known.waiting.items()
            if each.is_for(place.queue, place.region, (who,))
            and who not in offered
            and who not in place.players
        )
        found = substitute(Vacancy(place.mu, place.even, place.born), alone, queue, self._now)
        return found.players[0] if found else None

    def _take(self, stream: str, place: v.Place, who: str) -> None:
        """Choose a player for a place, if neither has changed since it was read."""
        name, ticket = v.place(stream), v.waiting(who)
        until = self._now + TOLD_FOR
        taken = replace(place, username=who, ticket=self._known.waiting[who], until=until)
        if self._parts.waiting_room.change(
            self._game.name,
            needs={name: self._values[name], ticket: self._values[ticket]},
            drop=(ticket, v.seen(who)),
            put={name: v.pack(taken), v.found(who): v.pack(_found(stream, taken))},
        ):
            del self._known.waiting[who]
            self._seat(stream, taken)

    def _seat(self, stream: str, place: v.Place) -> None:
        """Seat the chosen player; after a failure the next tick tries again."""
        who, found = place.username, _found(stream, place)
        try:
            remember(self._parts, self._game, who, found, self._now)
            command = self._effect(place).fill(self._parts.clock(), who)
            command_id = f"{BY}/{v.place(stream)}"
            self._parts.handle(self._game, command, by=BY, command_id=command_id)
            told = TellFound(self._game.name, found.room, (who,))
            self._parts.queues.put("default", told)
        except CommandRefused:
            self._give_back(stream, place)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the next tick tries again
            self._parts.on_fault(fault)
            self._is_done = False
        else:
            self._forget(stream, place)

    def _forget(self, stream: str, place: v.Place) -> None:
        """Forget the place; if the cache was flushed meanwhile, tell its player again."""
        room, name, who = self._parts.waiting_room, v.place(stream), place.username
        if not room.change(self._game.name, needs={name: v.pack(place)}, drop=(name,)):
            put = {v.found(who): v.pack(_found(stream, place))}
            room.change(self._game.name, drop=(v.waiting(who), v.seen(who)), put=put)

    def _give_back(self, stream: str, place: v.Place) -> None:
        """Let a chosen player that can't be seated wait on from its old start, unless it left."""
        room, name, who = self._parts.waiting_room, v.place(stream), place.username
        forget(self._parts, self._game, who, self._now)
        is_told = {v.found(who): v.pack(_found(stream, place))}
        put = {v.waiting(who): v.pack(place.ticket), v.seen(who): str(self._now).encode()}
        drop = (name, v.found(who))
        if not room.change(self._game.name, needs=is_told, drop=drop, put=put):
            room.change(self._game.name, drop=(name,))

    def _effect(self, place: v.Place) -> Seek:
        stream, position, number = place.at
        effects = effects_at(self._parts, self._game, stream, position) or ()
        found = effects[number] if number < len(effects) else None
        if not isinstance(found, Seek):
            raise CommandRefused("no_such_place")
        return found


def _found(stream: str, place: v.Place) -> v.Found:
    return v.Found(parse_stream(stream).room, place.until, fills=True)
