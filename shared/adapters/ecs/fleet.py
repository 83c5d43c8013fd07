"""Keeps a minimum of tasks in an ECS service that Application Auto Scaling sizes within limits."""

from __future__ import annotations

from typing import Any

from shared.adapters.answering import answering


class EcsFleet:
    """`service` is `cluster/service`."""

    def __init__(self, ecs: Any, scaling: Any, service: str) -> None:
        self._ecs = ecs
        self._scaling = scaling
        self._cluster, _, self._service = service.partition("/")

    def keep(self, fewest: int) -> None:
        """Run at least `fewest` tasks; raise the limit first, so that scaling in does not end them.

        The first deploy creates the clock before the service: until then this does nothing.
        """
        with answering():
            started = self._started()
            if started is not None:
                self._keep(fewest, started)

    def _keep(self, fewest: int, started: int) -> None:
        self._scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{self._cluster}/{self._service}",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=fewest,
        )
        # A raised limit alone takes effect only with the next scaling action.
        if started < fewest:
            self._ecs.update_service(
                cluster=self._cluster, service=self._service, desiredCount=fewest
            )

    def _started(self) -> int | None:
        """Return the desired number of tasks; None without a service."""
        try:
            found = self._ecs.describe_services(cluster=self._cluster, services=[self._service])
        except self._ecs.exceptions.ClusterNotFoundException:
            return None
        return next((each["desiredCount"] for each in found["services"]), None)
