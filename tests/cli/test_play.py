from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList
from typer.testing import CliRunner

from cli.accounts import Accounts
from cli.main import app
from cli.play.alert import Alert
from cli.play.board import Board
from cli.play.entry_screen import EntryScreen
from cli.play.question import QuestionPanel
from client import Rumpus
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host
from tests.cli.load_session import at_table, seated


@pytest.mark.parametrize("command", [["play"], ["hunt", "play"]], ids=" ".join)
def test_draws_nothing_where_no_terminal_is(command: list[str]) -> None:
    done = CliRunner().invoke(app, [*command, "b1", "--url", "http://127.0.0.1:1"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "A player needs a terminal: `rumpus bots` plays without one.\n"


class TestEntry:
    async def test_asks_for_a_name_and_a_battle(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "", "") as table:
            await table.sees(lambda: isinstance(table.app.screen, EntryScreen))
            await table.pilot.press(*"ann", "enter")
            await table.sees_text("Welcome, ann. Which battle?")
            battles = table.app.screen.query_one(OptionList)
            await table.sees(lambda: battles.option_count == 1 and battles.has_focus)
            await table.pilot.press("enter")
            await table.plays()

    async def test_says_that_a_name_is_taken_and_asks_again(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with Rumpus(host.url) as rumpus:
            await rumpus.sign_up("ann")
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.sees_text("Somebody else has that name.")
            table.app.screen.query_one(Input).value = "bea"
            await table.pilot.press("enter")
            await table.plays()

    async def test_offers_the_battles_that_are_when_there_is_none_of_that_id(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "ann", "no/such") as table:
            await table.sees_text("Welcome, ann. There is no battle no/such. Which battle?")
            battles = table.app.screen.query_one(OptionList)
            await table.sees(lambda: battles.option_count == 1 and battles.has_focus)

    async def test_lets_a_guest_come_back(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        for _ in range(3):
            async with at_table(host, tmp_path, "ann", "b1") as table:
                await table.plays()
        assert Accounts(tmp_path / "accounts.json").last_name(host.url) == "ann"


class TestBattleScreen:
    async def test_is_played_with_the_keyboard(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle(rules={"shields_at_start": 0})
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.plays()
            await table.pilot.press("2")
            await table.sees_text("✔ binary-search: 10 points, an arrow")
            await table.pilot.press("ctrl+n")
            await table.sees_text("Question 3/10")
            await table.pilot.press(*"500", "enter")
            await table.sees_text("✘ too-many: wrong, 2 tries left")
            async with seated(host, "bo", "b1") as bo:
                await bo.send("answer", question="too-many", answer="429")
                board = table.app.screen.query_one(Board)
                await table.sees(lambda: board.row_count == 2)
                await table.pilot.press("tab", "up", "up")
                await table.pilot.press(*(["down"] if board.chosen() == "ann" else []), "enter")
                await table.sees_text("→ You took 1 point from bo")

    async def test_alerts_of_an_attack_and_takes_no_keys(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle(rules={"shields_at_start": 0})
        async with (
            at_table(host, tmp_path, "ann", "b1") as table,
            seated(host, "bo", "b1") as bo,
        ):
            await table.plays()
            await table.pilot.press("2", "ctrl+n")
            await table.sees_text("Question 3/10")
            await bo.send("attack", target="ann")
            await table.sees_text("You were attacked by bo! You lost 1 point.")
            await table.pilot.press(*"429", "enter")
            await table.sees_text("✔ too-many")
            await table.pilot.press("escape")
            assert not table.app.screen.query_one(Alert).display

    async def test_sends_an_answer_once_however_often_the_key_is_hit(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.plays()
            with host.held():
                await table.pilot.press("1", "1", "3")
                await table.sees_text("your answer is on its way")
            await table.sees_text("✘ binary-search: wrong, 2 tries left")
            await table.sees_text("10 points · 2 tries left")

    async def test_stacks_its_parts_where_there_is_no_room_side_by_side(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.plays()
            screen = table.app.screen
            board, panel = screen.query_one(Board), screen.query_one(QuestionPanel)
            assert panel.region.x > board.region.right - 1
            await table.pilot.resize_terminal(60, 24)
            await table.sees(lambda: panel.region.y >= board.region.bottom)
            assert board.region.right == panel.region.right == 60

    async def test_comes_back_after_a_broken_connection(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.plays()
            host.drop_sockets()
            await table.sees_text("! reconnecting")
            await table.sees_text("! connected again")
            await table.pilot.press("2")
            await table.sees_text("✔ binary-search")

    async def test_says_that_the_player_is_elsewhere(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.plays()
            accounts = Accounts(tmp_path / "accounts.json")
            async with Rumpus(host.url) as rumpus:
                account = await accounts.enter(rumpus, host.url, "ann")
                async with rumpus.connect(account):
                    await table.sees_text("✖ logged in elsewhere")

    async def test_waits_for_the_start_and_tells_the_end(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle(starts_in=10)
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.sees_text("The battle starts in")
            await table.plays()
            host.end_battle("b1")
            await table.pilot.press("2")
            await table.sees_text("The battle is over")
            panel = table.app.screen.query_one(QuestionPanel)
            await table.sees(lambda: panel.border_title == "Questions")

    async def test_tells_who_comes_too_late(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        create_battle()
        host.end_battle("b1")
        async with at_table(host, tmp_path, "ann", "b1") as table:
            await table.sees_text("! The battle is over.")
            await table.sees_text("not in the battle")
