"""A run of the archive over all who are due: a task on Fargate Spot, or a process here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cli.failure import Failed

MAIN = "functions.scheduled.archive"
CONTAINER = "archive"
BY = "rumpus"
END_SECONDS = 30
"""After that a process is killed; what it had begun is taken up by the next one."""


class Run(Protocol):
    """A run that has begun; one that `is_followed` was there before."""

    is_followed: bool

    def ended(self) -> bool:
        """Whether it is over; raise Failed if it broke off."""

    def stop(self) -> None:
        """End it. Who was on the way is taken up by the next one, after the lease."""


class ProcessRun:
    """The workload's own code in a process here, with the environment that its deploy was given."""

    is_followed = False

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", MAIN, *words]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
        )

    def ended(self) -> bool:
        code = self._process.poll()
        if code:
            raise Failed(f"The run has broken off with exit code {code}: start it again.")
        return code is not None

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class FargateRun:
    """The task of a stage's servers. One that runs already is followed, and no second one begun."""

    def __init__(self, ecs: Any, stage: str, words: Sequence[str], placed: Sequence[str]) -> None:
        self._ecs, self._cluster = ecs, f"rumpus-{stage}-servers"
        family = f"rumpus-{stage}-archive"
        running = ecs.list_tasks(cluster=self._cluster, family=family)["taskArns"]
        self.is_followed = bool(running)
        self._task = running[0] if running else self._begin(family, words, placed)

    def _begin(self, family: str, words: Sequence[str], placed: Sequence[str]) -> str:
        subnets, *groups = placed
        started = self._ecs.run_task(
            cluster=self._cluster,
            taskDefinition=family,
            startedBy=BY,
            capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": subnets.split(","),
                    "securityGroups": groups,
                    "assignPublicIp": "ENABLED",
                }
            },
            overrides={"containerOverrides": [{"name": CONTAINER, "command": [MAIN, *words]}]},
        )
        for failure in started["failures"]:
            raise Failed(f"Fargate has no place for the run: {failure.get('reason')}.")
        return str(started["tasks"][0]["taskArn"])

    def ended(self) -> bool:
        found = self._ecs.describe_tasks(cluster=self._cluster, tasks=[self._task])["tasks"]
        if not found:
            raise Failed("The run ended long ago, and how is not known: start it again.")
        [task] = found
        if task["lastStatus"] != "STOPPED":
            return False
        if task["containers"][0].get("exitCode") != 0:
            why = task.get("stoppedReason", "no reason is told")
            raise Failed(f"The run has broken off ({why}): start it again, and it goes on.")
        return True

    def stop(self) -> None:
        self._ecs.stop_task(cluster=self._cluster, task=self._task, reason=BY)


def placed(cloudformation: Any, stage: str) -> Sequence[str]:
    """Return the subnets of a stage's runs, in one text, and its security groups."""
    found: dict[str, str] = {}
    for page in cloudformation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            if stack["StackName"].startswith(f"rumpus-{stage}-"):
                outputs = stack.get("Outputs", ())
                found |= {each["OutputKey"]: each["OutputValue"] for each in outputs}
    groups = [value for name, value in sorted(found.items()) if name.startswith("ArchiveGroup")]
    if "ArchiveSubnets" not in found or not groups:
        raise Failed(f"Stage {stage} has no runs of the archive: it needs a fleet on Fargate.")
    return [found["ArchiveSubnets"], *groups]
