"""The two runtimes of players, as the counted application drives them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from bench.counted_application import Counted
from bench.counting import on_wire
from functions.ws import connection, message
from shared.application.players.connect import take_over
from shared.application.players.tickets import issue_ticket, redeem_ticket
from shared.kernel.facts import Commit, PlayerCommand
from shared.kernel.players import Identity
from shared.realtime.publisher import messages_of, states_after
from shared.wire import frames as f
from tests.conformance.homes import frame_of


class Gateway:
    """What a gateway does for a command, and the frames of its players."""

    is_gateway: ClassVar = True

    def __init__(self, app: Counted) -> None:
        self._app = app

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        self._app.handle(self._app.play.game, command, by=by, command_id=ident)

    def send_out(self, commits: Sequence[Commit]) -> None:
        done = f.encode_server(f.Done("c" * 22, {}))
        after = states_after(self._app.cache, commits)
        messages = messages_of(self._app.games, commits, after)
        texts = [done, *(each.text for each in messages if each.text and "@" in each.channel)]
        self._app.counts["frames"] += len(texts)
        self._app.counts["frame bytes"] += sum(map(on_wire, texts))
        self._app.gateway_publisher.publish(commits, messages)

    def subscribe(self, name: str, channel: str) -> None:
        """It holds who listens, and no store."""

    def open(self, name: str) -> None:
        """Redeem a ticket, and log in here."""
        identity = redeem_ticket(self._app, issue_ticket(self._app, Identity(name, name)))
        take_over(self._app, name, identity)


class Functions:
    """What functions do for a command; all that is posted is received by a player."""

    is_gateway: ClassVar = False

    def __init__(self, app: Counted) -> None:
        self._app = app

    def say(self, by: str, ident: str, command: PlayerCommand) -> None:
        self._send(by, json.dumps(frame_of(self._app.play, command, ident)))

    def subscribe(self, name: str, channel: str) -> None:
        self._send(name, json.dumps({"type": "subscribe", "id": "s", "channel": channel}))

    def open(self, name: str) -> None:
        redeem_ticket(self._app, issue_ticket(self._app, Identity(name, name)))
        assert connection.serve(self._app, self._event(name, "CONNECT"))["statusCode"] == 200

    def send_out(self, commits: Sequence[Commit]) -> None:
        self._app.publisher.publish(commits)

    def _send(self, name: str, text: str) -> None:
        self._app.counts["message"] += 1
        route = "subscribe" if '"subscribe"' in text else "$default"
        answer = message.serve(self._app, self._event(name, "MESSAGE", text, route))
        if "body" in answer:
            self._app.counts["answer"] += 1

    def _event(self, name: str, kind: str, body: str = "", route: str = "$connect") -> Any:
        who = {"player_id": name, "username": name, "scopes": ""}
        context = {"connectionId": name, "eventType": kind, "routeKey": route, "authorizer": who}
        return {"requestContext": context, "body": body, "isBase64Encoded": False}
