"""Scales a fleet: it grows as fast as ECS can, and shrinks by a tenth a minute.

CloudWatch has a service's figures once a minute, so scaling can't be faster, and a task needs
another half minute until it serves: `prescale` prepares for crowds whose time is known.
"""

from __future__ import annotations

from aws_cdk import Aws, Duration
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.config import GATEWAY, Config
from shared.workload_kinds import Workload
from shared.workloads import SOCKETS_METRIC, SOCKETS_OF_TASK

_Compared = cloudwatch.ComparisonOperator
_CPU, _MEMORY = 60, 70  # per cent
_AGAIN = Duration.seconds(15)
_MINUTE = Duration.minutes(1)
_CROWD = 1.5  # times the target load: too much for tracking
_QUIET = 0.65  # a fleet of three that then loses a task is at 0.98
_QUIET_MINUTES = 5


class Scaling(Construct):
    """A fleet's load is its worst metric as a share of that metric's target."""

    def __init__(
        self, scope: Construct, workload: Workload, config: Config, service: ecs.FargateService
    ) -> None:
        super().__init__(scope, "Scaling")
        self._service = service
        self._sockets = _sockets(config) if workload.name == GATEWAY else None
        fleet = config.fleets[workload.name]
        self._target = scaling.ScalableTarget(
            self,
            "Target",
            service_namespace=scaling.ServiceNamespace.ECS,
            resource_id=f"service/{service.cluster.cluster_name}/{service.service_name}",
            scalable_dimension="ecs:service:DesiredCount",
            min_capacity=fleet.fewest,
            max_capacity=fleet.most,
            role=iam.Role.from_role_arn(self, "Role", _role_arn()),
        )
        self._track()
        self._grow()
        self._shrink()

    def _track(self) -> None:
        """Grow in proportion; only `_shrink` shrinks, which looks at all metrics."""
        kinds = scaling.PredefinedMetric
        cpu = kinds.ECS_SERVICE_AVERAGE_CPU_UTILIZATION
        self._track_one("Cpu", _CPU, predefined=cpu)
        memory = kinds.ECS_SERVICE_AVERAGE_MEMORY_UTILIZATION
        self._track_one("Memory", _MEMORY, predefined=memory)
        if self._sockets is not None:
            self._track_one("Sockets", SOCKETS_OF_TASK, custom=self._sockets)

    def _track_one(
        self,
        name: str,
        target: float,
        *,
        predefined: scaling.PredefinedMetric | None = None,
        custom: cloudwatch.IMetric | None = None,
    ) -> None:
        scaling.TargetTrackingScalingPolicy(
            self,
            name,
            scaling_target=self._target,
            target_value=target,
            predefined_metric=predefined,
            custom_metric=custom,
            disable_scale_in=True,
            scale_out_cooldown=_AGAIN,
        )

    def _grow(self) -> None:
        """Grow to three times as many tasks, or by twenty, whichever is more."""
        step = self._step("Crowd", cooldown=_AGAIN, at_least=20)
        step.add_adjustment(adjustment=200, lower_bound=0)
        compared = _Compared.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
        self._when("CrowdAlarm", step, compared, _CROWD, minutes=1)

    def _shrink(self) -> None:
        """Shrink by a tenth a minute, after five consecutive quiet minutes."""
        step = self._step("Quiet", cooldown=_MINUTE, at_least=1)
        step.add_adjustment(adjustment=-10, upper_bound=0)
        compared = _Compared.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        self._when("QuietAlarm", step, compared, _QUIET, minutes=_QUIET_MINUTES)

    def _step(self, name: str, *, cooldown: Duration, at_least: int) -> scaling.StepScalingAction:
        """Change the fleet by a share of its size, and by at least so many tasks."""
        return scaling.StepScalingAction(
            self,
            name,
            scaling_target=self._target,
            adjustment_type=scaling.AdjustmentType.PERCENT_CHANGE_IN_CAPACITY,
            cooldown=cooldown,
            min_adjustment_magnitude=at_least,
            metric_aggregation_type=scaling.MetricAggregationType.AVERAGE,
        )

    def _when(
        self,
        name: str,
        step: scaling.StepScalingAction,
        compared: cloudwatch.ComparisonOperator,
        load: float,
        *,
        minutes: int,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_description="Scales the fleet; tells nobody.",
            metric=self._load(),
            threshold=load,
            evaluation_periods=minutes,
            comparison_operator=compared,
            treat_missing_data=cloudwatch.TreatMissingData.IGNORE,
        )
        alarm.add_alarm_action(actions.ApplicationScalingAction(step))

    def _load(self) -> cloudwatch.MathExpression:
        shares = [f"cpu / {_CPU}", f"memory / {_MEMORY}"]
        metrics: dict[str, cloudwatch.IMetric] = {
            "cpu": self._service.metric_cpu_utilization(period=_MINUTE),
            "memory": self._service.metric_memory_utilization(period=_MINUTE),
        }
        if self._sockets is not None:
            shares.append(f"FILL(sockets, 0) / {SOCKETS_OF_TASK}")
            metrics["sockets"] = self._sockets
        return cloudwatch.MathExpression(
            expression=f"MAX([{', '.join(shares)}])",
            using_metrics=metrics,
            period=_MINUTE,
            label="load",
        )


def _role_arn() -> str:
    """Return the ARN of Application Auto Scaling's own role, the only one that it takes for ECS."""
    return (
        f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/aws-service-role/"
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
    )


def _sockets(config: Config) -> cloudwatch.Metric:
    """Return the metric of a task's sockets, averaged over the processes, which write it."""
    return cloudwatch.Metric(
        namespace="Rumpus",
        metric_name=SOCKETS_METRIC,
        dimensions_map={"stage": config.stage, "workload": GATEWAY},
        statistic="Average",
        period=_MINUTE,
    )
