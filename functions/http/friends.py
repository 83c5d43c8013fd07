"""Routes of friends: asking, accepting, ending, blocking, and listing who is online."""

from __future__ import annotations

from fastapi import APIRouter
from msgspec import to_builtins

from functions.http.caller import Parts
from functions.http.orders import Player
from shared.application.players.friends import befriend, list_friends
from shared.wire import friends_http as w
from shared.wire.http import Username

router = APIRouter(prefix="/v1/friends", tags=["friends"])


@router.get("")
def listed(parts: Parts, identity: Player) -> w.FriendsAnswer:
    """List the caller's friends and whether they are online, open requests, and blocked players."""
    found = list_friends(parts, identity.player_id)
    return w.FriendsAnswer.model_validate({"friends": to_builtins(found)})


@router.put("/{username}")
def asked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Send a friend request. If the other player has sent one already, this accepts it."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "ask"))


@router.post("/{username}/accept")
def accepted(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Accept a player's friend request."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "accept"))


@router.delete("/{username}")
def ended(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """End a friendship, withdraw a friend request, or reject one."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "end"))


@router.put("/{username}/block")
def blocked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Block a player. The blocked player is not told, and its requests stay unanswered."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "block"))


@router.delete("/{username}/block")
def unblocked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Unblock a player, who may send a friend request again."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "unblock"))
