"""Keeps the list of battles for readers, from the facts of the battles' streams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from shared.application.load import StreamCache, load
from shared.application.ports import Log, Views
from shared.domain.codebattle.decider import CODE_BATTLE
from shared.domain.codebattle.state import Battle
from shared.domain.kernel.facts import Commit

KIND = "battles"


def project_battle(views: Views, log: Log, cache: StreamCache, commits: Sequence[Commit]) -> None:
    """Store the picture of each battle that the commits are of, unless a later one is there."""
    for stream in dict.fromkeys(each.stream for each in commits if is_battle(each.stream)):
        project_stream(views, log, cache, stream)


def project_stream(views: Views, log: Log, cache: StreamCache, stream: str) -> None:
    """Store the picture of a battle as its stream has it, unless a later one is there."""
    folded = load(log, cache, CODE_BATTLE, stream)
    if isinstance(folded.state, Battle):
        picture = battle_picture(folded.state)
        views.put(KIND, picture["key"], picture, folded.position)


def is_battle(stream: str) -> bool:
    return stream.startswith("battle/") and stream.count("/") == 1


def battle_picture(battle: Battle) -> dict[str, Any]:
    """What the list says of a battle; keys sort by their start in UTC, then by id."""
    start = battle.starts_at.astimezone(UTC).isoformat()
    told = battle.end_announced_at
    return {
        "key": f"{start}#{battle.battle}",
        "battle": battle.battle,
        "title": battle.title,
        "starts_at": battle.starts_at.isoformat(),
        "ends_at": battle.ends_at.isoformat(),
        "questions": len(battle.questions),
        "start_announced": battle.start_announced,
        "end_announced": battle.end_announced,
        "end_announced_at": told.isoformat() if told else None,
    }


def list_battles(views: Views, newest: int = 50) -> Iterable[dict[str, Any]]:
    """The battles that start last, first."""
    return views.list(KIND, newest=newest)
