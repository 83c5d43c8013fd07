"""Dead letters: found, looked at, tried on paper, redriven, discarded."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from cli.logs.show import waterfall
from functions.queues import deferred
from functions.scheduled.letters import letters
from functions.streams import delivery, rank
from shared.adapters.memory.letters import InMemoryBodies, InMemoryDeadLetters, InMemoryWorkers
from shared.application.letters import index, operate
from shared.application.letters.edit import edit
from shared.application.letters.failure_key import failure_key
from shared.application.letters.ports import Found, Letter
from shared.economy.outbox import EconomyFact
from shared.games.codebattle.commands import Attack
from shared.games.codebattle.streams import participant_stream
from shared.kernel.trace import id_in, trace_of
from shared.runtime import spans
from shared.runtime.once import once
from shared.wire.economy_facts import encode_fact
from shared.wire.letters import letter_id, records_of, told_by_message, told_by_record
from shared.wire.messages import DeferredCommand, encode_command
from tests.cli.test_logs import World
from tests.functions.battle_application import (
    BATTLE,
    BattleApplication,
    Shard,
    change,
    message,
)
from tests.functions.test_http import OPERATOR, Api
from tests.memory import START
from tests.runtime.test_spans import CLIENTS


class App(BattleApplication):
    @once
    def dead_letters(self) -> InMemoryDeadLetters:
        return InMemoryDeadLetters()

    @once
    def letter_bodies(self) -> InMemoryBodies:
        return InMemoryBodies()

    @once
    def workers(self) -> InMemoryWorkers:
        return InMemoryWorkers()

    def attack(self, command_id: str = "a9", target: str = "bo", trace: str = "") -> bytes:
        """The body of a message with an attack that waits."""
        command = encode_command(Attack(self.time.now, BATTLE, "ana", target))
        return encode(DeferredCommand("codebattle", command, "p-ana", command_id, trace))

    def dead(self, name: str, body: bytes, workload: str = "deferred", error: str = "Odd") -> str:
        """Put a letter where AWS leaves it; return its id."""
        self.time.pass_seconds(1)
        told = told_by_message(body)
        about = told.stream, told.player, told.trace
        key = letter_id(workload, name)
        letter = Letter(key, self.time.now, workload, "queue", error, "g", *about)
        self.dead_letters.add(Found(letter, body, (workload, name)))
        return letter.id

    def waiting(self) -> list[str]:
        return [each.id for each in index.waiting(self, index.Wanted())]


@pytest.fixture
def app() -> App:
    played = App()
    played.play()
    return played


@pytest.fixture
def api(app: App) -> Api:
    return Api(app)


def _post(api: Api, path: str, body: Any = None) -> Any:
    answer = api.http.post(path, json=body, headers=OPERATOR)
    assert answer.status_code in {200, 202}, answer.text
    return answer.json()


def _get(api: Api, path: str) -> Any:
    answer = api.http.get(path, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _operation(api: Api, app: App, **body: Any) -> Any:
    """Ask for an operation, have it carried out, and return what came of it."""
    asked = _post(api, "/v1/letter-operations", {"why": "mended", "rate": 100, **body})
    assert asked["state"] == "asked"
    letters(app)
    return _get(api, f"/v1/letter-operations/{asked['id']}")


class TestCollect:
    def test_brings_each_letter_into_the_index_once(self, app: App) -> None:
        ids = [app.dead(f"m{n}", app.attack()) for n in range(25)]
        assert letters(app) == 25
        assert app.waiting() == ids
        assert not app.dead_letters.waiting
        app.dead("m3", app.attack())
        letters(app)
        assert app.waiting().count(ids[3]) == 1

    def test_a_letter_that_was_dealt_with_does_not_come_back(self, app: App, api: Api) -> None:
        letter = app.dead("m", app.attack())
        letters(app)
        _operation(api, app, act="discard", ids=[letter])
        app.dead("m", app.attack())
        letters(app)
        assert app.waiting() == []


class TestLook:
    def test_groups_and_lists_what_waits(self, app: App, api: Api) -> None:
        ids = [app.dead(f"m{n}", app.attack(), error="Odd") for n in range(3)]
        other = app.dead("x", b"{}", "broadcast", "Other")
        letters(app)
        found = _get(api, "/v1/letters")
        groups = [(each["workload"], each["error"], each["count"]) for each in found["groups"]]
        assert groups == [("deferred", "Odd", 3), ("broadcast", "Other", 1)]
        assert [each["id"] for each in found["letters"]] == [*ids, other]
        some = _get(api, "/v1/letters?error=Other")["letters"]
        assert [each["id"] for each in some] == [other]

    def test_shows_the_body_to_operators_alone(self, app: App, api: Api) -> None:
        body = app.attack()
        letter = app.dead("m", body)
        letters(app)
        assert _get(api, f"/v1/letters/{letter}")["body"] == body.decode()
        assert api.http.get(f"/v1/letters/{letter}").status_code == 401
        assert api.http.get(f"/v1/letters/{'0' * 32}", headers=OPERATOR).status_code == 404


class TestRehearsal:
    def test_shows_the_commits_that_it_would_make_and_writes_nothing(
        self, app: App, api: Api
    ) -> None:
        letter = app.dead("m", app.attack())
        letters(app)
        before = app.commits()
        found = _post(api, f"/v1/letters/{letter}/rehearsals")
        streams = [each["stream"] for each in found["commits"]]
        assert streams == [participant_stream(BATTLE, name) for name in ("ana", "bo")]
        assert found["commits"][0]["event"] == "attack.sent"
        assert found["error"] == ""
        assert app.commits() == before

    def test_says_that_it_would_fail_again(self, app: App, api: Api) -> None:
        letter = app.dead("m", b'{"game":1}')
        letters(app)
        assert _post(api, f"/v1/letters/{letter}/rehearsals")["error"] == "ValidationError"

    def test_of_a_record_sets_nothing_aside(self, app: App, api: Api) -> None:
        app.time.pass_seconds(3600)
        (record,) = Shard([change(app.commits()[-1])]).records
        body = encode({"reason": "Odd: x", "record": record})
        letter = Letter(letter_id("failed", "e"), START, "rank", "record", "Odd")
        app.dead_letters.add(Found(letter, body, ("failed", "e")))
        letters(app)
        _post(api, f"/v1/letters/{letter.id}/rehearsals")
        assert app.board() == []
        assert app.failed_records.kept == {}


class TestEdit:
    def edit(self, api: Api, letter: str, body: str) -> Any:
        answer = api.http.put(
            f"/v1/letters/{letter}/body", json={"body": body, "why": "a name"}, headers=OPERATOR
        )
        return answer.json() if answer.status_code == 200 else answer.json()["error"]["code"]

    def test_gives_the_workload_what_was_edited_and_keeps_the_original(
        self, app: App, api: Api
    ) -> None:
        was, better = app.attack("a9", "nobody").decode(), app.attack("a9").decode()
        letter = app.dead("m", was.encode())
        letters(app)
        found = self.edit(api, letter, better)
        assert (found["body"], found["original"]) == (better, was)
        assert found["letter"]["edited_by"]
        assert _get(api, f"/v1/letters/{letter}") == found
        paper = _post(api, f"/v1/letters/{letter}/rehearsals")
        assert [each["event"] for each in paper["commits"]] == ["attack.sent", "attack.received"]
        done = _operation(api, app, act="redrive", ids=[letter])
        assert (done["done"], done["failed"]) == (1, 0)
        assert [body for _, body in app.workers.given] == [better.encode()]
        assert self.edit(api, letter, was) == "not_edited"

    def test_of_a_letter_that_is_found_again_stays(self, app: App, api: Api) -> None:
        letter, better = app.dead("m", app.attack("a1")), app.attack("a2").decode()
        letters(app)
        self.edit(api, letter, better)
        app.dead("m", app.attack("a1"))
        letters(app)
        assert _get(api, f"/v1/letters/{letter}")["body"] == better

    def test_of_whoever_dies_has_changed_nothing(
        self, app: App, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letter, better, third = app.dead("m", app.attack("a1")), *map(app.attack, ("a2", "a3"))
        letters(app)
        before = self.edit(api, letter, better.decode())
        keep = app.letter_bodies.keep

        def die(name: str, body: bytes) -> None:
            keep(name, body)
            raise Died

        with monkeypatch.context() as patch:
            patch.setattr(app.letter_bodies, "keep", die)
            found = index.get(app, letter)
            assert found is not None
            with pytest.raises(Died):
                edit(app, found, third, "operator", app.time.now)
        assert _get(api, f"/v1/letters/{letter}") == before
        app.time.pass_seconds(120)
        _operation(api, app, act="redrive", ids=[letter])
        assert [body for _, body in app.workers.given] == [better]

    def test_of_a_letter_that_is_being_redriven_is_none(
        self, app: App, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letter, better = app.dead("m", app.attack("a1")), app.attack("a2").decode()
        letters(app)
        give, answers = app.workers.give, list[Any]()

        def edit_meanwhile(letter: Letter, body: bytes) -> None:
            answers.append(self.edit(api, letter.id, better))
            give(letter, body)

        monkeypatch.setattr(app.workers, "give", edit_meanwhile)
        _operation(api, app, act="redrive", ids=[letter])
        assert answers == ["not_edited"]
        assert not _get(api, f"/v1/letters/{letter}")["letter"]["edited_by"]

    def test_that_comes_too_late_is_said_to_be_none(
        self, app: App, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        was = app.attack("a1")
        letter = app.dead("m", was)
        letters(app)
        keep = app.letter_bodies.keep

        def take_long(name: str, body: bytes) -> None:
            app.time.pass_seconds(120)
            _operation(api, app, act="redrive", ids=[letter])
            keep(name, body)

        with monkeypatch.context() as patch:
            patch.setattr(app.letter_bodies, "keep", take_long)
            assert self.edit(api, letter, app.attack("a2").decode()) == "not_edited"
        assert [body for _, body in app.workers.given] == [was]
        assert _get(api, f"/v1/letters/{letter}")["body"] == was.decode()

    @pytest.mark.parametrize("body", ["", "no JSON", '{"a":', " " * 10])
    def test_is_json(self, app: App, api: Api, body: str) -> None:
        letter = app.dead("m", app.attack())
        letters(app)
        assert self.edit(api, letter, body) == "not_edited"
        assert not _get(api, f"/v1/letters/{letter}")["letter"]["edited_by"]

    def test_of_what_has_happened_is_none(self, app: App, api: Api) -> None:
        letter = Letter(letter_id("failed", "e"), START, "rank", "record", "Odd")
        app.dead_letters.add(Found(letter, b"{}", ("failed", "e")))
        letters(app)
        assert self.edit(api, letter.id, "{}") == "not_edited"


class TestRedrive:
    def test_gives_chosen_letters_to_their_workloads_with_their_bodies(
        self, app: App, api: Api
    ) -> None:
        first, second = (app.dead(f"m{n}", app.attack(f"a{n}")) for n in (1, 2))
        letters(app)
        done = _operation(api, app, act="redrive", ids=[second])
        assert (done["state"], done["done"], done["failed"]) == ("done", 1, 0)
        assert [(each.id, body) for each, body in app.workers.given] == [
            (second, app.letter_bodies.kept[second])
        ]
        assert app.waiting() == [first]

    def test_has_one_effect_however_often_it_is_redriven(self, app: App, api: Api) -> None:
        letter = app.dead("m", app.attack())
        letters(app)
        before = len(app.commits())
        _operation(api, app, act="redrive", ids=[letter])
        ((_, body),) = app.workers.given
        for _ in range(3):
            assert deferred.work(app, message(body.decode()))["batchItemFailures"] == []
        assert len(app.commits()) == before + 2

    @pytest.mark.parametrize(
        "most", [{"most": 1001}, {"ids": ["0" * 32] * 1001}, {"most": 0}, {"rate": 0}]
    )
    def test_is_of_a_thousand_letters_at_most(self, api: Api, most: dict[str, Any]) -> None:
        body = {"act": "redrive", "why": "x", "workload": "deferred", **most}
        answer = api.http.post("/v1/letter-operations", json=body, headers=OPERATOR)
        assert answer.status_code == 422

    def test_needs_to_be_told_which_letters_and_why(self, api: Api) -> None:
        for body in ({"act": "redrive", "why": "x"}, {"act": "discard", "workload": "deferred"}):
            answer = api.http.post("/v1/letter-operations", json=body, headers=OPERATOR)
            assert answer.status_code == 422

    def test_takes_the_oldest_of_a_filter_up_to_a_number(self, app: App, api: Api) -> None:
        ids = [app.dead(f"m{n}", app.attack(f"a{n}")) for n in range(5)]
        app.dead("x", b"{}", "broadcast")
        letters(app)
        done = _operation(api, app, act="redrive", workload="deferred", most=3)
        assert done["done"] == 3
        assert [each.id for each, _ in app.workers.given] == ids[:3]

    def test_leaves_what_is_not_taken_where_it_is(self, app: App, api: Api) -> None:
        app.workers.broken = {"deferred"}
        letter = app.dead("m", app.attack())
        letters(app)
        done = _operation(api, app, act="redrive", ids=[letter])
        assert (done["state"], done["done"], done["failed"]) == ("done", 0, 1)
        assert app.waiting() == [letter]

    def test_stops_when_it_is_cancelled(self, app: App, api: Api) -> None:
        app.dead("m", app.attack())
        letters(app)
        asked = _post(
            api, "/v1/letter-operations", {"act": "redrive", "why": "x", "workload": "deferred"}
        )
        path = f"/v1/letter-operations/{asked['id']}"
        assert api.http.delete(path, headers=OPERATOR).json()["state"] == "cancelled"
        letters(app)
        assert app.workers.given == []
        assert _get(api, path)["state"] == "cancelled"

    def test_who_and_why_is_written_before_anything_happens(self, app: App, api: Api) -> None:
        asked = _post(
            api, "/v1/letter-operations", {"act": "redrive", "why": "mended", "error": "Odd"}
        )
        found = operate.get(app, asked["id"])
        assert found is not None
        assert (found.by, found.why, found.state) == ("operator", "mended", "asked")


class TestOverlap:
    """A second run begins while the first one deals with its first letter."""

    @pytest.fixture
    def ids(self, app: App, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        ids = [app.dead(f"m{n}", app.attack(f"a{n}")) for n in range(4)]
        letters(app)
        real = app.workers.give

        def give(letter: Letter, body: bytes) -> None:
            monkeypatch.setattr(app.workers, "give", real)
            letters(app)
            real(letter, body)

        monkeypatch.setattr(app.workers, "give", give)
        return ids

    def given(self, app: App) -> list[str]:
        return sorted(each.id for each, _ in app.workers.given)

    def test_of_two_runs_does_each_letter_once_and_counts_it(
        self, app: App, api: Api, ids: list[str]
    ) -> None:
        done = _operation(api, app, act="redrive", workload="deferred", most=3)
        assert self.given(app) == sorted(ids[:3])
        assert (done["state"], done["done"]) == ("done", 3)

    def test_of_two_operations_does_each_letter_once(
        self, app: App, api: Api, ids: list[str]
    ) -> None:
        other = {"act": "redrive", "why": "too", "workload": "deferred", "rate": 100, "most": 4}
        _post(api, "/v1/letter-operations", other)
        _operation(api, app, act="redrive", workload="deferred", most=4)
        letters(app)
        assert self.given(app) == sorted(ids)
        assert app.waiting() == []

    def test_is_no_end_of_what_was_cancelled(self, app: App, api: Api, ids: list[str]) -> None:
        body = {"act": "redrive", "why": "x", "workload": "deferred", "rate": 100, "most": 4}
        asked = _post(api, "/v1/letter-operations", body)
        real = app.workers.give

        def give(letter: Letter, body: bytes) -> None:
            operate.cancel(app, asked["id"])
            real(letter, body)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app.workers, "give", give)
            letters(app)
        assert _get(api, f"/v1/letter-operations/{asked['id']}")["state"] == "cancelled"
        assert self.given(app) == ids[:1]

    def test_whoever_dies_with_a_letter_leaves_it_to_others_two_minutes_later(
        self, app: App, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        letter = app.dead("m", app.attack())
        letters(app)

        def die(_letter: Letter, _body: bytes) -> None:
            raise Died

        with monkeypatch.context() as patch:
            patch.setattr(app.workers, "give", die)
            with pytest.raises(Died):
                _operation(api, app, act="redrive", ids=[letter])
        letters(app)
        assert app.workers.given == []
        app.time.pass_seconds(120)
        letters(app)
        assert self.given(app) == [letter]


class Died(BaseException):
    """What a test does to a run."""


class TestDiscard:
    def test_keeps_the_letter_with_the_reason(self, app: App, api: Api) -> None:
        letter = app.dead("m", app.attack())
        letters(app)
        _operation(api, app, act="discard", ids=[letter], why="of a test")
        kept = _get(api, f"/v1/letters/{letter}")["letter"]
        assert (kept["state"], kept["why"]) == ("discarded", "of a test")
        assert app.workers.given == []


class TestBodies:
    def test_a_message_tells_whom_it_is_about(self, app: App) -> None:
        told = told_by_message(app.attack("c7"))
        assert told.stream == f"codebattle/{BATTLE}"
        assert (told.player, told.trace) == ("ana", trace_of("p-ana", "c7").id)

    @pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"game":1,"command":[]}'])
    def test_of_any_form_is_a_letter(self, body: bytes) -> None:
        assert told_by_message(body).stream == ""
        assert records_of(body) == []

    def test_a_record_tells_its_commit(self, app: App) -> None:
        commit = app.commits()[-1]
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


class Raising:
    """What a handler calls, broken."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def __call__(self, *_: object, **__: object) -> None:
        raise self._fault


