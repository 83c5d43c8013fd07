"""Declares the messages of the queues, as their workers read them (see docs/data.md)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Raw, Struct
from msgspec.json import encode

if TYPE_CHECKING:  # a worker that only posts frames needs no commands
    from shared.kernel.facts import PlayerCommand


class DeferredCommand(Struct, frozen=True, omit_defaults=True):
    """Queue `deferred`; the command is as `encode_command` writes it. Its commits get `trace`."""

    game: str
    command: Raw
    by: str
    command_id: str
    trace: str = ""


def encode_command(command: PlayerCommand) -> Raw:
    """Return a command with its tag and the time at which the player asked."""
    return Raw(encode(command))


class TimerDue(Struct, frozen=True, tag_field="job", tag="timer"):
    """Queue `default`; `at` and `due`, the message's delivery, are in milliseconds since 1970.

    A timer that is far away has several messages one after another.
    """

    stream: str
    at: int
    due: int = 0


class Refresh(Struct, frozen=True):
    """Queue `leaderboard`; `token` is the token of the tick's lease.

    `outages` counts how often an outage of the cache has delayed the message.
    """

    channel: str
    token: str = ""
    outages: int = 0


class Broadcast(Struct, frozen=True):
    """Queue `broadcast`; the worker posts the frame unchanged."""

    channel: str
    bucket: int
    frame: Raw


class Notice(Struct, frozen=True, omit_defaults=True):
    """Queue `notifications`; with a `keep`, the player's inbox stores it too, under this kind.

    `by` and `command_id` name the order that caused it, and so its trace; `trace` is the one that
    the order's client began.
    """

    channel: str
    event: str
    data: dict[str, Any]
    keep: str = ""
    by: str = ""
    command_id: str = ""
    trace: str = ""


class RebuildBoard(Struct, frozen=True, tag_field="job", tag="rebuild_board"):
    """Queue `default`."""

    room: str


class StoreBoard(Struct, frozen=True, tag_field="job", tag="store_board"):
    """Queue `default`; `token` is the token of the lease under which it was sent."""

    room: str
    token: str


class MakeMatches(Struct, frozen=True, tag_field="job", tag="make_matches"):
    """Queue `default`; `token` is the token of the tick's lease."""

    game: str
    token: str = ""


class RateContest(Struct, frozen=True, tag_field="job", tag="rate_contest"):
    """Queue `default`; `stream` is the stream of the room that is over."""

    stream: str


class CarryOut(Struct, frozen=True, tag_field="job", tag="carry_out"):
    """Queue `default`: carry out the effects of the commit at `position`, from `first` on."""

    stream: str
    position: int
    first: int = 0


class TakeResult(Struct, frozen=True, tag_field="job", tag="take_result"):
    """Queue `default`; `stream` is the stream of a contest that ended at `position`."""

    stream: str
    position: int


class TellFound(Struct, frozen=True, tag_field="job", tag="tell_found"):
    """Queue `default`: tell players that the matchmaker found them a match, whose room is open."""

    game: str
    room: str
    usernames: tuple[str, ...]


class TellOffered(Struct, frozen=True, tag_field="job", tag="tell_offered"):
    """Queue `default`: offer players a match, which all of them must accept by a time."""

    game: str
    offer: str
    accept_by: datetime
    usernames: tuple[str, ...]


class TakeWorn(Struct, frozen=True, tag_field="job", tag="take_worn"):
    """Queue `default`: what players wear, for the effect at `place` of a commit."""

    stream: str
    position: int
    place: int
    worn: dict[str, tuple[str, ...]]


type Follow = CarryOut | TakeResult | TellFound | TellOffered | TakeWorn
type Job = RebuildBoard | StoreBoard | TimerDue | MakeMatches | RateContest | Follow


class RewardRoom(Struct, frozen=True, tag_field="job", tag="reward"):
    """Queue `payouts`: pay the players whose streams come after `after`."""

    room: str
    ended_at: datetime
    after: str = ""


class NoteRating(Struct, frozen=True, tag_field="job", tag="note_rating"):
    """Queue `payouts`; `stream` is the stream of a player on a ladder."""

    stream: str


class ReadWorn(Struct, frozen=True, tag_field="job", tag="read_worn"):
    """Queue `payouts`, whose worker has the database; it answers by a `TakeWorn` of that place."""

    stream: str
    position: int
    place: int
    usernames: tuple[str, ...]


type Payout = RewardRoom | NoteRating | ReadWorn
