"""All of Rumpus in one construct tree: a stack for each lifetime, or one stack on an emulator."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import App, CfnOutput, CfnParameter, Stack, Tags
from aws_cdk.aws_ec2 import ISecurityGroup
from constructs import Construct

from cdk.config import Config
from cdk.nag import check_with_nag
from cdk.parts.api import Api
from cdk.parts.archive_run import OwnHardware
from cdk.parts.data import Data
from cdk.parts.database import Database
from cdk.parts.drills import Drills
from cdk.parts.events import Events
from cdk.parts.lines import Lines
from cdk.parts.load_balancer import PlayersLoadBalancer
from cdk.parts.loki import Loki
from cdk.parts.network import Network, VpcPlacement
from cdk.parts.observability import Observability
from cdk.parts.pages import Page
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.servers import Servers, gateway_resources
from cdk.parts.subscriptions import subscribe_function
from cdk.validate import validate
from layers.tree import ROOT
from shared.pages import origin
from shared.workload_kinds import Grant
from shared.workloads import STREAMS, WORKLOADS

# Without its stream the log would grow on, but reach no consumer: docs/updates.md.
_KEPT = ("events", "data", "economy")


class Rumpus:
    """`layer` is the directory of the dependencies; None if they are already installed."""

    def __init__(self, app: App, config: Config, layer: Path | None) -> None:
        validate(config, WORKLOADS, STREAMS, ROOT)
        self._app = app
        self._config = config
        self._one = self._stack("all") if config.emulated else None
        resources = self._events_and_data()
        stores, placement, load_balancer = self._stores()
        api = self._api(resources | stores, placement, layer)
        servers = None
        if placement is not None and config.fleets:
            servers = Servers(
                self._stack("servers"),
                config,
                resources=api.resources,
                placement=placement,
                load_balancer=load_balancer,
            )
            if config.own_hardware:
                self._own_hardware(api, servers)
        if config.pages:
            self._pages(api)
        if config.observed:
            Observability(self._scope("observability"), config, api, servers)
            if config.logs != "cloudwatch" or config.otlp.url:
                self._lines(api, servers, placement)
            if config.drills:
                Drills(self._stack("drills"), config)
        if not config.emulated:
            exported = api.websocket.exported() if servers else ""
            check_with_nag(app, config.stage, api.websocket.logical_id, exported)
        Tags.of(app).add("project", f"rumpus-{config.stage}")
        Tags.of(app).add("stage", config.stage)

    def _events_and_data(self) -> ResourceRefs:
        scope = self._scope("events")
        events = Events(scope, self._config)
        _output(scope, events.resources())
        scope = self._scope("data")
        data = Data(scope, self._config, events.streams["events"])
        _output(scope, data.resources())
        return events.resources() | data.resources()

    def _stores(self) -> tuple[ResourceRefs, VpcPlacement | None, PlayersLoadBalancer | None]:
        """Create Valkey and the database in a network, or take the addresses of external ones."""
        config = self._config
        if config.cache != "serverless" or config.database is None:
            return _addresses(self._scope("network")), None, None
        scope = self._scope("network")
        network = Network(scope, config)
        database = Database(self._stack("economy"), config, config.database, network)
        security_groups: dict[Grant, ISecurityGroup] = {
            "valkey": network.functions_group,
            "economy": database.functions_group,
        }
        if network.forwarders:
            security_groups["loki"] = network.forwarders
        players = PlayersLoadBalancer(scope, config, network) if config.public_fleets else None
        resources = network.resources() | database.resources() | gateway_resources(config, players)
        return resources, VpcPlacement(network.vpc, security_groups), players

    def _api(
        self, resources: ResourceRefs, placement: VpcPlacement | None, layer: Path | None
    ) -> Api:
        scope = self._scope("api")
        return Api(
            scope,
            self._config,
            resources=resources,
            placement=placement,
            layer=layer,
            endpoint=self._endpoint(scope),
        )

    def _lines(self, api: Api, servers: Servers | None, placement: VpcPlacement | None) -> None:
        """Create the subscriptions of lines, after the log groups that they name."""
        stack = self._stack("lines")
        if self._config.logs == "athena":
            Lines(stack, self._config)
        elif self._config.logs == "loki" and placement is not None:
            Loki(stack, self._config, placement)
        if self._config.otlp.url:
            subscribe_function(Construct(stack, "Otlp"), self._config, "export", "span")
        for each in filter(None, (api, servers)):
            stack.add_stack_dependency(Stack.of(each))

    def _own_hardware(self, api: Api, servers: Servers) -> None:
        """Create the service on own machines; it only needs the cluster's name."""
        stack = self._stack("own-hardware")
        OwnHardware(
            stack,
            self._config,
            resources=api.resources,
            cluster=servers.named(stack),
            image=servers.image,
        )
        stack.add_stack_dependency(Stack.of(servers))

    def _pages(self, api: Api) -> None:
        scope = self._scope("pages")
        sockets = api.resources.values["RUMPUS_WS_URL"], api.resources.values["RUMPUS_GATEWAY_URL"]
        for folder in self._config.pages:
            connect = [origin(each) for each in sockets if each]
            Page(scope, self._config, folder, api=api.http.url, connect=connect)

    def _scope(self, part: str) -> Construct:
        return self._one or self._stack(part)

    def _stack(self, part: str) -> Stack:
        config = self._config
        name = f"rumpus-{config.stage}" + ("" if config.emulated else f"-{part}")
        return Stack(
            self._app,
            name,
            description=f"Rumpus, stage {config.stage}: {part}",
            termination_protection=config.durable and part in _KEPT,
        )

    def _endpoint(self, scope: Construct) -> str:
        """Return the emulator's address, a parameter, so that one template serves any port."""
        if not self._config.emulated:
            return ""
        return CfnParameter(scope, "Endpoint", default="127.0.0.1:4566").value_as_string


def _output(scope: Construct, resources: ResourceRefs) -> None:
    """Add outputs: RUMPUS_LOG_TABLE becomes LogTable."""
    for name, value in resources.values.items():
        words = name.split("_")[1:]
        if value and {"TABLE", "BUCKET", "QUEUE"} & set(words):
            CfnOutput(scope, "".join(word.capitalize() for word in words), value=value)


def _addresses(scope: Construct) -> ResourceRefs:
    """Return the addresses of external Valkey and PostgreSQL, which needs no password."""
    valkey = CfnParameter(scope, "ValkeyUrl", default="redis://127.0.0.1:6379")
    database = CfnParameter(
        scope, "DatabaseUrl", default="postgresql://rumpus@127.0.0.1:5432/rumpus"
    )
    gateway = CfnParameter(scope, "GatewayUrl", default="")
    return ResourceRefs(
        {"database": ()},
        {
            "RUMPUS_VALKEY_URL": valkey.value_as_string,
            "RUMPUS_DATABASE_URL": database.value_as_string,
            "RUMPUS_DATABASE_SECRET": "",
            "RUMPUS_DATABASE_SLEEPS": "false",
            "RUMPUS_GATEWAY_URL": gateway.value_as_string,
        },
    )
