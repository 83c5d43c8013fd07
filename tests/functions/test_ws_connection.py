"""Connections through the handler of API Gateway: one live login, nothing left behind."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory.sockets import InMemorySockets
from tests.functions.api_gateway import BATTLE, ApiGateway, private


class TooManyRequests(Exception):  # noqa: N818 - the name that API Gateway has for it
    """More calls than API Gateway takes."""


class BusySockets(InMemorySockets):
    """Closes nothing while it is busy."""

    busy = True

    def close(self, connection: str, code: int, reason: str) -> None:
        if self.busy:
            raise TooManyRequests(connection)
        super().close(connection, code, reason)


def present(host: ApiGateway) -> int:
    count, _ = host.app.coordination.present(f"codebattle/{BATTLE}/presence", host.app.time())
    return count


class TestConnect:
    def test_makes_the_player_s_live_connection(self) -> None:
        host = ApiGateway()
        host.open("ann")
        assert host.app.logins.current("p-ann") == "ann"

    def test_works_without_the_disposable_store(self) -> None:
        host = ApiGateway()
        host.down(down=True)
        host.open("ann")
        host.open("ann", "newer")
        assert host.app.sockets.closed["ann"] == (4001, "superseded")

    def test_takes_subscriptions_from_the_older_login(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.ask("ann", "codebattle.join", room=BATTLE)
        host.ask("ann", "subscribe", channel=private("ann"))
        host.open("ann", "newer")
        assert list(host.app.subscriptions.members(private("ann"))) == []

    def test_succeeds_though_the_older_login_can_t_be_told(self) -> None:
        host = ApiGateway()
        host.app.__dict__["sockets"] = sockets = BusySockets()
        host.open("ann")
        host.ask("ann", "codebattle.join", room=BATTLE)
        host.ask("ann", "subscribe", channel=private("ann"))
        host.open("ann", "newer")
        assert [type(each) for each in host.app.faults] == [TooManyRequests]
        assert host.app.logins.current("p-ann") == "newer"
        assert list(host.app.subscriptions.members(private("ann"))) == []
        sockets.busy = False
        assert host.ask("newer", "ping", "ann")
        host.send_text("ann", '{"type": "ping", "id": "x"}')
        assert sockets.closed["ann"] == (4001, "superseded")

    @given(st.sampled_from(list(permutations("abc"))))
    def test_of_many_logins_the_last_lives(self, order: tuple[str, ...]) -> None:
        host = ApiGateway()
        for each in order:
            host.open("ann", each)
        alive = [each for each in order if host.ask(each, "ping", "ann")]
        assert alive == [order[-1]]


class TestDisconnect:
    def test_leaves_nothing_behind(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.ask("ann", "codebattle.join", room=BATTLE)
        host.ask("ann", "subscribe", channel=private("ann"))
        host.ask("ann", "subscribe", channel=f"codebattle/{BATTLE}/presence")
        assert present(host) == 1
        host.end("ann")
        assert present(host) == 0
        assert host.app.logins.current("p-ann") is None
        assert host.app.connections.get("ann") is None
        assert host.app.subscriptions.channels("ann") == []

    def test_tells_the_presence_channel(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.ask("ann", "subscribe", channel=f"codebattle/{BATTLE}/presence")
        host.app.time.pass_seconds(2)
        had = len(host.app.queues.waiting("leaderboard"))
        host.end("ann")
        assert len(host.app.queues.waiting("leaderboard")) == had + 1

    def test_asks_for_no_look_at_a_channel_that_does_not_exist(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.cut("ann")
        host.ask("ann", "subscribe", channel=f"codebattle/{BATTLE}/presence.x")
        assert host.app.connections.get("ann") is None
        assert host.app.queues.waiting("leaderboard") == []

    def test_of_an_older_socket_leaves_the_newer_login_alone(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.open("ann", "newer")
        host.ask("newer", "subscribe", "ann", channel=f"codebattle/{BATTLE}/presence")
        host.end("ann")
        assert host.app.logins.current("p-ann") == "newer"
        assert present(host) == 1

    def test_may_come_twice(self) -> None:
        host = ApiGateway()
        host.open("ann")
        host.end("ann")
        host.end("ann")
