"""Treasure hunts from the command line and in a terminal."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Input
from typer.testing import CliRunner
from yaml import safe_load

from cli.accounts import Accounts
from cli.hunt.document import ISLAND
from cli.hunt.land_view import land_text
from cli.hunt.model import Hunt
from cli.hunt.screen import HuntScreen
from cli.main import app
from cli.play.app import PlayApp
from cli.session import Session
from cli.target import STATE
from client import Refused, Rumpus
from shared.games.hunt import HUNT
from shared.games.hunt.commands import ChangeRules, JoinHunt, PlanHunt
from shared.kernel.facts import Command
from shared.runtime import clock
from tests.cli.host import Host
from tests.cli.load_session import Table
from tests.cli.test_commands import answer, rumpus
from tests.games.hunt.hunting import RULES
from tests.memory import OPERATOR_KEY

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOCUMENT = """
title: A beach
rules:
  land: ["..~"]
  terrain: {".": 1}
  ends_with: pearl
  kinds:
    box: {gives: [{do: points, amount: 5}]}
    pearl: {rival: true, gives: [{do: points, amount: 50}]}
  treasures:
    - {id: box, kind: box, x: 0, y: 0, title: A box, riddle: "2 + 2?", answers: ["4"]}
    - {id: pearl, kind: pearl, x: 1, y: 0, title: The pearl}
