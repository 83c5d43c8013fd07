"""A broken handler: its letters are found by command, and redriven exactly once after the mend."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from localstack.stage import Stage
from localstack.synth import STACK
from shared.games.codebattle.commands import Attack
from shared.runtime import clock
from shared.wire.messages import DeferredCommand, encode_command
from tests.e2e.driver import Site, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_battle import answer_all
from tests.e2e.test_crowd import events, put
from tests.e2e.test_mishaps import beside, invoke

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]

WORKER = f"{STACK}-deferred"


def rumpus(site: Site, *arguments: str) -> Any:
    """Ask the command line as an operator does; return what it prints as JSON."""
    where = ["--url", site.url, "--operator-key", site.operator_key]
    done = CliRunner().invoke(app, ["dead", *arguments, "--json", *where])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@contextmanager
def queue_with(stage: Stage, name: str, change: Callable[[str], str]) -> Iterator[None]:
    """Let an attribute of the queue of deferred commands be another."""
    sqs = stage.account.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{WORKER}.fifo")["QueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: change(usual[name])})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=usual)


@contextmanager
def broken(stage: Stage) -> Iterator[None]:
    """Deploy the worker of deferred commands without its table, and with two tries."""
    functions = stage.account.client("lambda")
    variables = functions.get_function_configuration(FunctionName=WORKER)["Environment"][
        "Variables"
    ]

    def set_to(variables: dict[str, str]) -> None:
        functions.update_function_configuration(
            FunctionName=WORKER, Environment={"Variables": variables}
        )

    def few(policy: str) -> str:
        return json.dumps(json.loads(policy) | {"maxReceiveCount": 2})

    with queue_with(stage, "RedrivePolicy", few):
        set_to(variables | {"RUMPUS_LOG_TABLE": "nothing"})
        try:
            yield
        finally:
            set_to(variables)


def collected(site: Site, stage: Stage, player: str) -> Any:
    """Have letters collected now, whenever the clock does; return those of a player."""
    invoke(stage, "letters")
    return letters_of(site, player)


def letters_of(site: Site, player: str) -> list[Any]:
    listed = rumpus(site, "list", "--workload", "deferred", "--most", "100")["letters"]
    return [each for each in listed if each["player"] == player]


def test_letters_of_a_broken_handler_are_redriven_exactly_once(site: Site, stage: Stage) -> None:
    """What is tried again is so at once: a worker that is not the new one yet may have it first."""
    with queue_with(stage, "VisibilityTimeout", lambda _: "1"):
        redrive_exactly_once(site, stage)


def redrive_exactly_once(site: Site, stage: Stage) -> None:
    battle, archer, target = site.schedule(), site.sign_up(), site.sign_up()
    for each in (archer, target):
        with each.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 1)
    command_id = unique("c")
    attack = encode_command(Attack(clock.now(), battle, archer.name, target.name))
    with broken(stage):
        put(stage, "deferred", DeferredCommand("codebattle", attack, archer.player_id, command_id))
        (letter,) = eventually(lambda: collected(site, stage, archer.name), bool)
    groups = rumpus(site, "list")["groups"]
    assert ("deferred", letter["error"]) in {(each["workload"], each["error"]) for each in groups}
    assert letter["stream"] == f"codebattle/{battle}"
    shown = rumpus(site, "show", letter["id"])
    assert json.loads(shown["body"])["command_id"] == command_id
    assert shown["before"]["stream"] == letter["stream"]
    had = events(archer, battle)
    paper = rumpus(site, "try", letter["id"])
    assert [each["event"] for each in paper["commits"]] == ["attack.sent", "attack.received"]
    assert events(archer, battle) == had

    def redriven(why: str) -> Any:
        return beside(stage, "letters", lambda: rumpus(site, "redrive", letter["id"], "--why", why))

    done = redriven("the table is there")
    assert (done["state"], done["done"], done["failed"]) == ("done", 1, 0)

    def effects() -> list[str]:
        stream = f"codebattle/{battle}/player/{archer.name}"
        commits = site.operate("GET", f"/v1/streams/{stream}").json()["commits"]
        return [each["event"] for each in commits if each["command_id"] == command_id]

    eventually(effects, bool)
    assert redriven("to be sure")["done"] == 0
    assert len(effects()) == 1
    assert letters_of(site, archer.name) == []
