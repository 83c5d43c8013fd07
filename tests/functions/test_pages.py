"""Every list that has pages: a full last page promises no other."""

from __future__ import annotations

from typing import Any

import pytest

from functions.http.api import create_app
from shared.wire.economy_http import InventoryAnswer, LedgerAnswer, ListingsAnswer
from shared.wire.http import RoomsAnswer
from tests.economy.bank import new_name
from tests.functions.economy_app import OPERATOR, EconomyApi
from tests.memory import START

ROWS = 3
TOMORROW = START.replace(day=2).isoformat()

LISTS = {
    "/v1/rooms/{game}": ("rooms", "after", {}),
    "/v1/economy/listings": ("listings", "after", {"item": "arrow"}),
    "/v1/economy/inventory": ("things", "after", {}),
    "/v1/economy/players/{username}/inventory": ("things", "after", {}),
    "/v1/economy/wallet/{currency}/ledger": ("entries", "before", {}),
    "/v1/economy/players/{username}/wallet/{currency}/ledger": ("entries", "before", {}),
}
"""Path to the field of the rows, the one of the cursor, and what is asked beside."""

PAGED = {each.__name__ for each in (RoomsAnswer, InventoryAnswer, LedgerAnswer, ListingsAnswer)}


class Shop:
    """Somebody with three of everything that is listed, and three battles."""

    def __init__(self, economy: EconomyApi) -> None:
        self.economy = economy
        self.currency = f"c{new_name()[:8].lower()}"
        self.who = economy.player(new_name(), arrows=9)
        operate = economy.http.put
        assert operate(f"/v1/economy/currencies/{self.currency}", headers=OPERATOR).is_success
        for number in range(ROWS):
            money = {"to": self.who, "currency": self.currency, "amount": 1}
            economy.done("operator", {"do": "mint", **money})
            self._offer(number + 1)
            self._battle(number)
        grant = [{"item": "gem", "id": new_name()} for _ in range(ROWS - 1)]
        economy.done("operator", {"do": "grant", "to": self.who, "things": grant})

    def page(self, path: str, **query: Any) -> Any:
        who = "operator" if "players" in path else self.who
        named = path.format(username=self.who, currency=self.currency, game="codebattle")
        answer = self.economy.http.get(named, headers=self.economy.headers[who], params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _offer(self, price: int) -> None:
        thing = {"item": "arrow", "amount": 1}
        order = {"do": "offer", "thing": thing, "currency": self.currency, "price": price}
        self.economy.done(self.who, order | {"expires": TOMORROW})

    def _battle(self, number: int) -> None:
        body = {
            "type": "codebattle.schedule",
            "id": "schedule",
            "room": f"b{number}",
            "title": "t",
            "starts_at": TOMORROW,
            "ends_at": START.replace(day=3).isoformat(),
            "questions": [{"id": "q1", "prompt": "?", "answers": ["!"]}],
        }
        assert self.economy.http.post("/v1/commands", json=body, headers=OPERATOR).is_success


@pytest.fixture
def shop(economy: EconomyApi) -> Shop:
    return Shop(economy)


class TestPages:
    @pytest.mark.parametrize("path", LISTS)
    def test_a_full_last_page_promises_no_other(self, shop: Shop, path: str) -> None:
        rows, cursor, asked = LISTS[path]
        query: dict[str, Any] = dict(asked)
        if path.endswith("listings"):
            query["currency"] = shop.currency
        whole = shop.page(path, limit=ROWS, **query)
        assert (len(whole[rows]), whole[cursor]) == (ROWS, None)
        first = shop.page(path, limit=ROWS - 1, **query)
        assert first[rows] == whole[rows][:-1]
        rest = shop.page(path, limit=ROWS - 1, **query, **{cursor: first[cursor]})
        assert (rest[rows], rest[cursor]) == (whole[rows][-1:], None)

    def test_are_tried_for_each_list_that_has_them(self, economy: EconomyApi) -> None:
        paths = create_app(economy.parts).openapi()["paths"]
        paged = {
            path
            for path, methods in paths.items()
            if any(f"{each}'" in str(methods.get("get", {}).get("responses")) for each in PAGED)
        }
        assert paged == set(LISTS)
