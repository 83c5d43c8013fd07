"""Lets a socket in: trades the one-use ticket of `$connect` for an identity.

Nothing else is imported here: every reconnect of a crowd passes through this function.
"""

from __future__ import annotations

from typing import Any

from shared.application.entry_ports import EntryRefused
from shared.application.tickets import Parts, redeem_ticket
from shared.runtime.bootstrap import application


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Return the policy and the identity, or raise: API Gateway then answers 401."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    try:
        return authorized(application(), ticket, event["methodArn"])
    except EntryRefused:
        raise Exception("Unauthorized") from None  # noqa: TRY002 - the word that API Gateway knows


def authorized(parts: Parts, ticket: str, arn: str) -> dict[str, Any]:
    """Return the answer for a good ticket; raise EntryRefused for any other."""
    identity = redeem_ticket(parts, ticket)
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arn}
    return {
        "principalId": identity.player_id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "player_id": identity.player_id,
            "username": identity.username,
            "scopes": " ".join(identity.scopes),
        },
    }
