"""The feed in memory: whoever follows a topic in this process hears what is told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from shared.application.ports import CacheUnavailable


class InMemoryFeed:
    """May be shared by hosts of one process; while `down`, nothing can be told."""

    def __init__(self) -> None:
        self.down = False
        self._followers: dict[str, list[Callable[[str, bytes], None]]] = {}
        self._lost: list[Callable[[], None]] = []
        self._lock = Lock()

    def mend(self) -> None:
        """Be up again; listeners are told that they may have missed something."""
        self.down = False
        for lost in list(self._lost):
            lost()

    def tell(self, topic: str, message: bytes) -> int:
        if self.down:
            raise CacheUnavailable("the feed is down")
        with self._lock:
            followers = list(self._followers.get(topic, ()))
        for heard in followers:
            heard(topic, message)
        return len(followers)

    def listener(
        self, heard: Callable[[str, bytes], None], lost: Callable[[], None] = lambda: None
    ) -> InMemoryListener:
        self._lost.append(lost)
        return InMemoryListener(self, heard)

    def follow(self, topic: str, heard: Callable[[str, bytes], None]) -> None:
        with self._lock:
            followers = self._followers.setdefault(topic, [])
            if heard not in followers:
                followers.append(heard)

    def unfollow(self, topic: str, heard: Callable[[str, bytes], None]) -> None:
        with self._lock:
            followers = self._followers.get(topic, [])
            if heard in followers:
                followers.remove(heard)
            if not followers:
                self._followers.pop(topic, None)

    def leave(self, heard: Callable[[str, bytes], None]) -> None:
        with self._lock:
            for followers in self._followers.values():
                if heard in followers:
                    followers.remove(heard)


class InMemoryListener:
    """One follower's end of the feed."""

    def __init__(self, feed: InMemoryFeed, heard: Callable[[str, bytes], None]) -> None:
        self._feed = feed
        self._heard = heard

    def start(self) -> None:
        """There is nothing to connect."""

    def follow(self, topic: str) -> None:
        self._feed.follow(topic, self._heard)

    def unfollow(self, topic: str) -> None:
        self._feed.unfollow(topic, self._heard)

    def stop(self) -> None:
        self._feed.leave(self._heard)
