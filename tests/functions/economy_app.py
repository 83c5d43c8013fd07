"""The whole application on in-memory stores, but money and items are in a real PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace

from functions.http.api import create_app
from shared.adapters.postgres import ask, pool
from shared.adapters.postgres.players import PostgresPlayers
from shared.application.archive.ports import PlayerStore
from shared.runtime.once import once
from tests.economy.bank import CATALOGUE
from tests.memory import OPERATOR_KEY, MemoryApplication

OPERATOR = {"Authorization": f"Operator {OPERATOR_KEY}"}
GOLD = "gold"

type Body = dict[str, Any]


class EconomyApplication(MemoryApplication):
    """Led to a database by its settings, as any process is; others share that database."""

    def __init__(self, database_url: str) -> None:
        super().__init__()
        self.settings = replace(self.settings, database_url=database_url)

    @property
    def new_id(self) -> Callable[[], str]:
        return lambda: secrets.token_hex(13)

    @once
    def player_store(self) -> PlayerStore:
        return PostgresPlayers(self._database)

    def close(self) -> None:
        self._database.close()


@contextmanager
def economy_application(
    database_url: str, answer_seconds: float = 60.0
) -> Iterator[EconomyApplication]:
    """With a catalogue and two currencies, as an operator leaves it.

    On a busy machine the database may need longer than a request waits for it: that is a 503. So
    whoever doesn't try that waits a minute.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (ask, pool):
            patch.setattr(module, "ANSWER_SECONDS", answer_seconds)
        parts = EconomyApplication(database_url)
        for currency in (GOLD, "gems"):
            parts.wallets.add_currency(currency)
        parts.inventories.publish(1, CATALOGUE, parts.clock())
        try:
            yield parts
        finally:
            parts.close()


class EconomyApi:
    """Its clients: players, by name, and an operator."""

    def __init__(self, parts: EconomyApplication) -> None:
        self.parts = parts
        self.http = TestClient(create_app(parts), raise_server_exceptions=False)
        self.headers = {"operator": OPERATOR, "nobody": {}}
        self.ids: dict[str, str] = {}

    def player(self, name: str, gold: int = 0, arrows: int = 0, **single: str) -> str:
        """Let a player in, with gold, arrows and single things: item to id."""
        grant = self.http.post("/v1/guests", json={"username": name}).json()
        self.headers[name] = {"Authorization": f"Bearer {grant['token']}"}
        self.ids[name] = grant["player_id"]
        if gold:
            self.done("operator", {"do": "mint", "to": name, "currency": GOLD, "amount": gold})
        things: list[Body] = [{"item": "arrow", "amount": arrows}] if arrows else []
        things += [{"item": item, "id": each} for item, each in single.items()]
        if things:
            self.done("operator", {"do": "grant", "to": name, "things": things})
        return name

    def order(self, who: str, body: Any, key: str | None = None) -> Any:
        """Send an order under a key of its own; return the answer."""
        path = "operations" if who == "operator" else "commands"
        headers = self.headers[who] | {"Idempotency-Key": key or secrets.token_hex(6)}
        content = {"content": body} if isinstance(body, str | bytes) else {"json": body}
        return self.http.post(f"/v1/economy/{path}", headers=headers, **content)

    def done(self, who: str, body: Body, key: str | None = None) -> Any:
        """Send an order that is carried out; return the results."""
        answer = self.order(who, body, key)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    def refused(self, who: str, body: Any, key: str | None = None) -> tuple[int, str]:
        answer = self.order(who, body, key)
        return answer.status_code, answer.json()["error"]["code"]

    def read(self, who: str, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/v1/economy/{path}", headers=self.headers[who], params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def gold(self, name: str) -> int:
        accounts = self.read(name, "wallet")["accounts"]
        return sum(each["balance"] for each in accounts if each["currency"] == GOLD)

    def things(self, name: str) -> dict[str, int]:
        """Item, or item and id, to how many."""
        found = self.read(name, "inventory")["things"]
        return {f"{each['item']} {each['id']}".strip(): each["amount"] for each in found}
