"""The session: it lets frames through, limits them, and hangs up on abuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.application.players.pace import BURST, EVERY_MS, SEEN_EVERY_MS, STRIKES
from shared.kernel.players import Identity
from shared.realtime.session import Reader, Session, Step, opened, receive
from shared.wire import frames as f
from shared.wire.read_frame import FrameReader

SEEN_EVERY = timedelta(milliseconds=SEEN_EVERY_MS)
READER: Reader = FrameReader(*f.OWN_FRAMES, most=f.MAX_FRAME)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANN = Identity("p-ann", "ann")
PING = b'{"type":"ping","id":"c1"}'


def flood(session: Session, count: int, raw: bytes = PING, now: datetime = NOW) -> list[Step]:
    steps = []
    for _ in range(count):
        step = receive(READER, session, raw, now)
        session = step.session
        steps.append(step)
    return steps


def codes(step: Step) -> list[str]:
    return [each.code for each in step.replies if isinstance(each, f.Error)]


class TestReceive:
    def test_hands_a_good_frame_over(self) -> None:
        step = receive(READER, opened("k", ANN, NOW), PING, NOW)
        assert (step.frame, step.replies, step.close) == (f.Ping("c1"), (), None)

    def test_answers_a_bad_frame_and_stays_open(self) -> None:
        step = receive(READER, opened("k", ANN, NOW), "{", NOW)
        assert (codes(step), step.frame, step.close) == (["not_json"], None, None)

    def test_hangs_up_on_a_frame_that_is_too_large(self) -> None:
        step = receive(READER, opened("k", ANN, NOW), b"x" * (f.MAX_FRAME + 1), NOW)
        assert codes(step) == ["too_large"]
        assert step.close == f.Closing(1009, "too_large")

    def test_lets_a_burst_through_and_no_more(self) -> None:
        steps = flood(opened("k", ANN, NOW), BURST + 1)
        assert all(step.frame for step in steps[:-1])
        (error,) = steps[-1].replies
        assert error == f.Error("too_fast", "at most 10 frames a second", "c1", 0.11)

    def test_lets_the_client_go_on_after_the_time_it_was_told(self) -> None:
        last = flood(opened("k", ANN, NOW), BURST + 1)[-1]
        (error,) = last.replies
        assert isinstance(error, f.Error)
        later = NOW + timedelta(seconds=error.retry_after)
        assert receive(READER, last.session, PING, later).frame == f.Ping("c1")

    def test_hangs_up_on_one_that_does_not_stop(self) -> None:
        steps = flood(opened("k", ANN, NOW), BURST + STRIKES)
        assert not any(step.close for step in steps[:-1])
        assert steps[-1].close == f.Closing(1008, "policy")

    def test_forgives_a_strike_with_each_good_frame(self) -> None:
        session = flood(opened("k", ANN, NOW), 30, b"{")[-1].session
        assert session.pace.strikes == 30
        later = NOW + timedelta(minutes=1)
        assert flood(session, 30, now=later)[-1].session.pace.strikes == 0

    def test_says_when_presence_is_to_be_renewed(self) -> None:
        session = opened("k", ANN, NOW)
        assert not receive(READER, session, PING, NOW + SEEN_EVERY).seen
        step = receive(READER, session, PING, NOW + SEEN_EVERY + timedelta(seconds=1))
        assert step.seen
        assert not receive(READER, step.session, PING, NOW + SEEN_EVERY + timedelta(seconds=2)).seen

    def test_renews_presence_at_once_when_the_session_was_lost(self) -> None:
        assert receive(READER, Session("k", ANN), PING, NOW).seen

    def test_survives_a_clock_that_goes_back(self) -> None:
        session = flood(opened("k", ANN, NOW), BURST)[-1].session
        assert codes(receive(READER, session, PING, NOW - timedelta(hours=1))) == ["too_fast"]

    @given(st.lists(st.floats(0, 1), max_size=200))
    def test_never_lets_more_through_than_burst_and_rate(self, pauses: list[float]) -> None:
        session, now, let = opened("k", ANN, NOW), NOW, 0
        for pause in pauses:
            now += timedelta(seconds=pause)
            step = receive(READER, session, PING, now)
            session, let = step.session, let + (step.frame is not None)
        assert let <= BURST + (now - NOW) / timedelta(milliseconds=EVERY_MS)

    @given(st.floats(0, 0.0999))
    def test_lets_the_next_one_through_when_it_said(self, passed: float) -> None:
        session = flood(opened("k", ANN, NOW), BURST)[-1].session
        now = NOW + timedelta(seconds=passed)
        step = receive(READER, session, PING, now)
        (error,) = step.replies
        assert isinstance(error, f.Error)
        later = now + timedelta(seconds=error.retry_after)
        assert receive(READER, step.session, PING, later).frame is not None

    @given(st.binary() | st.text())
    def test_never_raises(self, raw: bytes | str) -> None:
        step = receive(READER, opened("k", ANN, NOW), raw, NOW)
        assert (step.frame is None) == bool(step.replies)
