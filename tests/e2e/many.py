"""Many players at little cost: tokens and tickets as the HTTP API gives them, without asking it."""

from __future__ import annotations

import asyncio
from typing import cast

from localstack.stage import Stage
from localstack.synth import STACK
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.tickets import DynamoDbTickets
from shared.adapters.secretsmanager.rotating import RotatingSecret
from shared.adapters.tokens.jwt import JwtTokens
from shared.application.players.ports import Ports
from shared.application.players.tickets import issue_ticket
from shared.kernel.players import Identity
from shared.runtime import clock
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


def identities(prefix: str, count: int) -> list[Identity]:
    names = [f"{prefix}-{number}" for number in range(count)]
    return [Identity(f"id-{name}", name) for name in names]
