"""Dead letters come into one index, once each, and are looked at there."""

from __future__ import annotations

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from functions.queues import deferred
from shared.application.letters.failure_key import failure_key
from shared.economy.outbox import EconomyFact
from shared.kernel.trace import id_in, trace_of
from shared.wire.economy_facts import encode_fact
from shared.wire.letters import records_of, told_by_message, told_by_record
from tests.functions.battle_application import BATTLE, Shard, change, message
from tests.functions.letters.desk import Desk
from tests.functions.test_http import OPERATOR
from tests.memory import START
from tests.runtime.test_spans import CLIENTS


class TestCollect:
    def test_brings_each_letter_into_the_index_once(self, desk: Desk) -> None:
        ids = [desk.put(f"m{n}", desk.attack()) for n in range(25)]
        assert desk.collect() == 25
        assert desk.waiting() == ids
        assert not desk.app.dead_letters.waiting
        desk.put("m3", desk.attack())
        desk.collect()
        assert desk.waiting().count(ids[3]) == 1

    def test_a_letter_that_was_dealt_with_does_not_come_back(self, desk: Desk) -> None:
        desk.operate("discard", ids=[desk.letter()])
        desk.letter()
        assert desk.waiting() == []

    def test_an_error_is_the_one_that_the_worker_has_noted(self, desk: Desk) -> None:
        event = message("{}")
        deferred.work(desk.app, event)
        noted = desk.app.coordination.get(failure_key(event["Records"][0]["messageId"]))
        assert noted == b"ValidationError"
        desk.app.down(down=True)
        assert deferred.work(desk.app, event)["batchItemFailures"]


class TestLook:
    def test_groups_and_lists_what_waits(self, desk: Desk) -> None:
        ids = [desk.put(f"m{n}", desk.attack(), error="Odd") for n in range(3)]
        other = desk.put("x", b"{}", "broadcast", "Other")
        desk.collect()
        found = desk.get("/v1/letters")
        groups = [(each["workload"], each["error"], each["count"]) for each in found["groups"]]
        assert groups == [("deferred", "Odd", 3), ("broadcast", "Other", 1)]
        assert [each["id"] for each in found["letters"]] == [*ids, other]
        some = desk.get("/v1/letters?error=Other")["letters"]
        assert [each["id"] for each in some] == [other]

    def test_shows_the_body_to_operators_alone(self, desk: Desk) -> None:
        body = desk.attack()
        letter = desk.letter(body)
        assert desk.show(letter)["body"] == body.decode()
        assert desk.http.get(f"/v1/letters/{letter}").status_code == 401
        assert desk.http.get(f"/v1/letters/{'0' * 32}", headers=OPERATOR).status_code == 404


class TestBodies:
    def test_a_message_tells_whom_it_is_about(self, desk: Desk) -> None:
        told = told_by_message(desk.attack("c7"))
        assert told.stream == f"codebattle/{BATTLE}"
        assert (told.player, told.trace) == ("ana", trace_of("p-ana", "c7").id)

    @pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"game":1,"command":[]}'])
    def test_of_any_form_is_a_letter(self, body: bytes) -> None:
        assert told_by_message(body).stream == ""
        assert records_of(body) == []

    def test_a_record_tells_its_commit(self, desk: Desk) -> None:
        commit = desk.app.commits()[-1]
        (record,) = Shard([change(commit)]).records
        told = told_by_record(record)
        assert (told.stream, told.position) == (commit.stream, commit.position)
        assert told.trace == trace_of(commit.by, commit.command_id).id
        event = encode({"payload": encode({"Records": [record]}).decode()})
        assert records_of(event) == records_of(encode({"record": record})) == [record]
        assert told_by_record({"kinesis": {"data": "!"}}).stream == ""

    def test_a_fact_of_the_economy_tells_the_trace_of_its_order(self) -> None:
        fact = EconomyFact("wallet", 1, "p-ana", "transfer", [], START, "k1")
        (record,) = Shard([encode_fact(fact)]).records
        assert told_by_record(record).trace == trace_of("p-ana", "k1").id
        (record,) = Shard([encode_fact(replace(fact, trace=CLIENTS))]).records
        assert told_by_record(record).trace == id_in(CLIENTS)
