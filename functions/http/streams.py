"""The route that shows any past moment of a stream."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from functions.http.caller import Caller, Parts, is_operator
from functions.http.errors import Problem
from shared.application.commands.load import load
from shared.application.commands.replay import replay
from shared.application.players.ports import Identity
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.state import Battle, Participant
from shared.games.codebattle.view import battle_view, facts_view, participant_view
from shared.kernel.facts import Folded
from shared.runtime.bootstrap import Application
from shared.wire import http as w

router = APIRouter(prefix="/v1/streams", tags=["replay"])

LAST_COMMITS = 100


@router.get("/{stream:path}")
def replayed(
    stream: w.StreamId,
    parts: Parts,
    identity: Caller,
    position: Annotated[w.Position | None, Query()] = None,
    at: w.Moment | None = None,
) -> w.ReplayAnswer:
    """A stream as it was at a position or a time; for its participant, or an operator."""
    newest = load(parts.log, parts.cache, CODE_BATTLE, stream)
    if newest.state is None:
        raise Problem(404, "unknown_stream", "there is no such stream")
    if not _may_see(newest, identity):
        raise Problem(403, "not_allowed", "a stream is shown to its participant and to operators")
    now = position is None and at is None
    folded = newest if now else replay(parts.log, CODE_BATTLE, stream, position=position, at=at)
    return w.ReplayAnswer(
        stream=stream,
        position=folded.position,
        state=_state(parts, folded.state),
        commits=_commits(parts, stream, folded.position),
    )


def _may_see(folded: Folded, identity: Identity) -> bool:
    if is_operator(identity):
        return True
    match folded.state:
        case Participant(player_id=owner):
            return bool(owner == identity.player_id)
        case _:
            return False


def _state(parts: Application, state: Any) -> dict[str, Any] | None:
    match state:
        case Participant():
            return participant_view(state)
        case Battle():
            return battle_view(state, parts.clock())
        case _:
            return None


def _commits(parts: Application, stream: str, position: int) -> list[w.CommitAnswer]:
    first = max(0, position - LAST_COMMITS)
    return [
        w.CommitAnswer(
            position=commit.position,
            at=commit.at,
            by=commit.by,
            command_id=commit.command_id,
            facts=facts_view(commit.facts),
        )
        for commit in parts.log.read(stream, after=first, limit=position - first)
    ]
