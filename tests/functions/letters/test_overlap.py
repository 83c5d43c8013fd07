"""Runs that overlap, or die, deal with each letter once."""

from __future__ import annotations

import pytest

from shared.application.letters import operate
from shared.application.letters.ports import Letter
from tests.functions.letters.desk import Desk, Died


class TestSecondRun:
    """It begins while the first run deals with its first letter."""

    @pytest.fixture
    def ids(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        real = desk.app.workers.give

        def give(letter: Letter, body: bytes) -> None:
            monkeypatch.setattr(desk.app.workers, "give", real)
            desk.collect()
            real(letter, body)

        monkeypatch.setattr(desk.app.workers, "give", give)
        return desk.attacks(4)

    def test_of_one_operation_does_each_letter_once_and_counts_it(
        self, desk: Desk, ids: list[str]
    ) -> None:
        done = desk.operate("redrive", workload="deferred", most=3)
        assert sorted(desk.given()) == sorted(ids[:3])
        assert (done["state"], done["done"]) == ("done", 3)

    def test_of_two_operations_does_each_letter_once(self, desk: Desk, ids: list[str]) -> None:
        for _ in range(2):
            desk.ask("redrive", workload="deferred", most=4)
        for _ in range(2):
            desk.collect()
        assert sorted(desk.given()) == sorted(ids)
        assert desk.waiting() == []


def test_what_is_cancelled_meanwhile_ends_after_its_letter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = desk.attacks(4)
    asked = desk.ask("redrive", workload="deferred", most=4)
    real = desk.app.workers.give

    def give(letter: Letter, body: bytes) -> None:
        operate.cancel(desk.app, asked)
        real(letter, body)

    monkeypatch.setattr(desk.app.workers, "give", give)
    desk.collect()
    assert desk.operation(asked)["state"] == "cancelled"
    assert desk.given() == ids[:1]


def test_whoever_dies_with_a_letter_leaves_it_to_others_two_minutes_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = desk.letter()
    desk.ask("redrive", ids=[letter])

    def die(_letter: Letter, _body: bytes) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(desk.app.workers, "give", die)
        with pytest.raises(Died):
            desk.collect()
    desk.collect()
    assert desk.given() == []
    desk.app.time.pass_seconds(120)
    desk.collect()
    assert desk.given() == [letter]
