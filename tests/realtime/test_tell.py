from __future__ import annotations

from functools import partial

import pytest
from msgspec.json import decode
from msgspec.structs import replace

from functions.streams import feed as consumer
from shared.adapters.memory.feed import InMemoryFeed
from shared.application.ports import CacheUnavailable
from shared.runtime.once import once
from shared.wire.feed import Told, decode_told, feed_topic
from tests.functions.backstage import BATTLE, Backstage, Shard, change


class Ear(InMemoryFeed):
    """Keeps what is told of the battle; `down` takes the feed away."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.down = False
        self.listener(lambda _, message: self.told.extend(decode_told(message))).follow(
            feed_topic(BATTLE)
        )

    def tell(self, topic: str, message: bytes) -> int:
        if self.down:
            raise CacheUnavailable
        return super().tell(topic, message)


class Beside(Backstage):
    """Serves a stage with gateways, or without."""

    def __init__(self, gateway_url: str = "ws://gateway.invalid/ws") -> None:
        super().__init__()
        self.settings = replace(self.settings, gateway_url=gateway_url)

    @once
    def feed(self) -> Ear:
        return Ear()


def offsets(ear: Ear, name: str) -> list[int]:
    return [each.position for each in ear.told if each.channel.endswith(f".{name}")]


class TestFastPath:
    def test_tells_gateways_both_sides_of_an_attack(self) -> None:
        app = Beside()
        app.fast_path = True
        app.play()
        assert offsets(app.feed, "ana") == offsets(app.feed, "bo") == [1, 2, 3]
        hit = next(
            each for each in app.feed.told if each.channel.endswith(".bo") and each.position == 3
        )
        assert (hit.epoch, decode(hit.text)["event"]) == (
            decode(hit.text)["epoch"],
            "attack.received",
        )

    def test_costs_nothing_without_gateways(self) -> None:
        app = Beside("")
        app.fast_path = True
        app.play()
        assert app.feed.told == []

    def test_goes_on_without_the_disposable_store(self) -> None:
        app = Beside()
        app.fast_path = app.feed.down = True
        app.listen("bo")
        app.play()
        assert app.offsets("bo") == [1, 2, 3]
        assert {type(each) for each in app.faults} == {CacheUnavailable}


class TestGuaranteedPath:
    def test_tells_gateways_how_far_each_stream_is(self) -> None:
        app = Beside()
        app.play()
        Shard(map(change, app.commits())).deliver(partial(consumer.consume, app))
        assert {name: max(offsets(app.feed, name)) for name in ("ana", "bo", "cy")} == {
            "ana": 3,
            "bo": 3,
            "cy": 2,
        }
        assert {each.text for each in app.feed.told} == {b""}

    @pytest.mark.parametrize("gateway_url", ["", "ws://gateway.invalid/ws"])
    def test_delivers_whether_gateways_can_be_told_or_not(self, gateway_url: str) -> None:
        app = Beside(gateway_url)
        app.feed.down = True
        app.play()
        app.listen("ana")
        Shard(map(change, app.commits())).deliver(partial(consumer.consume, app))
        assert app.offsets("ana") == [1, 2, 3]
        assert app.faults == []
