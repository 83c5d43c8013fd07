"""Publishes commits right after they were written.

The consumers of the log repeat each step, so one that fails is logged and fails no command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from msgspec.json import encode

from shared.application.channels.ports import Feed
from shared.application.channels.private_messages import epoch_of, private_message
from shared.application.commands.load import StreamCache
from shared.games.codebattle.channels import PRIVATE, channel_of
from shared.games.codebattle.state import Participant
from shared.kernel.facts import Commit
from shared.wire.feed import Told, encode_told, feed_topic


class Publisher(Struct, frozen=True):
    """Takes the same steps in every runtime; what differs between runtimes is given here.

    `bus` reaches the gateways; None on a stage without them. `rank` records points on the boards.
    `deliver` sends a stream to API Gateway's subscribers; None leaves that to the consumers.
    """

    cache: StreamCache
    bus: Feed | None
    rank: Callable[[Sequence[Commit]], object]
    deliver: Callable[[str], object] | None
    on_fault: Callable[[Exception], object]

    def publish(self, commits: Sequence[Commit], messages: Sequence[Told] | None = None) -> None:
        """Take each step once, whatever became of the others; never raises.

        `messages` are those of the commits, if the caller has made them already. Takes at most as
        long as the ports' own time limits.
        """
        steps: list[Callable[[], object]] = [partial(self.rank, commits)]
        if self.bus is not None:
            steps.insert(0, partial(self._send, self.bus, commits, messages))
        if self.deliver is not None:
            streams = dict.fromkeys(commit.stream for commit in commits)
            steps += [partial(self.deliver, stream) for stream in streams]
        for step in steps:
            try:
                step()
            except Exception as fault:  # noqa: BLE001 - the commands have succeeded
                self.on_fault(fault)

    def _send(self, bus: Feed, commits: Sequence[Commit], messages: Sequence[Told] | None) -> None:
        send(bus, messages_of(self.cache, commits) if messages is None else messages)


def messages_of(cache: StreamCache, commits: Sequence[Commit]) -> list[Told]:
    """Return participants' messages, without streams of which the cache knows nothing."""
    messages = []
    for commit in commits:
        known = cache.get(commit.stream)
        if known is not None and isinstance(known.state, Participant):
            epoch = epoch_of(known.state.joined_at)
            message = private_message(commit, epoch)
            told = Told(message["channel"], epoch, commit.position, encode(message))
            messages.append(told)
    return messages


def send_position(bus: Feed, stream: str, position: int) -> None:
    """Send how far a stream is: who has not got so far reads the log. May raise CacheUnavailable.

    This repeats what was sent before, and costs neither a read here nor one there unless it is new.
    """
    if (channel := channel_of(stream)) is not None:
        send(bus, [Told(channel, "", position)])


def send(bus: Feed, messages: Sequence[Told]) -> None:
    """Send messages to whoever follows their battles; may raise CacheUnavailable."""
    battles: dict[str, list[Told]] = {}
    for message in messages:
        battles.setdefault(PRIVATE.parse(message.channel).battle, []).append(message)
    for battle, told in battles.items():
        bus.tell(feed_topic(battle), encode_told(told))
