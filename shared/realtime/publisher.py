"""Publishes commits right after they are written: the fast path.

The consumers of the log repeat each step, so a failed step is logged and fails no command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from shared.application.channels.ports import MessageBus
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import Commit, StreamState
from shared.kernel.game import Game
from shared.kernel.games import Games
from shared.kernel.names import owner_of, player_viewer, stream_channel, unit_of
from shared.kernel.viewer import SPECTATOR, Audience, Viewer
from shared.wire.bus import BusMessage, by_stream, encode_messages, room_topic
from shared.wire.stream_messages import commit_message, epoch_of


class Publisher(Struct, frozen=True):
    """Takes the same steps in every runtime; the fields hold what differs between runtimes.

    `bus` reaches the gateways; None on a stage without them. `rank` records points on the boards.
    `set_timers` sets the timers of streams, `ask_for_effects` queues the effects that facts ask
    for. `deliver` sends a stream to API Gateway's subscribers; None leaves that to the consumers.
    """

    games: Games
    cache: StreamCache
    bus: MessageBus | None
    rank: Callable[[Sequence[Commit]], object]
    deliver: Callable[[str, Sequence[Commit]], object] | None
    set_timers: Callable[[Sequence[Commit]], object]
    ask_for_effects: Callable[[Sequence[Commit]], object]
    on_fault: Callable[[Exception], object]

    def publish(
        self, commits: Sequence[Commit], messages: Sequence[BusMessage] | None = None
    ) -> None:
        """Take each step once, even if another one failed; never raises.

        `messages` are those of the commits, if the caller has made them already. The call takes at
        most as long as the ports' own time limits.
        """
        steps: list[Callable[[], object]] = [
            partial(self.rank, commits),
            partial(self.set_timers, commits),
            partial(self.ask_for_effects, commits),
        ]
        if self.bus is not None:
            steps.insert(0, partial(self._send, self.bus, commits, messages))
        if self.deliver is not None:
            streams = commits_by_stream(commits)
            steps += [partial(self.deliver, stream, written) for stream, written in streams.items()]
        for step in steps:
            try:
                step()
            except Exception as fault:  # noqa: BLE001 - the commands have succeeded
                self.on_fault(fault)

    def messages(
        self, commits: Sequence[Commit], after: Sequence[StreamState | None]
    ) -> list[BusMessage]:
        """Return the messages of commits; never raises, for the commands have succeeded.

        Where a game fails to show its facts, they say only how far the streams are.
        """
        try:
            return messages_of(self.games, commits, after)
        except Exception as fault:  # noqa: BLE001 - whatever a game raises
            self.on_fault(fault)
            return [BusMessage(commit.stream, "", commit.position) for commit in commits]

    def _send(
        self, bus: MessageBus, commits: Sequence[Commit], messages: Sequence[BusMessage] | None
    ) -> None:
        if messages is None:
            messages = self.messages(commits, states_after(self.cache, commits))
        send(bus, messages)


def commits_by_stream(commits: Sequence[Commit]) -> dict[str, list[Commit]]:
    """Return the commits of each stream, in order."""
    streams: dict[str, list[Commit]] = {}
    for commit in commits:
        streams.setdefault(commit.stream, []).append(commit)
    return streams


def states_after(cache: StreamCache, commits: Sequence[Commit]) -> list[StreamState | None]:
    """Return the state after each commit; None where the cache lacks it or has a later one."""
    known = [cache.get(commit.stream) for commit in commits]
    return [
        state if state is not None and state.position == commit.position else None
        for commit, state in zip(commits, known, strict=True)
    ]


def messages_of(
    games: Games, commits: Sequence[Commit], after: Sequence[StreamState | None]
) -> list[BusMessage]:
    """Return a message for each commit and each viewer in the audience of the state `after` it.

    Where that state is unknown, or nobody may watch, the message tells the stream's position alone.
    """
    messages: list[BusMessage] = []
    for commit, stream_state in zip(commits, after, strict=True):
        game = games.of(commit.stream)
        viewers: list[Viewer] = []
        if stream_state is not None and game is not None:
            epoch = epoch_of(stream_state)
            viewers = _viewers(commit.stream, game.audience(stream_state.state))
            messages += [_message(game, commit, epoch, viewer) for viewer in viewers]
        if not viewers:
            messages.append(BusMessage(commit.stream, "", commit.position))
    return messages


def _viewers(stream: str, audience: Audience) -> list[Viewer]:
    owner = owner_of(stream)
    viewers = [player_viewer(owner, username) for username in audience.players]
    return [*viewers, SPECTATOR] if audience.public else viewers


def _message(game: Game, commit: Commit, epoch: str, viewer: Viewer) -> BusMessage:
    text = commit_message(game, commit, epoch, viewer)
    return BusMessage(stream_channel(commit.stream, viewer), epoch, commit.position, text)


def send_position(bus: MessageBus, stream: str, position: int) -> None:
    """Send the position of a stream, so that gateways behind it read the log.

    May raise CacheUnavailable. A repeat costs no read, here or at the gateway; only a new position
    does.
    """
    send(bus, [BusMessage(stream, "", position)])


def send(bus: MessageBus, messages: Sequence[BusMessage]) -> None:
    """Send messages to the processes that subscribe to their units; may raise CacheUnavailable."""
    units: dict[str, list[BusMessage]] = {}
    for stream, sent in by_stream(messages).items():
        units.setdefault(unit_of(stream), []).extend(sent)
    for unit, sent in units.items():
        bus.publish(room_topic(unit), encode_messages(sent))
