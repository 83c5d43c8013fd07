"""The frames of a stream that its viewers have not had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shared.application.channels.channel_request import known
from shared.application.channels.ports import Ports
from shared.application.channels.viewers import is_in
from shared.application.commands.load import load_at
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import StreamChannel
from shared.kernel.rules import fold
from shared.kernel.viewer import Audience, Viewer
from shared.wire.stream_messages import commit_message, epoch_of

type Frames = list[bytes | None]
"""One frame per commit; None where the state after the commit excludes the viewer."""


def missed(ports: Ports, channel: StreamChannel, after: int, until: int) -> list[bytes]:
    """Return the frames of all commits after a position, up to `until`, which admits the viewer.

    An admitted viewer may see the past.
    """
    game = ports.games.of(channel.stream)
    if until == after or game is None:
        return []
    epoch = epoch_of(known(ports, game, channel.stream))
    commits = ports.log.read(channel.stream, after, until - after)
    return [commit_message(game, each, epoch, channel.viewer) for each in commits]


def missing(
    ports: Ports,
    stream: str,
    viewers: Mapping[str, Viewer],
    after: int,
    commits: Sequence[Commit] = (),
) -> tuple[dict[str, Frames], int]:
    """Return, by viewer name, the frames to deliver after a position, and the last position.

    The state after each commit decides who sees it. `commits` are those that the caller knows, in
    order.
    """
    found = [commit for commit in commits if commit.position > after]
    if not commits or not _follow(found, after):
        found = list(ports.log.read(stream, after=after))
    game = ports.games.of(stream)
    if not found or game is None:
        return {each: [] for each in viewers}, after
    audiences = _audiences(ports, game, stream, found)
    epoch = epoch_of(known(ports, game, stream))
    frames: dict[str, Frames] = {
        name: [
            commit_message(game, commit, epoch, viewer) if is_in(audience, viewer) else None
            for commit, audience in zip(found, audiences, strict=True)
        ]
        for name, viewer in viewers.items()
    }
    return frames, found[-1].position


def until_hidden(frames: Iterable[bytes | None]) -> tuple[list[bytes], bool]:
    """Return the frames before the viewer's exclusion, and whether there is one."""
    shown: list[bytes] = []
    for frame in frames:
        if frame is None:
            return shown, True
        shown.append(frame)
    return shown, False


def _audiences(ports: Ports, game: Game, stream: str, commits: Sequence[Commit]) -> list[Audience]:
    """Return the audience after each of some consecutive commits."""
    stream_state = ports.cache.get(stream)
    if (
        stream_state is not None
        and len(commits) == 1
        and stream_state.position == commits[0].position
    ):
        return [game.audience(stream_state.state)]
    before = commits[0].position - 1
    if stream_state is None or stream_state.position != before:
        stream_state = load_at(ports.log, game, stream, before)
    audiences = []
    for commit in commits:
        stream_state = fold(game, stream_state, (commit,))
        audiences.append(game.audience(stream_state.state))
    return audiences


def _follow(commits: Sequence[Commit], after: int) -> bool:
    """Whether the commits follow a position without a gap."""
    return all(commit.position == after + n for n, commit in enumerate(commits, start=1))
