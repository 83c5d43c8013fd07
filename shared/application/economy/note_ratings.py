"""Copies players' ladder standings to the economy's database; the log stays the truth."""

from __future__ import annotations

from collections.abc import Iterable

from shared.application.commands.load import load
from shared.application.economy.note_games import Rated
from shared.application.economy.ports import Ports
from shared.application.ports import Queues
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from shared.kernel.names import owner_of, room_of
from shared.wire.messages import NoteRating

QUEUE = "payouts"


def ask_to_note_ratings(games: Games, queues: Queues, commits: Iterable[Commit]) -> None:
    """Queue a message for each player's stream of a ladder that has new commits."""
    for stream in dict.fromkeys(commit.stream for commit in commits):
        game = games.of(stream)
        if game is not None and game.ladder is not None and owner_of(stream):
            queues.put(QUEUE, NoteRating(stream))


def note_rating(ports: Ports, stream: str) -> None:
    """Note the current standing from the log; idempotent, and a late call changes nothing.

    A player in the archive keeps the standing in its object until its next contest.
    """
    game = ports.games.of(stream)
    if game is None or game.ladder is None:
        return
    found = load(ports.log, ports.cache, game, stream)
    record = game.ladder.record(found.state)
    player = ports.players.ids_of([owner_of(stream)]).get(owner_of(stream))
    if record is None or player is None:
        return
    rated = Rated(
        player,
        room_of(stream),
        found.position,
        record.rating.mu,
        record.rating.sigma,
        record.played,
        record.won,
        record.at,
    )
    try:
        ports.profiles.note_rating(rated)
    except CommandRefused as refusal:
        ports.on_fault(refusal)
