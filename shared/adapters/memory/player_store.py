"""Headers and rows of players in memory, for tests. Thread-safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock

from msgspec.json import encode
from msgspec.structs import replace

from shared.application.archive.ports import Leaving, Reading, TierCount
from shared.archive.snapshot import NAMES, Sections, digest
from shared.archive.tiers import AWAY, Header


class InMemoryPlayerStore:
    """`rows` maps players to sections, `obstacles` maps them to what prevents a move."""

    def __init__(self) -> None:
        self.headers: dict[str, Header] = {}
        self.rows: dict[str, Sections] = {}
        self.obstacles: dict[str, str] = {}
        self.deletions: dict[str, str] = {}
        self._lock = Lock()

    def enter(self, player: str, due: datetime, now: datetime) -> Header:
        with self._lock:
            return self.headers.setdefault(player, Header(player, "hot", 1, now, due))

    def find(self, player: str) -> Header | None:
        return self.headers.get(player)

    def due(self, now: datetime, limit: int) -> Sequence[Header]:
        due = [(each.due, each.player) for each in self.headers.values() if each.due]
        return [self.headers[player] for at, player in sorted(due) if at <= now][:limit]

    def advance(self, moves: Iterable[tuple[Header, Header]]) -> set[str]:
        moved = set()
        with self._lock:
            for before, after in moves:
                here = self.headers.get(before.player)
                if here is not None and here.version == before.version:
                    self.headers[here.player] = replace(after, version=here.version + 1)
                    moved.add(here.player)
        return moved

    def read(self, headers: Sequence[Header]) -> Mapping[str, Reading]:
        return {each.player: self._reading(each.player) for each in headers}

    def freeze(self, leaving: Sequence[Leaving]) -> Mapping[str, str]:
        with self._lock:
            return {each.player: self._freeze(each) for each in leaving}

    def _reading(self, player: str) -> Reading:
        sections = self.rows.get(player) or {name: {} for name in sorted(NAMES)}
        return Reading(sections, _own(sections), self.obstacles.get(player, ""))

    def _freeze(self, asked: Leaving) -> str:
        here = self.headers[asked.player]
        if here.tier == "archived" and here.object and here.object.sha256 == asked.object.sha256:
            return "archived"
        if (here.tier, here.version) != ("freezing", asked.version):
            return "moved"
        reading = self._reading(here.player)
        if reading.obstacle or reading.digest != asked.digest:
            return reading.obstacle or "changed"
        self.rows.pop(here.player, None)
        after = replace(here, tier="archived", due=None, object=asked.object)
        self.headers[here.player] = replace(after, version=here.version + 1)
        return "archived"

    def thaw(self, player: str, sections: Sections, due: datetime, now: datetime) -> str:
        with self._lock:
            here = self.headers[player]
            if here.tier != "restoring":
                return here.tier if here.tier not in AWAY else "moved"
            self.rows[player] = sections
            after = replace(here, tier="hot", due=due, seen=max(here.seen, now))
            self.headers[player] = replace(after, version=here.version + 1, thaws=here.thaws + 1)
            return "hot"

    def delete(self, header: Header, sha256: str, by: str, now: datetime) -> str:
        del by, now
        with self._lock:
            here = self.headers[header.player]
            if here.tier == "deleted":
                return "deleted"
            if here.version != header.version or here.tier in {"freezing", "restoring"}:
                return "moved"
            if obstacle := self.obstacles.get(here.player):
                return obstacle
            self.rows.pop(here.player, None)
            self.deletions[here.player] = sha256
            after = replace(here, tier="deleted", due=None, object=None)
            self.headers[here.player] = replace(after, version=here.version + 1)
            return "deleted"

    def counts(self) -> Sequence[TierCount]:
        found = Counter(each.tier for each in self.headers.values())
        return [TierCount(tier, players, self._bytes(tier)) for tier, players in found.items()]

    def last_seen(self, step: int) -> Sequence[tuple[int, int]]:
        del step
        return []

    def _bytes(self, tier: str) -> int:
        here = [each for each in self.headers.values() if each.tier == tier]
        return sum(each.object.bytes for each in here if each.object)


def _own(sections: Sections) -> str:
    own = {name: each for name, each in sections.items() if name != "friends"}
    return digest(encode(own, order="deterministic"))
