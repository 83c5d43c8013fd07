"""What the stores of a stage hold, read behind the product's back."""

from __future__ import annotations

from typing import Any

import psycopg
from msgspec import to_builtins
from msgspec.json import decode, encode

from localstack.stage import Stage
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.streams import participant_stream
from shared.kernel import facts
from shared.kernel.moments import milliseconds
from shared.kernel.viewer import Viewer
from shared.wire.stream_messages import commit_message
from tests.codec import CODEC
from tests.economy.bank import audited
from tests.history.record import Commit, Entry, Ledger

ENTRIES = """
    SELECT t.id, t.key, a.owner, e.amount
    FROM wallet.entries AS e
    JOIN wallet.transactions AS t ON t.id = e.transaction
    JOIN wallet.accounts AS a ON a.id = e.account
    WHERE a.owner = ANY(%s)
    ORDER BY t.id
"""
BALANCES = "SELECT owner, sum(balance) FROM wallet.accounts WHERE owner = ANY(%s) GROUP BY owner"


def logs(stage: Stage, battle: str, players: list[str]) -> dict[str, tuple[Commit, ...]]:
    """All commits of each participant's stream."""
    log = DynamoDbLog(stage.account.client("dynamodb"), "rumpus-local-log", CODEC)
    found = {}
    for name in players:
        commits = list(log.read(participant_stream(battle, name)))
        epoch = f"{milliseconds(commits[0].at):x}" if commits else ""
        owner = Viewer("owner", name)
        found[name] = tuple(_commit(each, epoch, owner) for each in commits)
    return found


def _commit(commit: facts.Commit, epoch: str, owner: Viewer) -> Commit:
    return Commit(
        commit.position,
        commit.command_id,
        tuple({"fact": type(each).__name__, **_plain(each)} for each in commit.facts),
        commit.outcome,
        decode(commit_message(CODE_BATTLE, commit, epoch, owner)),
    )


def _plain(value: Any) -> Any:
    """The value as JSON has it, which is how players see it."""
    return decode(encode(to_builtins(value, builtin_types=())))


def ledger(stage: Stage, minted: int, names: dict[str, str]) -> Ledger:
    """The players' accounts under their usernames; `names` has them by player's id."""
    ids = list(names)
    with psycopg.connect(stage.database_url) as connection:
        entries = connection.execute(ENTRIES, (ids,)).fetchall()
        balances = connection.execute(BALANCES, (ids,)).fetchall()
    return Ledger(
        tuple(map(str, audited(stage.database_url))),
        minted,
        {names[owner]: int(balance) for owner, balance in balances},
        tuple(Entry(number, key, names[owner], amount) for number, key, owner, amount in entries),
    )
