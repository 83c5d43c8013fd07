"""Builds parts of a process lazily, and only once.

`functools.cached_property` and `functools.cache` hold no lock: threads that meet at a missing part
all build it at the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import Any, Self, cast, overload

_BUILDING = RLock()
"""Lets one thread build at a time, as parts use other parts; reading a built part needs no lock."""


class once[T]:  # noqa: N801 - stands where `cached_property` would
    """Like `functools.cached_property`, but thread-safe."""

    def __init__(self, build: Callable[[Any], T]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> Self | T:
        if owner is None:
            return self
        with _BUILDING:
            if self._name not in vars(owner):
                vars(owner)[self._name] = self._build(owner)
            return cast("T", vars(owner)[self._name])


class once_each[**P, T]:  # noqa: N801 - stands where `cache` would
    """Like `functools.cache`, but thread-safe."""

    def __init__(self, build: Callable[P, T]) -> None:
        kept = cache(build)
        self._built: Callable[P, T] = kept
        self.cache_clear = kept.cache_clear
        self.__doc__ = build.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        with _BUILDING:
            return self._built(*args, **kwargs)
