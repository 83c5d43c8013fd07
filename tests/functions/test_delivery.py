"""What the guaranteed path reads of who listens, and that nobody is missed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.streams import delivery
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.channels.channel_request import Request
from shared.application.channels.ports import Subscriber
from shared.application.channels.subscribe import subscribe
from shared.games.codebattle.commands import JoinBattle, LeaveBattle
from shared.kernel.players import Identity
from shared.runtime.once import once
from tests.functions.battle_application import (
    BATTLE,
    BattleApplication,
    Shard,
    change,
)
from tests.names import private_channel


class Watched(InMemorySubscriptions):
    """Keeps what was read; calls `after_look` once after the next look at all rooms."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.read: list[str] = []
        self.after_look: Callable[[], object] | None = None

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        self.read.append(channel)
        return super().members(channel, bucket)

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:
        self.looks += 1
        found = super().listened(begin=begin)
        after, self.after_look = self.after_look, None
        if after is not None:
            after()
        return found


class App(BattleApplication):
    @once
    def subscriptions(self) -> Watched:
        return Watched()

    def subscribe(self, name: str) -> None:
        """As a player does: what was before comes with a snapshot."""
        identity, channel = Identity(f"p-{name}", name), private_channel(BATTLE, name)
        subscribe(self, Request("s1", name, identity, channel, "", None, self.time.now))


@pytest.fixture
def app() -> App:
    app = App()
    app.play()
    return app


def test_reads_once_a_batch_what_nobody_listens_to(app: App) -> None:
    app.listen("ana")
    app.subscriptions.read.clear()
    Shard(map(change, app.commits())).deliver(partial(delivery.consume, app))
    assert app.subscriptions.looks == 1
    assert set(app.subscriptions.read) == {"codebattle/b1/player/ana"}
    assert app.offsets("ana") == [1, 2, 3]


@settings(max_examples=50)
@given(st.data())
def test_misses_nobody_who_comes_right_after_the_look(data: st.DataObject) -> None:
    """Records repeat and change places, consumers die, and players come when nobody looks."""
    app = App()
    app.play()
    shard = Shard(map(change, data.draw(st.permutations(app.commits() * 2))))
    newcomers = ["cy", "ana", "bo"]
    for killed in data.draw(st.lists(st.booleans(), min_size=3, max_size=5)):
        comes = data.draw(st.sampled_from(["never", "before", "after"])) if newcomers else "never"
        if comes == "before":
            app.subscribe(newcomers.pop())
        elif comes == "after":
            app.subscriptions.after_look = partial(app.subscribe, newcomers.pop())
        shard.deliver(partial(delivery.consume, app), size=4, killed=killed)
        if data.draw(st.booleans()):
            app.run(LeaveBattle(app.tick(), BATTLE, "bo"), f"{app.time.now}")
            app.run(JoinBattle(app.tick(), BATTLE, "bo", "p-bo"), f"{app.time.now}")
            for commit in app.commits_of("bo")[-2:]:
                shard.put(change(commit))
    while shard.deliver(partial(delivery.consume, app)):
        pass
    for name in app.sockets.sent:
        _subscribed, *offsets = app.offsets(name)
        assert offsets == list(range(offsets[0], len(app.commits_of(name)) + 1))
