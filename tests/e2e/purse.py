"""Money and items as a player's client handles them: plain HTTP, with keys of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx

from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, Frame, Player, Site, Socket, unique
from tests.economy.bank import audited

GOLD = "gold"
CATALOGUE = [
    {"item": "arrow", "stackable": True, "most": 1000},
    {"item": "sword", "stackable": False, "most": 10, "slot": "hand"},
]


@dataclass
class Mint:
    """The operator, who lets money and items come into being."""

    site: Site

    def open(self) -> None:
        """Let there be gold and a catalogue; the newest version of many tests' is the same."""
        self._ask("PUT", f"/v1/economy/currencies/{GOLD}")
        version = time.time_ns() // 1_000_000
        self._ask("PUT", f"/v1/economy/catalogue/{version}", {"items": CATALOGUE})

    def give(
        self, player: Player, gold: int = 0, things: list[dict[str, Any]] | None = None
    ) -> None:
        if gold:
            self.order({"do": "mint", "to": player.name, "currency": GOLD, "amount": gold})
        if things:
            self.order({"do": "grant", "to": player.name, "things": things})

    def order(self, order: dict[str, Any]) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = self._ask("POST", "/v1/economy/operations", order)[
            "results"
        ]
        return results

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {
            "Authorization": f"Operator {self.site.operator_key}",
            "Idempotency-Key": unique("op"),
        }
        answer = self.site.http.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()


@dataclass
class Purse:
    """What a player does with money and items."""

    player: Player

    def order(self, order: dict[str, Any], key: str = "") -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.player.token}",
            "Idempotency-Key": key or unique("k"),
        }
        url = f"{self.player.site.url}/v1/economy/commands"
        return httpx.post(url, json=order, headers=headers, timeout=DEADLINE, trust_env=False)

    def pay(self, to: Player, amount: int, key: str = "") -> httpx.Response:
        return self.order(payment(to, amount), key)

    def gold(self) -> int:
        """All the money, which in these tests is of one kind."""
        answer = self.player.get("/v1/economy/wallet")
        assert answer.status_code == httpx.codes.OK, answer.text
        return sum(each["balance"] for each in answer.json()["accounts"])

    def things(self) -> dict[str, int]:
        answer = self.player.get("/v1/economy/inventory")
        assert answer.status_code == httpx.codes.OK, answer.text
        return {
            f"{each['item']} {each['id']}".strip(): each["amount"]
            for each in answer.json()["things"]
        }


def payment(to: Player, amount: int) -> Frame:
    return {"do": "pay", "to": to.name, "currency": GOLD, "amount": amount}


def told(answer: httpx.Response) -> tuple[int, str]:
    """The status of an answer that is no success, and the code in it."""
    return answer.status_code, answer.json()["error"]["code"]


def pay_by_socket(socket: Socket, to: Player, amount: int, key: str) -> Frame:
    return socket.ask("economy", id=key, command=payment(to, amount))


def in_order(stage: Stage) -> bool:
    """Whether the audit finds nothing."""
    return audited(stage.database_url) == []
