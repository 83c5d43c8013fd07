"""Lets a socket in: trades the one-use ticket of `$connect` for an identity.

Nothing else is imported here: every reconnect of a crowd passes through this function.
"""

from __future__ import annotations

from typing import Any

from shared.application.players.ports import EntryRefused, Ports
from shared.application.players.tickets import redeem_ticket
from shared.runtime.bootstrap import application
from shared.runtime.observed import observed


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Return a policy; a client without a valid ticket is denied, which it sees as 403."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    return authorize(application(), ticket, event["methodArn"])


def authorize(ports: Ports, ticket: str, arn: str) -> dict[str, Any]:
    """Return the policy for a ticket.

    A bad one raises nothing, so that no alarm counts it as a fault.
    """
    try:
        identity = redeem_ticket(ports, ticket)
    except EntryRefused:
        return _policy("nobody", "Deny", arn)
    context = {
        "player_id": identity.player_id,
        "username": identity.username,
        "scopes": " ".join(identity.scopes),
    }
    return _policy(identity.player_id, "Allow", arn) | {"context": context}


def _policy(principal: str, effect: str, arn: str) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": arn}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document}
