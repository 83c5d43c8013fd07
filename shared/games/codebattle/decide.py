"""Decides what a command of a code battle brings about: one function a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, assert_never

from shared.games.codebattle import commands as c
from shared.games.codebattle import facts as f
from shared.games.codebattle.operators import (
    end_battle,
    end_early,
    replace_questions,
    reverse_attack,
    reverse_award,
    schedule_battle,
    start_battle,
)
from shared.games.codebattle.rules import earned
from shared.games.codebattle.state import Battle, Participant, points_of
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import REFUSED, Fact
from shared.kernel.names import player_stream
from shared.kernel.rules import Decision, Scope, States


def join_battle(command: c.JoinBattle, states: States) -> Decision:
    """Join before the start or while it runs; a returning participant keeps its state."""
    battle = _battle(command.room, states)
    if battle.phase(command.now) == "ended":
        raise CommandRefused("battle_ended")
    stream = participant_stream(command.room, command.username)
    match states[stream]:
        case None:
            rules = battle.rules
            joined = f.ParticipantJoined(
                command.now,
                command.room,
                command.username,
                command.player_id,
                rules.arrows_at_start,
                rules.shields_at_start,
            )
            return {stream: (joined,)}
        case Participant(player_id=owner) if owner != command.player_id:
            raise CommandRefused("name_taken")
        case Participant(active=True):
            raise CommandRefused("already_joined")
        case _:
            return {stream: (f.ParticipantReturned(command.now),)}


def answer(command: c.Answer, states: States) -> Decision:
    """A right answer earns the question's points and, by the rules, an arrow or a shield."""
    battle, stream, me = _player(command, states)
    question = battle.question(command.question)
    if question is None:
        raise CommandRefused("unknown_question")
    if question.id in me.solved:
        raise CommandRefused("already_solved")
    tries_left = battle.rules.tries_per_question - me.tries.get(question.id, 0)
    if tries_left <= 0:
        raise CommandRefused("no_tries_left")
    if not question.accepts(command.answer):
        missed = f.QuestionMissed(command.now, question.id, battle.questions_hash, tries_left - 1)
        return {stream: (missed,)}
    rules, solved = battle.rules, len(me.solved) + 1
    fact = f.QuestionSolved(
        command.now,
        question.id,
        battle.questions_hash,
        question.points,
        points_of(me.balance + question.points),
        earned(rules.arrow_every, solved, me.arrows, rules.max_arrows),
        earned(rules.shield_every, solved, me.shields, rules.max_shields),
    )
    return {stream: (fact,)}


def attack(command: c.Attack, states: States) -> Decision:
    """An arrow takes a shield, or points if there is no shield."""
    battle, stream, me = _player(command, states)
    if command.target == command.username:
        raise CommandRefused("own_target")
    if me.arrows <= 0:
        raise CommandRefused("no_arrows")
    target_stream = participant_stream(command.room, command.target)
    target = states[target_stream]
    if not isinstance(target, Participant) or not target.active:
        raise CommandRefused("no_target")
    if target.points <= 0:
        raise CommandRefused("target_has_no_points")
    now, blocked = command.now, target.shields > 0
    if blocked:
        shot = f.ArrowShot(now, command.target, blocked=True, points_deducted=0)
        return {stream: (shot,), target_stream: (f.ShieldUsed(now, command.username),)}
    lost = min(battle.rules.attack_points, target.points)
    shot = f.ArrowShot(now, command.target, blocked=False, points_deducted=lost)
    hit = f.PointLost(now, command.username, lost, target.points - lost)
    return {stream: (shot,), target_stream: (hit,)}


def leave_battle(command: c.LeaveBattle, states: States) -> Decision:
    """The participant keeps points and place, and can't be attacked until it returns."""
    _battle(command.room, states)
    stream = participant_stream(command.room, command.username)
    if not (isinstance(me := states[stream], Participant) and me.active):
        raise CommandRefused("not_joined")
    return {stream: (f.ParticipantLeft(command.now),)}