"""


@pytest.fixture
def beach(tmp_path: Path) -> Path:
    path = tmp_path / "beach.yaml"
    path.write_text(DOCUMENT)
    return path


class TestHunt:
    def test_is_created_listed_shown_and_ended(self, host: Host) -> None:
        made = answer(rumpus(host, "hunt", "create", "--id", "h1", "--json"))
        assert (made["hunt"], made["title"]) == ("h1", safe_load(ISLAND.read_text())["title"])
        listed = answer(rumpus(host, "hunt", "list", "--json"))
        assert [(each["room"], each["treasures"]) for each in listed] == [("h1", 26)]
        assert "running" in rumpus(host, "hunt", "list").stdout
        shown = rumpus(host, "hunt", "show", "h1").stdout
        assert "1 of key, 50 points" in shown
        assert "Nobody is on the board." in shown
        assert rumpus(host, "hunt", "end", "h1").stdout.startswith("Hunt h1 ends in ")

    def test_is_shown_as_anybody_sees_it_where_the_operators_key_is_known(
        self, host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer(rumpus(host, "hunt", "create", "--id", "h1", "--json"))
        state = tmp_path / STATE
        state.parent.mkdir()
        state.write_text(json.dumps({"http_url": host.url, "operator_key": OPERATOR_KEY}))
        monkeypatch.chdir(tmp_path)
        shown = CliRunner().invoke(app, ["hunt", "show", "h1"], env={"COLUMNS": "120"})
        assert "1 of key, 50 points" in shown.stdout, shown.output

    def test_that_is_wide_needs_owners_of_slots(self, host: Host) -> None:
        refused = rumpus(host, "hunt", "create", "--id", "h1", "--wide")
        assert refused.exit_code == 1
        assert "its slots have no owners" in refused.stderr
        assert answer(rumpus(host, "hunt", "list", "--json")) == []

    def test_tells_the_path_of_what_is_wrong_with_a_document(self, host: Host, beach: Path) -> None:
        beach.write_text(DOCUMENT.replace("do: points, amount: 5}", "do: exec}"))
        wrong = rumpus(host, "hunt", "create", str(beach))
        assert wrong.exit_code == 1
        assert "$.rules.kinds[...].gives[0].do" in wrong.stderr
        beach.write_text(DOCUMENT.replace("x: 1", "x: 2"))
        nowhere = rumpus(host, "hunt", "create", str(beach))
        assert "$.treasures[1].x" in nowhere.stderr
        assert "nobody can stand there" in nowhere.stderr

    def test_needs_a_document_that_is_one(self, host: Host, beach: Path) -> None:
        beach.write_text("title: no rules")
        assert "is no hunt" in rumpus(host, "hunt", "create", str(beach)).stderr


class TestBots:
    def test_walk_search_and_dig(self, host: Host, beach: Path) -> None:
        answer(rumpus(host, "hunt", "create", str(beach), "--id", "h1", "--json"))
        crowd = ("--players", "2", "--seconds", "4", "--rate", "20", "--join-over", "0")
        summary = answer(rumpus(host, "bots", "--hunt", "h1", *crowd, "--json"))
        assert summary["joined"] == 2
        assert {"move", "dig"} <= summary["by_kind"].keys()
        assert summary["failed"] == {}


class TestRules:
    async def test_that_begin_elsewhere_since_somebody_joined_are_learnt(self, host: Host) -> None:
        """The first step is refused, as nothing was written yet; the next one is from there."""
        now, island = clock.now(), replace(RULES, x=2)
        early, start, end = (now + timedelta(minutes=each) for each in (-20, -1, 60))

        def carry_out(command: Command, by: str) -> None:
            host.application.handle(HUNT, command, by=by, command_id=type(command).__name__)

        async with Rumpus(host.url) as rumpus:
            ann = await rumpus.sign_up("ann")
            carry_out(PlanHunt(early, "h1", "Island", start, end, RULES), "op")
            carry_out(JoinHunt(early, "h1", "ann", ann.player_id), ann.player_id)
            carry_out(ChangeRules(early, "h1", island), "op")
            async with Session(rumpus, ann, Hunt("h1", "ann")) as session:
                await session.arrive()
                with pytest.raises(Refused, match="not_beside_you"):
                    await session.send("move", x=0, y=1)
                assert (session.game.x, session.game.y) == (2, 0)
                stepped = await session.send("move", x=1, y=0)
                assert (stepped.fields["x"], stepped.fields["y"]) == (1, 0)


class Terminal(Table):
    """A person at a terminal that shows a hunt."""

    async def plays(self) -> None:
        await self.sees(lambda: isinstance(self.app.screen, HuntScreen))
        await self.sees_text("100/100 energy")


class TestHuntScreen:
    def test_is_played_with_the_keyboard(self, host: Host, beach: Path, tmp_path: Path) -> None:
        answer(rumpus(host, "hunt", "create", str(beach), "--id", "h1", "--json"))

        async def play() -> None:
            accounts = Accounts(tmp_path / "accounts.json")
            app = PlayApp(host.url, accounts, Hunt, HuntScreen, player="ann", room="h1")
            async with app.run_test(size=(80, 24)) as pilot:
                table = Terminal(app, pilot)
                await table.plays()
                await pilot.press("d")
                await table.sees_text("A box: 2 + 2?")
                await table.sees(lambda: app.screen.query_one(Input).has_focus)
                await pilot.press("5", "enter")
                await table.sees_text("✘ Wrong, 2 tries left")
                await pilot.press("4", "enter")
                await table.sees_text("✔ box: 5 points")
                await pilot.press("left")
                await table.sees_text("There is no way.")
                await pilot.press("right", "d")
                await table.sees_text("The pearl lies open: c claims it.")
                await pilot.press("c")
                await table.sees_text("55 points 2 treasures")
                await table.sees_text("! ann has The pearl")
                await table.sees_text("! The hunt ends early")

        asyncio.run(play())
        steps = answer(rumpus(host, "explain", "hunt", "h1", "ann", "--json"))
        assert [(each["points"], each["columns"]) for each in steps] == [
            (0, [0, 0]),
            (5, [1, 0]),
            (55, [2, 1]),
        ]
        shown = rumpus(host, "explain", "hunt", "h1", "ann").stdout
        assert "+50" in shown
        assert "hunt.taken.v1" in shown
        nobody = rumpus(host, "explain", "hunt", "h1", "bob").stdout
        assert nobody == "Nothing has moved the points of bob.\n"


class TestModel:
    def test_shows_the_energy_that_grows(self) -> None:
        hunt = Hunt("h1", "ann", costs={"most": 10, "regain": 5})
        hunt.receive("seeker.joined", {"x": 0, "y": 0, "energy": energy(3)})
        times = [NOON, NOON + timedelta(seconds=9), NOON + timedelta(hours=1)]
        assert [hunt.energy_at(now) for now in times] == [3, 4, 10]

    def test_takes_back_what_an_operator_reversed(self) -> None:
        hunt = Hunt("h1", "ann", points=5, finds=1, items={"key": 1})
        gone = {"treasure": "t", "cell": 0, "total": 0, "items": {"key": 1}}
        hunt.receive("find.reversed", gone)
        assert (hunt.points, hunt.finds, hunt.items) == (0, 0, {"key": 0})

    def test_draws_what_is_known(self) -> None:
        hunt = Hunt("h1", "ann", land=("..", "~."))
        clue = {"treasure": "t", "kind": "k", "title": "T", "rival": False, "riddle": ""}
        hunt.receive("seeker.joined", {"x": 0, "y": 0, "energy": energy(3)})
        found = [clue | {"x": 1, "y": 0, "stage": "found"}]
        hunt.receive("seeker.searched", {"clues": found, "nearest": None, "energy": energy(2)})
        hunt.receive("seeker.dug", {"cell": 3, "clue": None, "energy": energy(1)})
        assert land_text(hunt).plain == "☻ ◆ \n  • "


def energy(level: int) -> dict[str, object]:
    return {"level": level, "since": NOON.isoformat()}
