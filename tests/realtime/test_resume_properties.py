"""Resuming loses nothing: whatever the network and the store do, a client sees it all, in order."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.ports import CacheUnavailable
from tests.realtime.weather import Weather

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


def step(weather: Weather, what: str, number: int) -> None:
    match what:
        case "commit":
            weather.commit()
        case "commit without the fast path":
            weather.commit(fast_path=False)
        case "deliver":
            weather.deliver()
        case "talk":
            weather.talk()
        case "flush" | "down" | "up" | "lease taken":
            upset_store(weather, what)
        case _:
            upset_network(weather, what, number)


def upset_network(weather: Weather, what: str, number: int) -> None:
    match what:
        case "arrive":
            weather.arrive()
        case "arrive out of order":
            weather.arrive(number)
        case "repeat":
            weather.repeat(number)
        case "drop":
            weather.drop(number)
        case "cut":
            weather.cut()
        case _:
            weather.connect()


def upset_store(weather: Weather, what: str) -> None:
    store = weather.host.app.coordination
    match what:
        case "flush":
            store.flush()
        case "lease taken":
            with suppress(CacheUnavailable):
                store.claim("deliver:codebattle/b1/player/ann@ann", 5000)
        case _:
            weather.host.down(down=what == "down")


class TestResume:
    @settings(max_examples=400)
    @given(STEPS, st.booleans())
    def test_shows_each_message_once_and_in_order(
        self, steps: list[tuple[str, int]], subscribed: bool
    ) -> None:
        weather = Weather(subscribed=subscribed)
        for what, number in steps:
            step(weather, what, number)
        weather.connect()
        weather.settle()
        weather.deliver()
        weather.settle()
        received = weather.received()
        starts = [index for index, (_, event, _) in enumerate(received) if event == "snapshot"]
        assert starts == [0]
        assert received[1:] == weather.happened(after=received[0][0])

    @settings(max_examples=200)
    @given(STEPS, st.booleans())
    def test_needs_no_reconnect_where_nothing_is_dropped(
        self, steps: list[tuple[str, int]], subscribed: bool
    ) -> None:
        weather = Weather(subscribed=subscribed)
        for what, number in steps:
            if what != "drop":
                step(weather, what, number)
        weather.host.app.time.pass_seconds(6)
        weather.deliver()
        weather.settle()
        received = weather.received()
        assert received[1:] == weather.happened(after=received[0][0])
        assert not weather.channel.behind
