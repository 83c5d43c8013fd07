"""Routes by which an operator sees a player's tier, and archives or restores a player."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from msgspec import to_builtins

from functions.http.acting import Admin, Supporter
from functions.http.caller import Operator, Parts
from shared.application.archive.delete import delete
from shared.application.archive.freeze import freeze_now
from shared.application.archive.thaw import restore
from shared.application.archive.tiers_report import report, sections_of
from shared.application.lifecycle.playing import room_of_player
from shared.archive.snapshot import canonical
from shared.archive.tiers import Header
from shared.economy.names import Names
from shared.kernel.errors import CommandRefused
from shared.kernel.players import operator_name
from shared.runtime.bootstrap import Application
from shared.wire import players_http as w
from shared.wire.http import Username

router = APIRouter(prefix="/v1/players", tags=["players"])
tiers = APIRouter(prefix="/v1/tiers", tags=["players"])


@tiers.get("")
def all_tiers(
    parts: Parts,
    _: Operator,
    cold_after: Annotated[float | None, Query(gt=0, le=36_500)] = None,
) -> w.TiersAnswer:
    """Show each tier's number of players and cost, and how long ago players were seen (operator).

    With `cold_after`, in days, also show how many of them such a policy would archive.
    """
    asked = None if cold_after is None else timedelta(days=cold_after)
    return w.TiersAnswer.model_validate(to_builtins(report(parts, asked)))


@router.get("/{username}")
def one(username: Username, parts: Parts, _: Operator) -> w.PlayerAnswer:
    """Show the tier of a player (operator)."""
    return _shown(parts, _id(parts, username))


@router.post("/{username}/freeze")
def frozen(username: Username, parts: Parts, by: Supporter) -> w.MovedAnswer:
    """Archive a player now (support), no matter how recently the player was seen.

    A player who is in a running room is refused as `playing`, with the `room`.
    """
    player = _id(parts, username)
    with by.act("players.freeze", username):
        result = freeze_now(parts, player, room_of_player(parts, username))
    return w.MovedAnswer(result=result, player=_shown(parts, player))


@router.post("/{username}/thaw")
def thawed(username: Username, parts: Parts, by: Supporter) -> w.MovedAnswer:
    """Restore a player from the archive (support). This does not count as seeing the player."""
    player = _id(parts, username)
    with by.act("players.thaw", username):
        result = restore(parts, player, released=True)
    return w.MovedAnswer(result=result, player=_shown(parts, player))


@router.get("/{username}/export", response_class=Response)
def exported(username: Username, parts: Parts, by: Supporter) -> Response:
    """Export all data that is kept of a player, as one file (support)."""
    player = _id(parts, username)
    with by.act("players.export", username):
        body = canonical(player, sections_of(parts, _header(parts, player)))
    named = f'attachment; filename="{player}.json"'
    return Response(body, media_type="application/json", headers={"Content-Disposition": named})


@router.delete("/{username}")
def deleted(username: Username, parts: Parts, by: Admin) -> w.DeletedAnswer:
    """Delete all rows and objects of a player permanently (admin)."""
    player = _id(parts, username)
    with by.act("players.delete", player):
        proof = delete(parts, player, operator_name(by.identity))
    return w.DeletedAnswer(result=proof.result, sha256=proof.sha256)


def _id(parts: Application, username: str) -> str:
    return Names(parts.players.ids_of).player(username)


def _header(parts: Application, player: str) -> Header:
    header = parts.player_store.find(player)
    if header is None:  # one who was last here before there were tiers
        raise CommandRefused("unknown_player")
    return header


def _shown(parts: Application, player: str) -> w.PlayerAnswer:
    return w.PlayerAnswer.model_validate(to_builtins(_header(parts, player)))
