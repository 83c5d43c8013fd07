"""Viewers of one stream: each sees its own of it, under the same offsets, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.channels.channel_request import ChannelRefused
from shared.application.channels.deliver import deliver
from shared.application.channels.ports import Subscriber
from shared.application.channels.subscribe import unsubscribe
from shared.application.channels.viewers import eyes_of
from shared.application.commands.load import load
from shared.kernel.errors import CommandRefused, refused_outcome
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from shared.kernel.names import stream_channel
from shared.kernel.players import OPERATOR_SCOPE, Identity
from shared.kernel.viewer import OPERATOR, SPECTATOR, Audience, Viewer
from shared.wire.stream_messages import event_of
from tests.games.duel import DUEL, Duel
from tests.games.two_games import STREAM, TwoGames

ANN = stream_channel(STREAM, Viewer("player", "ann"))
BO = stream_channel(STREAM, Viewer("player", "bo"))
OPERATORS = stream_channel(STREAM, OPERATOR)
WATCHED = {"ann": ANN, "bo": BO, "cy": STREAM, "op": OPERATORS}
"""Who looks through which channel; cy is no player of the duel."""


@pytest.fixture
def app() -> TwoGames:
    app = TwoGames()
    app.open()
    return app


def shown(frames: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(frame["offset"], frame["event"]) for frame in frames if frame["type"] == "message"]


def data(frame: dict[str, object]) -> dict[str, object]:
    found = frame["data"]
    assert isinstance(found, dict)
    return found


class TestViews:
    @pytest.mark.parametrize(
        ("who", "numbers"), [("ann", {"ann": 7}), ("bo", {}), ("cy", {}), ("op", {"ann": 7})]
    )
    def test_begin_with_what_the_viewer_may_know(
        self, app: TwoGames, who: str, numbers: dict[str, int]
    ) -> None:
        app.pick("ann", 7)
        subscribed, snapshot = app.ask(WATCHED[who], who)
        assert (subscribed["channel"], subscribed["offset"]) == (WATCHED[who], 2)
        assert (snapshot["event"], snapshot["offset"]) == ("snapshot", 2)
        assert data(snapshot)["numbers"] == numbers

    def test_go_on_under_the_same_offsets_with_what_each_may_see(self, app: TwoGames) -> None:
        for who, channel in WATCHED.items():
            app.ask(channel, who)
        app.pick("ann", 7)
        app.pick("bo", 4)
        seen = {who: shown(app.sockets.sent[who])[1:] for who in WATCHED}
        assert seen == {
            "ann": [(2, "picked"), (3, "revealed")],
            "bo": [(2, "hidden"), (3, "batch")],
            "cy": [(2, "hidden"), (3, "revealed")],
            "op": [(2, "picked"), (3, "batch")],
        }

    @pytest.mark.parametrize("who", ["bo", "cy"])
    def test_have_nothing_of_what_is_hidden_but_its_time(self, app: TwoGames, who: str) -> None:
        app.ask(WATCHED[who], who)
        app.pick("ann", 70_707)
        hidden = app.sockets.sent[who][-1]
        assert set(data(hidden)) == {"timestamp"}
        assert b"70707" not in encode(app.sockets.sent[who])

    def test_resume_by_the_same_offsets(self, app: TwoGames) -> None:
        epochs = {str(app.ask(each, who)[0]["epoch"]) for who, each in WATCHED.items()}
        (epoch,) = epochs
        for who, channel in WATCHED.items():
            app.subscriptions.remove(channel, who)
        app.pick("ann", 7)
        app.pick("bo", 4)
        seen = {}
        for who, channel in WATCHED.items():
            subscribed, *missed = app.ask(channel, who, epoch=epoch, offset=1)
            assert (subscribed["recovered"], subscribed["offset"]) == (True, 3)
            seen[who] = shown(missed)
        assert seen["ann"] == [(2, "picked"), (3, "revealed")]
        assert seen["bo"] == [(2, "hidden"), (3, "batch")]
        assert seen["cy"] == [(2, "hidden"), (3, "revealed")]

    def test_may_be_two_at_one_connection(self, app: TwoGames) -> None:
        app.ask(ANN, "ann")
        app.ask(STREAM, "ann")
        app.pick("ann", 7)
        sent = [(each["channel"], each["event"]) for each in app.sockets.sent["ann"][-2:]]
        assert sorted(sent, key=str) == [(STREAM, "hidden"), (ANN, "picked")]
        unsubscribe(app, "ann", "ann", STREAM)
        app.pick("bo", 4)
        assert [each["channel"] for each in app.sockets.sent["ann"][4:]][2:] == [ANN]


class Overtaken(InMemoryLog):
    """Ann picks right before the commits from the first one on are read."""

    pick: Callable[[], object] | None = None

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        if after == 0 and (pick := self.pick):
            self.pick = None
            pick()
        return super().read(stream, after, limit)


class TestClosedMeanwhile:
    def test_is_sent_nothing_of_the_commit_that_closed_the_stream(self) -> None:
        app = TwoGames()
        app.games = Games(replace(DUEL, audience=_open_until_picked))
        log = Overtaken(app.codec)
        app.__dict__["log"] = log
        app.open()
        epoch = str(app.ask(STREAM, "cy")[0]["epoch"])
        app.subscriptions.remove(STREAM, "cy")
        log.pick = partial(app.pick, "ann", 7)
        frames = app.ask(STREAM, "cy", epoch=epoch, offset=0)
        assert [each["type"] for each in frames] == ["subscribed", "message", "unsubscribed"]
        assert shown(frames) == [(1, "opened")]
        assert app.subscriptions.channels("cy") == []


def _open_until_picked(duel: Duel) -> Audience:
    return Audience() if duel.numbers else Audience(duel.players, public=True)


class TestRefusal:
    @pytest.mark.parametrize(
        ("who", "channel"), [("bo", ANN), ("op", ANN), ("ann", OPERATORS), ("cy", OPERATORS)]
    )
    def test_of_another_viewer_s_channel(self, app: TwoGames, who: str, channel: str) -> None:
        assert refused(app, channel, who) == "not_allowed"

    def test_of_a_player_who_is_not_among_those_of_the_room(self, app: TwoGames) -> None:
        assert refused(app, f"{STREAM}@cy", "cy") == "not_allowed"

    def test_of_a_room_that_nobody_has_opened(self, app: TwoGames) -> None:
        assert refused(app, "duel/d2", "ann") == "unknown_room"
        assert refused(app, "chess/d1", "ann") == "unknown_room"

    @pytest.mark.parametrize("kind", ["board", "presence", "rank"])
    def test_of_a_value_that_the_game_has_not(self, app: TwoGames, kind: str) -> None:
        assert refused(app, f"{STREAM}/{kind}", "ann") == "unknown_channel"


def refused(app: TwoGames, channel: str, who: str) -> str:
    with pytest.raises(ChannelRefused) as caught:
        app.ask(channel, who)
    assert app.subscriptions.channels(who) == []
    assert app.sockets.sent.get(who, []) == []
    return caught.value.code


class TestDeliver:
    def test_has_a_cursor_for_each_viewer(self, app: TwoGames) -> None:
        app.ask(ANN, "ann")
        app.subscriptions.add(Subscriber(STREAM, "ann", "ann"))
        app.subscriptions.add(Subscriber(BO, "bo", "bo", 1))
        app.pick("ann", 7)
        deliver(app, STREAM, sure=True)
        sent = app.sockets.sent["ann"][2:]
        assert [each["offset"] for each in sent if each["channel"] == ANN] == [2]
        assert [each["offset"] for each in sent if each["channel"] == STREAM] == [1, 2]
        assert shown(app.sockets.sent["bo"]) == [(2, "hidden")]

    def test_sends_nobody_what_it_has_though_another_is_behind(self, app: TwoGames) -> None:
        for who in ("ann", "bo"):
            app.ask(WATCHED[who], who)
        app.pick("ann", 7)
        app.subscriptions.add(Subscriber(STREAM, "late", "late"))
        deliver(app, STREAM, sure=True)
        offsets = [each for each, _ in shown(app.sockets.sent["ann"])]
        assert offsets == [1, 2]
        assert shown(app.sockets.sent["late"]) == [(1, "opened"), (2, "hidden")]

    def test_remembers_each_viewer_without_the_store(self, app: TwoGames) -> None:
        app.coordination.down = True
        app.ask(ANN, "ann")
        app.ask(STREAM, "ann")
        app.pick("ann", 7)
        deliver(app, STREAM, sure=True)
        sent = [(each["channel"], each["offset"]) for each in app.sockets.sent["ann"]]
        assert sorted(sent) == [(STREAM, 1)] * 2 + [(STREAM, 2)] + [(ANN, 1)] * 2 + [(ANN, 2)]

    def test_shows_a_refusal_to_its_owner_and_to_operators(self, app: TwoGames) -> None:
        told = refused_outcome(CommandRefused("no_turn"))
        commit = Commit(STREAM, 2, (), app.time.now, "p-ann", "c1", "", told)
        viewers = (Viewer("owner", "ann"), OPERATOR, Viewer("player", "bo"), SPECTATOR)
        seen = [event_of(DUEL, commit, viewer).name for viewer in viewers]
        assert seen == ["command.refused", "command.refused", "hidden", "hidden"]


class TestEyes:
    def test_are_those_that_see_most(self, app: TwoGames) -> None:
        stream_state = load(app.log, app.cache, DUEL, STREAM)
        operator = Identity("p-op", "op", (OPERATOR_SCOPE,))
        assert eyes_of(DUEL, stream_state, None) == SPECTATOR
        assert eyes_of(DUEL, stream_state, operator) == OPERATOR
        assert eyes_of(DUEL, stream_state, Identity("p-ann", "ann")) == Viewer("player", "ann")
        assert eyes_of(DUEL, stream_state, Identity("p-cy", "cy")) == Viewer("player", "cy")
