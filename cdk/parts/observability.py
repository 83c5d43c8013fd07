"""A stage's alarms with their notifications, one dashboard, and a budget."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk.alarms import watches
from cdk.config import Config
from cdk.fleet_alarms import fleet_watches
from cdk.panels import Graph, Line, graphs
from cdk.parts.api import Api
from cdk.parts.servers import Servers
from cdk.watch import Watch

_WIDE = 12  # of 24 columns
_Missing = cloudwatch.TreatMissingData


def _metric(line: Line) -> cloudwatch.IMetric:
    """Return a metric by its dimensions, or a query over all values of an unknown dimension."""
    metric = line.metric
    period = Duration.minutes(metric.period_minutes)
    if metric.query:
        return cloudwatch.MathExpression(
            expression=metric.query, using_metrics={}, period=period, label=line.label or None
        )
    return cloudwatch.Metric(
        namespace=metric.namespace,
        metric_name=metric.name,
        dimensions_map=metric.known,
        statistic=metric.statistic,
        period=period,
        label=line.label or None,
    )


class Observability(Construct):
    def __init__(self, scope: Construct, config: Config, api: Api, servers: Servers | None) -> None:
        super().__init__(scope, "Observability")
        self._config = config
        self.topic = self._topic()
        tell = actions.SnsAction(self.topic)
        fleets = servers.fleets if servers else []
        watched = [
            *watches(config, api.websocket.api.api_id, api.http.api.api_id),
            *(w for each in fleets for w in fleet_watches(config, each.workload.name, each.names)),
        ]
        for watch in watched:
            alarm = self._alarm(watch)
            if watch.tells:
                alarm.add_alarm_action(tell)
        targets = {each.workload.name: each.names for each in fleets}
        self._dashboard(graphs(config, targets, watched))
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
        return cloudwatch.Alarm(
            self,
            watch.name,
            alarm_name=self._config.named(watch.name),
            alarm_description=f"See {watch.help}",
            metric=_metric(Line("", watch.told)),
            threshold=watch.threshold,
            evaluation_periods=watch.minutes // watch.period_minutes,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=_Missing.BREACHING if watch.constant else _Missing.NOT_BREACHING,
        )

    def _dashboard(self, drawn: Sequence[Graph]) -> None:
        widgets: list[cloudwatch.IWidget] = [
            cloudwatch.GraphWidget(
                title=graph.title,
                left=[_metric(each) for each in graph.lines],
                left_annotations=[
                    cloudwatch.HorizontalAnnotation(value=each) for each in graph.goes_off
                ],
                width=_WIDE,
            )
            for graph in drawn
        ]
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=self._config.named("overview"),
            default_interval=Duration.hours(3),
            widgets=[widgets[start : start + 2] for start in range(0, len(widgets), 2)],
        )

    def _budget(self) -> None:
        """Notify at 80 % of actual and 100 % of forecast spending."""
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
