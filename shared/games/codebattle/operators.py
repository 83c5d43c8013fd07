"""Decides the commands of operators."""

from __future__ import annotations

from msgspec.json import encode

from shared.games.codebattle import commands as c
from shared.games.codebattle import facts as f
from shared.games.codebattle.questions import Question, content_hash
from shared.games.codebattle.rules import MAX_PACK_BYTES, MAX_POINTS, MAX_QUESTIONS
from shared.games.codebattle.state import Battle, Participant, points_of
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import KNOWN_WITHIN, Decision, States


def schedule_battle(command: c.ScheduleBattle, states: States) -> Decision:
    """Create a battle that has not ended yet, with a valid pack of questions."""
    stream = battle_stream(command.room)
    if states[stream] is not None:
        raise CommandRefused("battle_exists")
    if command.ends_at <= max(command.starts_at, command.now):
        raise CommandRefused("ends_too_early")
    _check_pack(command.questions)
    scheduled = f.BattleScheduled(
        command.now,
        command.room,
        command.title,
        command.starts_at,
        command.ends_at,
        command.rules,
        command.questions,
        content_hash(command.questions),
    )
    return {stream: (scheduled,)}


def replace_questions(command: c.ReplaceQuestions, states: States) -> Decision:
    """Replace the pack of a battle that starts late enough for every process to know it by then."""
    stream = battle_stream(command.room)
    battle = _known(states[stream])
    if command.now >= battle.starts_at - KNOWN_WITHIN:
        raise CommandRefused("questions_frozen", questions_hash=battle.questions_hash)
    _check_pack(command.questions)
    fact = f.QuestionsReplaced(command.now, command.questions, content_hash(command.questions))
    return {stream: (fact,)}


def start_battle(command: c.StartBattle, states: States) -> Decision:
    """Announce the start once, and never after the end has been announced."""
    stream = battle_stream(command.room)
    battle = _known(states[stream])
    if battle.phase(command.now) == "scheduled":
        raise CommandRefused("battle_not_started", starts_at=battle.starts_at.isoformat())
    if battle.start_announced or battle.end_announced:
        return {}
    return {stream: (f.BattleStarted(command.now, battle.questions_hash),)}


def end_battle(command: c.EndBattle, states: States) -> Decision:
    """Announce the end once."""
    stream = battle_stream(command.room)
    battle = _known(states[stream])
    if battle.phase(command.now) != "ended":
        raise CommandRefused("battle_running", ends_at=battle.ends_at.isoformat())
    if battle.end_announced:
        return {}
    return {stream: (f.BattleEnded(command.now, early=False, ends_at=battle.ends_at),)}


def end_early(command: c.EndEarly, states: States) -> Decision:
    """End a battle as soon as every process can know of it; one that is over stays as it is."""
    stream = battle_stream(command.room)
    battle = _known(states[stream])
    if battle.end_announced:
        return {}
    over = battle.phase(command.now) == "ended"
    ends_at = battle.ends_at if over else min(battle.ends_at, command.now + KNOWN_WITHIN)
    return {stream: (f.BattleEnded(command.now, early=not over, ends_at=ends_at),)}


def reverse_award(command: c.ReverseAward, states: States) -> Decision:
    """Take back all that the award gave, even what was lost or used meanwhile."""
    stream = participant_stream(command.room, command.username)
    me = _participant(states[stream])
    if command.position in me.reversed_awards:
        raise CommandRefused("already_reversed")
    fact = f.AwardReversed(
        command.now,
        command.position,
        command.question,
        command.points,
        command.arrows,
        command.shields,
        points_of(me.balance - command.points),
        command.reason,
    )
    return {stream: (fact,)}


def reverse_attack(command: c.ReverseAttack, states: States) -> Decision:
    """Give back what the attack took and what it cost, regardless of the limits on earning."""
    stream = participant_stream(command.room, command.target)
    target = _participant(states[stream])
    attacker_stream = participant_stream(command.room, command.attacker)
    _participant(states[attacker_stream])
    if command.position in target.reversed_attacks:
        raise CommandRefused("already_reversed")
    undone = f.AttackReversed(
        command.now,
        command.position,
        command.attacker,
        command.points,
        command.shields,
        points_of(target.balance + command.points),
        command.reason,
    )
    back = f.ArrowReturned(command.now, command.target, command.position, command.reason)
    return {stream: (undone,), attacker_stream: (back,)}


def _known(state: object) -> Battle:
    if not isinstance(state, Battle):
        raise CommandRefused("unknown_battle")
    return state


def _participant(state: object) -> Participant:
    if not isinstance(state, Participant):
        raise CommandRefused("not_joined")
    return state


def _check_pack(questions: tuple[Question, ...]) -> None:
    ids = {each.id for each in questions}
    if not 1 <= len(questions) <= MAX_QUESTIONS or len(ids) < len(questions):
        raise CommandRefused("bad_questions", most=MAX_QUESTIONS)
    if any(not each.answers or "" in each.accepted or each.points < 1 for each in questions):
        raise CommandRefused("bad_questions", most=MAX_QUESTIONS)
    if sum(each.points for each in questions) > MAX_POINTS:
        raise CommandRefused("too_many_points", most=MAX_POINTS)
    if len(encode(questions)) > MAX_PACK_BYTES:
        raise CommandRefused("questions_too_large", most_bytes=MAX_PACK_BYTES)
