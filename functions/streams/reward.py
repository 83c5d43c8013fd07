"""Has the players of a room that ended paid."""

from __future__ import annotations

from functools import partial
from typing import Any

from shared.application.economy.reward_room import ask_for_rewards
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits
from shared.runtime.observed import observed


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    return consume_commits(
        app,
        "reward",
        event,
        key=lambda commit: commit.stream,
        handle=partial(ask_for_rewards, app.games, app.queues),
    )
