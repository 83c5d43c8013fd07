"""An application that keeps what it publishes, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from shared.adapters.memory.bus import InMemoryBus
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.boards.ports import Entry
from shared.application.channels.ports import Subscriber
from shared.games.codebattle.streams import battle_stream
from shared.kernel.facts import Commit
from shared.kernel.names import shown_by
from shared.runtime.once import once
from shared.wire.bus import BusMessage, decode_messages, room_topic
from tests.codec import CODEC
from tests.functions.api_gateway import StubbornLog
from tests.functions.battle_application import BATTLE, BattleApplication


class Bus(InMemoryBus):
    """Keeps what is sent to the gateways of the battle."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[BusMessage] = []
        self.bus_subscriber(lambda _, data: self.sent.extend(decode_messages(data))).subscribe(
            room_topic(battle_stream(BATTLE))
        )


class Boards(InMemoryLeaderboard):
    """Keeps what was to be recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[Entry] = []

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        changed = super().record(board, entries)
        self.recorded += entries
        return changed


class Subscriptions(InMemorySubscriptions):
    """Cannot be read for a channel in `away`."""

    def __init__(self) -> None:
        super().__init__()
        self.away: set[str] = set()

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        if channel.rpartition("/")[2] in self.away:
            raise OSError(channel)
        return super().members(channel, bucket)


class Published(BattleApplication):
    """Serves a stage with gateways, or without; keeps what it published."""

    def __init__(self, gateway_url: str = "ws://gateway.invalid/ws") -> None:
        super().__init__()
        self.settings = replace(self.settings, gateway_url=gateway_url)
        self.published: list[Commit] = []

    def publish(self, commits: Sequence[Commit]) -> None:
        super().publish(commits)
        self.published += commits

    @once
    def bus(self) -> Bus:
        return Bus()

    @once
    def leaderboard(self) -> Boards:
        return Boards()

    @once
    def log(self) -> StubbornLog:
        return StubbornLog(CODEC)

    @once
    def subscriptions(self) -> Subscriptions:
        return Subscriptions()

    def sent(self, name: str) -> list[int]:
        """The positions that gateways were sent of a participant's stream."""
        return [
            each.position for each in self.bus.sent if shown_by(each.channel).endswith(f"/{name}")
        ]

    def ticks(self) -> list[str]:
        return [each["channel"] for each in self.queues.waiting("leaderboard")]


def taken(app: Published) -> tuple[list[BusMessage], list[Entry]]:
    """Return what was sent and recorded since the last look."""
    sent, app.bus.sent = app.bus.sent, []
    recorded, app.leaderboard.recorded = app.leaderboard.recorded, []
    return sent, recorded
