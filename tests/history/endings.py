"""Rules about how it ends: boards, sockets, and the battle's last moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from tests.history.channels import points
from tests.history.record import Closed, History, Opened, Shown

ALWAYS = frozenset({"ParticipantLeft", "AttackFailed"})
"""What may still happen when a battle is over: it changes nobody's points."""


def boards_equal_the_log(history: History) -> Iterator[str]:
    """The last snapshot of each player, and what HTTP answers, have the points of the log."""
    wanted = {name: points(commits) for name, commits in history.logs.items() if commits}
    if history.board != wanted:
        yield f"HTTP answers {history.board}, the log has {wanted}"
    for player in history.players:
        seen = [each for each in history.of(Shown, player) if each.channel == history.board_channel]
        rows = seen[-1].data["rows"] if seen else []
        if dict(map(tuple, rows)) != wanted:
            yield f"{player} was shown {rows} at last, the log has {wanted}"
        elif any(before[1] < after[1] for before, after in pairwise(rows)):
            yield f"{player} was shown {rows}, which is in no order"


def one_socket_a_player(history: History) -> Iterator[str]:
    """In the end each player has one open socket, the newest."""
    for player in history.players:
        opened = [each.socket for each in history.of(Opened, player)]
        closed = {each.socket for each in history.of(Closed, player)}
        alive = [each for each in opened if each not in closed]
        if alive != opened[-1:]:
            yield f"{player} has the sockets {alive} open, of which {opened[-1:]} is the newest"


def nothing_after_the_end(history: History) -> Iterator[str]:
    """No fact that changes who has what is as late as the battle's end."""
    for player, commits in history.logs.items():
        for commit in commits:
            for fact in commit.facts:
                late = datetime.fromisoformat(fact["at"]) >= history.ends_at
                if late and fact["fact"] not in ALWAYS:
                    yield f"{player} {fact['fact']} at {fact['at']}, it ends {history.ends_at}"
