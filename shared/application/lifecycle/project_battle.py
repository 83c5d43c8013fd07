"""Keeps the list of battles for readers, from the facts of the battles' streams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shared.application.commands.load import StreamCache, load
from shared.application.commands.ports import Log
from shared.application.lifecycle.ports import Listed, Views
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.state import Battle
from shared.games.codebattle.streams import BATTLE_STREAM, BATTLES
from shared.kernel.facts import Commit

KIND = "battle"
SCHEDULED, RUNNING, ENDED = "battles/scheduled", "battles/running", "battles/ended"


def project_battle(views: Views, log: Log, cache: StreamCache, commits: Sequence[Commit]) -> None:
    """Store the picture of each battle that the commits are of, unless a later one is there."""
    for stream in dict.fromkeys(each.stream for each in commits if is_battle(each.stream)):
        project_stream(views, log, cache, stream)


def project_stream(views: Views, log: Log, cache: StreamCache, stream: str) -> None:
    """Store the picture of a battle as its stream has it, unless a later one is there."""
    folded = load(log, cache, CODE_BATTLE, stream)
    if isinstance(folded.state, Battle):
        battle = folded.state
        views.put(KIND, battle.battle, picture_of(battle), folded.position, listed(battle))


def is_battle(stream: str) -> bool:
    return BATTLE_STREAM.match(stream) is not None


def project_every_battle(views: Views, log: Log, cache: StreamCache) -> None:
    """List every battle of the log again, whatever became of the list."""
    for stream in log.streams(BATTLES):
        project_stream(views, log, cache, stream)


def picture_of(battle: Battle) -> dict[str, Any]:
    """What the list says of a battle."""
    told = battle.end_announced_at
    return {
        "battle": battle.battle,
        "order": listed(battle).order,
        "title": battle.title,
        "starts_at": battle.starts_at.isoformat(),
        "ends_at": battle.ends_at.isoformat(),
        "questions": len(battle.questions),
        "start_announced": battle.start_announced,
        "end_announced": battle.end_announced,
        "end_announced_at": told.isoformat() if told else None,
    }


def listed(battle: Battle) -> Listed:
    """Where the list has a battle: by what was announced, in order of what comes next.

    That is the start, then the end, and what was last after that.
    """
    if battle.end_announced:
        ended = max(battle.ends_at, battle.end_announced_at or battle.ends_at)
        return Listed(ENDED, order(ended, battle.battle))
    if battle.start_announced:
        return Listed(RUNNING, order(battle.ends_at, battle.battle))
    return Listed(SCHEDULED, order(battle.starts_at, battle.battle))


def order(at: datetime, battle: str) -> str:
    """Orders sort by the time, then by the id."""
    return f"{moment(at)}:{battle}"


def moment(at: datetime) -> str:
    """Sorts before the orders of that time and after those of earlier times."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def through(at: datetime) -> str:
    """Sorts after the orders of that time and before those of later times."""
    return f"{moment(at)};"
