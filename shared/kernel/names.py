"""The names of rooms, streams and channels. They are written and read here and nowhere else.

| name                                      | text                      |
| ----------------------------------------- | ------------------------- |
| a room: one play of a game; its stream    | `codebattle/b1`           |
| the stream of a player in a room          | `codebattle/b1/player/ann` |
| the channel of a stream, as anybody sees it | the name of the stream  |
| the same as one viewer sees it            | `codebattle/b1@ann`       |
| what operators see of it                  | `codebattle/b1@$operator` |
| a room's board, presence, own rank        | `codebattle/b1/board`     |
| a player's own account                    | `account/4f1a…`           |

No part holds a slash or an at sign. Whether there is such a room or such a player is not for a name
to say.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer

PLAYER = "player"
"""The kind of a player's stream in a room. Games may have streams of other kinds."""

ACCOUNT = "account"
"""First part of the name of a player's own channel; no game may have this name."""

WIDE = "wide-"
"""First characters of a wide room's id: a room for more players than one process can bear."""

type ValueKind = Literal["board", "presence", "rank"]

_OPERATOR = "$operator"
_VALUES: dict[str, ValueKind] = {"board": "board", "presence": "presence", "rank": "rank"}


class MalformedName(ValueError):  # noqa: N818 - named for what is wrong with the value
    """The name is not well-formed."""


class StreamName(Struct, frozen=True):
    """The parts of a stream's id; without kind and key it is the stream of the room itself."""

    game: str
    room: str
    kind: str = ""
    key: str = ""

    @property
    def username(self) -> str:
        """Whose stream it is; empty for a stream that is no player's."""
        return self.key if self.kind == PLAYER else ""


class StreamChannel(Struct, frozen=True):
    """A channel that shows a stream, as the viewer may see it."""

    stream: str
    viewer: Viewer


class ValueChannel(Struct, frozen=True):
    """A channel that shows a value of a room, of which only the latest version matters."""

    room: str
    kind: ValueKind


class AccountChannel(Struct, frozen=True):
    """A channel that tells a player of changes to its money and items."""

    player_id: str


type Channel = StreamChannel | ValueChannel | AccountChannel


def room_stream(game: str, room: str) -> str:
    """Name a room; its stream has the same name."""
    return f"{game}/{room}"


def player_stream(room: str, username: str) -> str:
    """Name the stream of a player in a room. Joining is the first append to it."""
    return f"{room}/{PLAYER}/{username}"


def roster(room: str) -> str:
    """Name the family under which the log lists the streams of a room's players."""
    return f"{room}/{PLAYER}"


def game_of(stream: str) -> str:
    """Return the name of the game that a stream is of."""
    return stream.partition("/")[0]


def room_of(stream: str) -> str:
    """Return the room that a stream is of."""
    return "/".join(stream.split("/", 2)[:2])


def is_wide(name: str) -> bool:
    """Return whether a room is wide, by its name or by that of one of its streams."""
    return name.partition("/")[2].startswith(WIDE)


def unit_of(stream: str) -> str:
    """Return what has one owner and one topic: a stream's room, or in a wide room the stream.

    So two streams of a wide room are never written together.
    """
    return stream if is_wide(stream) else room_of(stream)


def family_of(stream: str) -> str:
    """Return the family under which the log lists a stream: its id without the last part."""
    return stream.rpartition("/")[0]


def match_stream(text: str) -> StreamName | None:
    """Return the parts of a stream's id, or None for a text of another form."""
    parts = text.split("/")
    if len(parts) in {2, 4} and all(parts) and parts[0] != ACCOUNT and "@" not in text:
        return StreamName(*parts)
    return None


def parse_stream(text: str) -> StreamName:
    """Return the parts of a stream's id; raise MalformedName for a text of another form."""
    if name := match_stream(text):
        return name
    raise MalformedName(f"{text} is no name of a stream")


def owner_of(stream: str) -> str:
    """Return whose stream it is by its id; empty for a stream that is no player's."""
    rest = stream.split("/")[2:]
    return rest[1] if len(rest) == 2 and rest[0] == PLAYER else ""  # noqa: PLR2004 - kind and key


def kind_of(stream: str) -> str:
    """Return the kind of a stream by its id; empty for the stream of a room."""
    rest = stream.split("/", 3)[2:]
    return rest[0] if rest else ""


def viewer_of(stream: StreamName, username: str) -> Viewer:
    """Return the viewer that a player is for a stream."""
    return player_viewer(stream.username, username)


def player_viewer(owner: str, username: str) -> Viewer:
    """Return the viewer that a player is for a stream of that owner."""
    return Viewer("owner" if username == owner else "player", username)


def stream_channel(stream: str, viewer: Viewer = SPECTATOR) -> str:
    """Name the channel that shows a stream to a viewer."""
    match viewer.role:
        case "spectator":
            return stream
        case "operator":
            return f"{stream}@{_OPERATOR}"
        case _:
            return f"{stream}@{viewer.username}"


def value_channel(room: str, kind: ValueKind) -> str:
    return f"{room}/{kind}"


def account_channel(player_id: str) -> str:
    return f"{ACCOUNT}/{player_id}"


def match_channel(text: str) -> Channel | None:
    """Return what a channel shows, or None for a text of another form."""
    stream, at, username = text.partition("@")
    if name := match_stream(stream):
        is_part = bool(username) and not {"/", "@"} & set(username)
        return StreamChannel(stream, _viewer(name, username)) if is_part or not at else None
    if at:
        return None
    match text.split("/"):
        case ["account", player_id] if player_id:
            return AccountChannel(player_id)
        case [game, room, kind] if game and room and kind in _VALUES:
            return ValueChannel(f"{game}/{room}", _VALUES[kind])
        case _:
            return None


def shown_by(channel: str) -> str:
    """Return the stream that a stream channel shows to any viewer.

    For another channel, its own name.
    """
    return channel.partition("@")[0]


def is_value(channel: str) -> bool:
    """Whether a channel shows a value of a room, by its name."""
    return channel.count("/") == 2  # noqa: PLR2004 - game, room, kind


def _viewer(stream: StreamName, username: str) -> Viewer:
    if not username:
        return SPECTATOR
    return OPERATOR if username == _OPERATOR else viewer_of(stream, username)
