"""Rules about commands: once in the log, one answer for each id (docs/protocol.md, "Commands")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import inf

from tests.history.record import COMMANDS, ORDERS, OUTCOMES, Commit, Frame, Heard, History, Sent

REUSED = "command_id_reused"


def acknowledged_is_in_the_log(history: History) -> Iterator[str]:
    """What is told as done, accepted or refused is one commit of the player's stream.

    An outcome is told as the commit has it. A refusal that promises nothing is not in the log.
    """
    asked = _first_sent(history)
    for (player, command), answers in _answers(history).items():
        found = own_commits(history, player, command)
        early = asked[player, command] < joined(history, player)
        for answer in answers:
            if answer["type"] == "error" or (answer["type"] == "refused" and early):
                continue
            if len(found) != 1:
                yield f"{player} {command} was told {answer} and has {len(found)} commits"
            elif answer["type"] in OUTCOMES and outcome_of(found[0]) != details(answer):
                yield f"{player} {command} was told {answer}, the log has {found[0].outcome}"


def logged_once(history: History) -> Iterator[str]:
    """No command has two commits on one stream; an attack has one on either stream."""
    for player, commits in history.logs.items():
        positions = [each.position for each in commits]
        if positions != list(range(1, len(commits) + 1)):
            yield f"{player} has the positions {positions}"
        for command, count in Counter(each.command_id for each in commits).items():
            if count > 1:
                yield f"{player} has {command} {count} times"
        yield from _unmet_shots(history, player)


def _unmet_shots(history: History, player: str) -> Iterator[str]:
    for commit in history.logs[player]:
        for fact in commit.facts:
            if fact["fact"] == "ArrowShot":
                met = [
                    each
                    for each in history.logs.get(fact["target"], ())
                    if each.command_id == commit.command_id
                ]
                if len(met) != 1:
                    yield f"{player} {commit.command_id} hit {fact['target']} {len(met)} times"


def answers_are_alike(history: History) -> Iterator[str]:
    """Each final answer for an id is the same, but a refusal to who had not joined yet."""
    asked = _first_sent(history)
    for (player, command), answers in _answers(history).items():
        told: list[Frame] = []
        for answer in answers:
            early = asked.get((player, command), inf) < joined(history, player)
            promised = answer["type"] == "done" or (answer["type"] == "refused" and not early)
            if promised and answer not in told:
                told.append(answer)
        if len(told) > 1:
            yield f"{player} {command} was told {told}"


def everything_is_answered(history: History) -> Iterator[str]:
    """Who repeats a command or an order until it is told an outcome is told one in the end."""
    answered = {
        (each.player, each.frame.get("id"))
        for each in history.of(Heard)
        if each.frame.get("type") in OUTCOMES
    }
    for sent in _first_sent(history, COMMANDS | ORDERS):
        if sent not in answered:
            yield f"{sent[0]} {sent[1]} was never told an outcome"


def own_commits(history: History, player: str, command: str) -> list[Commit]:
    return [each for each in history.logs.get(player, ()) if each.command_id == command]


def outcome_of(commit: Commit) -> Frame:
    """What the outcome is for its sender; a refusal stands in the log as reason and details."""
    outcome = commit.outcome or {}
    if "refused" in outcome:
        return {"reason": outcome["refused"], **outcome.get("details", {})}
    return outcome


def details(answer: Frame) -> Frame:
    return {name: value for name, value in answer.items() if name not in {"type", "id"}}


def joined(history: History, player: str) -> float:
    """When the player first knew that it takes part: from then on a refusal is a promise."""
    joins = {
        each.frame["id"]
        for each in history.of(Sent, player)
        if each.frame.get("type") == "codebattle.join"
    }
    return min(
        (
            each.at
            for each in history.of(Heard, player)
            if each.frame.get("type") == "done" and each.frame.get("id") in joins
        ),
        default=inf,
    )


def _first_sent(history: History, kinds: frozenset[str] = COMMANDS) -> dict[tuple[str, str], float]:
    first: dict[tuple[str, str], float] = {}
    for each in history.of(Sent):
        if each.frame.get("type") in kinds:
            first.setdefault((each.player, each.frame["id"]), each.at)
    return first


def _answers(history: History) -> dict[tuple[str, str], list[Frame]]:
    """All answers to commands by player and id, but to an id that was used for something else."""
    asked = _first_sent(history)
    answers: dict[tuple[str, str], list[Frame]] = defaultdict(list)
    for each in history.of(Heard):
        key = (each.player, str(each.frame.get("id")))
        if key in asked and each.frame.get("reason") != REUSED:
            answers[key].append(each.frame)
    return answers
