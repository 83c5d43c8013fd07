"""A player's way into the archive and back, on a deployed stage with its database and bucket."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import psycopg
import pytest

from localstack.gateway import deployed_environment
from localstack.ministack import aws_environment
from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, Player, Site, unique
from tests.e2e.purse import Mint, Purse, in_order

pytestmark = pytest.mark.stage


def moved(site: Site, player: Player, verb: str) -> str:
    answer = site.operate("POST", f"/v1/players/{player.name}/{verb}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["result"])


class TestArchive:
    def test_gives_back_at_sign_in_what_it_was_given(self, site: Site, stage: Stage) -> None:
        mint = Mint(site)
        mint.open()
        grant = site.http.post("/v1/guests", json={"username": unique("p")}).json()
        ann = Player(site, grant["username"], grant["token"], grant["player_id"])
        bob = site.sign_up()
        mint.give(ann, gold=100)
        assert Purse(ann).pay(bob, 30).status_code == 200
        before = site.operate("GET", f"/v1/players/{ann.name}/export").json()

        assert moved(site, ann, "freeze") == "archived"

        stored = site.operate("GET", f"/v1/players/{ann.name}").json()["object"]
        assert stored["url"].endswith(f"/players/{ann.player_id}.json.gz")
        assert site.operate("GET", f"/v1/players/{ann.name}/export").json() == before
        assert in_order(stage)
        body = {"refresh_token": grant["refresh_token"]}
        again = site.http.post("/v1/sessions/refresh", json=body)
        assert again.status_code == 200, again.text
        assert Purse(ann).gold() == 70
        assert site.operate("GET", f"/v1/players/{ann.name}/export").json() == before
        assert in_order(stage)

    def test_gives_a_player_back_to_whoever_pays(self, site: Site, stage: Stage) -> None:
        mint = Mint(site)
        mint.open()
        ann, bob = site.sign_up(), site.sign_up()
        mint.give(ann, gold=10)
        mint.give(bob, gold=100)
        assert moved(site, ann, "freeze") == "archived"
        paid = Purse(bob).pay(ann, 25)
        assert paid.status_code == 200, paid.text
        assert Purse(ann).gold() == 35
        assert in_order(stage)

    def test_lets_a_run_of_its_own_go_on_where_the_last_one_ended(
        self, site: Site, stage: Stage
    ) -> None:
        """A process with the environment of the workload, as a task on Fargate is one."""
        mint = Mint(site)
        mint.open()
        players = [site.sign_up() for _ in range(3)]
        for each in players:
            mint.give(each, gold=10)
        before = [site.operate("GET", f"/v1/players/{each.name}/export").json() for each in players]
        with psycopg.connect(stage.database_url.replace("//rumpus@", "//postgres@")) as owner:
            owner.execute(
                "UPDATE archive.players SET tier = 'warm', due = now() - interval '1 hour',"
                " seen = now() - interval '400 days' WHERE player = ANY (%s)",
                ([each.player_id for each in players],),
            )
        run(stage, "--most", "2", "--rate", "100")
        assert tiers(site, players) == {"archived": 2, "warm": 1}
        run(stage, "--dollars", "0.01")
        assert tiers(site, players) == {"archived": 3}
        assert in_order(stage)
        after = [site.operate("GET", f"/v1/players/{each.name}/export").json() for each in players]
        assert after == before


def run(stage: Stage, *words: str) -> None:
    environment = {
        **os.environ,
        **aws_environment(stage.aws_endpoint),
        **deployed_environment(stage.account, ["archive"]),
    }
    command = [sys.executable, "-m", "functions.scheduled.archive", *words]
    done = subprocess.run(  # noqa: S603 - our own module
        command, env=environment, capture_output=True, text=True, check=False, timeout=DEADLINE
    )
    assert done.returncode == 0, done.stderr


def tiers(site: Site, players: list[Player]) -> Counter[str]:
    return Counter(
        site.operate("GET", f"/v1/players/{each.name}").json()["tier"] for each in players
    )
