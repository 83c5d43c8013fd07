"""A player's way into the archive and back, on a deployed stage with its database and bucket."""

from __future__ import annotations

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Player, Site, unique
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
