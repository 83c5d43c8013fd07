"""Games that are over, played again by the same rules, by others, and by other code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from cli.failure import Failed
from cli.shadow.again import Again, play_again
from cli.shadow.show import figures
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.room_commits import room_commits
from shared.application.commands.stream_cache import StreamCache
from shared.games.catalogue import GAMES
from shared.games.codebattle import example as battle_example
from shared.games.hunt import example as hunt_example
from shared.kernel.facts import Command
from shared.wire.stored import codec_of
from tests.memory import START

CODEC = codec_of(GAMES)


def facts_of(
    game: str, sent: Iterable[tuple[str, Command]], room: str = "r1"
) -> list[dict[str, Any]]:
    """Play commands, and return what is stored, page by page."""
    log, cache = InMemoryLog(CODEC), StreamCache(lambda: 0.0)
    rules = GAMES.get(game)
    for number, (by, command) in enumerate(sent):
        ident = f"c{number}"
        handle_command(log, cache, rules, command, by=by, command_id=ident, pause=lambda _: None)
    page = room_commits(log, rules, f"{game}/{room}")
    return [CODEC.encode(replace(each, snapshot=None)) for each in page.commits]


@pytest.fixture
def battle() -> list[dict[str, Any]]:
    return facts_of("codebattle", battle_example.example("r1", START))


class TestPlayAgain:
    @pytest.mark.parametrize(
        ("game", "example"),
        [("codebattle", battle_example.example), ("hunt", hunt_example.example)],
    )
    def test_by_the_same_rules_comes_to_the_same(self, game: str, example: Any) -> None:
        again = play_again(facts_of(game, example("r1", START)), {})
        assert again.points
        assert again.refused == ()
        taken_back = again.moved()
        assert len(taken_back) <= 1, "only what an operator took back differs"

    def test_a_wide_hunt_has_the_same_holders(self) -> None:
        again = play_again(facts_of("hunt", hunt_example.example("wide-r1", START), "wide-r1"), {})
        assert again.refused == ()
        assert again.moved() == {"ann": (5, 105)}, "only what an operator took back differs"

    def test_by_other_rules_moves_points_and_says_by_which_facts(
        self, battle: list[dict[str, Any]]
    ) -> None:
        same, other = play_again(battle, {}), play_again(battle, {"rules": {"shields_at_start": 0}})
        hit = [who for who in same.points if same.points_now[who] != other.points_now[who]]
        assert hit
        for who in hit:
            then, now = other.steps(who)
            assert [each.points for each in then] != [each.points for each in now]

    def test_refuses_what_is_no_rule(self, battle: list[dict[str, Any]]) -> None:
        with pytest.raises(Failed, match="There is no rule to be changed"):
            play_again(battle, {"rule": {}})
        with pytest.raises(Failed, match="don't fit"):
            play_again(battle, {"rules": {"attack_points": -1}})

    def test_tells_what_is_refused_now(self, battle: list[dict[str, Any]]) -> None:
        none = play_again(battle, {"rules": {"arrows_at_start": 0, "arrow_every": 0}})
        assert any(each.reason == "no_arrows" for each in none.refused)

    def test_needs_a_game_that_says_how(self) -> None:
        with pytest.raises(Failed, match="no such room"):
            play_again([], {})


def test_figures_name_the_winners(battle: list[dict[str, Any]]) -> None:
    again: Again = play_again(battle, {})
    found = figures(again)
    assert found["room"] == "codebattle/r1"
    assert found["players"] == len(again.points)
    assert found["winner"] in again.points
