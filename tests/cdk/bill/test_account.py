"""Bills of traffic on stages that were synthesised."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from cdk.bill.account import Bill, source_dollars
from cdk.bill.actual import BadReport, beside
from cdk.bill.crossovers import ASKED_A_DAY, Crossover, crossovers
from cdk.bill.modelled import JOURNALED
from cdk.bill.price_list import price_list
from cdk.bill.sinks import CAME_IN, PARQUET
from cdk.bill.stage import Stage
from cdk.bill.synthesize import synthesize
from cdk.bill.traffic import BadProfile, Traffic, load_traffic, names
from cdk.bill.units import kinds, read_units
from cdk.bill.use import by_resource
from shared.games.catalogue import GAMES
from tests.cdk.synthesized import Synthesized

PRICES, UNITS = price_list(), read_units()
ANSWERS = Traffic("Answers", players=1_000, hours=1, commands={"codebattle.answer": 60})


def of(stage: Synthesized, traffic: Traffic | str) -> Bill:
    known = load_traffic(traffic) if isinstance(traffic, str) else traffic
    return Bill(Stage(stage.templates.values()), known, UNITS, PRICES)


def quantity(bill: Bill, resource: str, rate: str) -> float:
    found = [line.quantity for line in bill.lines if (line.resource, line.rate) == (resource, rate)]
    return sum(found)


class TestProfiles:
    @pytest.mark.parametrize("name", names())
    def test_each_has_a_bill(self, prod: Synthesized, name: str) -> None:
        """Each line has a price with a source."""
        for line in of(prod, name).lines:
            first = PRICES[line.rate].first
            assert line.dollars >= 0
            assert first.source.startswith("https://")
            assert first.read.year >= 2024

    def test_of_100_000_players_at_once_cost_10_000_dollars_at_most(
        self, prod: Synthesized
    ) -> None:
        bill = of(prod, "launch100k")
        assert bill.traffic.players == 100_000
        assert bill.traffic.hours == 730
        assert 8_000 < bill.dollars <= 10_000
        assert bill.dollars / bill.traffic.average <= 0.10

    @pytest.mark.parametrize("name", ["hunt210k", "match100k"])
    def test_of_a_journal_cost_as_much_at_most(
        self, name: str, prod_with_owners: Synthesized
    ) -> None:
        assert 6_000 < of(prod_with_owners, name).dollars <= 8_500

    def test_of_a_direct_log_of_hunts_are_over_their_budget(self, prod: Synthesized) -> None:
        bill = of(prod, "hunt210k")
        assert bill.traffic.budget_usd is not None
        assert bill.dollars > bill.traffic.budget_usd

    def test_of_nobody_are_what_idling_costs(self, prod: Synthesized) -> None:
        assert of(prod, "idle").dollars < of(prod, ANSWERS).dollars

    def test_are_refused_where_nobody_counted_a_command(self, prod: Synthesized) -> None:
        with pytest.raises(BadProfile, match=r"Nobody has counted chess\.move; there are"):
            of(prod, replace(ANSWERS, commands={"chess.move": 1})).dollars  # noqa: B018 - it raises

    def test_are_refused_for_gateways_that_a_stage_does_not_have(self, dev: Synthesized) -> None:
        with pytest.raises(BadProfile, match="The stage has no gateways"):
            of(dev, ANSWERS).dollars  # noqa: B018 - it raises

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("title: [", "is no YAML"),
            ("title: A\nplayers: -1", "is wrong"),
            ("title: A\ngamers: 1", "unknown field `gamers`"),
        ],
    )
    def test_are_refused_where_they_are_wrong(
        self, tmp_path: Path, text: str, sentence: str
    ) -> None:
        (tmp_path / "mine.yaml").write_text(text)
        with pytest.raises(BadProfile, match=sentence):
            load_traffic(str(tmp_path / "mine.yaml"))


class TestUses:
    def test_writes_are_those_that_were_counted(self, prod: Synthesized) -> None:
        written = quantity(of(prod, ANSWERS), "table log", "dynamodb.write")
        answer, stored = UNITS["codebattle.answer gateway"], UNITS["stored codebattle"]
        expected = answer["log.write"] + answer["change"] * stored["log.write"]
        assert written == pytest.approx(60_000 * expected)

    def test_more_sockets_than_the_fewest_tasks_bear_need_more(self, prod: Synthesized) -> None:
        few, many = of(prod, ANSWERS), of(prod, replace(ANSWERS, players=100_000, hours=730))
        assert quantity(few, "tasks of fleets", "fargate.processor") == 2 * 730
        assert quantity(many, "tasks of fleets", "fargate.processor") == 21 * 730

    def test_a_fleet_of_web_takes_the_place_of_the_http_api(
        self, dev: Synthesized, fleets: Synthesized
    ) -> None:
        on_functions = replace(ANSWERS, home="functions", requests=100)
        assert quantity(of(dev, on_functions), "HTTP API", "api.http") > 100_000
        assert quantity(of(fleets, on_functions), "HTTP API", "api.http") == 0

    def test_pushes_over_api_gateway_are_messages(self, dev: Synthesized) -> None:
        quiet = replace(ANSWERS, home="functions")
        pushed = replace(quiet, pushes=1)
        more = quantity(of(dev, pushed), "API of sockets", "api.message") - quantity(
            of(dev, quiet), "API of sockets", "api.message"
        )
        assert more == pytest.approx(1_000 * 3_600)

    def test_who_listens_to_tls_pays_for_connections(self, prod: Synthesized) -> None:
        templates: list[dict[str, Any]] = [dict(each) for each in prod.templates.values()]
        listener = {
            "Type": "AWS::ElasticLoadBalancingV2::Listener",
            "Properties": {"Protocol": "TLS"},
        }
        templates.append({"Resources": {"Tls": listener}})
        crowd = replace(ANSWERS, players=60_000, hours=730)
        tls = Bill(Stage(templates), crowd, UNITS, PRICES)
        assert quantity(tls, "load balancer", "balancer.unit") == pytest.approx(20 * 730)

    def test_the_archive_has_a_line(self, prod: Synthesized) -> None:
        dollars = by_resource(of(prod, "archive100m").lines)
        assert 15 < dollars["archive"] < 25
        assert 8 < dollars["rows of players"] < 11


class TestSinks:
    def test_lines_as_parquet_are_paid_for_by_what_comes_in(
        self, options: Synthesized, dev: Synthesized
    ) -> None:
        bill = of(options, ANSWERS)
        came = sum(each.quantity for each in bill.lines if each.rate in CAME_IN)
        assert quantity(bill, "lines as Parquet", "firehose.in") == pytest.approx(came)
        assert quantity(bill, "lines as Parquet", "s3.storage") == pytest.approx(came / PARQUET)
        here = by_resource(of(dev, replace(ANSWERS, home="functions")).lines)
        assert not here.keys() & {"lines as Parquet", "lines in Loki"}

    def test_lines_in_loki_lie_in_its_bucket(self, loki: Synthesized) -> None:
        bill = of(loki, replace(ANSWERS, home="functions"))
        came = sum(each.quantity for each in bill.lines if each.rate in CAME_IN)
        assert quantity(bill, "lines in Loki", "s3.storage") == pytest.approx(came)
        assert quantity(bill, "lines in Loki", "firehose.in") == 0


class TestLevers:
    def test_most_comes_first_and_bytes_are_one(self, prod: Synthesized) -> None:
        found = list(of(prod, "launch100k").levers())
        saved = [dollars for _, dollars in found]
        assert saved == sorted(saved, reverse=True)
        assert {"pushed_bytes", "codebattle.answer", "sockets_of_task"} <= {
            what for what, _ in found
        }


def crossover(bill: Bill, what: str) -> Crossover:
    return next(each for each in crossovers(bill) if what in each.what)


class TestJournal:
    def test_is_of_the_games_that_ask_for_it(self) -> None:
        assert {each.name for each in GAMES if each.log == "journal"} == JOURNALED

    def test_packs_hunts_where_slots_have_owners(
        self, dev: Synthesized, options: Synthesized
    ) -> None:
        hunts = replace(load_traffic("hunt210k"), home="functions")
        direct, packed = of(dev, hunts), of(options, hunts)
        written = quantity(direct, "table log", "dynamodb.write")
        assert 0 < quantity(packed, "journal", "dynamodb.write") < written / 10
        assert quantity(packed, "table log", "dynamodb.write") == 0
        assert quantity(packed, "table log", "dynamodb.change") == 0
        assert packed.month.more_owners == ceil(packed.month.packed / (120 * 3600) / 5_750) - 2

    def test_is_recovered_kept_in_segments_and_passed_on_to_all_consumers(
        self, dev: Synthesized, options: Synthesized
    ) -> None:
        hunts = replace(load_traffic("hunt210k"), home="functions")
        direct, packed = of(dev, hunts), of(options, hunts)
        commits = direct.month.commits
        assert packed.month.packed == packed.month.commits == commits
        for rate in ("dynamodb.storage", "dynamodb.recovery"):
            assert quantity(packed, "journal", rate) > 0
        stored = quantity(packed, "segments", "s3.storage")
        octets = UNITS["stored hunt"]["packed bytes"]
        assert stored == pytest.approx(commits * octets / 1e9)
        assert 0 < quantity(packed, "streams", "kinesis.put") < commits / 5
        busy = "function rank", "lambda.gb_second"
        assert quantity(packed, *busy) == pytest.approx(quantity(direct, *busy), rel=0.01)

    def test_changes_nothing_of_other_games(self, options: Synthesized) -> None:
        bill = of(options, replace(ANSWERS, home="functions"))
        assert bill.month.packed == 0
        assert "segments" not in {line.resource for line in bill.lines}


class TestCrossovers:
    def test_a_crowd_belongs_on_gateways(self, prod: Synthesized) -> None:
        found = crossover(of(prod, "codebattle"), "functions")
        assert found.other > found.now
        assert found.at.startswith("gateways from ")

    def test_a_log_of_hunts_belongs_in_a_journal(self, prod: Synthesized) -> None:
        found = crossover(of(prod, "hunt210k"), "journal")
        assert found.other < found.now / 10

    def test_lines_belong_in_parquet_where_they_are_asked_often(self, prod: Synthesized) -> None:
        found = crossover(of(prod, "codebattle"), "Parquet")
        often = float(found.at.split()[1])
        assert (found.other < found.now) is (often < ASKED_A_DAY)
        assert 1 < often < 100

    def test_a_stage_without_gateways_has_nothing_to_cross_over_to(self, dev: Synthesized) -> None:
        whats = [each.what for each in crossovers(of(dev, replace(ANSWERS, home="functions")))]
        assert not any("sockets" in what for what in whats)


def test_the_source_s_machines_are_what_it_paid_for() -> None:
    assert source_dollars(PRICES, 120) == pytest.approx(918, abs=1)


def test_a_stage_is_synthesised_without_a_layer(dev: Synthesized) -> None:
    assert set(synthesize("dev", {}).workloads) == set(Stage(dev.templates.values()).workloads)


class TestActual:
    def test_stands_beside_what_was_expected(self, prod: Synthesized, tmp_path: Path) -> None:
        report = tmp_path / "costs.csv"
        report.write_text(
            '"Usage type","USE1-WriteRequestUnits($)","NatGateway-Hours($)","Total costs($)"\n'
            '"Usage type total","12.5","32.85","45.35"\n"2026-11-01","12.5","32.85","45.35"\n'
        )
        rows = {each.usage_type: each for each in beside(of(prod, ANSWERS), report)}
        assert rows["WriteRequestUnits"].paid == 12.5
        assert rows["WriteRequestUnits"].expected > 0
        assert rows["NatGateway-Hours"].expected == 0
        assert rows["NatGateway-Hours"].paid == 32.85

    @pytest.mark.parametrize("text", ["", "Service,EC2($)\nService total,1\n", "Usage type,A($)\n"])
    def test_is_refused_when_it_is_another_file(
        self, prod: Synthesized, tmp_path: Path, text: str
    ) -> None:
        (tmp_path / "costs.csv").write_text(text)
        with pytest.raises(BadReport, match="Usage type total"):
            beside(of(prod, ANSWERS), tmp_path / "costs.csv")


def test_units_name_the_commands_of_the_games_that_come_with_rumpus() -> None:
    assert {"codebattle.answer", "codebattle.attack", "codebattle.join"} <= kinds(UNITS)
