"""A tick of the matchmaker: judges offers, finds matches, and opens their rooms.

Wherever a tick is interrupted, nobody is in two matches: one atomic step takes the players out of
those who wait and notes the match, if all of them still wait. This tick or a later one opens a
noted match, under an id that follows from its players. Before that step the match is remembered for
each player where no flush reaches it, and counts as soon as its room is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from shared.application.matchmaking import values as v
from shared.application.matchmaking.fill import Fill
from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.remember import remember
from shared.application.matchmaking.schedule import schedule_tick, tick_key
from shared.application.matchmaking.wait import PENALTY_MS, matchmaking, penalty
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.kernel.moments import milliseconds
from shared.matchmaking.find import find
from shared.matchmaking.party import Party
from shared.wire.messages import MakeMatches, TellFound, TellOffered

BY = "matchmaker"
SILENT_AFTER = 30.0
"""Seconds after which a silent player no longer waits."""

TOLD_FOR = 120.0
"""Seconds for which a player is told of its match."""

RUN_MS = 10_000
"""Maximum run time of a tick; if its process dies, the next one waits that long."""


def tick(parts: Ports, message: MakeMatches) -> None:
    """Make matches of a game, in one process at a time, and go on while players wait."""
    game = parts.games.get(message.game)
    parts.coordination.release(tick_key(game.name), message.token)
    token = parts.coordination.claim(f"{tick_key(game.name)}:run", RUN_MS)
    if token is None:
        schedule_tick(parts, game)
        return
    try:
        go_on = _Tick(parts, game).run()
    finally:
        parts.coordination.release(f"{tick_key(game.name)}:run", token)
    if go_on:
        schedule_tick(parts, game)


class _Tick:
    def __init__(self, parts: Ports, game: Game) -> None:
        self.parts, self.game = parts, game
        self.rules = matchmaking(game)
        self.now = milliseconds(parts.clock()) / 1000
        self.values = parts.waiting_room.read(game.name)
        self.known = v.sorted_out(self.values)

    def run(self) -> bool:
        """Run the tick; return whether there is more to do."""
        for match in self.known.opening.values():
            self._open_again(match)
        for offer in list(self.known.offers.values()):
            self._judge(offer)
        self._forget()
        all_seated = Fill(self.parts, self.game, self.known, self.values, self.now).run()
        for offer, accept_seconds in list(self._matches()):
            if accept_seconds:
                self._offer(offer)
            else:
                self._take(offer)
        return bool(self.known.waiting) or not all_seated

    def _forget(self) -> None:
        """Drop silent players, matches that were told long ago, and unreadable values.

        A player that has a match does not wait either: its last sign of waiting came while the
        match was made.
        """
        told = [who for who, each in self.known.found.items() if each.until <= self.now]
        playing = self.known.found.keys() - told
        gone = [
            who
            for who in self.known.waiting
            if who in playing or self.known.seen.get(who, 0.0) < self.now - SILENT_AFTER
        ]
        for who in gone:
            del self.known.waiting[who]
        silent = self.known.seen.keys() - self.known.waiting.keys()
        drop = [*map(v.waiting, gone), *map(v.seen, silent), *map(v.found, told)]
        drop += self.known.unreadable
        if drop:
            self.parts.waiting_room.change(self.game.name, drop=drop)

    def _matches(self) -> Iterator[tuple[v.Offer, int]]:
        offered = {who for each in self.known.offers.values() for who in each.players}
        waiting = self.known.waiting
        pools: dict[tuple[str, str], dict[tuple[str, ...], Party]] = {}
        for each in waiting.values():
            party = [waiting.get(who) for who in each.party]
            whole = all(
                one is not None
                and (one.party, one.queue, one.region) == (each.party, each.queue, each.region)
                for one in party
            )
            if whole and offered.isdisjoint(each.party):
                ratings = tuple(one.rating for one in party if one)
                born = min(one.born for one in party if one)
                pool = pools.setdefault((each.queue, each.region), {})
                pool[each.party] = Party(each.party, ratings, born)
        for (name, region), pool in pools.items():
            queue = self.rules.queues.get(name)
            for teams in find(pool.values(), queue, self.now) if queue else ():
                names = tuple(tuple(who for one in team for who in one.players) for team in teams)
                match = v.id_of(waiting[who] for team in names for who in team)
                seconds = queue.accept_seconds if queue else 0
                yield v.Offer(match, names, self.now + seconds, name, region), seconds

    def _offer(self, offer: v.Offer) -> None:
        """Note the offer, and tell its players.

        One that is not reached learns of it with its next request.
        """
        put = {v.offered(who): offer.id.encode() for who in offer.players}
        if self.parts.waiting_room.change(
            self.game.name,
            needs=self._tickets(offer),
            put=put | {v.offer(offer.id): v.pack(offer)},
        ):
            until = datetime.fromtimestamp(offer.until, UTC)
            told = TellOffered(self.game.name, offer.id, until, tuple(offer.players))
            self.parts.queues.put("default", told)

    def _judge(self, offer: v.Offer) -> None:
        """Take an offer that all accepted; end one that a player left or let expire.

        A player that let it expire stops waiting, for a while. The others go on waiting, from their
        old start.
        """
        missing = [who for who in offer.players if f"{offer.id}:{who}" not in self.known.accepted]
        is_offered = {v.offered(who): offer.id.encode() for who in offer.players}
        if not missing and self._take(offer, needs=is_offered):
            return
        is_open = self.now < offer.until
        if missing and is_open and self.known.waiting.keys() >= set(offer.players):
            return
        blamed = [] if is_open else missing
        for who in blamed:
            self.parts.coordination.put(penalty(self.game, who), b"1", PENALTY_MS)
            self.known.waiting.pop(who, None)
        drop = [*_traces(offer), *map(v.waiting, blamed), *map(v.seen, blamed)]
        self.parts.waiting_room.change(self.game.name, drop=drop)
        del self.known.offers[offer.id]

    def _tickets(self, match: v.Offer) -> dict[str, bytes]:
        """Return the tickets of the match's players as they were when the match was made."""
        return {name: self.values[name] for name in map(v.waiting, match.players)}

    def _take(self, match: v.Offer, needs: Mapping[str, bytes] | None = None) -> bool:
        """Take the players out of those who wait and note their match, atomically; then open it.

        Nothing happens if a player is gone or waits for something else by now, or if one of the
        values in `needs` has changed.
        """
        if not self.known.waiting.keys() >= set(match.players):
            return False
        tickets = self._tickets(match)
        found = v.Found(match.id, self.now + TOLD_FOR)
        for who in match.players:
            remember(self.parts, self.game, who, found, self.now)
        taken = self.parts.waiting_room.change(
            self.game.name,
            needs=tickets | dict(needs or {}),
            drop=[*tickets, *map(v.seen, match.players), *_traces(match)],
            put=_told(match, found) | {v.opening(match.id): v.pack(match)},
        )
        if taken:
            for who in match.players:
                self.known.waiting.pop(who, None)
            self._open(match, found)
        return taken

    def _command(self, match: v.Offer) -> Command:
        rules = self.rules
        command = rules.open(self.parts.clock(), match.id, self.parts.chance(), match.teams)
        queue = rules.queues.get(match.queue)
        if queue and queue.fills and rules.fill:
            return rules.fill(command, match.queue, match.region)
        return command

    def _open_again(self, match: v.Offer) -> None:
        """Open a match's room again, in case it is not there, while its players are told of it."""
        told = (self.known.found.get(who) for who in match.players)
        for found in told:
            if found and found.room == match.id and self.now < found.until:
                self._open(match, found)
                return
        self.parts.waiting_room.change(self.game.name, drop=(v.opening(match.id),))

    def _open(self, match: v.Offer, found: v.Found) -> None:
        """Open the room, idempotently; a failure holds up no other match.

        If the cache was flushed meanwhile, its players are told of the match again.
        """
        try:
            command = self._command(match)
            with suppress(CommandRefused):  # it is open, and its stream has forgotten who opened it
                self.parts.handle(self.game, command, by=BY, command_id=f"{BY}/{match.id}")
            told = TellFound(self.game.name, match.id, tuple(match.players))
            self.parts.queues.put("default", told)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the next tick tries again
            self.parts.on_fault(fault)
            return
        room, opening = self.parts.waiting_room, v.opening(match.id)
        if not room.change(self.game.name, needs={opening: v.pack(match)}, drop=(opening,)):
            drop = [*map(v.waiting, match.players), *map(v.seen, match.players)]
            room.change(self.game.name, drop=drop, put=_told(match, found))


def _told(match: v.Offer, found: v.Found) -> dict[str, bytes]:
    return {v.found(who): v.pack(found) for who in match.players}


def _traces(offer: v.Offer) -> list[str]:
    """Name all values that an offer has."""
    players = offer.players
    answers = [v.answer(offer.id, who) for who in players]
    return [v.offer(offer.id), *map(v.offered, players), *answers]
