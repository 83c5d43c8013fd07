"""From an order to a notice on the other player's socket."""

from __future__ import annotations

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Frame, Site, eventually
from tests.e2e.purse import GOLD, Mint, Purse

pytestmark = pytest.mark.stage


def ship(stage: Stage) -> None:
    """Ship now, as is done each minute."""
    stage.account.client("lambda").invoke(FunctionName="rumpus-local-ship", Payload=b"{}")


def balances(notices: list[Frame]) -> list[int]:
    """The player's own balance after each; nobody else's is told."""
    found = []
    for notice in notices:
        (effect,) = notice["data"]["effects"]
        (account,) = effect["balances"]
        found.append(account["balance"])
    return found


class TestNotice:
    def test_tells_who_was_paid_and_nobody_else(self, site: Site, stage: Stage) -> None:
        mint = Mint(site)
        mint.open()
        ann, bob, eve = site.sign_up(), site.sign_up(), site.sign_up()
        mint.give(ann, gold=50)
        (minted,) = mint.order({"do": "mint", "to": bob.name, "currency": GOLD, "amount": 1})
        owners = {each["owner"] for each in minted["balances"]}
        (player_id,) = (each for each in owners if not each.startswith("$"))
        channel = f"account/{player_id}"
        with bob.connect() as socket, eve.connect() as other:
            assert socket.ask("subscribe", channel=channel)["recovered"] is False
            assert other.ask("subscribe", channel=channel)["code"] == "not_allowed"
            assert Purse(ann).pay(bob, 7).is_success

            def heard() -> list[Frame]:
                ship(stage)
                return socket.messages(channel)

            told = eventually(heard, lambda frames: 8 in balances(frames))
            kinds = {(each["event"], each["data"]["kind"]) for each in told}
            assert kinds == {("economy", "transfer")}
            assert other.messages(channel) == []
