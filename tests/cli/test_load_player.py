"""The crowd's player: what it asks, and what it counts."""

from __future__ import annotations

import pytest

from cli.load.verdict import verdict
from tests.cli.load_player import BOARD, OWN, Talk, check, joined


class TestPlayer:
    def test_joins_then_does_what_was_owed(self) -> None:
        talk = Talk()
        talk.do("answer")
        assert talk.take("codebattle.answer") == []
        talk.now = 0.25
        talk.join()
        (frame,) = talk.take("codebattle.answer")
        talk.now = 0.5
        talk.hear(type="done", id=frame["id"], correct=True, arrows=1, points=100)
        assert talk.context.targets == ["ann"]
        assert talk.results.measures["join"].latency.greatest == 0.25
        assert talk.results.measures["answer"].latency.greatest == 0.25

    def test_attacks_another_with_points_and_times_what_the_target_hears(self) -> None:
        talk = Talk()
        talk.join()
        talk.follow(1)
        talk.do("attack")
        assert talk.take("codebattle.attack") == []
        talk.context.targets.append("bo")
        talk.do("answer")
        (shot,) = talk.take("codebattle.attack")
        assert shot["target"] == "bo"
        talk.context.shot("bo", "ann", 1.0)
        talk.now = 1.5
        talk.told(2, "attack.received", attacker="bo", blocked=False, points_lost=1)
        assert talk.results.hits.greatest == 0.5
        talk.hear(type="refused", id=shot["id"], reason="no_target")
        assert talk.results.measures["attack"].refused == {"no_target": 1}
        assert talk.results.measures["attack"].faults == {}

    def test_repeats_under_the_same_id_what_was_not_answered_when_the_socket_broke(self) -> None:
        talk = Talk()
        talk.join()
        talk.do("answer")
        (first,) = talk.take("codebattle.answer")
        talk.now = 1.0
        talk.lose()
        talk.now = 2.0
        talk.reopen()
        (again,) = talk.take("codebattle.answer")
        assert again == first
        talk.hear(type="done", id=first["id"], correct=True)
        assert talk.results.measures["answer"].latency.greatest == 2.0

    def test_repeats_later_what_the_host_puts_off_and_counts_a_fault(self) -> None:
        talk = Talk()
        (frame,) = talk.take("codebattle.join")
        talk.hear(type="error", id=frame["id"], code="busy", message="", retry_after=2.0)
        talk.tick(1.9)
        assert talk.take("codebattle.join") == []
        talk.tick(4.0)
        assert talk.take("codebattle.join") == [frame]
        assert talk.results.measures["join"].faults == {"busy": 1}

    def test_counts_silence_as_a_fault_and_repeats(self) -> None:
        talk = Talk(channels=())
        (frame,) = talk.take("codebattle.join")
        talk.tick(9.9)
        assert talk.take("codebattle.join") == []
        talk.tick(10.0)
        assert talk.take("codebattle.join") == [frame]
        assert talk.results.measures["join"].faults == {"no_answer": 1}

    def test_stays_away_once_it_is_superseded(self) -> None:
        talk = Talk()
        talk.hear(type="closing", code=4001, reason="superseded")
        assert talk.over

    def test_hears_that_it_shall_move(self) -> None:
        talk = Talk()
        talk.ask_to_move()
        assert talk.results.events == {"asked_to_move": 1}

    @pytest.mark.parametrize(
        ("frame", "event"),
        [
            (b'{"message": "Internal server error", "connectionId": "c"}', "gateway_error"),
            (b'{"message": "Forbidden", "requestId": "r"}', "gateway_error"),
            (b'{"message": "Limit exceeded"}', "gateway_error"),
            (b"", "unreadable"),
            (b"\xff[", "unreadable"),
            (b"[]", "unreadable"),
        ],
    )
    def test_stays_on_its_socket_when_a_frame_is_not_the_hosts(
        self, frame: bytes, event: str
    ) -> None:
        talk = joined()
        talk.say(frame)
        assert talk.results.events == {event: 1}
        talk.told(2)
        check(talk, log=2)
        assert (talk.results.order.checked, talk.results.order.lost) == (1, 0)

    def test_pings_when_it_was_silent_for_nine_minutes(self) -> None:
        talk = Talk(channels=())
        talk.join()
        talk.tick(539)
        assert talk.take("ping") == []
        talk.tick(541)
        assert len(talk.take("ping")) == 1


class TestOrder:
    def test_of_a_channel_without_gaps_is_clean(self) -> None:
        talk = joined()
        for offset in (2, 3, 4):
            talk.told(offset)
        check(talk, log=4)
        order = talk.results.order
        assert (order.checked, order.lost, order.late, order.repeated) == (1, 0, 0, 0)
        assert not talk.player.unchecked

    def test_is_unchecked_as_long_as_the_log_was_not_asked(self) -> None:
        assert Talk().player.unchecked
        assert joined().player.unchecked
        assert not Talk(channels=("board",)).player.unchecked

    def test_counts_what_the_log_has_and_never_came(self) -> None:
        talk = joined()
        talk.told(2)
        check(talk, log=5)
        assert talk.results.order.lost == 3

    def test_does_not_call_lost_what_may_still_be_on_its_way(self) -> None:
        talk = joined()
        check(talk, log=3, quiet=False)
        assert (talk.results.order.lost, talk.results.order.overdue) == (0, 2)
        assert [row.name for row in verdict(talk.results) if row.met is False][-1] == (
            "stream frames overdue"
        )

    def test_counts_what_came_only_after_a_gap_was_noticed(self) -> None:
        talk = joined()
        talk.told(3)
        frame = talk.asked(OWN)
        assert frame["offset"] == 1
        talk.subscribed(frame, 3)
        talk.told(2)
        check(talk, log=3)
        order = talk.results.order
        assert (order.late, order.lost) == (1, 0)

    def test_counts_repeats(self) -> None:
        talk = joined()
        talk.told(2)
        talk.told(2)
        assert talk.results.order.repeated == 1

    def test_goes_on_where_it_was_after_a_break(self) -> None:
        talk = joined()
        talk.told(2)
        talk.now = 1.0
        talk.lose()
        talk.now = 1.5
        talk.reopen()
        frame = talk.asked(OWN)
        assert frame["offset"] == 2
        talk.subscribed(frame, 4)
        talk.told(3)
        talk.told(4)
        check(talk, log=4)
        assert talk.results.order.lost == 0
        assert talk.results.returns.greatest == 0.5
        assert talk.results.measures["resume"].done == 1

    def test_of_snapshots_counts_older_ones_and_those_that_build_on_another(self) -> None:
        talk = joined()
        talk.board(5)
        talk.board(6, base=5)
        talk.board(4)
        talk.board(9, base=8)
        (frame,) = talk.take("subscribe")
        assert (frame["channel"], frame["offset"]) == (BOARD, 6)
        order = talk.results.order
        assert (order.backwards, order.unlinked) == (1, 1)
