"""The channels of a process, by name and by the stream that they show."""

from __future__ import annotations

from shared.realtime.stream_channels import StreamChannels
from tests.realtime.listener import Listener

STREAM = "duel/d"


def channels(*names: str) -> StreamChannels[Listener]:
    found: StreamChannels[Listener] = StreamChannels()
    for name in names:
        found.add(name)
    return found


def names(found: StreamChannels[Listener]) -> list[str]:
    return [each.name for each in found]


class TestStreamChannels:
    def test_have_one_a_viewer_and_none_of_another_stream(self) -> None:
        viewers = [STREAM, f"{STREAM}@ann", f"{STREAM}@$operator"]
        found = channels(*viewers, "duel/d2@ann", f"{STREAM}/player/ann@ann")
        assert [each.name for each in found.of(STREAM)] == viewers
        assert found.of("duel/none") == []
        assert (len(found), len(names(found))) == (5, 5)
        for name in names(found):
            channel = found.get(name)
            assert channel is not None
            assert channel.name == name
        assert found.get(f"{STREAM}@bo") is None

    def test_forget_one_and_keep_the_others_of_its_stream(self) -> None:
        found = channels(STREAM, f"{STREAM}@ann")
        found.drop(found.of(STREAM)[0])
        assert (names(found), len(found)) == ([f"{STREAM}@ann"], 1)
        found.drop(found.of(STREAM)[0])
        assert (names(found), len(found), found.of(STREAM)) == ([], 0, [])

    def test_keep_the_newer_one_of_a_name_when_the_older_is_dropped(self) -> None:
        found = channels(STREAM)
        (older,) = found.of(STREAM)
        found.drop(older)
        newer = found.add(STREAM)
        found.drop(older)
        assert (found.of(STREAM), len(found)) == ([newer], 1)

    def test_forget_the_oldest_of_those_that_nobody_hears(self) -> None:
        found = channels("duel/a", "duel/b", "duel/c", "duel/d")
        heard = found.get("duel/a")
        assert heard is not None
        heard.join(Listener(), "e", 1)
        assert found.count_idle() == 3
        found.drop_idle(2)
        assert names(found) == ["duel/a", "duel/d"]
        found.drop_idle()
        assert names(found) == ["duel/a"]
