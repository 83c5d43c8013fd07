from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from cdk.config import STAGES, Capacity, Config, Fleet, Placement, RefusedConfiguration
from cdk.validate import validate
from shared.workload_kinds import Grant, Http, Queue, Stream, Workload
from shared.workloads import STREAMS, WORKLOADS, workload

_PROD = replace(STAGES["prod"], gateway_domain="play.example.org", gateway_certificate="arn:secret")
_OWNERS = replace(STAGES["prod"], fleets={"owner": Fleet()})  # whom no player reaches
_STAGES = [STAGES["local"], STAGES["dev"], _PROD, _OWNERS]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree in which every handler of the table exists."""
    root = tmp_path_factory.mktemp("tree")
    for each in WORKLOADS:
        name = each.handler.removesuffix(".handler") or f"{each.main}.__main__"
        module = root / Path(*name.split(".")).with_suffix(".py")
        module.parent.mkdir(parents=True, exist_ok=True)
        module.touch()
    return root


def _with(changed: Workload) -> list[Workload]:
    return [changed if each.name == changed.name else each for each in WORKLOADS]


def _worker(name: str, **changes: Any) -> Workload:
    found = workload(name)
    return replace(found, trigger=replace(cast("Queue", found.trigger), **changes))


class TestRefuse:
    @pytest.mark.parametrize("config", _STAGES, ids=lambda config: config.stage)
    def test_lets_the_stages_pass(self, config: Config, root: Path) -> None:
        validate(config, WORKLOADS, STREAMS, root)

    @pytest.mark.parametrize(
        ("config", "sentence"),
        [
            (replace(_PROD, emulated=True), "set emulated=False"),
            (replace(_PROD, durable=False), "set durable=True"),
            (replace(_PROD, cache="external"), "set cache='serverless'"),
            (replace(_PROD, zones=1), "set zones to 2 or more"),
            (replace(_PROD, observed=False), "set observed=True"),
            (replace(_PROD, database=None), "say its database"),
            (replace(_PROD, database=Capacity(0, 2, 1, 14)), "set fewest and readers above 0"),
            (replace(_PROD, database=Capacity(1, 2, 0, 14)), "set fewest and readers above 0"),
            (replace(_PROD, one_stream=True), "set one_stream=False"),
            (replace(_PROD, iterator_age_alarm_seconds={}), "Stream 'events' has no alarm"),
            (STAGES["prod"], "give --context gateway_domain=play.example.org and"),
            (replace(STAGES["prod"], fleets={"web": Fleet()}), "chain, or --context web=off"),
            (replace(_PROD, gateway_domain=""), "A certificate is for a name"),
            (replace(_PROD, fleets={"gateway": Fleet(1, 9)}), "set fewest to 2 or more"),
            (replace(_PROD, fleets={"gateway": Fleet(9, 8)}), "has 9 to 8 tasks"),
            (replace(_PROD, fleets={"gateway": Fleet(2, 41)}), "to 40 tasks in all"),
            (replace(_PROD, fleets={"rank": Fleet()}), "The fleet 'rank' in cdk/config.py is of"),
            (replace(STAGES["local"], fleets={"gateway": Fleet()}), "has no network for a fleet"),
            (replace(STAGES["dev"], placement=Placement("dedicated")), "that it does not have"),
        ],
    )
    def test_refuses_a_stage(self, config: Config, sentence: str, root: Path) -> None:
        with pytest.raises(RefusedConfiguration, match=sentence):
            validate(config, WORKLOADS, STREAMS, root)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            (
                replace(workload("rank"), grants=(cast("Grant", "log:rewrite"),)),
                "Workload 'rank' asks for the unknown grant 'log:rewrite'",
            ),
            (
                replace(workload("rank"), handler="functions.streams.nowhere.handler"),
                "Workload 'rank' names the unknown handler",
            ),
            (
                replace(workload("rank"), handler="functions.streams.rank.main"),
                "Workload 'rank' names the unknown handler",
            ),
            (replace(workload("rank"), runtime={"prod": "fargate"}), "say runtime 'lambda'"),
            (replace(workload("rank"), runtime={"dev": "lambda"}), "no runtime in stage 'prod'"),
            (replace(workload("gateway"), main="functions.ws.nowhere"), "names the unknown main"),
            (replace(workload("gateway"), timeout_seconds=121), "between 1 and 120"),
            (replace(workload("rank"), timeout_seconds=901), "between 1 and 900"),
            (replace(workload("rank"), grants=("log:read",)), "grant 'failed:write'"),
            (
                replace(workload("rank"), trigger=Stream(cast("Any", "clicks"))),
                "unknown stream 'clicks'",
            ),
            (replace(workload("rank"), trigger=Http()), "2 workloads have the trigger Http"),
            (replace(workload("economy"), reserved=0), "Workload 'economy' may hold any number"),
            (replace(workload("economy"), reserved=91), "lower reserved to 90 in all"),
            (
                replace(workload("authorize"), trigger=Http()),
                "0 workloads have the trigger Authorizer",
            ),
            (_worker("default", workers=1), "set the most between 2 and 1000"),
            (_worker("default", tries=4), "set tries to 5 or more"),
            (_worker("deferred", batch=11), "set its batch to 10 or less"),
        ],
    )
    def test_refuses_a_workload(self, changed: Workload, sentence: str, root: Path) -> None:
        with pytest.raises(RefusedConfiguration, match=sentence):
            validate(_PROD, _with(changed), STREAMS, root)

    def test_refuses_two_workloads_of_one_name(self, root: Path) -> None:
        with pytest.raises(RefusedConfiguration, match="2 workloads are called 'rank'"):
            validate(_PROD, [*WORKLOADS, workload("rank")], STREAMS, root)

    def test_refuses_a_stream_without_order(self, root: Path) -> None:
        streams = [replace(STREAMS[0], partition_key="")]
        with pytest.raises(RefusedConfiguration, match="say its partition_key"):
            validate(_PROD, WORKLOADS, streams, root)

    def test_refuses_a_stream_without_a_shard(self, root: Path) -> None:
        streams = [replace(STREAMS[0], shards={"dev": 1})]
        with pytest.raises(RefusedConfiguration, match="no shard in stage 'prod'"):
            validate(_PROD, WORKLOADS, streams, root)

    def test_says_it_in_one_sentence(self, root: Path) -> None:
        with pytest.raises(RefusedConfiguration) as refused:
            validate(replace(_PROD, zones=1), WORKLOADS, STREAMS, root)
        assert str(refused.value).count(". ") == 0
        assert str(refused.value).endswith(".")
