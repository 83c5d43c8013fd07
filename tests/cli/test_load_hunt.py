"""A crowd that hunts, in as many hunts as the profile says."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec import convert

from cli.load.deeds import Deeds
from cli.load.plan import HUNT, SIDE
from cli.load.profiles import load_profile
from shared.games.hunt.check_rules import faults
from shared.games.hunt.rules import Rules
from tests.cli.host import Host
from tests.cli.test_commands import answer, rumpus
from tests.cli.test_load import rumpus_load

SMALL = """
title: Two small hunts
game: hunt
room_players: 3
players: 5
seconds: 4
join_seconds: 1
each: {deeds: 6}
channels: [stream, board]
"""


class TestDeeds:
    def test_are_done_one_by_one_and_never_lead_off_the_land(self) -> None:
        deeds = Deeds("h1", "ann", 1)
        deeds.outcome("join", {"type": "done", "x": 0, "y": 0}, {})
        place = (0, 0)
        for _ in range(300):
            deeds.owe("deed")
            deeds.owe("deed")
            ((kind, fields),) = deeds.actions(0)
            assert list(deeds.actions(0)) == []
            if kind == "move":
                step = fields["x"], fields["y"]
                assert abs(step[0] - place[0]) + abs(step[1] - place[1]) == 1
                assert 0 <= min(step) <= max(step) < SIDE
                place = step
            deeds.outcome(kind, {"type": "done"} | fields, {})

    def test_claim_next_what_is_rival(self) -> None:
        deeds = Deeds("h1", "ann", 1)
        deeds.outcome("join", {"type": "done", "x": 1, "y": 0}, {})
        for _ in range(2):
            deeds.owe("deed")
        list(deeds.actions(0))
        deeds.outcome("dig", {"type": "done", "treasure": "crown1"}, {})
        assert list(deeds.actions(0)) == [("claim", {"room": "h1", "treasure": "crown1"})]
        assert list(deeds.actions(0)) == []
        deeds.outcome("claim", {"type": "refused", "reason": "already_claimed"}, {})
        ((kind, _),) = deeds.actions(0)
        assert kind != "claim"
        deeds.outcome("dig", {"type": "done", "treasure": None}, {})
        assert list(deeds.actions(0)) == []


class TestProfile:
    def test_spreads_its_players_over_hunts(self) -> None:
        profile = load_profile("hunt210k")
        assert (profile.rooms, profile.scaled(0.001).rooms) == (3000, 3)
        rooms = {profile.room("h", player) for player in range(profile.players)}
        assert len(rooms) == 3000
        assert [profile.room("h", player) for player in (0, 69, 70)] == ["h", "h", "h-1"]

    def test_of_a_wide_hunt_is_wide_however_few_play(self) -> None:
        few, small = load_profile("wide1m").scaled(0.0001), load_profile("hunt210k")
        assert (few.players, few.rooms) == (100, 1)
        assert (few.first_room("a"), small.first_room("a")) == ("wide-a", "a")

    def test_has_sound_rules(self) -> None:
        assert list(faults(convert(HUNT, Rules))) == []


class TestLoad:
    def test_says_that_a_stage_bears_no_wide_hunt(self, host: Host) -> None:
        result = rumpus_load(host, "wide1m", "--scale", "0.0001")
        assert result.exit_code == 1
        assert "This stage can't bear so wide a room: its slots have no owners." in result.output
        assert answer(rumpus(host, "hunt", "list", "--json")) == []

    def test_refuses_what_is_never_wide(self, host: Host, tmp_path: Path) -> None:
        profile = tmp_path / "wrong.yaml"
        profile.write_text("title: A\nplayers: 5\nseconds: 4\njoin_seconds: 1\nwide: true\n")
        result = rumpus_load(host, str(profile))
        assert (result.exit_code, result.output.count("a codebattle is never wide")) == (1, 1)

    def test_plays_hunts(self, host: Host, tmp_path: Path) -> None:
        profile, figures_file = tmp_path / "small.yaml", tmp_path / "f.json"
        profile.write_text(SMALL)
        result = rumpus_load(host, str(profile), "--processes", "1", "--figures", str(figures_file))
        figures = json.loads(figures_file.read_text())
        requests = figures["requests"]
        assert requests["join"]["done"] == 5, result.output
        deeds = [requests[kind] for kind in ("move", "search", "dig") if kind in requests]
        assert sum(each["done"] + sum(each["refused"].values()) for each in deeds) == 30
        assert figures["order"]["lost"] == 0
        hunts = answer(rumpus(host, "hunt", "list", "--json"))
        assert len(hunts) == 2
