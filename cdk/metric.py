"""A metric of CloudWatch as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANY = "*"
"""Stands for a dimension's value that AWS does not document."""

_FUNCTIONS = {"Maximum": "MAX", "Sum": "SUM"}


@dataclass(frozen=True)
class Metric:
    """A metric to query; AWS publishes some metrics only once in `period_minutes`."""

    namespace: str
    name: str
    statistic: str
    dimensions: Mapping[str, str]
    period_minutes: int = 1

    @property
    def known(self) -> dict[str, str]:
        """Return the dimensions whose value is known."""
        return {name: value for name, value in self.dimensions.items() if value != ANY}

    @property
    def query(self) -> str:
        """Return a query over all values of an unknown dimension; empty if all are known."""
        if self.known == self.dimensions:
            return ""
        schema = ", ".join([f'"{self.namespace}"', *self.dimensions])
        where = " AND ".join(f"{name} = '{value}'" for name, value in self.known.items())
        selected = f"SELECT {_FUNCTIONS[self.statistic]}({self.name})"
        return f"{selected} FROM SCHEMA({schema}) WHERE {where}"
