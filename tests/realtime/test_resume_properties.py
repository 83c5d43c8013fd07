"""Resuming loses nothing: whatever the network and the store do, a client sees it all, in order."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.ports import CacheUnavailable
from tests.realtime.network_sim import NetworkSim

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "commit",
                "commit without the fast path",
                "deliver",
                "talk",
                "arrive",
                "arrive out of order",
                "repeat",
                "drop",
                "reconnect",
                "cut",
                "flush",
                "down",
                "up",
                "lease taken",
            ]
        ),
        st.integers(0, 20),
    ),
    max_size=80,
)


def step(network: NetworkSim, what: str, number: int) -> None:
    match what:
        case "commit":
            network.commit()
        case "commit without the fast path":
            network.commit(fast_path=False)
        case "deliver":
            network.deliver()
        case "talk":
            network.talk()
        case "flush" | "down" | "up" | "lease taken":
            upset_store(network, what)
        case _:
            upset_network(network, what, number)


def upset_network(network: NetworkSim, what: str, number: int) -> None:
    match what:
        case "arrive":
            network.arrive()
        case "arrive out of order":
            network.arrive(number)
        case "repeat":
            network.repeat(number)
        case "drop":
            network.drop(number)
        case "cut":
            network.cut()
        case _:
            network.connect()


def upset_store(network: NetworkSim, what: str) -> None:
    store = network.host.app.coordination
    match what:
        case "flush":
            store.flush()
        case "lease taken":
            with suppress(CacheUnavailable):
                store.begin_turn("codebattle/b1/player/ann@ann", 0, 5000)
        case _:
            network.host.down(down=what == "down")


class TestResume:
    @settings(max_examples=400)
    @given(STEPS, st.booleans())
    def test_shows_each_message_once_and_in_order(
        self, steps: list[tuple[str, int]], subscribed: bool
    ) -> None:
        network = NetworkSim(subscribed=subscribed)
        for what, number in steps:
            step(network, what, number)
        network.connect()
        network.settle()
        network.deliver()
        network.settle()
        received = network.received()
        starts = [index for index, (_, event, _) in enumerate(received) if event == "snapshot"]
        assert starts == [0]
        assert received[1:] == network.happened(after=received[0][0])

    @settings(max_examples=200)
    @given(STEPS, st.booleans())
    def test_needs_no_reconnect_where_nothing_is_dropped(
        self, steps: list[tuple[str, int]], subscribed: bool
    ) -> None:
        network = NetworkSim(subscribed=subscribed)
        for what, number in steps:
            if what != "drop":
                step(network, what, number)
        network.host.app.time.pass_seconds(6)
        network.deliver()
        network.settle()
        received = network.received()
        assert received[1:] == network.happened(after=received[0][0])
        assert not network.channel.behind
