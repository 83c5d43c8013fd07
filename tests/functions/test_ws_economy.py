"""Orders of the economy over a socket: the same codec, keys and limit as over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.ws import connection
from functions.ws.frame import serve
from shared.application.players.limit import ORDERS
from tests.functions.economy_app import GOLD, Body, EconomyApi
from tests.runtime.test_spans import CLIENTS

type Frame = dict[str, Any]

PAY: Body = {"do": "pay", "to": "bob", "currency": GOLD, "amount": 10}


class Socket:
    """A player's connection to API Gateway."""

    def __init__(self, economy: EconomyApi, name: str) -> None:
        self.economy = economy
        self.name = name
        connection.serve(economy.parts, self._event("CONNECT"))

    def order(self, command: Any, key: str = "k1", route: str = "economy", **more: object) -> Frame:
        frame = {"type": "economy", "id": key, "command": command, **more}
        response = serve(self.economy.parts, self._event("MESSAGE", json.dumps(frame), route))
        answer: Frame = json.loads(response["body"])
        return answer

    def _event(self, kind: str, body: str = "", route: str = "$connect") -> Any:
        who = {"player_id": self.economy.ids[self.name], "username": self.name, "scopes": ""}
        context = {"connectionId": self.name, "eventType": kind, "routeKey": route}
        return {"requestContext": {**context, "authorizer": who}, "body": body}


@pytest.fixture
def socket(economy: EconomyApi) -> Socket:
    economy.player("ann", gold=100)
    economy.player("bob")
    return Socket(economy, "ann")


class TestOrder:
    def test_is_done_with_the_results_of_http(self, socket: Socket) -> None:
        done = socket.order(PAY)
        assert (done["type"], done["id"]) == ("done", "k1")
        assert done["results"] == socket.economy.done("ann", PAY, "k1")
        assert socket.economy.gold("bob") == 10

    def test_goes_on_with_the_trace_that_its_client_began(self, socket: Socket) -> None:
        assert socket.order(PAY, trace=CLIENTS)["type"] == "done"
        me, facts = socket.economy.ids["ann"], socket.economy.parts.outbox.waiting(100_000)
        assert {each.trace for each in facts if each.subject == me and each.key} == {CLIENTS}

    def test_is_no_frame_with_a_trace_that_is_none(self, socket: Socket) -> None:
        answer = socket.order(PAY, trace="00-1-2-01")
        assert (answer["type"], answer["code"], answer["id"]) == ("error", "bad_frame", "k1")

    def test_has_one_effect_if_it_came_over_http_first(self, socket: Socket) -> None:
        first = socket.economy.done("ann", PAY, "k1")
        assert socket.order(PAY)["results"] == first
        assert socket.economy.gold("bob") == 10

    @pytest.mark.parametrize(
        ("command", "reason"),
        [
            (PAY | {"amount": 0}, "bad_amount"),
            (PAY | {"amount": 101}, "insufficient_funds"),
            (PAY | {"to": "$issuance/0"}, "unknown_player"),
            ({"do": "cancel", "listing": 2**62}, "unknown_listing"),
        ],
    )
    def test_is_refused_with_a_reason(self, socket: Socket, command: Body, reason: str) -> None:
        assert socket.order(command) == {"type": "refused", "id": "k1", "reason": reason}
        assert socket.economy.gold("ann") == 100

    def test_is_refused_under_the_key_of_another(self, socket: Socket) -> None:
        socket.economy.done("ann", PAY, "k1")
        assert socket.order(PAY | {"amount": 11})["reason"] == "key_reused"

    @pytest.mark.parametrize(
        "command",
        [
            None,
            [],
            {},
            {"do": "mint", "to": "ann", "currency": GOLD, "amount": 1},
            {"do": "release", "hold": 1},
            PAY | {"amount": 1.0},
            PAY | {"from": "bob"},
        ],
    )
    def test_is_no_frame_if_it_is_malformed(self, socket: Socket, command: Any) -> None:
        answer = socket.order(command)
        assert (answer["type"], answer["code"], answer["id"]) == ("error", "bad_frame", "k1")

    def test_is_no_frame_if_it_came_by_the_route_of_others(self, socket: Socket) -> None:
        answer = socket.order(PAY, route="$default")
        assert (answer["type"], answer["code"], answer["id"]) == ("error", "bad_frame", "k1")
        assert socket.economy.gold("bob") == 0

    def test_counts_with_those_over_http(self, socket: Socket) -> None:
        for _ in range(ORDERS.burst - 1):
            socket.economy.done("ann", PAY, "k1")
        assert socket.order(PAY)["type"] == "done"
        answer = socket.order(PAY)
        assert (answer["code"], answer["retry_after"]) == ("too_fast", 1.5)
        assert socket.economy.gold("bob") == 10
