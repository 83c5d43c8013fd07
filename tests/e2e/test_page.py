"""The players' page in real browsers, against a real deploy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from localstack.stage import Stage
from tests.e2e import stories
from tests.e2e.driver import Site, unique
from tests.e2e.homes import ON_FUNCTIONS, ON_GATEWAY
from tests.e2e.purse import GOLD, Mint
from tests.e2e.test_notices import ship

RULES = {"arrows_at_start": 2, "arrow_every": 0, "shields_at_start": 0, "shield_every": 0}

pytestmark = [pytest.mark.stage, stories.IN_BROWSERS]

type Play = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stories.bundle("play", tmp_path_factory.mktemp("stories").parent.name)


@pytest.fixture
def play(stage: Stage, site: Site, folder: Path) -> Play:
    """Play a story of players whose sockets are at the home of the test."""

    def played(story: str, do: Callable[[], None] = lambda: None, **told: str) -> Any:
        told["sockets"] = site.homes[site.home]
        return stories.play(folder, story, stage.play_url, told, do)

    return played


def _times() -> dict[str, str]:
    now = datetime.now(UTC)  # noqa: TID251 - an operator's clock
    times = {"starts_at": now - timedelta(seconds=1), "ends_at": now + timedelta(hours=1)}
    return {name: each.isoformat() for name, each in times.items()}


@ON_GATEWAY
def test_two_play_a_battle_and_a_cut_network_loses_nothing(site: Site, play: Play) -> None:
    title = "A battle of <b>two</b> & more"
    room = site.schedule(title=title, rules=RULES)
    ann, bo = unique("ann"), unique("bo")
    found = play("battle", room=room, title=title, ann=ann, bo=bo)
    position = _position(site, f"codebattle/{room}/player/{bo}")
    joined, answers, shots = 1, 3, 2
    assert position == joined + answers + shots
    assert sorted(set(found["offsets"])) == list(range(1, position + 1))


@ON_FUNCTIONS
def test_two_seek_treasures_and_only_one_has_the_ruby(site: Site, play: Play) -> None:
    room, title, ruby, shell = unique("hunt"), "A <i>small</i> island", "A ruby", "A secret shell"
    rules = {
        "land": [".......", ".~~~~~."],
        "terrain": {".": 1},
        "energy": {"most": 80, "start": 80},
        "kinds": {
            "ruby": {"radius": 2, "rival": True, "gives": [{"do": "points", "amount": 60}]},
            "shell": {"radius": 2, "gives": [{"do": "points", "amount": 5}]},
        },
        "treasures": [
            {"id": "shell", "kind": "shell", "x": 0, "y": 0, "title": shell},
            {"id": "ruby", "kind": "ruby", "x": 4, "y": 0, "title": ruby},
        ],
    }
    answer = site.command("hunt.plan", room, title=title, rules=rules, **_times())
    assert answer.is_success, answer.text
    ann, bo = unique("ann"), unique("bo")
    found = play("hunt", room=room, title=title, ruby=ruby, shell=shell, ann=ann, bo=bo)
    position = _position(site, f"hunt/{room}/player/{bo}")
    joined, steps = 1, 1
    assert position == joined + steps
    assert sorted(set(found["offsets"])) == list(range(1, position + 1))


@ON_FUNCTIONS
def test_two_fight_and_neither_sees_what_the_other_hides(site: Site, play: Play) -> None:
    room = unique("match")
    plan = {"style": "rounds", "seats": 2, "turn_seconds": 300}
    assert site.command("match.open", room, plan=plan).is_success
    found = play("match", room=room, ann=unique("ann"), bo=unique("bo"))
    assert found["turns"] > 0
    state = site.operate("GET", f"/v1/streams/match/{room}").json()["state"]
    assert state["turn"] == 1


@ON_FUNCTIONS
def test_one_pays_and_sells_and_the_other_is_told(site: Site, stage: Stage, play: Play) -> None:
    mint = Mint(site)
    mint.open()
    ann, bo = unique("ann"), unique("bo")

    def give() -> None:
        mint.order({"do": "mint", "to": ann, "currency": GOLD, "amount": 500})
        sword = {"item": "sword", "id": unique("sword")}
        mint.order({"do": "grant", "to": ann, "things": [sword]})

    with _shipping(stage):
        play("money", give, item="sword", ann=ann, bo=bo)


@contextmanager
def _shipping(stage: Stage) -> Iterator[None]:
    """Ship notices all the time, as is done each minute."""
    over = Event()

    def ship_on() -> None:
        while not over.wait(1):
            ship(stage)

    with ThreadPoolExecutor(1) as pool:
        shipped = pool.submit(ship_on)
        try:
            yield
        finally:
            over.set()
    shipped.result()


@ON_FUNCTIONS
def test_all_is_done_by_keyboard_and_faults_are_said(site: Site, play: Play) -> None:
    title = unique("Alone")
    for _ in range(12):  # they end earlier, and fill the first page
        site.schedule()
    room = site.schedule(title=title, rules=RULES)
    target = site.sign_up()
    assert target.command("codebattle.join", room).is_success
    assert target.command("codebattle.answer", room, question="q1", answer="2").is_success
    play("alone", room=room, title=title, ann=unique("ann"), target=target.name)


def _position(site: Site, stream: str) -> int:
    answer = site.operate("GET", f"/v1/streams/{stream}")
    assert answer.is_success, answer.text
    return int(answer.json()["position"])
