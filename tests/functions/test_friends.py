from __future__ import annotations

from typing import Any

import pytest

from shared.application.archive.freeze import freeze_now
from shared.application.archive.thaw import restore
from shared.application.players.limit import FRIENDS
from tests.economy.bank import new_name
from tests.functions.economy_app import EconomyApi

type Seen = dict[str, str]


class Circle:
    """Players who know each other by names that no other test has."""

    def __init__(self, api: EconomyApi) -> None:
        self.api = api

    def player(self) -> str:
        return self.api.player(f"f{new_name()}")

    def ask(self, method: str, who: str, other: str, more: str = "") -> Any:
        path = f"/v1/friends/{other}{more}"
        return self.api.http.request(method, path, headers=self.api.headers[who])

    def done(self, method: str, who: str, other: str, more: str = "") -> str:
        answer = self.ask(method, who, other, more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["standing"])

    def refused(self, method: str, who: str, other: str, more: str = "") -> tuple[int, str]:
        answer = self.ask(method, who, other, more)
        return answer.status_code, answer.json()["error"]["code"]

    def seen(self, who: str) -> Seen:
        answer = self.api.http.get("/v1/friends", headers=self.api.headers[who]).json()
        return {each["username"]: each["standing"] for each in answer["friends"]}

    def befriend(self, one: str, other: str) -> None:
        self.done("PUT", one, other)
        self.done("POST", other, one, "/accept")

    def freeze(self, who: str) -> None:
        assert freeze_now(self.api.parts, self.api.ids[who]) == "archived"

    def thaw(self, who: str) -> None:
        assert restore(self.api.parts, self.api.ids[who]) == "hot"


@pytest.fixture
def circle(economy: EconomyApi) -> Circle:
    return Circle(economy)


class TestAsking:
    def test_is_seen_by_both_and_accepted_by_the_other(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        assert circle.done("PUT", ann, bob) == "asked"
        assert (circle.seen(ann), circle.seen(bob)) == ({bob: "asked"}, {ann: "asks"})
        assert circle.done("POST", ann, bob, "/accept") == "asked"
        assert circle.done("POST", bob, ann, "/accept") == "friends"
        assert circle.done("POST", bob, ann, "/accept") == "friends"
        assert (circle.seen(ann), circle.seen(bob)) == ({bob: "friends"}, {ann: "friends"})

    def test_of_one_who_asks_is_a_yes(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        circle.done("PUT", ann, bob)
        assert circle.done("PUT", bob, ann) == "friends"

    def test_is_taken_back_or_declined(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        for who, other in ((ann, bob), (bob, ann)):
            circle.done("PUT", ann, bob)
            assert circle.done("DELETE", who, other) == "none"
            assert circle.seen(ann) == circle.seen(bob) == {}

    @pytest.mark.parametrize("more", ["", "/accept"])
    def test_of_nobody_or_oneself_is_refused(self, circle: Circle, more: str) -> None:
        ann = circle.player()
        method = "POST" if more else "PUT"
        assert circle.refused(method, ann, "nobody-there", more) == (404, "unknown_player")
        assert circle.refused(method, ann, ann, more) == (409, "own_friend")

    def test_accepts_nothing_that_was_not_asked(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        assert circle.refused("POST", ann, bob, "/accept") == (409, "not_asked")
        assert circle.seen(ann) == {}

    def test_is_limited(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        for _ in range(FRIENDS.burst):
            circle.done("PUT", ann, bob)
        assert circle.refused("PUT", ann, bob) == (429, "too_fast")


class TestBlocking:
    def test_ends_a_friendship_and_is_not_told(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        circle.befriend(ann, bob)
        circle.done("PUT", ann, bob, "/block")
        assert (circle.seen(ann), circle.seen(bob)) == ({bob: "blocked"}, {})
        assert circle.done("PUT", bob, ann) == "asked"
        assert circle.seen(ann) == {bob: "blocked"}
        circle.done("DELETE", ann, bob, "/block")
        circle.befriend(bob, ann)
        assert circle.seen(ann) == {bob: "friends"}

    def test_is_ended_by_who_blocks_alone(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        circle.done("PUT", ann, bob, "/block")
        circle.done("DELETE", bob, ann, "/block")
        assert circle.done("PUT", bob, ann) == "asked"
        assert circle.seen(ann) == {bob: "blocked"}


class TestPresence:
    def test_is_told_of_friends_alone(self, circle: Circle) -> None:
        ann, bob, cy = circle.player(), circle.player(), circle.player()
        circle.befriend(ann, bob)
        circle.done("PUT", ann, cy)
        for each in (bob, cy):
            circle.api.parts.logins.take_over(circle.api.ids[each], f"c-{each}")
        answer = circle.api.http.get("/v1/friends", headers=circle.api.headers[ann]).json()
        online = {each["username"]: each["online"] for each in answer["friends"]}
        assert online == {bob: True, cy: False}


class TestInTheArchive:
    def test_friends_stay_while_one_of_two_is_here(self, circle: Circle) -> None:
        ann, bob = circle.player(), circle.player()
        circle.befriend(ann, bob)
        circle.freeze(ann)
        assert circle.seen(bob) == {ann: "friends"}
        circle.freeze(bob)
        circle.thaw(ann)
        assert circle.seen(ann) == {bob: "friends"}
        circle.thaw(bob)
        assert circle.seen(bob) == {ann: "friends"}

    @pytest.mark.parametrize("more", ["", "/block"])
    def test_what_was_ended_meanwhile_stays_ended(self, circle: Circle, more: str) -> None:
        ann, bob = circle.player(), circle.player()
        circle.befriend(ann, bob)
        circle.freeze(ann)
        circle.done("PUT" if more else "DELETE", bob, ann, more)
        circle.freeze(bob)
        circle.thaw(ann)
        assert circle.seen(ann) == {}
        circle.thaw(bob)
        assert circle.seen(bob) == ({ann: "blocked"} if more else {})
