"""Routes by which operators look at games, players, rosters and channels; they change nothing."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from msgspec.json import schema

from functions.http.caller import Operator, Parts
from functions.http.errors import Problem
from shared.application.ports import CacheUnavailable
from shared.kernel.facts import OperatorCommand
from shared.kernel.game import Game
from shared.kernel.names import ValueChannel, match_channel, parse_stream, room_stream, roster
from shared.runtime.bootstrap import Application
from shared.wire import http as h
from shared.wire import operators_http as w
from shared.wire.commands import wire_name
from shared.wire.paging import page_of

router = APIRouter(prefix="/v1/operators", tags=["operators"])

MOST_OF_ROSTER = 20_000
"""Maximum players of a room that one look reads: the largest room planned for."""

MOST_SUBSCRIBERS = 1_000
SHOWN = 100


@router.get("/games")
def games(parts: Parts, _: Operator) -> w.GamesAnswer:
    """List the games of this stage, each with the commands that operators may send."""
    return w.GamesAnswer(games=[_game(parts, each) for each in parts.games])


@router.get("/players/{who}")
def player(who: Annotated[w.Who, Path()], parts: Parts, _: Operator) -> w.PlayerAnswer:
    """Show a player's account and live connection. `who` is an id, or a username in any case."""
    found = parts.players.named(who) or parts.players.get(who)
    if found is None:
        raise Problem(404, "unknown_player", "nobody has this name or id")
    connection = parts.logins.current(found.player_id)
    opened = parts.connections.get(connection) if connection else None
    channels = list(islice(parts.subscriptions.channels(connection), SHOWN)) if connection else []
    return w.PlayerAnswer(
        player_id=found.player_id,
        username=found.username,
        created_at=found.created_at,
        guest=not found.subject,
        connection=connection,
        connected_at=opened.connected_at if opened else None,
        channels=channels,
    )


@router.get("/rooms/{game}/{room}/players")
def players(
    game: h.Id,
    room: h.Id,
    parts: Parts,
    _: Operator,
    text: w.Part = "",
    after: Annotated[h.Username | None, Query()] = None,
    limit: h.Limit = 50,
) -> w.RosterAnswer:
    """List the players of a room whose usernames contain `text`, ordered by name."""
    family = roster(room_stream(parts.games.get(game).name, room))
    read = list(islice(parts.log.streams(family), MOST_OF_ROSTER + 1))
    names = sorted(parse_stream(each).username for each in read[:MOST_OF_ROSTER])
    wanted = (name for name in names if text in name and name > (after or ""))
    shown, last = page_of(wanted, limit, lambda name: name)
    more = len(read) > MOST_OF_ROSTER
    return w.RosterAnswer(players=shown, after=last, counted=len(names), more=more)


@router.get("/channels/{channel:path}")
def channel(channel: w.ChannelName, parts: Parts, _: Operator) -> w.ChannelAnswer:
    """Show who is subscribed to a channel on functions; for a presence channel, who is present."""
    meant = match_channel(channel)
    if meant is None:
        raise Problem(404, "unknown_channel", "there is no such channel")
    found = list(islice(parts.subscriptions.members(channel), MOST_SUBSCRIBERS + 1))
    counted = found[:MOST_SUBSCRIBERS]
    is_presence = isinstance(meant, ValueChannel) and meant.kind == "presence"
    present, sample = _present(parts, channel) if is_presence else (None, [])
    return w.ChannelAnswer.model_validate(
        {
            "channel": channel,
            "counted": len(counted),
            "more": len(found) > MOST_SUBSCRIBERS,
            "subscribers": [_subscriber(each) for each in counted[:SHOWN]],
            "present": present,
            "sample": sample,
        }
    )


def _present(parts: Application, channel: str) -> tuple[int | None, list[str]]:
    try:
        return parts.coordination.present(channel, parts.clock(), SHOWN)
    except CacheUnavailable:
        return None, []


def _subscriber(each: Any) -> dict[str, Any]:
    return {name: getattr(each, name) for name in ("channel", "username", "connection", "offset")}


def _game(parts: Application, game: Game) -> w.GameAnswer:
    return w.GameAnswer(
        name=game.name,
        lists_rooms=game.schedule is not None,
        board=game.board is not None,
        presence=game.presence,
        reversible=game.undo is not None,
        modes=[*game.matchmaking.queues] if game.matchmaking else [],
        commands=[
            w.CommandAnswer(
                type=wire_name(game, kind.kind), about=frame.__doc__ or "", frame=schema(frame)
            )
            for frame, kind in parts.frames.kinds.items()
            if kind.game is game and issubclass(kind.kind, OperatorCommand)
        ],
    )
