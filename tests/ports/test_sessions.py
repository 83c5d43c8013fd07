"""What every store of sessions promises, however many frames of a connection it counts at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.ws import message
from shared.application.players.pace import BURST, STRIKES, Pace, count
from shared.application.players.ports import SessionOver, Sessions
from shared.kernel.moments import milliseconds
from tests.functions.api_gateway import ApiGateway
from tests.ports.conftest import Store

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIDE_BY_SIDE = 4
FRAMES = 160


@pytest.fixture(scope="session")
def sessions(store: Store) -> Sessions:
    return store.sessions


def new_connection() -> str:
    return f"c-{uuid4().hex}"


class TestCount:
    def test_does_not_know_a_connection_that_was_not_opened(self, sessions: Sessions) -> None:
        assert sessions.count(new_connection(), T0, good=True) is None

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.integers(-200, 3000), st.booleans()), max_size=60))
    def test_applies_the_rule_of_every_host(
        self, sessions: Sessions, frames: list[tuple[int, bool]]
    ) -> None:
        connection, pace, now = new_connection(), Pace(seen_at=milliseconds(T0)), T0
        sessions.open(connection, T0)
        for passed, good in [(0, True)] * BURST + frames:
            now += timedelta(milliseconds=passed)
            pace, counted = count(pace, milliseconds(now), good=good)
            assert sessions.count(connection, now, good=good) == counted

    def test_misses_none_of_those_that_come_at_once(self, sessions: Sessions) -> None:
        connection = new_connection()
        sessions.open(connection, T0)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            strikes = list(
                pool.map(lambda _: sessions.count(connection, T0, good=False), range(FRAMES))
            )
        assert sorted(each.strikes for each in strikes if each) == list(range(1, FRAMES + 1))


class TestOpen:
    def test_again_changes_nothing(self, sessions: Sessions) -> None:
        connection = new_connection()
        sessions.open(connection, T0)
        sessions.count(connection, T0, good=False)
        sessions.open(connection)
        counted = sessions.count(connection, T0, good=False)
        assert counted is not None
        assert counted.strikes == 2

    def test_does_not_bring_back_one_that_is_over(self, sessions: Sessions) -> None:
        connection = new_connection()
        sessions.end(connection)
        sessions.open(connection, T0)
        with pytest.raises(SessionOver):
            sessions.count(connection, T0, good=True)


class TestEnd:
    @pytest.mark.parametrize("known", [True, False])
    def test_lets_no_frame_be_served_any_more(self, sessions: Sessions, known: bool) -> None:
        connection = new_connection()
        if known:
            sessions.open(connection, T0)
        assert not sessions.is_over(connection)
        sessions.end(connection)
        assert sessions.is_over(connection)
        with pytest.raises(SessionOver):
            sessions.count(connection, T0, good=True)


class TestFrames:
    """Functions that serve frames of one connection side by side, as Lambda does."""

    def serve(self, store: Store, text: str) -> list[str]:
        host, connection = ApiGateway(), new_connection()
        host.app.__dict__["sessions"] = store.sessions
        host.open("ann", connection)

        def serve(_: int) -> str:
            event = host._event(connection, "ann", "MESSAGE", text)
            body = message.serve(host.app, event).get("body", "{}")
            answer = json.loads(body)
            return str(answer.get("code", answer.get("type")))

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(serve, range(FRAMES)))

    def test_pass_a_burst_and_no_more(self, store: Store) -> None:
        answers = self.serve(store, '{"type":"ping","id":"1"}')
        assert answers.count("pong") == BURST

    def test_end_a_connection_with_the_strike_that_is_one_too_many(self, store: Store) -> None:
        answers = self.serve(store, "{")
        assert answers.count("not_json") == STRIKES - 1
