"""Channels of one process: each message once and in order, or behind and brought up to date."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.realtime.hub import RING, StreamChannel, ValueChannel
from tests.realtime.listener import EPOCH, Listener, Post

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["commit", "lose", "tell", "repeat", "repaired", "join", "leave", "stall", "go on"]
        ),
        st.integers(0, 30),
    ),
    max_size=120,
)


def step(post: Post, what: str, number: int) -> None:
    members = list(post.channel.members)
    one = members[number % len(members)] if members else None
    match what:
        case "commit" | "lose":
            post.commit(lost=what == "lose")
        case "tell" | "repeat":
            post.tell(number, again=what == "repeat")
        case "repaired":
            post.repaired()
        case "join":
            post.join(number, room=number % 7 + 1)
        case "leave" if one:
            del post.channel.members[one]
        case "stall" if one:
            one.slow = True
        case "go on" if one:
            post.quicken(one)


def in_order(post: Post) -> bool:
    """Whether everybody got what follows where they began, each once."""
    return all(
        each.got == list(range(start + 1, start + 1 + len(each.got)))
        for each, start in post.started.items()
    )


class TestStreamChannel:
    @settings(max_examples=300)
    @given(STEPS)
    def test_gives_each_message_once_and_in_order_whatever_happens(
        self, steps: list[tuple[str, int]]
    ) -> None:
        post = Post()
        for what, number in steps:
            step(post, what, number)
            assert in_order(post)
            assert len(post.channel.ring) <= RING
            for each, held in post.channel.members.items():
                assert post.started[each] + len(each.got) == held
        post.settle()
        assert in_order(post)
        for each in post.channel.members:
            assert post.started[each] + len(each.got) == post.committed

    def test_reads_the_log_once_for_all_who_wait(self) -> None:
        post = Post()
        for _ in range(50):
            post.join(0, 100)
        for lost in (True, True, False, False):
            post.commit(lost=lost)
        post.tell(0, again=False)
        post.tell(0, again=False)
        post.repaired()
        assert post.reads == 1
        assert {tuple(each.got) for each in post.started} == {(1, 2, 3, 4)}

    def test_asks_nobody_for_what_the_ring_has(self) -> None:
        channel: StreamChannel[Listener] = StreamChannel("c")
        stalled = Listener()
        assert channel.join(stalled, EPOCH, 0)
        stalled.slow = True
        for position in range(1, RING + 1):
            assert channel.publish(EPOCH, position, b"%d" % position)
        stalled.slow = False
        assert channel.catch_up(stalled)
        assert stalled.got == list(range(1, RING + 1))

    def test_says_when_the_ring_has_it_no_more(self) -> None:
        channel: StreamChannel[Listener] = StreamChannel("c")
        stalled = Listener()
        channel.join(stalled, EPOCH, 0)
        stalled.slow = True
        for position in range(1, RING + 2):
            channel.publish(EPOCH, position, b"%d" % position)
        stalled.slow = False
        assert not channel.catch_up(stalled)
        assert stalled.got == []

    def test_keeps_messages_without_listeners_for_those_who_come_back(self) -> None:
        channel: StreamChannel[Listener] = StreamChannel("c")
        for position in (5, 6, 7):
            assert channel.publish(EPOCH, position, b"%d" % position)
        assert channel.since(5) == [b"6", b"7"]
        assert channel.since(7) == []
        assert channel.since(3) is None

    def test_stops_who_has_all_that_may_be_shown(self) -> None:
        channel: StreamChannel[Listener] = StreamChannel("c")
        quick, stalled, later = Listener(), Listener(), Listener()
        for listener in (quick, stalled):
            channel.join(listener, EPOCH, 0)
        stalled.slow = True
        channel.publish(EPOCH, 1, b"1")
        channel.seen = 2
        assert channel.stop(1) == [quick]
        stalled.slow = False
        assert not channel.catch_up(stalled), "the log tells that it is shown no more"
        assert channel.stop(1) == [stalled]
        assert stalled.got == [1]
        assert not channel.members
        channel.join(stalled, EPOCH, 1)
        assert not channel.join(later, EPOCH, 5)
        assert channel.stop(1) == [stalled]
        assert channel.publish(EPOCH, 6, b"6")
        assert later.got == [6]


class Screen:
    """A socket that keeps a snapshot: the sum of what it was shown, as a client would."""

    def __init__(self, *, supports_deflate: bool = False) -> None:
        self.slow = False
        self.supports_deflate = supports_deflate
        self.shown = 0
        self.frames = 0

    def push(self, frame: bytes) -> bool:
        if self.slow:
            return False
        self.frames += 1
        kind, _, number = frame.partition(b" ")
        assert kind.isupper() == self.supports_deflate
        base, version = (int(each) for each in number.split(b">"))
        assert kind.lower() == b"whole" or base == self.shown, "a delta without its base"
        self.shown = version
        return True


LOOKS = st.lists(
    st.tuples(
        st.sampled_from(["show", "skip", "again", "anew", "join", "leave", "stall", "go on"]),
        st.integers(0, 30),
    ),
    max_size=80,
)


class Wall:
    """A value and a channel of it; versions of another epoch count on, so that all differ."""

    def __init__(self) -> None:
        self.channel: ValueChannel[Screen] = ValueChannel("codebattle/b/board")
        self.epoch = 0
        self.version = 0

    def show(self, to: int) -> None:
        before, self.version = self.version, to
        whole = b"whole %d>%d" % (before, to)
        delta = b"delta %d>%d" % (before, to)
        self.channel.show(
            str(self.epoch),
            to,
            (whole, whole.upper()),
            (delta, delta.upper()) if before else None,
        )

    def join(self, screen: Screen, offset: int) -> None:
        screen.shown = offset
        current = self.channel.join(screen, str(self.epoch), offset)
        assert current == (offset == self.version > 0)
        self.channel.catch_up(screen)

    def step(self, what: str, number: int) -> None:
        members = list(self.channel.members)
        one = members[number % len(members)] if members else None
        match what:
            case "show" | "skip" | "again":
                self.show(self.version + {"show": 1, "skip": 5, "again": 0}[what])
            case "anew":
                self.epoch += 1
                self.show(self.version + 1)
            case "join":
                self.join(
                    Screen(supports_deflate=number % 2 == 1), max(0, self.version - number % 3)
                )
            case _:
                if one is not None:
                    self.touch(one, what)

    def touch(self, screen: Screen, what: str) -> None:
        match what:
            case "leave":
                del self.channel.members[screen]
            case "stall":
                screen.slow = True
            case _:
                screen.slow = False
                self.channel.catch_up(screen)


class TestValueChannel:
    @settings(max_examples=300)
    @given(LOOKS)
    def test_shows_who_takes_it_the_latest_version(self, looks: list[tuple[str, int]]) -> None:
        wall = Wall()
        for what, number in looks:
            wall.step(what, number)
            for screen in wall.channel.members:
                assert screen.slow or screen.shown == wall.version

    def test_shows_who_was_slow_one_snapshot_however_many_there_were(self) -> None:
        wall, screen = Wall(), Screen()
        wall.join(screen, 0)
        wall.show(1)
        screen.slow = True
        for version in range(2, 100):
            wall.show(version)
        wall.touch(screen, "go on")
        assert (screen.shown, screen.frames) == (99, 2)
