"""What each viewer is sent of a commit: one message, whatever it may see."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import facts as f
from shared.games.codebattle.questions import Question
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.facts import Commit, Fact, StreamState
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire.stream_messages import commit_message, epoch_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
BATTLE, ANN = battle_stream("b1"), participant_stream("b1", "ann")
OWNER, OTHER = Viewer("owner", "ann"), Viewer("player", "bob")
WON = (f.QuestionSolved(AT, "q1", "h", 10, 10, 1, 0), f.ShieldUsed(AT, "bob"))
PACK = (Question("q1", "?", ("!",)),)
REFUSAL = {"refused": "no_arrows", "details": {"n": 1}}


def sent(
    viewer: Viewer, *facts: Fact, stream: str = ANN, outcome: dict[str, Any] | None = None
) -> Any:
    commit = Commit(stream, 3, facts, AT, "p1", "c1", "d", outcome)
    return json.loads(commit_message(CODE_BATTLE, commit, "e", viewer))


class TestCommitMessage:
    @pytest.mark.parametrize(
        ("viewer", "channel"),
        [
            (OWNER, f"{ANN}@ann"),
            (OTHER, f"{ANN}@bob"),
            (OPERATOR, f"{ANN}@$operator"),
            (SPECTATOR, ANN),
        ],
    )
    def test_goes_to_the_channel_of_its_viewer_at_the_position(
        self, viewer: Viewer, channel: str
    ) -> None:
        message = sent(viewer, f.ParticipantLeft(AT))
        assert message["type"] == "message"
        assert (message["channel"], message["epoch"], message["offset"]) == (channel, "e", 3)

    def test_has_the_trace_that_a_client_began_and_no_byte_without(self) -> None:
        commit = Commit(ANN, 3, (f.ParticipantLeft(AT),), AT, "p1", "c1", "d", None)
        assert b"trace" not in commit_message(CODE_BATTLE, commit, "e", OWNER)
        begun = replace(commit, trace=f"00-{'ab' * 16}-{'cd' * 8}-01")
        told = json.loads(commit_message(CODE_BATTLE, begun, "e", OWNER))
        assert told["trace"] == "ab" * 16

    @pytest.mark.parametrize("viewer", [OWNER, OPERATOR])
    def test_tells_of_a_fact(self, viewer: Viewer) -> None:
        message = sent(viewer, f.QuestionMissed(AT, "q1", "h", 2))
        assert message["event"] == "answer.missed"
        assert message["data"] == {
            "timestamp": "2026-03-01T12:00:00Z",
            "question": "q1",
            "tries_left": 2,
        }

    @pytest.mark.parametrize("viewer", [OTHER, SPECTATOR])
    @pytest.mark.parametrize("facts", [(), WON[:1], WON])
    def test_tells_nothing_of_what_is_hidden_but_the_time(
        self, viewer: Viewer, facts: tuple[Fact, ...]
    ) -> None:
        message = sent(viewer, *facts)
        assert message["event"] == "hidden"
        assert message["data"] == {"timestamp": "2026-03-01T12:00:00Z"}

    def test_holds_several_facts_in_order(self) -> None:
        message = sent(OWNER, *WON)
        assert message["event"] == "batch"
        events = message["data"]["events"]
        assert [each["event"] for each in events] == ["answer.solved", "attack.received"]
        assert events[0]["data"]["total"] == 10

    def test_holds_of_several_facts_what_the_viewer_sees(self) -> None:
        facts = (f.QuestionsReplaced(AT, PACK, "h"), f.BattleStarted(AT, "h"))
        assert sent(OPERATOR, *facts, stream=BATTLE)["event"] == "batch"
        assert sent(OTHER, *facts, stream=BATTLE)["event"] == "battle.started"

    @pytest.mark.parametrize("viewer", [OWNER, OPERATOR])
    def test_tells_of_a_refusal(self, viewer: Viewer) -> None:
        message = sent(viewer, outcome=REFUSAL)
        assert message["event"] == "command.refused"
        assert message["data"] == {
            "timestamp": "2026-03-01T12:00:00Z",
            "id": "c1",
            "reason": "no_arrows",
            "details": {"n": 1},
        }

    @pytest.mark.parametrize("viewer", [OTHER, SPECTATOR])
    def test_hides_a_refusal_from_others(self, viewer: Viewer) -> None:
        assert sent(viewer, outcome=REFUSAL)["event"] == "hidden"

    def test_with_facts_is_no_refusal(self) -> None:
        failed = f.AttackFailed(AT, "bob", "no_target", "c1")
        assert sent(OWNER, failed, outcome={"refused": "no_target"})["event"] == "attack.failed"


class TestEpoch:
    def test_is_the_time_of_the_first_commit(self) -> None:
        assert epoch_of(StreamState(ANN, 3, began=AT)) == f"{int(AT.timestamp()) * 1000:x}"

    def test_is_empty_before_it(self) -> None:
        assert epoch_of(StreamState(ANN)) == ""
