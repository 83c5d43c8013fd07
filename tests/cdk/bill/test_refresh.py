"""Prices are read from lists in AWS's form, over a loopback; a list that is unclear is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cdk.bill.price_list import PriceList, Row, price_list, read_rows, write_rows
from cdk.bill.refresh import RefusedPrices, changes, refresh
from cli.bill.price_lists import opened

TODAY = date(2026, 11, 30)
ROWS = [
    row
    for row in read_rows()
    if row.key in {"lambda.gb_second", "dynamodb.storage", "lambda.snapshot"}
]
HEAD = """"FormatVersion","v1.0"
"Disclaimer","This pricing list is for informational purposes only."
"Publication Date","2026-11-28T01:02:03Z"
"Version","20261128010203"
"OfferCode","{offer}"
{columns}
"""
COLUMNS = (
    *("SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate"),
    *("StartingRange", "EndingRange", "Unit", "PricePerUnit", "Currency", "Product Family"),
    *("serviceCode", "usageType", "operation"),
)
LAMBDA = [
    ("A1", "OnDemand", "0", "7500000000", "0.0000133334", "USE1-Lambda-GB-Second-ARM", ""),
    ("A1", "OnDemand", "18750000000", "Inf", "0.0000106667", "USE1-Lambda-GB-Second-ARM", ""),
    (
        "A1",
        "OnDemand",
        "7500000000",
        "18750000000",
        "0.0000110000",
        "USE1-Lambda-GB-Second-ARM",
        "",
    ),
    ("A2", "OnDemand", "0", "Inf", "0.0000041667", "Lambda-Provisioned-GB-Second-ARM", ""),
    ("A3", "Reserved", "0", "Inf", "0.0000010000", "USE1-Lambda-GB-Second-ARM", ""),
]
DYNAMODB = [
    ("B1", "OnDemand", "0", "25", "0.0000000000", "TimedStorage-ByteHrs", ""),
    ("B1", "OnDemand", "25", "Inf", "0.2500000000", "TimedStorage-ByteHrs", ""),
    ("B2", "OnDemand", "0", "Inf", "0.1000000000", "IA-TimedStorage-ByteHrs", ""),
]

type Lines = list[tuple[str, str, str, str, str, str, str]]


def written(offer: str, lines: Lines, currency: str = "USD") -> str:
    def line(sku: str, term: str, start: str, end: str, usd: str, kind: str, operation: str) -> str:
        fields = (sku, "T", "R", term, "a, price", "2026-11-01", start, end, "u", usd, currency)
        return quoted(*fields, "F", offer, kind, operation)

    head = HEAD.format(offer=offer, columns=quoted(*COLUMNS))
    return head + "\n".join(line(*each) for each in lines) + "\n"


def quoted(*fields: str) -> str:
    return ",".join(f'"{each}"' for each in fields)


class Lists:
    """AWS's host of lists: what it does not have is a 404."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.address = ""

    def put(self, offer: str, text: str) -> None:
        self.texts[f"/offers/v1.0/aws/{offer}/current/us-east-1/index.csv"] = text

    def refreshed(self, rows: list[Row] | None = None) -> list[Row]:
        return refresh(ROWS if rows is None else rows, "us-east-1", TODAY, opened, self.address)


@pytest.fixture
def lists() -> Iterator[Lists]:
    served = Lists()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = served.texts.get(self.path)
            self.send_response(200 if text else 404)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    served.put("AWSLambda", written("AWSLambda", LAMBDA))
    served.put("AmazonDynamoDB", written("AmazonDynamoDB", DYNAMODB))
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def prices(rows: list[Row]) -> PriceList:
    return price_list(rows)


class TestRefresh:
    def test_takes_tiers_in_their_order_and_where_they_were_read(self, lists: Lists) -> None:
        rate = prices(lists.refreshed())["lambda.gb_second"]
        assert [(row.start, row.usd) for row in rate.rows] == [
            (0, "0.0000133334"),
            (7_500_000_000, "0.000011"),
            (18_750_000_000, "0.0000106667"),
        ]
        assert {(row.how, row.read) for row in rate.rows} == {("list", TODAY)}
        assert rate.first.source.startswith(lists.address)

    def test_counts_nothing_as_free(self, lists: Lists) -> None:
        assert prices(lists.refreshed()).dollars("dynamodb.storage", 10) == pytest.approx(2.5)

    def test_keeps_what_is_in_no_list(self, lists: Lists) -> None:
        (kept,) = [row for row in lists.refreshed() if row.key == "lambda.snapshot"]
        assert kept in ROWS

    def test_tells_what_changed(self, lists: Lists) -> None:
        assert list(changes(ROWS, lists.refreshed())) == [
            "lambda.gb_second from 7,500,000,000: 1.20001e-05 -> 1.1e-05"
        ]

    def test_reads_what_it_has_written(self, lists: Lists, tmp_path: Path) -> None:
        rows = lists.refreshed()
        write_rows(rows, tmp_path / "prices.csv")
        assert prices(read_rows(tmp_path / "prices.csv")) == prices(rows)


def _without(lines: Lines, number: int) -> Lines:
    return [line for index, line in enumerate(lines) if index != number]


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (lambda: written("AWSLambda", LAMBDA[3:]), "There is no lambda.gb_second"),
            (
                lambda: written("AWSLambda", [*LAMBDA, ("A9", *LAMBDA[0][1:])]),
                "There is more than one lambda.gb_second",
            ),
            (lambda: written("AWSLambda", _without(LAMBDA, 2)), "don't follow on each other"),
            (lambda: written("AWSLambda", _without(LAMBDA, 0)), "don't follow on each other"),
            (lambda: written("AWSLambda", LAMBDA, "CNY"), "is in CNY, not in USD"),
            (lambda: "<html>Not here</html>\n", "is no price list"),
        ],
    )
    def test_is_a_list_that_is_unclear(
        self, lists: Lists, text: Callable[[], str], sentence: str
    ) -> None:
        lists.put("AWSLambda", text())
        with pytest.raises(RefusedPrices, match=sentence):
            lists.refreshed()

    def test_is_one_that_is_not_there(self, lists: Lists) -> None:
        lists.texts.clear()
        with pytest.raises(RefusedPrices, match="404"):
            lists.refreshed()

    def test_is_one_that_cannot_be_reached(self, lists: Lists) -> None:
        lists.address = "http://127.0.0.1:9"
        with pytest.raises(RefusedPrices, match="can't be read"):
            lists.refreshed()


def test_prices_that_are_checked_in_are_written_as_they_are_read(tmp_path: Path) -> None:
    write_rows(read_rows(), tmp_path / "prices.csv")
    assert (tmp_path / "prices.csv").read_text() == (Path("cdk/bill/prices.csv")).read_text()
