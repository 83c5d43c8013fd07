"""Tells the gateways of what was written elsewhere, for the players who listen there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.json import encode

from shared.application.channels.ports import Feed
from shared.application.channels.private_messages import epoch_of, private_message
from shared.application.commands.load import StreamCache
from shared.games.codebattle.channels import private_channel
from shared.games.codebattle.state import Participant
from shared.games.codebattle.streams import parse_participant
from shared.kernel.facts import Commit
from shared.wire.feed import Told, encode_told, feed_topic


def message_of(cache: StreamCache, commit: Commit) -> Told | None:
    """Return a participant's message, or None for a stream of which the cache knows nothing."""
    who = parse_participant(commit.stream)
    known = cache.get(commit.stream)
    if who is None or known is None or not isinstance(known.state, Participant):
        return None
    epoch = epoch_of(known.state.joined_at)
    text = encode(private_message(commit, epoch))
    return Told(private_channel(*who), epoch, commit.position, text)


def tell(feed: Feed, cache: StreamCache, commits: Sequence[Commit]) -> None:
    """Tell the messages of commits that this process has written; may raise CacheUnavailable."""
    tell_messages(feed, [each for commit in commits if (each := message_of(cache, commit))])


def tell_position(feed: Feed, stream: str, position: int) -> None:
    """Tell how far a stream is: who has not got so far reads the log. May raise CacheUnavailable.

    This repeats what was told before, and costs neither a read here nor one there unless it is new.
    """
    if (who := parse_participant(stream)) is not None:
        tell_messages(feed, [Told(private_channel(*who), "", position)])


def tell_messages(feed: Feed, messages: Sequence[Told]) -> None:
    """Tell whoever follows the messages' battles; may raise CacheUnavailable."""
    battles: dict[str, list[Told]] = {}
    for message in messages:
        battles.setdefault(message.channel.split(".")[1], []).append(message)
    for battle, told in battles.items():
        feed.tell(feed_topic(battle), encode_told(told))
