"""A broken handler: its letters are found by command, and redriven exactly once after the mend."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from localstack.folder import ROOT
from localstack.stage import Stage
from localstack.synth import STACK
from shared.games.codebattle.commands import Attack
from shared.runtime import clock
from shared.wire.messages import DeferredCommand, encode_command
from tests.e2e.driver import DEADLINE, Site, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_battle import answer_all
from tests.e2e.test_crowd import events, put
from tests.e2e.test_mishaps import invoke

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]

WORKER = f"{STACK}-deferred"


def rumpus(site: Site, *arguments: str, code: int = 0) -> Any:
    """Run the command line as an operator does; return what it prints as JSON."""
    program = [str(Path(sys.executable).parent / "rumpus"), "dead", *arguments, "--json"]
    where = ["--url", site.url, "--operator-key", site.operator_key]
    done = subprocess.run([*program, *where], cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


@contextmanager
def broken(stage: Stage) -> Iterator[None]:
    """Deploy the worker of deferred commands without its table, and with two quick tries."""
    functions, sqs = stage.account.client("lambda"), stage.account.client("sqs")
    variables = functions.get_function_configuration(FunctionName=WORKER)["Environment"][
        "Variables"
    ]
    url = sqs.get_queue_url(QueueName=f"{WORKER}.fifo")["QueueUrl"]
    names = ["RedrivePolicy", "VisibilityTimeout"]
    usual = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    few = json.loads(usual["RedrivePolicy"]) | {"maxReceiveCount": 2}
    quick = {"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(few)}
    wrong = variables | {"RUMPUS_LOG_TABLE": "nothing"}
    functions.update_function_configuration(FunctionName=WORKER, Environment={"Variables": wrong})
    sqs.set_queue_attributes(QueueUrl=url, Attributes=quick)
    try:
        yield
    finally:
        functions.update_function_configuration(
            FunctionName=WORKER, Environment={"Variables": variables}
        )
        sqs.set_queue_attributes(QueueUrl=url, Attributes=usual)


def collected(site: Site, stage: Stage) -> Any:
    """Have letters collected now, whenever the clock does; return those of the worker."""
    invoke(stage, "letters")
    return rumpus(site, "list", "--workload", "deferred")


def redriven(site: Site, stage: Stage, *arguments: str) -> Any:
    """Redrive now, whenever the clock does; return what the command line prints in the end."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(rumpus, site, "redrive", *arguments)
        while not done.done():
            invoke(stage, "letters")
        return done.result()


def test_letters_of_a_broken_handler_are_redriven_exactly_once(site: Site, stage: Stage) -> None:
    battle, archer, target = site.schedule(), site.sign_up(), site.sign_up()
    for each in (archer, target):
        with each.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 1)
    command_id = unique("c")
    attack = encode_command(Attack(clock.now(), battle, archer.name, target.name))
    with broken(stage):
        put(stage, "deferred", DeferredCommand("codebattle", attack, archer.player_id, command_id))
        listed = eventually(
            lambda: collected(site, stage), lambda seen: seen["letters"], 2 * DEADLINE
        )
    (letter,) = listed["letters"]
    (group,) = [each for each in listed["groups"] if each["workload"] == "deferred"]
    assert (group["count"], group["error"]) == (1, letter["error"])
    assert (letter["stream"], letter["player"]) == (f"codebattle/{battle}", archer.name)
    shown = rumpus(site, "show", letter["id"])
    assert json.loads(shown["body"])["command_id"] == command_id
    assert shown["before"]["stream"] == letter["stream"]
    had = events(archer, battle)
    paper = rumpus(site, "try", letter["id"])
    assert [each["event"] for each in paper["commits"]] == ["attack.sent", "attack.received"]
    assert events(archer, battle) == had
    done = redriven(site, stage, letter["id"], "--why", "the table is there")
    assert (done["state"], done["done"], done["failed"]) == ("done", 1, 0)

    def effects() -> list[str]:
        stream = f"codebattle/{battle}/player/{archer.name}"
        commits = site.operate("GET", f"/v1/streams/{stream}").json()["commits"]
        return [each["event"] for each in commits if each["command_id"] == command_id]

    eventually(effects, bool)
    again = redriven(site, stage, letter["id"], "--why", "to be sure")
    assert again["done"] == 0
    assert len(effects()) == 1
    assert rumpus(site, "list", "--workload", "deferred")["letters"] == []
