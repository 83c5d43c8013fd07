"""A function for each workload on Lambda, with a role that allows what its grants say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aws_cdk import Acknowledgment, Aws, Duration, IgnoreMode, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk.config import Config
from cdk.connections import reserved
from cdk.parts.endpoints import endpoints
from cdk.parts.logs import log_group
from cdk.parts.network import PRIVATE, VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.statements import environment, statements
from shared.workload_kinds import Authorizer, Http, Lines, Schedule, Stream, WebSocket, Workload

_ARCHITECTURES = {
    "arm64": lambda_.Architecture.ARM_64,
    "x86_64": lambda_.Architecture.X86_64,
}
_PRIVATE = ec2.SubnetSelection(subnet_type=PRIVATE)
_RUNTIME = lambda_.Runtime.PYTHON_3_13
_NETWORK_ACTIONS = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]


def first_party_code(tree: Path, *packages: str) -> lambda_.Code:
    """Return the packages that run in the account, rooted so that imports keep their names."""
    kept = [
        f"!{name}{rest}"
        for name in ("functions", "shared", "rumpus", *packages)
        for rest in ("", "/**")
    ]
    return lambda_.Code.from_asset(
        str(tree), exclude=["*", *kept, "**/__pycache__"], ignore_mode=IgnoreMode.GIT
    )


def waits_for_a_player(workload: Workload) -> bool:
    """Return whether a player notices a cold start of this workload."""
    return isinstance(workload.trigger, Authorizer | WebSocket | Http)


class WorkloadFunction(Construct):
    """Triggers call `target`: the function, or the alias of its published version."""

    def __init__(
        self,
        scope: Construct,
        workload: Workload,
        config: Config,
        *,
        code: lambda_.Code,
        layers: Sequence[lambda_.ILayerVersion],
        resources: ResourceRefs,
        placement: VpcPlacement | None,
    ) -> None:
        super().__init__(scope, workload.name)
        self.workload = workload
        self._config = config
        self._groups = placement.groups(workload) if placement else []
        self._placement = placement if self._groups else None
        self._logs = log_group(self, f"/aws/lambda/{config.named(workload.name)}", config)
        self._role = self._make_role(resources)
        self.function = self._make_function(code, layers, resources)
        self.target = self._make_target()
        self.name = self.function.function_name

    def _make_role(self, resources: ResourceRefs) -> iam.Role:
        allowed = statements(self.workload, resources)
        allowed.append(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[self._logs.log_group_arn],
            )
        )
        anywhere = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        if self._placement is not None:
            anywhere += _NETWORK_ACTIONS
        allowed.append(iam.PolicyStatement(actions=anywhere, resources=["*"]))
        if self._placement is not None:
            allowed.append(self._no_network_of_its_own())
        return iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"workload": iam.PolicyDocument(statements=allowed)},
        )

    def _no_network_of_its_own(self) -> iam.PolicyStatement:
        """Deny network interfaces to the code: Lambda creates them with the same role."""
        name = f"function:{self._config.named(self.workload.name)}"
        place = f"{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}"
        return iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=_NETWORK_ACTIONS,
            resources=["*"],
            conditions={"ArnEquals": {"lambda:SourceFunctionArn": f"arn:{place}:{name}"}},
        )

    def _make_function(
        self, code: lambda_.Code, layers: Sequence[lambda_.ILayerVersion], resources: ResourceRefs
    ) -> lambda_.Function:
        placement = self._placement
        return lambda_.Function(
            self,
            "Function",
            function_name=self._config.named(self.workload.name),
            runtime=_RUNTIME,
            architecture=_ARCHITECTURES[self._config.architecture],
            code=code,
            handler=self.workload.handler,
            layers=layers,
            memory_size=self.workload.memory_mb,
            timeout=Duration.seconds(self.workload.timeout_seconds),
            reserved_concurrent_executions=self._reserved,
            environment=self._environment(resources),
            role=self._role.without_policy_updates(),
            log_group=self._logs,
            tracing=self._tracing,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if self._restores else None,
            vpc=placement.vpc if placement else None,
            vpc_subnets=_PRIVATE if placement else None,
            security_groups=self._groups or None,
            ipv6_allowed_for_dual_stack=True if placement else None,
        )

    def _environment(self, resources: ResourceRefs) -> dict[str, str]:
        chosen = environment(self.workload, resources, self._config)
        return chosen | endpoints(ipv6_only=self._placement is not None)

    @property
    def _reserved(self) -> int | None:
        return None if self._config.emulated else reserved(self.workload, self._config) or None

    @property
    def _tracing(self) -> lambda_.Tracing:
        """Trace no clocks, streams and lines: they pass no trace on, and all would be sampled."""
        alone = isinstance(self.workload.trigger, Schedule | Stream | Lines)
        return lambda_.Tracing.PASS_THROUGH if alone else lambda_.Tracing.ACTIVE

    @property
    def _restores(self) -> bool:
        return self._config.snap_start and waits_for_a_player(self.workload)

    def _make_target(self) -> lambda_.IFunction:
        """Return the target; SnapStart restores only published versions, so it needs an alias."""
        if not self._restores:
            return self.function
        Validations.of(self.function).acknowledge(
            Acknowledgment(
                id="Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish",
                reason="The alias below points to a published version.",
            )
        )
        return lambda_.Alias(self, "Live", alias_name="live", version=self.function.current_version)
