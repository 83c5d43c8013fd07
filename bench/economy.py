"""Transfers, purchases and searches in a real PostgreSQL on this machine, beside pgbench's TPC-B.

The server is the embedded stage's: it does not wait for a disk, so these figures compare work, not
disks. Clients are threads of one Python process on the server's own cores.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles

import psycopg
from msgspec.json import decode

from localstack.servers import postgres_binaries
from shared.adapters.postgres.economy import PostgresEconomy
from shared.adapters.postgres.inventory import PostgresInventories
from shared.adapters.postgres.market import PostgresMarket
from shared.adapters.postgres.pool import Pool
from shared.adapters.postgres.wallet import PostgresWallets
from shared.application.economy.perform import perform
from shared.application.economy.reward_room import QUEUE, reward_room
from shared.economy.commands import Buy, EconomyCommand, Grant, Offer, Transfer
from shared.economy.money import Payment
from shared.economy.things import Definition, Thing
from shared.games.codebattle.reward import CURRENCY, PARTICIPATION
from shared.games.codebattle.streams import battle_stream
from shared.kernel.errors import CommandRefused
from shared.wire.messages import RewardRoom
from tests.economy.bank import Bank
from tests.economy.rewards_fixture import Payday
from tests.economy.server import Server, postgres_server
from tests.functions.battle_application import BATTLE

NAME = "Economy (PostgreSQL on this machine, no waiting for a disk)"
PLAYERS = 10_000
SECONDS = 5
BUYERS = 100
CONNECTIONS = 90  # as many as the functions of a stage have together
LISTINGS = 1_000_000
ITEMS = 200
SEARCHES = 2_000
REWARDED = 20_000

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = NOON + timedelta(days=7)
Row = tuple[str, float, str]

FILL_WALLETS = """
    WITH opened AS (
        INSERT INTO wallet.accounts (owner, currency, kind, balance, version)
        SELECT 'p' || n, 'gold', 'player', 1000000, 1 FROM generate_series(1, %s) AS n
        RETURNING balance
    )
    INSERT INTO wallet.accounts (owner, currency, kind, balance)
    SELECT '$issuance/0', 'gold', 'issuance', -sum(balance) FROM opened
"""

FILL_LISTINGS = """
    INSERT INTO market.listings (seller, item, amount, currency, price, expires, at)
    SELECT 'p' || n %% %s, 'item' || n %% %s, 1, 'gold', 1 + (random() * 100000)::int, %s, %s
    FROM generate_series(1, %s) AS n
"""


class Economy:
    """One database; every command has a key of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.database = server.new_database()
        self.pool = Pool(server.url("rumpus", self.database), size=CONNECTIONS)
        self._economy = PostgresEconomy(self.pool, fee_basis_points=500)
        self._keys = count()
        PostgresWallets(self.pool).add_currency("gold")
        PostgresInventories(self.pool).publish(1, [Definition("arrow", True, 10**9)], NOON)
        self.run(FILL_WALLETS, PLAYERS)

    def run(self, statement: str, *arguments: object) -> None:
        url = self.server.url("postgres", self.database)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode(), arguments)
            connection.execute("VACUUM ANALYZE")

    def do(self, command: EconomyCommand) -> int:
        """Carry a command out; return the id of the listing that it made, if any."""
        key = f"k{next(self._keys)}"
        (result,) = perform(self._economy, command, scope="bench", key=key, now=NOON)
        return int(result.get("listing", 0))


def run() -> list[Row]:
    with postgres_server() as server:
        economy = Economy(server)
        rows = [*_beside_pgbench(economy, 1), *_beside_pgbench(economy, 16)]
        rows += [*_buying(economy), *_browsing(economy)]
        economy.pool.close()
        rows += _rewarding(server)
    return rows


def _beside_pgbench(economy: Economy, clients: int) -> list[Row]:
    """Our transfers before and after a run of pgbench's, so that neither has the better moment."""
    first, waits = _transfers(economy, clients)
    theirs = _pgbench(economy.server, clients)
    second, more = _transfers(economy, clients)
    ours, waits = (first + second) / 2, waits + more
    label = f"{clients} client{'s' if clients > 1 else ''}"
    rows = [
        (f"transfers, {label}", ours, "/s"),
        (f"  p50, {label}", median(waits), "ms"),
        (f"  p99, {label}", quantiles(waits, n=100)[98], "ms"),
    ]
    if theirs:
        rows.append((f"pgbench TPC-B-like, {label}", theirs, "/s"))
        rows.append((f"transfers / TPC-B-like, {label}", ours / theirs, ""))
    return rows


