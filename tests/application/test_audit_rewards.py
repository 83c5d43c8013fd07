"""A reward without a battle that ended is found, and a player without a reward."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from shared.adapters.memory.log import InMemoryLog
from shared.application.economy.audit_economy import MOST, Difference, Findings, Paid, Rule
from shared.application.economy.audit_rewards import LAG, LOOKED_BACK, Sources, audit_rewards
from shared.application.economy.reward_room import reward_key
from shared.games.catalogue import GAMES
from shared.games.codebattle.commands import EndEarly, JoinBattle
from shared.games.codebattle.streams import battle_stream
from shared.kernel.rules import KNOWN_WITHIN
from tests.application.battle_fixture import NOON, Process, SpyLog, battle_of_two

ENDED = NOON + timedelta(minutes=30)
DUE = ENDED + KNOWN_WITHIN + LAG


class Rewards:
    """A ledger with rewards and nothing else."""

    def __init__(self, *paid: Paid) -> None:
        self.paid = paid

    def findings(self) -> Mapping[Rule, Findings]:
        return {}

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        del keys
        return ()

    def rewards(self, since: datetime) -> Sequence[Paid]:
        del since
        return self.paid


def reward(name: str, battle: str = "b1") -> Paid:
    return Paid(reward_key(battle_stream(battle), f"player-{name}"), f"player-{name}")


BOTH = Rewards(reward("ann"), reward("bob"))


def ended() -> InMemoryLog:
    log = battle_of_two()
    Process(log).handle(EndEarly(ENDED, "b1"), "end")
    return log


class TestAuditRewards:
    def test_finds_nothing_when_each_participant_has_one(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            assert audit_rewards(Sources(BOTH, ended(), GAMES, DUE, each=pool.map)) == []

    def test_finds_a_participant_without_one_after_an_hour(self) -> None:
        ledger, log = Rewards(reward("ann")), ended()

        assert audit_rewards(Sources(ledger, log, GAMES, DUE - timedelta(seconds=1))) == []
        assert audit_rewards(Sources(ledger, log, GAMES, DUE)) == [
            Difference("player_has_a_reward", "codebattle/b1 bob", "a reward", "none")
        ]

    def test_does_not_miss_the_reward_of_one_who_gets_none(self) -> None:
        def unrewarded(players: Iterable[str]) -> set[str]:
            return {"player-bob"} & set(players)

        assert (
            audit_rewards(
                Sources(Rewards(reward("ann")), ended(), GAMES, DUE, unrewarded=unrewarded)
            )
            == []
        )
        (difference,) = audit_rewards(
            Sources(Rewards(), ended(), GAMES, DUE, unrewarded=unrewarded)
        )
        assert difference.subject == "codebattle/b1 ann"

    def test_knows_the_rewards_of_a_battle_that_may_still_be_paying(self) -> None:
        assert audit_rewards(Sources(BOTH, ended(), GAMES, ENDED)) == []

    def test_expects_one_for_a_player_under_two_names(self) -> None:
        log = battle_of_two()
        Process(log).handle(JoinBattle(NOON, "b1", "bobby", "player-bob"), "again")
        Process(log).handle(EndEarly(ENDED, "b1"), "end")
        assert audit_rewards(Sources(BOTH, log, GAMES, DUE)) == []

    def test_finds_a_reward_before_the_end(self) -> None:
        found = audit_rewards(Sources(Rewards(reward("ann")), battle_of_two(), GAMES, DUE))
        assert [each.rule for each in found] == ["reward_has_its_fact"]

    def test_finds_a_reward_of_one_who_took_no_part(self) -> None:
        ledger = Rewards(*BOTH.paid, reward("cid"), reward("ann", "b2"))
        found = audit_rewards(Sources(ledger, ended(), GAMES, DUE))
        assert [(each.rule, each.found) for each in found] == [
            ("reward_has_its_fact", "player-cid"),
            ("reward_has_its_fact", "player-ann"),
        ]

    def test_finds_a_reward_that_went_to_another(self) -> None:
        astray = Paid(reward("bob").key, "player-eve")
        assert audit_rewards(Sources(Rewards(reward("ann"), astray), ended(), GAMES, DUE)) == [
            Difference("reward_has_its_fact", "codebattle/b1 bob", "player-bob", "player-eve")
        ]

    def test_explains_a_late_reward_by_an_older_battle(self) -> None:
        log = SpyLog(ended())
        later = ENDED + LOOKED_BACK + timedelta(days=1)

        assert audit_rewards(Sources(Rewards(reward("ann")), log, GAMES, later)) == []
        assert "read codebattle/b1/player/ann after 0" in log.calls

    def test_does_not_read_the_players_of_an_older_battle_for_nothing(self) -> None:
        log = SpyLog(ended())
        audit_rewards(Sources(Rewards(), log, GAMES, ENDED + LOOKED_BACK + timedelta(days=1)))
        assert log.calls == ["latest codebattle/b1"]

    def test_tells_so_many_differences_of_a_rule_and_no_more(self) -> None:
        many = (reward(f"n{number}") for number in range(MOST + 5))
        assert len(audit_rewards(Sources(Rewards(*many), ended(), GAMES, DUE))) == MOST + 2
