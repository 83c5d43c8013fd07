"""Lets a socket in: trades the one-use ticket of `$connect` for an identity.

Nothing else is imported here: every reconnect of a crowd passes through this function.
"""

from __future__ import annotations

from typing import Any

from shared.application.entry_ports import EntryRefused
from shared.application.tickets import redeem_ticket
from shared.runtime.bootstrap import application


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Return the policy and the identity, or raise: API Gateway then answers 401."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    try:
        identity = redeem_ticket(application(), ticket)
    except EntryRefused:
        raise Exception("Unauthorized") from None  # noqa: TRY002 - the word that API Gateway knows
    return {
        "principalId": identity.player_id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "execute-api:Invoke",
                    "Resource": event["methodArn"],
                }
            ],
        },
        "context": {
            "player_id": identity.player_id,
            "username": identity.username,
            "scopes": " ".join(identity.scopes),
        },
    }