def _transfers(economy: Economy, clients: int) -> tuple[float, list[float]]:
    """Transfers a second, and the milliseconds of each."""
    until = time.perf_counter() + SECONDS

    def pay(seed: int) -> list[float]:
        random, waits = Random(seed), []  # noqa: S311 - a load, not a secret
        while time.perf_counter() < until:
            source, destination = random.sample(range(1, PLAYERS + 1), 2)
            payment = Payment(f"p{source}", f"p{destination}", "gold", 1)
            waits.append(_milliseconds(partial(economy.do, Transfer((payment,)))))
        return waits

    with ThreadPoolExecutor(clients) as pool:
        waits = [wait for each in pool.map(pay, range(clients)) for wait in each]
    return len(waits) / SECONDS, waits


def _pgbench(server: Server, clients: int) -> float:
    """Transactions a second of TPC-B-like, scale 10; 0 where there is no pgbench."""
    program: Path = postgres_binaries() / "pgbench"
    if not program.exists():
        return 0.0
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    _output([str(program), *where, "-i", "-q", "-s", "10", "postgres"])
    load = ["-c", str(clients), "-j", str(min(2, clients)), "-T", str(SECONDS)]
    report = _output([str(program), *where, *load, "postgres"])
    found = re.search(r"tps = ([\d.]+)", report)
    return float(found[1]) if found else 0.0


def _output(argv: list[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=True)  # noqa: S603 - the wheel's
    return done.stdout


def _buying(economy: Economy) -> list[Row]:
    """A hundred buyers at once for one listing, ten times."""
    economy.do(Grant("p1", (Thing("arrow", 1000),)))
    waits: list[float] = []
    for _ in range(10):
        listing = economy.do(Offer("p1", Thing("arrow"), "gold", 100, WEEK))
        buys = [partial(_try, economy, Buy(listing, f"p{n}", 100)) for n in range(2, BUYERS + 2)]
        with ThreadPoolExecutor(BUYERS) as pool:
            waits += pool.map(_milliseconds, buys)
    return [
        (f"purchase, {BUYERS} buyers of one listing, p50", median(waits), "ms"),
        (f"purchase, {BUYERS} buyers of one listing, p99", quantiles(waits, n=100)[98], "ms"),
    ]


def _try(economy: Economy, command: EconomyCommand) -> None:
    try:
        economy.do(command)
    except CommandRefused as refusal:
        assert refusal.reason == "listing_closed", refusal.reason  # noqa: PT017 - one of them wins


def _browsing(economy: Economy) -> list[Row]:
    """Pages of 50 from anywhere in a million listings."""
    economy.run(FILL_LISTINGS, PLAYERS, ITEMS, WEEK, NOON, LISTINGS)
    market = PostgresMarket(economy.pool)
    random = Random(1)  # noqa: S311 - a load, not a secret
    waits = []
    for _ in range(SEARCHES):
        item, price = f"item{random.randrange(ITEMS)}", random.randrange(90_000)
        waits.append(_milliseconds(partial(market.search, item, "gold", NOON, (price, 0))))
    return [
        (f"search, {LISTINGS:,} listings, p50", median(waits), "ms"),
        (f"search, {LISTINGS:,} listings, p99", quantiles(waits, n=100)[98], "ms"),
    ]


def _rewarding(server: Server) -> list[Row]:
    """The whole of a great battle's rewards, page after page, from a log in memory."""
    with Bank(server.url("rumpus", server.new_database()), connections=1) as bank:
        bank.wallets.add_currency(CURRENCY)
        app = Payday(bank)
        app.schedule()
        app.join(*(f"p{n}" for n in range(REWARDED)))
        app.end()
        ended_at, pages = app.time.now, 0
        after: str | None = ""
        start = time.perf_counter()
        while after is not None:
            reward_room(app, battle_stream(BATTLE), ended_at, after)
            pages += 1
            asked = [decode(body, type=RewardRoom) for body in app.queues.take(QUEUE)]
            after = asked[0].after if asked else None
        seconds = time.perf_counter() - start
        assert app.coins("p0", f"p{REWARDED - 1}") == [PARTICIPATION] * 2
    return [
        (f"rewards, a battle of {REWARDED:,}", REWARDED / seconds, "/s"),
        (f"  all of them, in {pages} pages", seconds, "s"),
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
