"""Many players at little cost: tokens and tickets as the HTTP API gives them, without asking it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from localstack.stage import Stage
from localstack.synth import STACK
from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.tickets import DynamoDbTickets
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.secretsmanager.rotating import RotatingSecret
from shared.adapters.tokens.jwt import JwtTokens
from shared.application.players.ports import Ports
from shared.application.players.tickets import issue_ticket
from shared.games.catalogue import GAMES
from shared.kernel.players import Identity
from shared.runtime import clock
from shared.wire.packed import PackedCodec
from tests.codec import CODEC

HOUR = 3600


class Backdoor:
    """The stores of a stage, as its own processes see them."""

    def __init__(self, stage: Stage) -> None:
        client = stage.account.client("dynamodb")
        rows = Rows(client, f"{STACK}-sockets")
        secret = RotatingSecret(
            stage.account.client("secretsmanager"), f"{STACK}-tokens", clock.now
        )
        self.tickets = DynamoDbTickets(rows)
        self.logins = DynamoDbLogins(rows, clock.now)
        self.log = DynamoDbLog(client, f"{STACK}-log", CODEC)
        self.clock = clock.now
        self.new_id = clock.new_id
        self._url = stage.gateway_url
        self._tokens = JwtTokens(secret)

    def token(self, who: Identity) -> str:
        return self._tokens.sign(who, clock.now(), HOUR)

    async def ticket_url(self, who: Identity) -> str:
        """Where a player may open a socket on the gateway."""
        ticket = await asyncio.to_thread(issue_ticket, cast("Ports", self), who)
        return f"{self._url}?ticket={ticket}"


@contextmanager
def journal_log(stage: Stage) -> Iterator[JournalLog]:
    """Yield what reads the streams that slots have, behind the back of their owners."""
    store = journal_store(stage)
    codec = PackedCodec([game for game in GAMES if game.log == "journal"])
    log = JournalLog(store, codec, clock.new_id, Settings(claims=False))
    try:
        yield log
    finally:
        log.close()


def journal_store(stage: Stage) -> DynamoDbJournal:
    tables = (stage.outputs["JournalTable"], stage.outputs["SlotsTable"])
    return DynamoDbJournal(stage.account.client("dynamodb"), *tables, now=clock.now)


def identities(prefix: str, count: int) -> list[Identity]:
    names = [f"{prefix}-{number}" for number in range(count)]
    return [Identity(f"id-{name}", name) for name in names]
