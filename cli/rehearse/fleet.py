"""The processes of a rehearsal: gateways, owners of slots where a game needs them, and a worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil
from random import Random

from cdk.bill.modelled import COMMITS_OF_OWNER
from cli.load.profiles import Profile
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.gateway import Answer, Gateway, Job
from cli.rehearse.loop import Host, Process
from cli.rehearse.models import Models
from cli.rehearse.owner import Owner
from cli.rehearse.quotas import Quotas
from shared.adapters.journal.slots import slot_of
from shared.application.commands.result import CommandResult
from shared.kernel.game import Game
from shared.workloads import SOCKETS_OF_TASK


class Fleet:
    """As many gateways as the sockets need and one more, and as many owners as the rate needs.

    With a `log` of one's own its gateways are processes that may stand still and die.
    """

    def __init__(
        self,
        game: Game,
        profile: Profile,
        models: Models,
        quotas: Quotas,
        seed: str,
        hosts: int,
        log: Callable[[Quotas], DecodedLog] | None,
    ) -> None:
        self.loop = quotas.loop
        self.log = log(quotas) if log else DecodedLog(quotas)
        self._models = models
        self._told = models.cpu.acted if game.matchmaking else models.cpu.send
        self._chance = Random(f"{seed}/fleet")  # noqa: S311 - a model, not a secret

        def make(name: str) -> Gateway:
            host: Host = self.loop if log is None else Process(self.loop)
            return Gateway(host, self.log, models, quotas, f"{seed}/{name}")

        hosts = hosts or ceil(profile.players / SOCKETS_OF_TASK) + 1
        self.gateways = [make(str(n)) for n in range(hosts)]
        for each in self.gateways:
            each.others = [other for other in self.gateways if other is not each]
        self.worker = make("worker")
        self._owner_of: dict[str, Owner] = {}
        owners = range(
            ceil(rate(profile) / COMMITS_OF_OWNER[game.name]) if game.log == "journal" else 0
        )
        self.owners = [
            Owner(self.loop, self.log, models, quotas, f"{seed}/owner {n}") for n in owners
        ]

    def of(self, player: int) -> Gateway:
        """Return a player's gateway; one that is dead has given its players to the next."""
        many = len(self.gateways)
        first = self.gateways[player % many]
        if not first.is_dead:
            return first
        return next(
            found for n in range(many) if not (found := self.gateways[(player + n) % many]).is_dead
        )

    def send(self, player: int, job: Job) -> None:
        """Carry out a player's command where its gateway does."""
        gateway = self.of(player)
        if not self.owners:
            gateway.take(job)
            return
        cost = self._models.cpu.forward
        there = self._models.bus.draw(self._chance)
        back = Job(job.asked, partial(self._back, gateway, job.answer))
        owner = self._owner(job)
        gateway.core.work(cost, partial(owner.take, back), later=there)

    def work(self, job: Job) -> None:
        """Carry out what no player has asked for just now."""
        (self._owner(job) if self.owners else self.worker).take(job)

    def _owner(self, job: Job) -> Owner:
        stream = job.asked.scope.writes[0]
        owner = self._owner_of.get(stream)
        if owner is None:
            owner = self._owner_of[stream] = self.owners[slot_of(stream) % len(self.owners)]
        return owner

    def _back(self, gateway: Gateway, answer: Answer, result: CommandResult | str) -> None:
        wait = self._models.bus.draw(self._chance)
        self.loop.after(wait, lambda: gateway.core.work(self._told, lambda: answer(result)))


def rate(profile: Profile) -> float:
    """Return how many commands a second come when all are there."""
    each = profile.each
    commands = each.answers + each.attacks + each.deeds + each.acts
    return profile.players * commands / max(profile.stay(), 1)
