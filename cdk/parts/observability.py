"""Who is told, when, and what there is to look at: alarms, one dashboard, a budget."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk.alarms import watches
from cdk.config import Config, living
from cdk.fleet_alarms import fleet_watches
from cdk.parts.api import Api
from cdk.parts.servers import Servers
from cdk.signals import QUESTIONS, Signal, signals
from cdk.watch import ANY, Watch

_WIDE, _THIRD = 12, 8
_Missing = cloudwatch.TreatMissingData


def _metric(watch: Watch | Signal, label: str | None = None) -> cloudwatch.IMetric:
    """Return the metric of its dimensions, or a query over all values of one that is not known."""
    period = Duration.minutes(watch.period_minutes)
    known = {name: value for name, value in watch.dimensions.items() if value != ANY}
    if known == watch.dimensions:
        return cloudwatch.Metric(
            namespace=watch.namespace,
            metric_name=watch.metric,
            dimensions_map=known,
            statistic=watch.statistic,
            period=period,
            label=label,
        )
    function = {"Maximum": "MAX", "Sum": "SUM"}[watch.statistic]
    schema = ", ".join([f'"{watch.namespace}"', *watch.dimensions])
    where = " AND ".join(f"{name} = '{value}'" for name, value in known.items())
    selected = f"SELECT {function}({watch.metric})"
    return cloudwatch.MathExpression(
        expression=f"{selected} FROM SCHEMA({schema}) WHERE {where}",
        using_metrics={},
        period=period,
        label=label,
    )


class Observability(Construct):
    def __init__(self, scope: Construct, config: Config, api: Api, servers: Servers | None) -> None:
        super().__init__(scope, "Observability")
        self._config = config
        self.topic = self._topic()
        tell = actions.SnsAction(self.topic)
        self._metrics: dict[str, list[cloudwatch.IMetric]] = {}
        for watch in watches(config, api.websocket.api.api_id, api.http.api.api_id):
            alarm = self._alarm(watch)
            if watch.tells:
                alarm.add_alarm_action(tell)
        for fleet in servers.fleets if servers else []:
            for watch in fleet_watches(config, fleet.workload.name, fleet.names):
                self._alarm(watch).add_alarm_action(tell)
        targets = {each.workload.name: each.names for each in servers.fleets} if servers else {}
        self._dashboard(targets)
        self._budget()

    def _topic(self) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", topic_name=self._config.named("alarms"), enforce_ssl=True)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsAndBudgetsOfThisAccount",
                actions=["sns:Publish"],
                principals=[
                    iam.ServicePrincipal("cloudwatch.amazonaws.com"),
                    iam.ServicePrincipal("budgets.amazonaws.com"),
                ],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        if self._config.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._config.alarm_email))
        return topic

    def _alarm(self, watch: Watch) -> cloudwatch.Alarm:
        metric = _metric(watch)
        self._metrics.setdefault(watch.help, []).append(_metric(watch, label=watch.name))
        return cloudwatch.Alarm(
            self,
            watch.name,
            alarm_name=self._config.named(watch.name),
            alarm_description=f"See {watch.help}",
            metric=metric,
            threshold=watch.threshold,
            evaluation_periods=watch.minutes // watch.period_minutes,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=_Missing.BREACHING if watch.constant else _Missing.NOT_BREACHING,
        )

    def _signals(self, targets: Mapping[str, Mapping[str, str]]) -> list[cloudwatch.IWidget]:
        """One graph a question, with a line for each workload of the stage."""
        told = [
            signal
            for runtime in ("lambda", "fargate")
            for workload in living(self._config, runtime)
            for signal in signals(self._config, workload, targets.get(workload.name))
        ]
        return [
            cloudwatch.GraphWidget(
                title=f"{question} of each workload",
                left=[_metric(each, each.workload) for each in told if each.question == question],
                width=_THIRD,
            )
            for question in QUESTIONS
        ]

    def _dashboard(self, targets: Mapping[str, Mapping[str, str]]) -> None:
        graphs: list[cloudwatch.IWidget] = [
            cloudwatch.GraphWidget(title=title.partition(": ")[2], left=metrics, width=_WIDE)
            for title, metrics in self._metrics.items()
        ]
        rows: list[list[cloudwatch.IWidget]] = [
            self._signals(targets),
            *(graphs[start : start + 2] for start in range(0, len(graphs), 2)),
        ]
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=self._config.named("overview"),
            default_interval=Duration.hours(3),
            widgets=rows,
        )

    def _budget(self) -> None:
        """Tells at 80 % of what was spent and at 100 % of what is forecast."""
        subscriber = budgets.CfnBudget.SubscriberProperty(
            subscription_type="SNS", address=self.topic.topic_arn
        )
        notices = [
            budgets.CfnBudget.NotificationWithSubscribersProperty(
                notification=budgets.CfnBudget.NotificationProperty(
                    comparison_operator="GREATER_THAN",
                    notification_type=kind,
                    threshold=threshold,
                    threshold_type="PERCENTAGE",
                ),
                subscribers=[subscriber],
            )
            for kind, threshold in (("ACTUAL", 80), ("FORECASTED", 100))
        ]
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=self._config.named("month"),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(
                    amount=self._config.budget_usd, unit="USD"
                ),
                cost_filters={"TagKeyValue": [f"user:project$rumpus-{self._config.stage}"]},
            ),
            notifications_with_subscribers=notices,
        )
