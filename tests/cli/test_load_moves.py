"""A player of the crowd moves to another socket: what it asks where, and what counts as a fault."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

from shared.wire.frames import PleaseMove
from tests.cli.host import Host
from tests.cli.load_player import BOARD, OWN, check, joined
from tests.cli.test_load import rumpus_load


class TestMoving:
    def test_subscribes_anew_and_repeats_no_command_that_may_be_answered(self) -> None:
        talk = joined()
        talk.do("answer")
        (first,) = talk.take("codebattle.answer")
        old = talk.socket
        talk.move()
        assert talk.take("codebattle.answer") == []
        assert {each["channel"] for each in talk.take("subscribe")} == {OWN, BOARD}
        talk.hear(old, type="done", id=first["id"], correct=True)
        assert talk.results.measures["answer"].done == 1
        assert talk.results.measures["answer"].faults == {}

    def test_repeats_what_the_old_socket_left_unanswered_when_it_ends(self) -> None:
        talk = joined()
        talk.do("answer")
        (first,) = talk.take("codebattle.answer")
        old = talk.socket
        talk.move()
        assert talk.player.awaits(old)
        talk.lose(old)
        assert talk.take("codebattle.answer") == [first]
        assert talk.results.returns.total == 0

    def test_gives_the_old_socket_up_once_all_channels_have_gone_on(self) -> None:
        talk = joined()
        old = talk.socket
        talk.now = 1.0
        talk.move()
        talk.now = 1.5
        for each in talk.take("subscribe"):
            assert talk.player.awaits(old)
            talk.subscribed(each, 1)
        assert not talk.player.awaits(old)
        assert talk.results.moves.greatest == 0.5
        assert talk.results.returns.total == 0

    def test_speaks_on_over_the_old_socket_while_there_is_no_other(self) -> None:
        talk = joined()
        talk.ask_to_move()
        talk.do("answer")
        assert len(talk.take("codebattle.answer")) == 1

    def test_is_no_break_when_the_host_ends_the_old_socket_first(self) -> None:
        talk = joined()
        talk.ask_to_move()
        talk.lose()
        talk.now = 0.25
        talk.open()
        frame = talk.asked(OWN)
        talk.subscribed(frame, 1)
        assert (talk.results.moves.greatest, talk.results.returns.total) == (0.25, 0)


class TestOrder:
    def test_takes_a_streams_messages_from_both_sockets_and_counts_no_repeats(self) -> None:
        talk = joined()
        old = talk.socket
        talk.move()
        frame = talk.asked(OWN)
        talk.told(2, over=old)
        talk.told(3)
        talk.subscribed(frame, 3)
        talk.told(2)
        talk.told(3)
        talk.told(3, over=old)
        check(talk, log=3)
        order = talk.results.order
        assert (order.lost, order.late, order.repeated) == (0, 0, 0)
        talk.told(4)
        talk.told(4)
        assert order.repeated == 1

    def test_heeds_snapshots_of_the_old_socket_until_the_new_one_speaks(self) -> None:
        talk = joined()
        talk.board(5)
        old = talk.socket
        talk.move()
        talk.take("subscribe")
        talk.board(7, over=old)
        talk.board(6)
        talk.board(9, base=8, over=old)
        talk.board(8, base=7)
        order = talk.results.order
        assert (order.backwards, order.unlinked) == (0, 0)
        talk.board(7)
        assert order.backwards == 1


class TestDraining:
    def test_of_a_host_loses_nothing(self, host: Host, tmp_path: Path) -> None:
        profile, figures_file = tmp_path / "moves.yaml", tmp_path / "f.json"
        profile.write_text(
            "title: A crowd that moves\nplayers: 6\nseconds: 6\njoin_seconds: 1\n"
            "each: {answers: 10, attacks: 3}\nright_answers: 1\n"
        )
        draining = Thread(target=_ask_all_to_move, args=(host, 6))
        draining.start()
        result = rumpus_load(host, str(profile), "--figures", str(figures_file))
        draining.join()
        figures = json.loads(figures_file.read_text())
        assert figures["events"]["moved"] >= 6, result.output
        assert "ended_before_moving" not in figures["events"]
        assert figures["move_ms"]["max"] is not None
        assert figures["order"]["lost"] == figures["order"]["repeated"] == 0
        assert figures["requests"]["answer"]["done"] == 60
        assert not any(each["faults"] for each in figures["requests"].values())
        assert figures["events"]["there_at_the_end"] == 6
        assert not figures["events"].keys() & {"disconnected", "missing_at_the_end"}


def _ask_all_to_move(host: Host, players: int) -> None:
    host.wait_until(lambda: len(host.application.sockets.open) == players)
    host.tell(PleaseMove(1, "draining"))
