"""Queues the payment of rewards for ended rooms, and the noting of new ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.application.economy.note_ratings import ask_to_note_ratings
from shared.application.economy.reward_room import ask_for_rewards
from shared.kernel.facts import Commit
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits
from shared.runtime.observed import observed


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def ask(commits: Sequence[Commit]) -> None:
        ask_for_rewards(app.games, app.queues, commits)
        ask_to_note_ratings(app.games, app.queues, commits)

    return consume_commits(app, "reward", event, key=lambda commit: commit.stream, handle=ask)
