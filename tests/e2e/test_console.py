"""The operators' console in real browsers, against a real deploy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode

from localstack.stage import Stage
from localstack.synth import STACK
from shared.games.codebattle.commands import Attack
from shared.runtime import clock
from shared.wire.messages import DeferredCommand, encode_command
from tests.e2e import stories
from tests.e2e.driver import Player, Site, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_mishaps import beside, invoke

pytestmark = [pytest.mark.stage, ON_FUNCTIONS, stories.IN_BROWSERS]

type Play = Callable[..., Any]

GOLD = "gold"
WHY = "the desk is tried"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stories.bundle("console", tmp_path_factory.mktemp("stories").parent.name)


@pytest.fixture
def play(stage: Stage, folder: Path) -> Play:
    """Play a story of an operator with the stage's own key; return what it found."""

    def played(story: str, **told: str) -> Any:
        fixed = {"key": stage.operator_key, "api": stage.http_url}
        return stories.play(folder, story, stage.console_url, fixed | told)

    return played


@pytest.fixture
def battle(site: Site) -> tuple[str, Player, Player]:
    """A battle with two players, each of whom has solved a question."""
    room, ann, bo = site.schedule(), site.sign_up(unique("ann")), site.sign_up(unique("bo"))
    for each in (ann, bo):
        assert each.command("codebattle.join", room).status_code == 200
        solved = each.command("codebattle.answer", room, question="q1", answer="2")
        assert solved.status_code == 200, solved.text
    return room, ann, bo


def acts(site: Site, text: str) -> list[tuple[str, str]]:
    """The steps of acts with a text in them, newest first, and their outcomes."""
    answer = site.operate("GET", f"/v1/operators/acts?text={text}").json()
    return [(each["step"], each["outcome"]) for each in answer["acts"]]


def test_an_admin_operates_and_a_newcomer_looks(
    site: Site, play: Play, battle: tuple[str, Player, Player]
) -> None:
    room, ann, bo = battle
    site.operate("PUT", f"/v1/economy/currencies/{GOLD}")
    made = unique("made")
    play("operate", room=room, ann=ann.name, bo=bo.name, made=made)
    wallet = bo.get("/v1/economy/wallet").json()
    assert [each["balance"] for each in wallet["accounts"] if each["currency"] == GOLD] == [0]
    stream = site.operate("GET", f"/v1/streams/codebattle/{room}/player/{bo.name}").json()
    assert stream["commits"][-1]["event"] == "award.reversed"
    assert acts(site, made) == [("ended", "done"), ("asked", "")] * 2
    assert acts(site, "newcomer") == [("ended", "done"), ("asked", "")]


def test_each_page_is_whole_wide_and_narrow_and_by_keyboard(
    play: Play, battle: tuple[str, Player, Player]
) -> None:
    room, ann, _ = battle
    play("look", room=room, ann=ann.name)


def test_ten_thousand_messages_are_kept_and_few_are_in_the_page(
    play: Play, battle: tuple[str, Player, Player]
) -> None:
    room, *_ = battle
    play("many", room=room)


@pytest.mark.usefixtures("site")
def test_a_tab_that_nobody_looks_at_asks_nothing(play: Play) -> None:
    play("quiet")


def test_a_letter_is_tried_on_paper_and_redriven_once(
    site: Site, stage: Stage, play: Play, battle: tuple[str, Player, Player]
) -> None:
    room, ann, bo = battle
    command_id = unique("c")
    attack = encode_command(Attack(clock.now(), room, ann.name, bo.name))
    body = DeferredCommand("codebattle", attack, ann.player_id, command_id)
    sqs = stage.account.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{STACK}-deferred-dead.fifo")["QueueUrl"]
    sqs.send_message(
        QueueUrl=url,
        MessageBody=encode(body).decode(),
        MessageGroupId=room,
        MessageDeduplicationId=command_id,
    )

    def letters() -> list[dict[str, Any]]:
        """Have them collected now, whenever the clock does."""
        invoke(stage, "letters")
        found = site.operate("GET", "/v1/letters?workload=deferred&limit=100").json()["letters"]
        return [each for each in found if each["player"] == ann.name]

    (letter,) = eventually(letters, bool)
    beside(stage, "letters", lambda: play("letters", id=letter["id"], event="attack.sent"))
    stream = f"/v1/streams/codebattle/{room}/player/{ann.name}"

    def effects() -> list[str]:
        commits = site.operate("GET", stream).json()["commits"]
        return [each["event"] for each in commits if each["command_id"] == command_id]

    assert eventually(effects, bool) == ["attack.sent"]
    assert [step for step, _ in acts(site, "it is mended")][:2] == ["ended", "asked"]


def test_says_that_the_cache_is_away_and_since_when(
    site: Site, stage: Stage, play: Play, battle: tuple[str, Player, Player]
) -> None:
    room, *_ = battle
    top = f"/v1/rooms/codebattle/{room}/board/top"
    eventually(lambda: site.http.get(top).json()["size"], lambda size: size == len(battle) - 1)
    stage.stop_valkey()
    try:
        eventually(lambda: site.http.get("/health").json()["cache"], lambda cache: not cache)
        play("away", room=room)
    finally:
        stage.start_valkey()
    eventually(lambda: site.http.get("/health").json()["cache"], bool)
