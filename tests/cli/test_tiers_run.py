"""A run of the archive: begun once, followed, stopped. The model of AWS checks its calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from cli.archive_run import FargateRun, ProcessRun, placed
from cli.failure import Failed
from cli.tiers_run import follow

CLUSTER, FAMILY = "rumpus-prod-servers", "rumpus-prod-archive"
TASK = "arn:aws:ecs:us-east-1:123456789012:task/rumpus-prod-servers/1"
PLACED = ("subnet-1,subnet-2", "sg-1", "sg-2")
RUNNING = {"cluster": CLUSTER, "family": FAMILY}
ONE = {"cluster": CLUSTER, "tasks": [TASK]}
ASKED = {
    "cluster": CLUSTER,
    "taskDefinition": FAMILY,
    "startedBy": "rumpus",
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
    "networkConfiguration": {
        "awsvpcConfiguration": {
            "subnets": ["subnet-1", "subnet-2"],
            "securityGroups": ["sg-1", "sg-2"],
            "assignPublicIp": "ENABLED",
        }
    },
    "overrides": {
        "containerOverrides": [
            {"name": "archive", "command": ["functions.scheduled.archive", "--rate", "300"]}
        ]
    },
}


def client(service: str) -> Any:
    return get_session().create_client(
        service, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )


@pytest.fixture
def ecs() -> Iterator[Stubber]:
    made = client("ecs")
    with Stubber(made) as stub:
        yield stub
    stub.assert_no_pending_responses()
    made.close()


def begin(ecs: Stubber) -> FargateRun:
    return FargateRun(ecs.client, "prod", ("--rate", "300"), PLACED)


def begun(ecs: Stubber) -> FargateRun:
    ecs.add_response("list_tasks", {"taskArns": []}, RUNNING)
    ecs.add_response("run_task", {"tasks": [{"taskArn": TASK}], "failures": []}, ASKED)
    return begin(ecs)


def told(ecs: Stubber, status: str, **container: Any) -> None:
    task = {"lastStatus": status, "containers": [container], "stoppedReason": "Spot wants it"}
    ecs.add_response("describe_tasks", {"tasks": [task]}, ONE)


def test_is_begun_on_spot_and_followed_until_it_ends(
    ecs: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(ecs)
    assert not run.is_followed
    for _ in range(2):
        told(ecs, "RUNNING")
    told(ecs, "STOPPED", exitCode=0)
    counts = iter([{"archived": 10, "warm": 3}, {"archived": 18}])

    def asked() -> dict[str, int]:
        if len(slept) == 1:
            raise Failed("Nobody answers.")
        return next(counts)

    slept: list[float] = []
    follow(run, asked, slept.append)
    said = capsys.readouterr().out
    assert "0 more in the archive, 3 warm." in said
    assert "not known. Nobody answers." in said
    assert "8 more in the archive, 0 warm." in said


def test_that_runs_already_is_followed(ecs: Stubber) -> None:
    ecs.add_response("list_tasks", {"taskArns": [TASK]}, RUNNING)
    assert begin(ecs).is_followed


def test_is_stopped(ecs: Stubber) -> None:
    run = begun(ecs)
    ecs.add_response("stop_task", {}, {"cluster": CLUSTER, "task": TASK, "reason": "rumpus"})
    run.stop()


def test_that_is_forgotten_is_told(ecs: Stubber) -> None:
    run = begun(ecs)
    ecs.add_response("describe_tasks", {"tasks": []}, {"cluster": CLUSTER, "tasks": [TASK]})
    with pytest.raises(Failed, match="ended long ago"):
        run.ended()


@pytest.mark.parametrize("container", [{}, {"exitCode": 137}])
def test_that_spot_takes_away_has_broken_off(ecs: Stubber, container: dict[str, int]) -> None:
    run = begun(ecs)
    told(ecs, "STOPPED", **container)
    with pytest.raises(Failed, match="Spot wants it"):
        run.ended()


def test_that_has_no_place_is_told(ecs: Stubber) -> None:
    ecs.add_response("list_tasks", {"taskArns": []}, RUNNING)
    ecs.add_response("run_task", {"tasks": [], "failures": [{"reason": "CAPACITY"}]}, ASKED)
    with pytest.raises(Failed, match="CAPACITY"):
        begin(ecs)


@pytest.mark.parametrize("stage", ["prod", "dev"])
def test_is_placed_where_the_deploy_says(stage: str) -> None:
    outputs = {"ArchiveSubnets": PLACED[0], "ArchiveGroup2": "sg-2", "ArchiveGroup1": "sg-1"}
    stack = {
        "StackName": "rumpus-prod-network",
        "CreationTime": "2026-01-01T00:00:00Z",
        "StackStatus": "CREATE_COMPLETE",
        "Outputs": [{"OutputKey": key, "OutputValue": text} for key, text in outputs.items()],
    }
    made = client("cloudformation")
    with Stubber(made) as stub:
        stub.add_response("describe_stacks", {"Stacks": [stack]}, {})
        if stage == "prod":
            assert placed(made, stage) == [*PLACED]
        else:
            with pytest.raises(Failed, match="needs a fleet"):
                placed(made, stage)
    made.close()


def test_of_this_machine_that_breaks_off_is_told() -> None:
    run = ProcessRun(("--rate", "fast"), {})
    with pytest.raises(Failed, match="exit code 2"):
        follow(run, dict, lambda _: None)


def test_of_this_machine_is_stopped() -> None:
    run = ProcessRun((), {})
    run.stop()
    with pytest.raises(Failed, match="exit code -15"):
        run.ended()
