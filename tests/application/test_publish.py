from __future__ import annotations

from collections.abc import Sequence

from shared.application.channels.publish import publish
from shared.application.ports import CacheUnavailable
from shared.kernel.facts import Commit
from tests.application.commits import joined, lost


class TestPublish:
    def test_ranks_and_tells_all_commits_at_once_and_delivers_each_stream_once(self) -> None:
        ranked: list[Sequence[Commit]] = []
        told: list[Sequence[Commit]] = []
        delivered: list[str] = []
        commits = (joined("ana"), lost("ana", 2, 1), joined("bo"))
        publish(
            commits,
            rank=ranked.append,
            tell=told.append,
            deliver=delivered.append,
            on_fault=_fail,
        )
        assert ranked == told == [commits]
        assert delivered == ["battle/b1/player/ana", "battle/b1/player/bo"]

    def test_delivers_when_ranking_and_telling_fail_and_raises_nothing(self) -> None:
        faults: list[Exception] = []
        delivered: list[str] = []

        def down(_commits: Sequence[Commit]) -> None:
            raise CacheUnavailable

        def deliver(stream: str) -> None:
            delivered.append(stream)
            raise OSError("nobody answers")

        publish((joined("ana"),), rank=down, tell=down, deliver=deliver, on_fault=faults.append)
        assert delivered == ["battle/b1/player/ana"]
        assert [type(each) for each in faults] == [CacheUnavailable, CacheUnavailable, OSError]


def _fail(fault: Exception) -> None:
    raise AssertionError(fault)
