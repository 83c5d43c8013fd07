"""An alarm as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdk.metric import Metric


@dataclass(frozen=True)
class Watch:
    """An alarm goes off when `metric` has been at `threshold` for `minutes` consecutive minutes.

    `help` is the page, and what to look for there; `constant` says that the metric is written each
    minute, so that silence is a fault. An alarm that notifies nobody is read by a workload. AWS
    publishes some metrics only once in `period_minutes`.
    """

    name: str
    namespace: str
    metric: str
    threshold: float
    help: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = "Sum"
    minutes: int = 1
    constant: bool = False
    period_minutes: int = 1
    tells: bool = True

    @property
    def told(self) -> Metric:
        """Return the watched metric."""
        what = (self.namespace, self.metric, self.statistic, self.dimensions)
        return Metric(*what, self.period_minutes)
