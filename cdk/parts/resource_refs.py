"""References to the resources of grants: ARNs for policy statements, names for functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ResourceRefs:
    arns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]

    def __or__(self, other: ResourceRefs) -> ResourceRefs:
        return ResourceRefs({**self.arns, **other.arns}, {**self.values, **other.values})
