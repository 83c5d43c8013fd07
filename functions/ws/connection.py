"""Opens or ends a player's connection, on API Gateway."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from shared.application.players import connect
from shared.application.players.ports import Ports
from shared.application.ports import CacheUnavailable
from shared.runtime.bootstrap import application
from shared.runtime.observed import observed
from shared.wire.api_gateway import Event, identity_of


@observed
def handler(event: Event, _context: object) -> dict[str, Any]:
    return serve(application(), event)


def serve(ports: Ports, event: Event) -> dict[str, Any]:
    """Return 200; API Gateway refuses a connection whose `$connect` fails.

    Nothing can be posted to a connection before its `$connect` returns. So the session begins
    before the login is taken over: a newer login that ends this session then always comes after it.
    """
    request = event["requestContext"]
    connection = request["connectionId"]
    if request["eventType"] == "CONNECT":
        identity = identity_of(event)
        with suppress(CacheUnavailable):
            ports.sessions.open(connection, ports.clock())
        connect.connect(ports, connection, identity)
    else:
        connect.disconnect(ports, connection)
    return {"statusCode": 200}
