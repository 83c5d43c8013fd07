"""All of Rumpus in one construct tree: a stack for each lifetime, or one stack on an emulator."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import App, CfnOutput, CfnParameter, Environment, Stack, Tags
from constructs import Construct

from cdk.config import Config
from cdk.parts.api import Api
from cdk.parts.data import Data
from cdk.parts.estate import Estate
from cdk.parts.events import Events
from cdk.parts.network import Network


class Rumpus:
    def __init__(self, app: App, config: Config, layer: Path | None) -> None:
        self._app = app
        self._config = config
        self._one = self._stack("all") if config.emulated else None
        events = Events(self._scope("events"), config)
        data = Data(self._scope("data"), config, events.streams["events"])
        cache, network = self._cache()
        scope = self._scope("api")
        api = Api(
            scope,
            config,
            estate=data.estate() | events.estate() | cache,
            network=network,
            layer=layer,
            endpoint=self._endpoint(scope),
        )
        self._outputs(scope, api)
        Tags.of(app).add("project", "rumpus")
        Tags.of(app).add("stage", config.stage)

    def _scope(self, part: str) -> Construct:
        return self._one or self._stack(part)

    def _stack(self, part: str) -> Stack:
        config = self._config
        name = f"rumpus-{config.stage}" + ("" if config.emulated else f"-{part}")
        return Stack(
            self._app,
            name,
            env=Environment(account=config.account, region=config.region),
            description=f"Rumpus, stage {config.stage}: {part}",
            termination_protection=config.durable and part == "data",
        )

    def _cache(self) -> tuple[Estate, Network | None]:
        if self._config.cache == "serverless":
            network = Network(self._scope("network"), self._config)
            return network.estate(), network
        url = CfnParameter(self._scope("api"), "ValkeyUrl", default="redis://127.0.0.1:6379")
        return Estate({}, {"RUMPUS_VALKEY_URL": url.value_as_string}), None

    def _endpoint(self, scope: Construct) -> str:
        """Where the emulator listens: a parameter, so that one template serves any port."""
        if not self._config.emulated:
            return ""
        return CfnParameter(scope, "Endpoint", default="127.0.0.1:4566").value_as_string

    def _outputs(self, scope: Construct, api: Api) -> None:
        outputs = {
            "WebSocketUrl": api.estate.values["RUMPUS_WS_URL"],
            "WebSocketApiId": api.websocket.api.api_id,
            "SocketsUrl": api.estate.values["RUMPUS_SOCKETS_URL"],
            "HttpUrl": api.http.url,
            "HttpApiId": api.http.api.api_id,
        }
        for name, value in api.estate.values.items():
            if "_TABLE" in name or "_QUEUE_" in name or "BUCKET" in name:
                outputs["".join(word.capitalize() for word in name.split("_")[1:])] = value
        for name, value in outputs.items():
            CfnOutput(scope, name, value=value)
