"""A game of somebody's own, the template, on a whole stage: hidden hands, a clock, a board."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.driver import Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import DEDICATED, ON_FUNCTIONS, SERVERLESS

pytestmark = pytest.mark.stage

NUMBERS = {"offset", "round", "points", "cards", "hand", "card"}
"""The fields of a table's messages in which there are numbers."""


class Seat:
    """A player at a table, over as many sockets as it takes."""

    def __init__(self, player: Player, room: str, home: str = "") -> None:
        self.player = player
        self.room = room
        self.channel = f"highcard/{room}@{player.name}"
        self.sockets = [player.connect(home)]
        assert self.ask("sit")["type"] == "done"
        self.epoch = self.socket.ask("subscribe", channel=self.channel)["epoch"]

    @property
    def socket(self) -> Socket:
        return self.sockets[-1]

    def ask(self, command: str, **fields: Any) -> Frame:
        return self.socket.ask(f"highcard.{command}", room=self.room, **fields)

    def play(self) -> None:
        """Choose the highest card that is left."""
        played = [each["cards"][self.player.name] for each in rounds(self.held())]
        done = self.ask("play", card=max(set(self.hand()) - set(played)))
        assert done["type"] == "done", done

    def hand(self) -> tuple[int, ...]:
        """The three cards that were dealt."""
        return eventually(lambda: hand_in(self.held()), bool)

    def held(self) -> dict[int, Frame]:
        """The messages of the table by offset, over all sockets."""
        found: dict[int, Frame] = {}
        for socket in self.sockets:
            found |= socket.by_offset(self.channel)
        return dict(sorted(found.items()))

    def cut_off(self) -> None:
        self.socket.kill()

    def come_back(self, home: str) -> None:
        """Go on from the last message on another socket."""
        last = max(self.held())
        self.sockets.append(self.player.connect(home))
        back = self.socket.ask("subscribe", channel=self.channel, epoch=self.epoch, offset=last)
        assert back["recovered"] is True
        eventually(lambda: max(self.held()), lambda seen: seen >= back["offset"] > last)

    def wait_for_rounds(self, count: int) -> list[dict[str, Any]]:
        return eventually(lambda: rounds(self.held()), lambda seen: len(seen) == count)


def events(messages: dict[int, Frame]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events in order; a commit with several facts tells them in one message."""
    for frame in messages.values():
        if frame["event"] == "batch":
            for each in frame["data"]["events"]:
                yield each["event"], each["data"]
        else:
            yield frame["event"], frame["data"]


def rounds(messages: dict[int, Frame]) -> list[dict[str, Any]]:
    return [data for event, data in events(messages) if event == "round.played"]


def hand_in(messages: dict[int, Frame]) -> tuple[int, ...]:
    """The first hand that is told of."""
    hands = [tuple(data["hand"]) for _, data in events(messages) if data.get("hand")]
    return hands[0] if hands else ()


def numbers(value: Any, field: str = "") -> Iterator[tuple[str, int]]:
    """Yield each number of a frame, with the field of a message that it is in."""
    match value:
        case dict():
            for name, each in value.items():
                yield from numbers(each, field if field in NUMBERS else name)
        case list():
            for each in value:
                yield from numbers(each, field)
        case int() if not isinstance(value, bool):
            yield field, value
        case _:
            pass


def assert_saw_no_other_hand(sockets: list[Socket], own: tuple[int, ...]) -> None:
    """All that has come: no card in a hand or as a choice but its own, and no number elsewhere.

    What both have played is shown, when the round is over.
    """
    texts = [text for socket in sockets for text in socket.texts]
    assert any('"round.played"' in text for text in texts)
    for text in texts:
        for field, number in numbers(json.loads(text)):
            assert field in NUMBERS, text
            assert field not in {"hand", "card"} or number in own, text
            assert field != "cards" or '"round.played"' in text, text


def entries(site: Site, room: str) -> list[tuple[str, int]]:
    answer = site.http.get(f"/v1/rooms/highcard/{room}/board/top")
    assert answer.status_code == 200, answer.text
    return [(each["member"], each["points"]) for each in answer.json()["entries"]]


class TestHighCard:
    @ON_FUNCTIONS
    def test_is_played_on_by_who_was_cut_off_and_hands_stay_hidden(self, site: Site) -> None:
        """Over both homes: one player stays on a gateway, the other comes back to it."""
        room, watcher = unique("t"), site.sign_up()
        ann = Seat(site.sign_up(), room, DEDICATED)
        watching = watcher.connect()
        assert watching.ask("subscribe", channel=f"highcard/{room}")["type"] == "subscribed"
        bob = Seat(site.sign_up(), room, SERVERLESS)
        assert not set(ann.hand()) & set(bob.hand())

        ann.play()
        bob.socket.wait(lambda frame: frame.get("event") == "card.chosen")
        bob.cut_off()
        (first,) = ann.wait_for_rounds(1)  # the clock has played for who is late
        assert first["cards"] == {
            ann.player.name: max(ann.hand()),
            bob.player.name: min(bob.hand()),
        }
        bob.come_back(DEDICATED)
        for count in (2, 3):
            bob.play()
            ann.play()
            for each in (ann, bob):
                each.wait_for_rounds(count)

        for each in (ann, bob):
            assert all(then == now + 1 for now, then in pairwise(each.held())), each.held()
        assert rounds(ann.held()) == rounds(bob.held())
        last = rounds(ann.held())[-1]
        best = sorted(last["points"].items(), key=lambda each: -each[1])
        eventually(lambda: entries(site, room), lambda seen: seen == best)

        public = f"highcard/{room}"
        eventually(lambda: rounds(watching.by_offset(public)), lambda seen: len(seen) == 3)
        assert_saw_no_other_hand(ann.sockets, ann.hand())
        assert_saw_no_other_hand(bob.sockets, bob.hand())
        assert_saw_no_other_hand([watching], ())
        for socket in (*ann.sockets, *bob.sockets, watching):
            socket.close()

    def test_shows_a_hand_to_its_player_alone(self, site: Site) -> None:
        room = unique("t")
        ann, bob = Seat(site.sign_up(), room), Seat(site.sign_up(), room)
        path = f"/v1/rooms/highcard/{room}"
        assert tuple(ann.player.get(path).json()["hand"]) == ann.hand()
        assert tuple(bob.player.get(path).json()["hand"]) == bob.hand()
        assert site.http.get(path).json()["hand"] == []
        for channel in (bob.channel, f"highcard/{room}@$operator"):
            refused = ann.socket.ask("subscribe", channel=channel)
            assert (refused["type"], refused["code"]) == ("error", "not_allowed")
        for each in (ann, bob):
            each.socket.close()
