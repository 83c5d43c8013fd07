"""Lets a player wait for a match, accept or decline one, or stop waiting."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from shared.application.matchmaking import values as v
from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.rate_contest import rating_of
from shared.application.matchmaking.remember import forget, remembered
from shared.application.matchmaking.schedule import schedule_tick
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.kernel.matchmaking import Matchmaking, MatchQueue
from shared.kernel.moments import milliseconds
from shared.kernel.names import room_stream

MOST_WAITED = 120
"""Maximum seconds of earlier waiting that a client may claim: the server's record may be lost."""

PENALTY_MS = 30_000
"""Time for which a player that declined a match can't wait for another."""


class Wish(Struct, frozen=True):
    """The partners, queue and region that a player wishes; `waited` are seconds."""

    queue: str
    region: str
    party: tuple[str, ...] = ()
    waited: int = 0


class WaitStatus(Struct, frozen=True):
    """The status of a player: at most one of `offer` and `room` is set."""

    waits: bool
    since: float | None = None
    offer: v.Offer | None = None
    accepted: bool = False
    room: str | None = None


def wait(parts: Ports, game: Game, username: str, wish: Wish) -> WaitStatus:
    """Note that a player waits, and return its status; the client repeats this every few seconds.

    A party waits once all of its members have asked with the same party. A player waits in one
    queue: the last one that it named. A told room may come into being a moment later. After a flush
    of the cache, a player without any record may still have a match. Raises CommandRefused.
    """
    queue = _queue(game, wish.queue)
    party = tuple(sorted({username, *wish.party}))
    if len(party) > queue.size:
        raise CommandRefused("party_too_large", most=queue.size)
    if parts.coordination.get(penalty(game, username)) is not None:
        raise CommandRefused("declined_lately")
    now = milliseconds(parts.clock()) / 1000
    place = look(parts, game, username)
    if place.room is not None:
        under_way = (v.opening(place.room), v.place(room_stream(game.name, place.room)))
        if any(parts.waiting_room.get(game.name, under_way)):
            schedule_tick(parts, game)
        return place
    if not place.waits and (match := remembered(parts, game, username, now)):
        parts.waiting_room.change(game.name, put={v.found(username): v.pack(match)})
        return WaitStatus(waits=False, room=match.room)
    if place.offer is None:
        born = now - min(MOST_WAITED, max(0, wish.waited))
        ticket = v.Waiting(wish.queue, wish.region, party, born)
        place = _wait_on(parts, game, username, ticket, now)
    schedule_tick(parts, game)
    return place


def _wait_on(parts: Ports, game: Game, username: str, ticket: v.Waiting, now: float) -> WaitStatus:
    """Note that the player still waits, or that it waits for something new.

    A match that was made meanwhile has taken the ticket away: then return that match.
    """
    room, name = parts.waiting_room, v.waiting(username)
    put = {v.seen(username): str(now).encode()}
    (value,) = room.get(game.name, (name,))
    known = v.read_waiting(value)
    if value is not None and known and known.is_for(ticket.queue, ticket.region, ticket.party):
        if room.change(game.name, needs={name: value}, put=put):
            return WaitStatus(waits=True, since=known.born)
        return look(parts, game, username)
    rating = rating_of(parts, game, _queue(game, ticket.queue).ladder, username)
    born = min(ticket.born, known.born) if known else ticket.born
    put[name] = v.pack(replace(ticket, born=born, rating=rating))
    room.change(game.name, put=put)
    return WaitStatus(waits=True, since=born)


def look(parts: Ports, game: Game, username: str) -> WaitStatus:
    """Return the status of a player without changing anything."""
    room = parts.waiting_room
    names = (v.waiting(username), v.offered(username), v.found(username))
    waiting, offered, found = room.get(game.name, names)
    now = milliseconds(parts.clock()) / 1000
    entry, match = v.read_waiting(waiting), v.read_found(found)
    if match is not None and now < match.until:
        return WaitStatus(waits=False, room=match.room)
    since = entry.born if entry else None
    if entry is None or offered is None:
        return WaitStatus(waits=entry is not None, since=since)
    offer_id = offered.decode()
    asked = (v.offer(offer_id), v.answer(offer_id, username))
    offer, answer = room.get(game.name, asked)
    return WaitStatus(True, since, v.read_offer(offer), answer == b"true")


def leave(parts: Ports, game: Game, username: str) -> None:
    """Stop waiting; a player that has an offer declines it. A match that was found goes on."""
    names = (v.waiting(username), v.offered(username))
    waiting, offered = parts.waiting_room.get(game.name, names)
    if offered is not None:
        parts.coordination.put(penalty(game, username), b"1", PENALTY_MS)
    if waiting is None:
        forget(parts, game, username, milliseconds(parts.clock()) / 1000)
    parts.waiting_room.change(game.name, drop=(*names, v.seen(username), v.found(username)))


def answer(parts: Ports, game: Game, username: str, offer_id: str, *, accepts: bool) -> None:
    """Accept or decline an offer; raise CommandRefused for an offer that the player does not have.

    A player that declines stops waiting, so a no counts until the match is made, even after a yes.
    """
    room, own = parts.waiting_room, (v.waiting(username), v.offered(username))
    names = (v.offer(offer_id), *own)
    values = room.get(game.name, names)
    put = {v.answer(offer_id, username): b"true"} if accepts else None
    drop = () if accepts else (*own, v.seen(username))
    needs = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    is_offered = len(needs) == len(names) and values[-1] == offer_id.encode()
    if not is_offered or not room.change(game.name, needs=needs, put=put, drop=drop):
        raise CommandRefused("no_such_offer")
    if not accepts:
        parts.coordination.put(penalty(game, username), b"1", PENALTY_MS)
    schedule_tick(parts, game)


def penalty(game: Game, username: str) -> str:
    return f"declined:{game.name}/{username}"


def _queue(game: Game, name: str) -> MatchQueue:
    queues = matchmaking(game).queues
    if name not in queues:
        raise CommandRefused("unknown_queue")
    return queues[name]


def matchmaking(game: Game) -> Matchmaking:
    if game.matchmaking is None:
        raise CommandRefused("unknown_queue")
    return game.matchmaking
