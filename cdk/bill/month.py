"""A stage under a month of traffic: the demand on it, in total and at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import ceil

from msgspec import Struct

from cdk.bill.modelled import (
    COMMITS_OF_OWNER,
    FRAME_SECONDS,
    JOURNALED,
    KEEP_ALIVE_MINUTES,
    REQUESTS_OF_TASK,
    SHIPPED_RECORDS,
    STORED_EVERY,
    TASK_OVER,
)
from cdk.bill.stage import Stage
from cdk.bill.traffic import BadProfile, Traffic
from cdk.bill.units import Units, kinds, of_command
from cdk.bill.use import HOURS

_PACKED = {
    "change": "packed",
    "packed bytes": "journal bytes",
    **dict.fromkeys(("change bytes", "stored bytes", "snapshot change"), "owned"),
    **dict.fromkeys(("log.write", "log.again", "log.read"), "owned"),
}
"""How an owner, which keeps its streams in memory and writes entries, changes a command's units."""


class Month(Struct, frozen=True):
    """A stage under a month's traffic."""

    stage: Stage
    traffic: Traffic
    units: Units

    def check(self) -> None:
        """Raise BadProfile for traffic that the stage can't serve, or that was never counted."""
        known = kinds(self.units)
        for command in self.traffic.commands:
            if command not in known:
                there = ", ".join(sorted(known))
                raise BadProfile(f"Nobody has counted {command}; there are {there}.")
        if self.gateways and "gateway" not in self.stage.workloads:
            raise BadProfile("The stage has no gateways: say home: functions, or -c gateway=on.")

    @property
    def gateways(self) -> float:
        """Tasks that hold the sockets while the crowd is there; 0 for a crowd on functions."""
        if not (self.traffic.players and self.is_gateway):
            return 0
        return ceil(self.traffic.players / self.traffic.sockets_of_task) + TASK_OVER

    @property
    def more_at_once(self) -> float:
        """Tasks while the crowd is there, besides the fewest of each fleet."""
        fewest = self._fewest
        wanted = [self.gateways, ceil(self._requests_a_second / REQUESTS_OF_TASK)]
        served = sum(max(each - fewest, 0) for each in wanted[: 2 if self.has_web else 1])
        return served + self.more_owners

    @property
    def more_owners(self) -> float:
        """Owners of slots while the crowd is there, besides the fewest."""
        return max(self.owners - self._fewest, 0)

    @property
    def owners(self) -> float:
        """Owners of slots that the crowd needs; none if no commit goes to a journal."""
        return ceil(self.amounts["owner seconds"] / (self.busy_seconds or 1))

    @property
    def packed(self) -> float:
        """Commits of the month that are packed into a journal's entries."""
        return self.amounts["packed"]

    @property
    def packed_bytes(self) -> float:
        return self.amounts["journal bytes"]

    @property
    def busy_seconds(self) -> float:
        """Seconds of the month in which players are there."""
        return self.traffic.hours * 3600

    @property
    def records(self) -> float:
        """Records of the month's commits in the consumers' stream; a journal's share records."""
        shipped = min(self.packed, self.busy_seconds * SHIPPED_RECORDS)
        return self.amounts["change"] + shipped

    @property
    def more_tasks(self) -> float:
        """Tasks besides the fewest of each fleet, on average over the month."""
        return self.more_at_once * self.traffic.hours / HOURS

    @property
    def rooms_at_once(self) -> float:
        return self.traffic.rooms * self.traffic.room_minutes / 60 / (self.traffic.hours or 1)

    @property
    def room_seconds(self) -> float:
        return self.traffic.rooms * self.traffic.room_minutes * 60

    @property
    def ticks(self) -> float:
        """Seconds in which boards change, over all rooms: at least one each, as its room ends."""
        return min(max(self.amounts["board changes"], self.traffic.rooms), self.room_seconds)

    @property
    def stores(self) -> float:
        """Number of stored board snapshots."""
        return min(self.ticks, self.room_seconds / STORED_EVERY)

    @property
    def cache_units(self) -> float:
        return max(self.amounts["valkey commands"], self.amounts["valkey bytes"] / 1024)

    @property
    def api_requests(self) -> float:
        """Requests of all kinds to API Gateway, including posts to connections."""
        http = 0 if self.has_web else self.requests
        return http if self.is_gateway else http + self.messages

    @property
    def executions(self) -> float:
        """Concurrent executions: consumers of the log, and functions that players call."""
        stage = self.stage
        shards = max(int(each["ShardCount"]) for each in stage.of("Kinesis::Stream"))
        consumers = sum(
            shards * int(each.get("ParallelizationFactor", 1))
            for each in stage.of("Lambda::EventSourceMapping")
            if "StartingPosition" in each
        )
        busy = self.api_requests / self.busy_seconds if self.traffic.players else 0
        return ceil(consumers + busy * FRAME_SECONDS)

    @property
    def commits(self) -> float:
        """All commits of the month; consumers handle them one by one."""
        return self.amounts["change"] + self.packed

    @property
    def is_gateway(self) -> bool:
        return self.traffic.home == "gateway"

    @property
    def has_web(self) -> bool:
        return "web" in self.stage.workloads

    @property
    def _fewest(self) -> int:
        fleets = self.stage.of("ApplicationAutoScaling::ScalableTarget")
        return min((int(each["MinCapacity"]) for each in fleets), default=0)

    @property
    def connects(self) -> float:
        return self.traffic.player_seconds / (self.traffic.stay_minutes * 60)

    @property
    def amounts(self) -> Mapping[str, float]:
        """Amounts of each kind that commands and new connections use; 0 for other kinds.

        They include reading a stream again that another writer changed, and refused appends.
        """
        amounts: defaultdict[str, float] = defaultdict(float)
        for name, amount in self.units.get(f"connect {self.traffic.home}", {}).items():
            amounts[name] += amount * self.connects
        for command, hourly in self.traffic.commands.items():
            times = self.traffic.players * self.traffic.hours * hourly
            game = command.partition(".")[0]
            packs = "owner" in self.stage.workloads and game in JOURNALED
            for name, amount in of_command(self.units, command, self.traffic.home):
                amounts[_PACKED.get(name, name) if packs else name] += amount * times
                if packs and name == "change":
                    amounts["owner seconds"] += amount * times / COMMITS_OF_OWNER[game]
        amounts["log.write"] += amounts["log.again"] * self.traffic.refused
        amounts["log.read"] += amounts["append"] * self.traffic.moved
        return amounts

    @property
    def frames(self) -> float:
        """Frames that players send: commands and keep-alives."""
        kept = self.traffic.player_seconds / (KEEP_ALIVE_MINUTES * 60)
        return self.amounts["message"] + kept

    @property
    def pushes(self) -> float:
        return self.traffic.pushes * self.traffic.player_seconds

    @property
    def messages(self) -> float:
        return self.frames + self.amounts["answer"] + self.amounts["post"] + self.pushes

    @property
    def requests(self) -> float:
        """Requests to the HTTP API, including one for a ticket before each connection."""
        return self.traffic.requests * self.traffic.players * self.traffic.hours + self.connects

    @property
    def _requests_a_second(self) -> float:
        return self.requests / self.busy_seconds if self.traffic.players else 0
