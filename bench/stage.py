"""A battle on the embedded stage: what a player waits for, through API Gateway, Lambda and the log.

The emulated AWS API bounds these figures, not the product: compare them with each other only.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from localstack.stage import Stage
from tests.e2e.driver import QUESTIONS, Player, Site, Socket, eventually

if TYPE_CHECKING:
    from tests.e2e.driver import Frame

NAME = "Embedded stage (emulated AWS, real Valkey; ms as the player sees them)"
PLAYERS = 10

type Row = tuple[str, float, str]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def timed_answers(socket: Socket, battle: str) -> list[float]:
    """Answer every question once; milliseconds until each is acknowledged."""
    waits = []
    for question in QUESTIONS:
        start = time.perf_counter()
        answer = question["answers"][0]
        socket.ask("answer", battle=battle, question=question["id"], answer=answer)
        waits.append((time.perf_counter() - start) * 1000)
    return waits


def join(player: Player, battle: str) -> Socket:
    socket = player.connect()
    socket.ask("join", battle=battle)
    return socket


def alone(site: Site) -> list[Row]:
    battle = site.schedule()
    with join(site.sign_up(), battle) as socket:
        waits = timed_answers(socket, battle)
    return [
        ("answer to acknowledgement, 1 player, p50", percentile(waits, 0.5), "ms"),
        ("answer to acknowledgement, 1 player, p99", percentile(waits, 0.99), "ms"),
    ]


def crowd(site: Site) -> list[Row]:
    battle = site.schedule()
    sockets = [join(site.sign_up(), battle) for _ in range(PLAYERS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(PLAYERS) as pool:
        waits = [w for each in pool.map(lambda s: timed_answers(s, battle), sockets) for w in each]
    rate = len(waits) / (time.perf_counter() - start)
    for socket in sockets:
        socket.close()
    return [
        (f"answers a second, {PLAYERS} players", rate, "/s"),
        (f"answer to acknowledgement, {PLAYERS} players, p50", percentile(waits, 0.5), "ms"),
        (f"answer to acknowledgement, {PLAYERS} players, p99", percentile(waits, 0.99), "ms"),
    ]


def attack_to_target(site: Site) -> list[Row]:
    """From the attacker's click to the frame on the target's private channel."""
    battle = site.schedule(rules={"arrows_at_start": 10, "shields_at_start": 0})
    target = site.sign_up()
    with join(target, battle) as victim, join(site.sign_up(), battle) as archer:
        timed_answers(victim, battle)
        channel = target.private_channel(battle)
        victim.ask("subscribe", channel=channel)
        waits = []
        for number in range(1, 11):

            def hit(seen: list[Frame], number: int = number) -> bool:
                return len([f for f in seen if f["event"] == "attack.received"]) >= number

            start = time.perf_counter()
            archer.send("attack", battle=battle, target=target.name)
            victim.wait(lambda _: hit(victim.messages(channel)))
            waits.append((time.perf_counter() - start) * 1000)
    return [
        ("attack to the target's frame, p50", percentile(waits, 0.5), "ms"),
        ("attack to the target's frame, p95", percentile(waits, 0.95), "ms"),
    ]


def run() -> list[Row]:
    start = time.perf_counter()
    with Stage.start() as stage:
        rows: list[Row] = [("from an installed tree to a stage", time.perf_counter() - start, "s")]
        site = Site(stage.http_url, stage.operator_key)
        eventually(lambda: site.http.get("/health").status_code, lambda status: status == 200)
        return rows + alone(site) + crowd(site) + attack_to_target(site)
