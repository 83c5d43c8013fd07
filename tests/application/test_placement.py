from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from msgspec.structs import replace

from shared.application.boards.ports import Entry
from shared.application.players.placement import Policy, place, report_alive
from tests.memory import START, MemoryApplication

SERVERLESS = "ws://api.invalid/live"
DEDICATED = "ws://gateway.invalid/ws"
POLICY = Policy("auto", SERVERLESS, DEDICATED, 3)

type Choice = Literal["serverless", "dedicated", "auto"]


@pytest.fixture
def app() -> MemoryApplication:
    """A stage with a gateway that is alive, a battle of three and one of four."""
    app = MemoryApplication()
    for size in (3, 4):
        app.leaderboard.record(f"of{size}", [Entry(f"p{n}", 0, START, 1) for n in range(size)])
    report_alive(app.coordination)
    return app


class TestPlace:
    @pytest.mark.parametrize(
        ("choice", "battle", "url"),
        [
            ("auto", "of4", DEDICATED),
            ("auto", "of3", SERVERLESS),
            ("auto", "of0", SERVERLESS),
            ("auto", "", SERVERLESS),
            ("dedicated", "", DEDICATED),
            ("dedicated", "of3", DEDICATED),
            ("serverless", "of4", SERVERLESS),
        ],
    )
    def test_follows_the_stage_and_the_size_of_the_battle(
        self, app: MemoryApplication, choice: Choice, battle: str, url: str
    ) -> None:
        assert place(app, replace(POLICY, choice=choice), battle) == url

    @pytest.mark.parametrize("choice", ["auto", "dedicated"])
    @pytest.mark.parametrize(
        "ill",
        [
            lambda app: app.time.pass_seconds(5),
            lambda app: setattr(app.coordination, "down", True),
        ],
        ids=["no gateway has reported itself for five seconds", "Valkey is down"],
    )
    def test_trusts_a_gateway_only_while_it_is_known_to_be_alive(
        self, app: MemoryApplication, choice: Choice, ill: Callable[[MemoryApplication], None]
    ) -> None:
        assert place(app, replace(POLICY, choice=choice), "of4") == DEDICATED
        ill(app)
        assert place(app, replace(POLICY, choice=choice), "of4") == SERVERLESS

    def test_without_the_board_sends_nobody_to_a_gateway(self, app: MemoryApplication) -> None:
        app.leaderboard.down = True
        assert place(app, POLICY, "of4") == SERVERLESS

    def test_a_stage_without_gateways_has_one_answer(self, app: MemoryApplication) -> None:
        assert place(app, Policy("dedicated", SERVERLESS, "", 3), "of4") == SERVERLESS
