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
    """One's friends and who of them is here, who was asked or asks, and whom one blocks."""
    found = list_friends(parts, identity.player_id)
    return w.FriendsAnswer.model_validate({"friends": to_builtins(found)})


@router.put("/{username}")
def asked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Ask a player to be friends; to one who has asked already it is a yes."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "ask"))


@router.post("/{username}/accept")
def accepted(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Say yes to a player who has asked."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "accept"))


@router.delete("/{username}")
def ended(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """End a friendship, take back an ask, or say no to one."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "end"))


@router.put("/{username}/block")
def blocked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Hear nothing of a player any more, who is not told so."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "block"))


@router.delete("/{username}/block")
def unblocked(username: Username, parts: Parts, identity: Player) -> w.StandingAnswer:
    """Let a player ask again."""
    return w.StandingAnswer(standing=befriend(parts, identity.player_id, username, "unblock"))
