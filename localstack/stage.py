"""The embedded stage: a deployed Rumpus on this machine, with no cloud and no container engine."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import psutil

from localstack import database, folder, gateway, ministack, owner, page, servers
from localstack.child import Child
from localstack.collector import Collector
from localstack.deploy import Account, bootstrap, complete, deploy
from localstack.log_push import push_server
from localstack.ports import HOST, Ports, free_port, free_ports, refuse_taken
from localstack.progress import Progress
from localstack.synth import STACK, code_with, start_synth
from shared.pages import PAGES


@dataclass
class Stage:
    """A running stage.

    A restarted store has the same port; PostgreSQL keeps its data, Valkey comes back empty.
    """

    ports: Ports
    run: Path
    progress: Progress
    origins: Sequence[str] = ()
    games: Sequence[Path] = ()
    outputs: dict[str, str] = field(default_factory=dict)
    operator_key: str = ""
    region: str = ministack.REGION
    timings: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        urls = ministack.endpoints(self.ports)
        self.aws_endpoint = urls.aws
        self.valkey_url = urls.valkey
        self.postgres_url = urls.postgres
        self.database_url = urls.database
        self.gateway_url = urls.gateway
        self.account = Account(urls.aws)
        self._urls = urls
        self._aws = ministack.ministack(self.run, self.ports, self.origins)
        self._valkey = servers.valkey(self.run, self.ports.valkey)
        self._postgres = servers.postgres(self.run, self.ports.postgres)
        self._code = code_with(self.games)
        self._gateway = gateway.gateway(self.run, self._code)
        self._owners: dict[str, Child] = {}
        self._pages = {name: page.page(self.run, name) for name in PAGES}
        names = ("aws", "gateway", "valkey", "postgres", "owner-1")
        self._collector = Collector(self.run, names)
        self.push_token = secrets.token_urlsafe(24)
        self._push = ExitStack()

    @property
    def http_url(self) -> str:
        return self.outputs["HttpUrl"]

    @property
    def ws_url(self) -> str:
        return self.outputs["WebSocketUrl"]

    @property
    def push_url(self) -> str:
        """The URL to which other programs push lines as to Loki, with `push_token`."""
        return f"http://{HOST}:{self.ports.logs}"

    @property
    def play_url(self) -> str:
        """The URL of the players' page; empty if it was not built."""
        return f"http://{HOST}:{self.ports.play}/" if page.built("play") else ""

    @property
    def console_url(self) -> str:
        """The URL of the operators' console; empty if it was not built."""
        return f"http://{HOST}:{self.ports.console}/" if page.built("console") else ""

    @classmethod
    @contextmanager
    def start(
        cls,
        ports: Ports | None = None,
        *,
        progress: Progress | None = None,
        home: Path = folder.HOME,
        origins: Sequence[str] = (),
        games: Sequence[Path] = (),
    ) -> Iterator[Stage]:
        """Start all programs and deploy; end them when the context is left.

        Ports are free ones by default; `home` is where the run's folder is made; `origins` may
        call the players' API from a browser, beside this machine's own pages; `games` are folders
        of the studio's own games. StageError says in a sentence what failed.
        """
        if ports is not None:
            refuse_taken(ports)
        run, held = folder.create(home)
        try:
            stage = cls(ports or free_ports(), run, progress or Progress(), origins, games)
            try:
                stage._start()
                yield stage
            finally:
                stage._end()
        finally:
            folder.leave(run, held)

    def _start(self) -> None:
        for child in self._stores():
            child.start()
        self._collector.start()
        self._push.enter_context(
            push_server(self._collector.push, self.push_token, self.ports.logs)
        )
        synth = start_synth(self.run, self.games, self._code)
        self.step("AWS API, Valkey and PostgreSQL", self._wait_ready)
        self.step("migrations", lambda: database.prepare(self.postgres_url))
        self.step("bootstrap", lambda: bootstrap(self.account))
        self.step("synth", synth.wait)
        self.step("cdk deploy", lambda: self._deploy(synth.assembly))
        self.step("what CloudFormation left out", lambda: self._complete(synth.assembly))
        self.step("owner of slots", self.start_owner)
        self.step("gateway", self.start_gateway)
        self.step("pages", self._start_pages)

    def step[T](self, name: str, act: Callable[[], T]) -> T:
        """Run a step, report it, and keep its seconds in `timings`."""
        self.progress.begin(name)
        began = time.monotonic()
        result = act()
        self.timings[name] = time.monotonic() - began
        self.progress.done(name, self.timings[name])
        return result

    def _wait_ready(self) -> None:
        self._aws.wait_ready(lambda: ministack.answers(self.ports.aws))
        self._valkey.wait_ready(lambda: servers.valkey_answers(self.ports.valkey))
        self._postgres.wait_ready(lambda: servers.postgres_answers(self.ports.postgres))

    def _deploy(self, assembly: Path) -> None:
        self.outputs = deploy(self.run, assembly, self._urls)

    def _complete(self, assembly: Path) -> None:
        complete(self.account, assembly)
        secrets = self.account.client("secretsmanager")
        found = secrets.get_secret_value(SecretId=f"{STACK}-operator-key")
        self.operator_key = found["SecretString"]

    def _stores(self) -> tuple[Child, ...]:
        return self._aws, self._valkey, self._postgres

    def _start_pages(self) -> None:
        for name, child in self._pages.items():
            if built := page.built(name):
                port: int = getattr(self.ports, name)
                sockets = [self.ws_url, self.gateway_url]
                logs = self._collector.folder if name == "console" else None
                page.configure(child, built, port, self.http_url, sockets, logs)
                child.start()
                child.wait_ready(partial(page.answers, port))

    def _end(self) -> None:
        children = (self._gateway, *self._pages.values(), *self._owners.values(), *self._stores())
        for child in children:
            child.let_go()
        for child in children:
            child.wait_ended()
        self._push.close()
        self._collector.stop()

    def log(self, name: str) -> str:
        """Return what `aws`, `valkey`, `postgres`, `gateway`, `synth` or `deploy` has written."""
        path = self.run / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop_valkey(self) -> None:
        self._valkey.stop()

    def kill_valkey(self) -> None:
        self._valkey.program.kill()
        self._valkey.stop()

    def start_valkey(self) -> None:
        self._valkey.start()
        self._valkey.wait_ready(lambda: servers.valkey_answers(self.ports.valkey))

    def processes(self, name: Literal["gateway", "postgres"]) -> list[psutil.Process]:
        """Return the program, then the processes that it started; raise StageError without it."""
        program = {"gateway": self._gateway, "postgres": self._postgres}[name].program
        return [program, *program.children(recursive=True)]

    def start_gateway(self) -> None:
        gateway.configure(self._gateway, self.account, self.aws_endpoint, self.ports)
        self._gateway.start()
        self._gateway.wait_ready(lambda: gateway.answers(self.ports.gateway))

    def ask_gateway_to_end(self) -> None:
        """Begin the gateway's end as a deploy does: the gateway asks its players to move."""
        self._gateway.program.terminate()

    def wait_for_gateway_to_end(self, seconds: float) -> None:
        """Wait until the gateway has ended; raise StageError if it fails or takes longer."""
        self._gateway.finish(seconds)

    def kill_gateway(self) -> None:
        self._gateway.program.kill()
        self._gateway.stop()

    def start_owner(self) -> str:
        """Start one more process that owns slots; return its address."""
        port = free_port()
        child = owner.owner(self.run, self._code, f"owner-{len(self._owners) + 1}")
        owner.configure(child, self.account, self.aws_endpoint, port, self.outputs)
        child.start()
        child.wait_ready(lambda: owner.answers(port))
        self._owners[f"{HOST}:{port}"] = child
        return f"{HOST}:{port}"

    def owners(self) -> set[str]:
        """Return the addresses of all running processes that own slots."""
        return {address for address, child in self._owners.items() if child.status() is None}

    def owner_at(self, address: str) -> psutil.Process:
        """Return the owner at an address; raise StageError once it has ended."""
        return self._owners[address].program

    def stop_postgres(self) -> None:
        self._postgres.stop(keep=True)

    def start_postgres(self) -> None:
        self._postgres.start()
        self._postgres.wait_ready(lambda: servers.postgres_answers(self.ports.postgres))
