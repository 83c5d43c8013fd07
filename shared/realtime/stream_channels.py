"""The stream channels of one process, indexed by name and by stream."""

from __future__ import annotations

from collections.abc import Iterator

from shared.kernel.names import shown_by
from shared.realtime.hub import Receiver, StreamChannel


class StreamChannels[R: Receiver]:
    """Stream channels: each stream has one for each viewer."""

    def __init__(self) -> None:
        self._streams: dict[str, dict[str, StreamChannel[R]]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[StreamChannel[R]]:
        return (channel for channels in self._streams.values() for channel in channels.values())

    def get(self, name: str) -> StreamChannel[R] | None:
        """Return the channel of that name, if this process has it."""
        channels = self._streams.get(shown_by(name))
        return None if channels is None else channels.get(name)

    def of(self, stream: str) -> list[StreamChannel[R]]:
        """Return the channels that show a stream."""
        return list(self._streams.get(stream, {}).values())

    def add(self, name: str) -> StreamChannel[R]:
        """Add and return a new channel."""
        channel = StreamChannel[R](name)
        self._streams.setdefault(shown_by(name), {})[name] = channel
        self._count += 1
        return channel

    def drop(self, channel: StreamChannel[R]) -> None:
        """Forget a channel, unless its name belongs to another channel by now."""
        stream = shown_by(channel.name)
        channels = self._streams.get(stream, {})
        if channels.get(channel.name) is channel:
            del channels[channel.name]
            self._count -= 1
            if not channels:
                del self._streams[stream]

    def drop_idle(self, most: int | None = None) -> None:
        """Forget channels without subscribers: all of them, or at most so many of the oldest."""
        idle = [each for each in self if not each.members]
        for channel in idle[:most]:
            self.drop(channel)

    def count_idle(self) -> int:
        """Return how many channels have no subscriber."""
        return sum(1 for each in self if not each.members)