def test_a_letter_and_what_its_redrive_brings_about_are_one_trace(
    app: App, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "_BELOW", 2**32)
    app.listen("bo")
    body, output = app.attack(trace=CLIENTS), io.StringIO()
    with redirect_stdout(output):
        with monkeypatch.context() as broken:
            broken.setattr(deferred, "settle_deferred", Raising(KeyError("bo")))
            assert deferred.work(app, message(body.decode()))["batchItemFailures"]
        letter = app.dead("m", body)
        letters(app)
        assert _get(api, f"/v1/letters/{letter}")["letter"]["trace"] == id_in(CLIENTS)
        _operation(api, app, act="redrive", ids=[letter])
        ((_, again),) = app.workers.given
        deferred.work(app, message(again.decode()))
        records = Shard(change(each) for each in app.commits() if each.trace)
        records.deliver(partial(delivery.consume, app))
    frames = [each for each in app.sockets.sent["bo"] if each["event"] == "attack.received"]
    assert frames[-1]["trace"] == id_in(CLIENTS)
    world = World(tmp_path)
    world.write(output.getvalue())
    drawn = [what.strip() for what, *_ in waterfall(world.find(trace=id_in(CLIENTS)))]
    assert drawn[0] == "deferred KeyError"
    assert drawn[1:].index("deferred") < drawn[1:].index("delivery")


def test_a_worker_notes_why_it_failed(app: App) -> None:
    event = message("{}")
    deferred.work(app, event)
    noted = app.coordination.get(failure_key(event["Records"][0]["messageId"]))
    assert noted == b"ValidationError"
    app.down(down=True)
    assert deferred.work(app, event)["batchItemFailures"]


def test_a_record_of_an_hour_ago_is_handled_again(app: App) -> None:
    """What is redriven is old: it must not be set aside for that."""
    app.time.pass_seconds(timedelta(hours=1).total_seconds())
    Shard([change(each) for each in app.commits()]).deliver(lambda event: rank.consume(app, event))
    assert app.board()
    assert app.failed_records.kept == {}
