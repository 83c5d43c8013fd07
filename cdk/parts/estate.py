"""The things that grants are about: their ARNs for statements, their names for functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Estate:
    arns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]

    def __or__(self, other: Estate) -> Estate:
        return Estate({**self.arns, **other.arns}, {**self.values, **other.values})