def abandon_attack(command: c.AbandonAttack, states: States) -> Decision:
    stream = participant_stream(command.room, command.username)
    if states[stream] is None:
        raise CommandRefused("not_joined")
    failed = f.AttackFailed(command.now, command.target, command.reason, command.attack_id)
    return {stream: (failed,)}


def _battle(battle: str, states: States) -> Battle:
    state = states[battle_stream(battle)]
    if not isinstance(state, Battle):
        raise CommandRefused("unknown_battle")
    return state


def _player(command: c.Answer | c.Attack, states: States) -> tuple[Battle, str, Participant]:
    battle = _battle(command.room, states)
    match battle.phase(command.now):
        case "scheduled":
            raise CommandRefused("battle_not_started", starts_at=battle.starts_at.isoformat())
        case "ended":
            raise CommandRefused("battle_ended")
        case "running":
            pass
    stream = participant_stream(command.room, command.username)
    me = states[stream]
    if not isinstance(me, Participant) or not me.active:
        raise CommandRefused("not_joined")
    return battle, stream, me


DECIDERS: Mapping[type[Any], Callable[[Any, States], Decision]] = {
    c.ScheduleBattle: schedule_battle,
    c.ReplaceQuestions: replace_questions,
    c.StartBattle: start_battle,
    c.EndBattle: end_battle,
    c.EndEarly: end_early,
    c.JoinBattle: join_battle,
    c.Answer: answer,
    c.Attack: attack,
    c.LeaveBattle: leave_battle,
    c.AbandonAttack: abandon_attack,
    c.ReverseAward: reverse_award,
    c.ReverseAttack: reverse_attack,
}


def decide(command: c.CodeBattleCommand, states: States) -> Decision:
    """Answer a command with facts, or raise CommandRefused."""
    return DECIDERS[type(command)](command, states)


def scope(command: c.CodeBattleCommand) -> Scope:
    """Name the streams that a command needs."""
    match command:
        case c.Answer() | c.JoinBattle() | c.LeaveBattle() | c.AbandonAttack() | c.ReverseAward():
            room = battle_stream(command.room)
            return Scope((player_stream(room, command.username),), (room,))
        case (
            c.ScheduleBattle()
            | c.ReplaceQuestions()
            | c.StartBattle()
            | c.EndBattle()
            | c.EndEarly()
        ):
            return Scope((battle_stream(command.room),))
        case c.Attack():
            room = battle_stream(command.room)
            writes = (player_stream(room, command.username), player_stream(room, command.target))
            return Scope(tuple(dict.fromkeys(writes)), (room,))
        case c.ReverseAttack():
            target = participant_stream(command.room, command.target)
            return Scope((target, participant_stream(command.room, command.attacker)))
        case _:
            assert_never(command)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    told: dict[str, Any] = {}
    for fact in facts:
        told |= _outcome(fact)
    return told


def owner(state: Any) -> str | None:
    """Return the id of the participant whose stream it is."""
    return state.player_id if isinstance(state, Participant) else None


def _outcome(fact: Fact) -> dict[str, Any]:
    match fact:
        case f.QuestionSolved():
            return {
                "correct": True,
                "points": fact.points,
                "total": fact.total,
                "arrows": fact.arrows,
                "shields": fact.shields,
            }
        case f.QuestionMissed():
            return {"correct": False, "tries_left": fact.tries_left}
        case f.ArrowShot():
            return {"blocked": fact.blocked, "points_deducted": fact.points_deducted}
        case f.ParticipantJoined():
            return {"username": fact.username, "arrows": fact.arrows, "shields": fact.shields}
        case f.AwardReversed() | f.AttackReversed():
            return {"total": fact.total}
        case f.AttackFailed():
            return {REFUSED: fact.reason}
        case _:
            return {}
