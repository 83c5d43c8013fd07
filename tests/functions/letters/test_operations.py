"""Letters are redriven or discarded: which, how many, by whom and why."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.queues import deferred
from functions.streams import rank
from shared.application.letters import index, operate
from tests.functions.battle_application import Shard, change, message
from tests.functions.letters.desk import Desk
from tests.functions.test_http import OPERATOR


class TestRedrive:
    def test_gives_chosen_letters_to_their_workloads_with_their_bodies(self, desk: Desk) -> None:
        first, second = desk.attacks(2)
        done = desk.operate("redrive", ids=[second])
        assert (done["state"], done["done"], done["failed"]) == ("done", 1, 0)
        assert desk.given() == [second]
        assert desk.bodies() == [desk.app.letter_bodies.kept[second]]
        assert desk.waiting() == [first]

    def test_has_one_effect_however_often_it_is_redriven(self, desk: Desk) -> None:
        letter, before = desk.letter(), len(desk.app.commits())
        desk.operate("redrive", ids=[letter])
        (body,) = desk.bodies()
        for _ in range(3):
            assert deferred.work(desk.app, message(body.decode()))["batchItemFailures"] == []
        assert len(desk.app.commits()) == before + 2

    def test_takes_the_oldest_of_a_filter_up_to_a_number(self, desk: Desk) -> None:
        ids = desk.attacks(5)
        desk.put("x", b"{}", "broadcast")
        desk.collect()
        assert desk.operate("redrive", workload="deferred", most=3)["done"] == 3
        assert desk.given() == ids[:3]

    def test_finds_by_its_id_what_is_beyond_the_letters_that_are_listed(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(index, "MOST_LISTED", 2)
        first, second, third = desk.attacks(3)
        listed = desk.get("/v1/letters")
        assert [each["id"] for each in listed["letters"]] == [first, second]
        assert listed["more"]
        assert desk.operate("redrive", ids=[third, third, "0" * 32])["done"] == 1
        assert desk.given() == [third]
        desk.operate("discard", ids=[first, third])
        assert not desk.get("/v1/letters")["more"]

    def test_leaves_what_is_not_taken_where_it_is(self, desk: Desk) -> None:
        desk.app.workers.broken = {"deferred"}
        letter = desk.letter()
        done = desk.operate("redrive", ids=[letter])
        assert (done["state"], done["done"], done["failed"]) == ("done", 0, 1)
        assert desk.waiting() == [letter]

    def test_of_a_record_of_an_hour_ago_does_not_set_it_aside_for_its_age(self, desk: Desk) -> None:
        desk.app.time.pass_seconds(timedelta(hours=1).total_seconds())
        Shard(map(change, desk.app.commits())).deliver(partial(rank.consume, desk.app))
        assert desk.app.board()
        assert desk.app.failed_records.kept == {}


class TestDiscard:
    def test_keeps_the_letter_with_the_reason(self, desk: Desk) -> None:
        letter = desk.letter()
        desk.operate("discard", ids=[letter], why="of a test")
        kept = desk.show(letter)["letter"]
        assert (kept["state"], kept["why"]) == ("discarded", "of a test")
        assert desk.given() == []


class TestAsked:
    @pytest.mark.parametrize(
        "body",
        [
            {"act": "redrive", "why": "x"},
            {"act": "discard", "workload": "deferred"},
            *(
                {"act": "redrive", "why": "x", "workload": "deferred", **most}
                for most in ({"most": 1001}, {"ids": ["0" * 32] * 1001}, {"most": 0}, {"rate": 0})
            ),
        ],
    )
    def test_says_which_letters_why_and_no_more_than_a_thousand(
        self, desk: Desk, body: dict[str, Any]
    ) -> None:
        answer = desk.http.post("/v1/letter-operations", json=body, headers=OPERATOR)
        assert answer.status_code == 422

    def test_who_and_why_is_written_before_anything_happens(self, desk: Desk) -> None:
        found = operate.get(desk.app, desk.ask("redrive", error="Odd"))
        assert found is not None
        assert (found.by, found.why, found.state) == ("operator", "mended", "asked")

    def test_nothing_comes_of_what_was_cancelled(self, desk: Desk) -> None:
        desk.letter()
        asked = desk.ask("redrive", workload="deferred")
        answer = desk.http.delete(f"/v1/letter-operations/{asked}", headers=OPERATOR)
        assert answer.json()["state"] == "cancelled"
        desk.collect()
        assert desk.given() == []
        assert desk.operation(asked)["state"] == "cancelled"
