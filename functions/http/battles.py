"""Routes about battles: what operators do, what players do and see."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from msgspec import convert
from msgspec.structs import asdict

from functions.http.caller import Caller, Operator, Parts, is_operator
from functions.http.errors import Problem
from shared.application.commands.load import load
from shared.application.commands.ports import Postponed
from shared.application.commands.reverse import reversal_of
from shared.application.lifecycle.list_battles import Cursor, Filter, list_battles
from shared.application.lifecycle.project_battle import project_battle
from shared.application.players.ports import Identity
from shared.games.codebattle import commands as c
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Battle, Participant, Phase
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.games.codebattle.view import battle_view, others_view, participant_view
from shared.kernel.facts import Command
from shared.runtime.bootstrap import Application
from shared.wire import http as w

router = APIRouter(prefix="/v1/battles", tags=["battles"])


@router.post("", status_code=201)
def create(body: w.BattleBody, parts: Parts, by: Operator, response: Response) -> w.BattleAnswer:
    """Schedule a battle (operator); without an id it gets one."""
    battle = body.battle or parts.new_id()
    command = c.ScheduleBattle(
        parts.clock(),
        battle,
        body.title,
        body.starts_at,
        body.ends_at,
        _questions(body.questions),
        convert(body.rules.model_dump(), Rules),
    )
    _operate(parts, command, by, f"schedule:{battle}")
    response.headers["Location"] = f"/v1/battles/{battle}"
    return _battle(parts, battle)


@router.get("")
def listed(
    parts: Parts,
    phase: Phase | None = None,
    since: w.Moment | None = None,
    until: w.Moment | None = None,
    after: Annotated[w.BattleCursor | None, Query()] = None,
    limit: Annotated[w.Limit, Query()] = 50,
) -> w.BattlesAnswer:
    """What runs, in order of its end; what comes, in order of its start; what is over, last first.

    `since` and `until` are of a scheduled battle's start and of any other's end.
    """
    now = parts.clock()
    place = Cursor.parse(after) if after else None
    found, more = list_battles(parts.views, now, Filter(phase, since, until), place, limit)
    shown = [asdict(each) | {"phase": each.phase(now)} for each in found]
    return w.BattlesAnswer.model_validate({"battles": shown, "after": more and str(more)})


@router.get("/{battle}")
def shown(battle: w.Id, parts: Parts) -> w.BattleAnswer:
    """One battle; its questions from the start on."""
    return _battle(parts, battle)


@router.put("/{battle}/questions")
def questions(battle: w.Id, body: w.QuestionsBody, parts: Parts, by: Operator) -> w.BattleAnswer:
    """Replace the questions (operator); refused from ten seconds before the start on."""
    command = c.ReplaceQuestions(parts.clock(), battle, _questions(body.questions))
    _operate(parts, command, by, parts.new_id())
    return _battle(parts, battle)


@router.post("/{battle}/end")
def end(battle: w.Id, parts: Parts, by: Operator) -> w.BattleAnswer:
    """End a battle before its time (operator): soon, and `ends_at` of the answer says when."""
    _operate(parts, c.EndBattle(parts.clock(), battle, early=True), by, f"end:{battle}")
    return _battle(parts, battle)


@router.post("/{battle}/reversals", status_code=201)
def reverse(battle: w.Id, body: w.ReversalBody, parts: Parts, by: Operator) -> w.OutcomeAnswer:
    """Undo an award, or an attack on a participant, by a new fact (operator)."""
    stream = participant_stream(battle, body.username)
    command = reversal_of(parts.log, stream, body.position, body.reason, parts.clock())
    command_id = f"reverse/{body.position}/{body.username}"  # no player can make one with a slash
    handled = parts.handle(command, by=by.player_id, command_id=command_id)
    return w.OutcomeAnswer(id=command_id, outcome=dict(handled.outcome))


@router.post("/{battle}/commands")
def command(
    battle: w.Id, body: w.CommandBody, parts: Parts, identity: Caller, response: Response
) -> w.OutcomeAnswer:
    """Play without a socket: the same commands, the same outcomes."""
    try:
        meant = _command(battle, body, identity, parts.clock())
        handled = parts.handle(meant, by=identity.player_id, command_id=body.id)
    except Postponed:
        response.status_code = 202
        return w.OutcomeAnswer(id=body.id, postponed=True)
    return w.OutcomeAnswer(id=body.id, outcome=dict(handled.outcome))


@router.get("/{battle}/participants/{username}", response_model_exclude_unset=True)
def participant(
    battle: w.Id, username: w.Username, parts: Parts, identity: Caller
) -> w.ParticipantAnswer:
    """A participant, as the caller may see it."""
    stream = participant_stream(battle, username)
    me = load(parts.log, parts.cache, CODE_BATTLE, stream).state
    if not isinstance(me, Participant):
        raise Problem(404, "unknown_participant", "nobody of that name is in that battle")
    own = me.player_id == identity.player_id or is_operator(identity)
    return w.ParticipantAnswer.model_validate(participant_view(me) if own else others_view(me))


def _command(
    battle: str, body: w.CommandBody, identity: Identity, now: datetime
) -> c.CodeBattleCommand:
    name = identity.username
    match body:
        case w.JoinBody():
            return c.JoinBattle(now, battle, name, identity.player_id)
        case w.AnswerBody():
            return c.Answer(now, battle, name, body.question, body.answer)
        case w.AttackBody():
            return c.Attack(now, battle, name, body.target)
        case w.LeaveBody():
            return c.LeaveBattle(now, battle, name)


def _operate(parts: Application, command: Command, by: Identity, command_id: str) -> None:
    """Handle an operator's command and show it in the list of battles at once."""
    handled = parts.handle(command, by=by.player_id, command_id=command_id)
    project_battle(parts.views, parts.log, parts.cache, handled.commits)


def _battle(parts: Application, battle: str) -> w.BattleAnswer:
    state = load(parts.log, parts.cache, CODE_BATTLE, battle_stream(battle)).state
    if not isinstance(state, Battle):
        raise Problem(404, "unknown_battle", "there is no such battle")
    return w.BattleAnswer.model_validate(battle_view(state, parts.clock()))


def _questions(bodies: list[w.QuestionBody]) -> tuple[Question, ...]:
    plain: list[dict[str, Any]] = [each.model_dump() for each in bodies]
    return convert(plain, tuple[Question, ...])
