"""What the launcher corrects in MiniStack, on a MiniStack with two functions and a stream."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from localstack import ministack
from localstack.deploy import Account
from localstack.ports import HOST
from tests.stage.emulator import emulator
from tests.stage.watch import eventually

pytestmark = pytest.mark.stage

ROLE = "arn:aws:iam::000000000000:role/any"

SOURCE = """
import base64, json, os, threading, time

def say_once_there(gate):
    deadline = time.monotonic() + 20
    while not os.path.exists(gate) and time.monotonic() < deadline:
        time.sleep(0.01)
    print("said after the answer")

def frames(event, context):
    word, _, rest = event.get("body", "").partition(" ")
    if word == "late":
        threading.Thread(target=say_once_there, args=(rest,)).start()
    if word == "silence":
        return {"statusCode": 200}
    if word == "raise":
        raise ValueError("the secret of the function")
    if word == "wait":
        deadline = time.monotonic() + 20
        while not os.path.exists(rest) and time.monotonic() < deadline:
            time.sleep(0.01)
    return {"statusCode": 200, "body": json.dumps({"worker": os.getpid()})}

def records(event, context):
    failures = []
    for record in event["Records"]:
        number = record["kinesis"]["sequenceNumber"]
        text = base64.b64decode(record["kinesis"]["data"]).decode()
        with open(os.environ["SEEN"], "a") as seen:
            seen.write(text + "\\n")
        if text == "raised":
            raise RuntimeError(text)
        if text == "reported":
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}
"""

FRAGILE = """
import os, time

if os.path.exists(os.environ["BROKEN"]):
    os._exit(1)

def handler(event, context):
    open(event["began"], "w").close()
    deadline = time.monotonic() + 20
    while not os.path.exists(event["gate"]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return "done"
"""


class Bench:
    """A MiniStack with a WebSocket API and a stream, each with its function."""

    def __init__(self, run: Path, port: int) -> None:
        self.account = Account(f"http://{HOST}:{port}")
        self.run = run
        self.port = port
        self.seen = run / "seen.txt"
        self.broken = run / "broken"
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as code:
            code.writestr("functions.py", SOURCE)
            code.writestr("fragile.py", FRAGILE)
        self._code = archive.getvalue()
        self.api = self._websocket_api()

    def function(self, name: str, module: str = "functions") -> str:
        made = self.account.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=ROLE,
            Handler=f"{module}.{name}",
            Code={"ZipFile": self._code},
            Timeout=30,
            Environment={"Variables": {"SEEN": str(self.seen), "BROKEN": str(self.broken)}},
        )
        return str(made["FunctionArn"])

    def _websocket_api(self) -> str:
        client = self.account.client("apigatewayv2")
        selection = "$request.body.type"
        api = client.create_api(
            Name="frames", ProtocolType="WEBSOCKET", RouteSelectionExpression=selection
        )["ApiId"]
        integration = client.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=self._uri("frames")
        )["IntegrationId"]
        target = f"integrations/{integration}"
        for route in ("$default", "subscribe"):
            client.create_route(ApiId=api, RouteKey=route, Target=target)
        client.create_stage(ApiId=api, StageName="live")
        return str(api)

    def _uri(self, name: str) -> str:
        path = f"path/2015-03-31/functions/{self.function(name)}/invocations"
        return f"arn:aws:apigateway:us-east-1:lambda:{path}"

    def connect(self) -> ClientConnection:
        return connect(f"ws://{HOST}:{self.port}/_aws/execute-api/{self.api}/live", proxy=None)

    def consume(self, records: list[str], tries: int) -> list[dict[str, Any]]:
        """Have a stream's consumer take these records; return what came into the failed bucket."""
        self.function("records")
        s3, kinesis = self.account.client("s3"), self.account.client("kinesis")
        s3.create_bucket(Bucket="failed")
        kinesis.create_stream(StreamName="events", ShardCount=1)
        summary = "StreamDescriptionSummary"
        assert eventually(
            lambda: (
                kinesis.describe_stream_summary(StreamName="events")[summary]["StreamStatus"]
                == "ACTIVE"
            )
        )
        kinesis.put_records(
            StreamName="events",
            Records=[{"PartitionKey": "one", "Data": each.encode()} for each in records],
        )
        self.account.client("lambda").create_event_source_mapping(
            FunctionName="records",
            EventSourceArn="arn:aws:kinesis:us-east-1:000000000000:stream/events",
            StartingPosition="TRIM_HORIZON",
            BatchSize=100,
            MaximumRetryAttempts=tries - 1,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::failed"}},
        )
        assert eventually(lambda: self.texts()[-1:] == records[-1:]), self.texts()
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket="failed").get("Contents", [])]
        return [json.load(s3.get_object(Bucket="failed", Key=key)["Body"]) for key in keys]

    def texts(self) -> list[str]:
        return self.seen.read_text().split() if self.seen.exists() else []


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with emulator() as started:
        yield Bench(started.run, started.port)


class TestWebSocket:
    def test_calls_of_one_function_run_side_by_side_up_to_the_cap(self, bench: Bench) -> None:
        gate = bench.run / "gate"
        with ExitStack() as stack:
            sockets = [stack.enter_context(bench.connect()) for _ in range(6)]
            for socket in sockets:
                socket.send(f"wait {gate}")
            workers = "aws/ministack-lambda-frames-*/code"
            most = ministack.WORKERS_PER_FUNCTION
            assert eventually(lambda: len(list(bench.run.glob(workers))) == most)
            gate.touch()
            answers = [json.loads(socket.recv(30)) for socket in sockets]
        assert len({answer["worker"] for answer in answers}) == most

    def test_a_silent_function_is_not_waited_for(self, bench: Bench) -> None:
        seconds = []
        with bench.connect() as socket:
            for _ in range(20):
                began = time.monotonic()
                socket.send("hello")
                socket.recv(30)
                seconds.append(time.monotonic() - began)
        assert min(seconds) < 0.05

    def test_an_empty_response_is_an_empty_message(self, bench: Bench) -> None:
        with bench.connect() as socket:
            socket.send("silence")
            assert socket.recv(30) == ""

    def test_a_route_without_a_response_sends_nothing(self, bench: Bench) -> None:
        with bench.connect() as socket:
            socket.send('{"type": "subscribe"}')
            socket.send("silence")
            assert socket.recv(30) == ""

    def test_a_frame_that_nests_deep_goes_to_the_default(self, bench: Bench) -> None:
        with bench.connect() as socket:
            socket.send("[" * 12_000 + "]" * 12_000)
            assert "worker" in json.loads(socket.recv(timeout=20))

    def test_the_text_of_an_exception_does_not_reach_the_client(self, bench: Bench) -> None:
        with bench.connect() as socket:
            socket.send("raise")
            answer = json.loads(socket.recv(30))
        assert answer["message"] == "Internal server error"
        assert set(answer) == {"message", "connectionId", "requestId"}
        assert eventually(lambda: "the secret" in (bench.run / "aws.log").read_text())


class TestProcesses:
    def test_what_one_prints_is_logged_without_a_further_call(self, bench: Bench) -> None:
        gate = bench.run / "answered"
        with bench.connect() as socket:
            socket.send(f"late {gate}")
            assert "worker" in socket.recv(30)
            gate.touch()
            lines = bench.run / "aws.log"
            assert eventually(lambda: "said after the answer" in lines.read_text().splitlines())

    def test_one_that_does_not_start_ends_no_other(self, bench: Bench) -> None:
        bench.function("handler", "fragile")
        began, gate = bench.run / "began", bench.run / "open"
        event = json.dumps({"began": str(began), "gate": str(gate)})

        def invoke() -> dict[str, Any]:
            client = bench.account.client("lambda")
            answer: dict[str, Any] = client.invoke(FunctionName="handler", Payload=event)
            return answer

        with ThreadPoolExecutor() as pool:
            working = pool.submit(invoke)
            assert eventually(began.exists)
            bench.broken.touch()
            assert "FunctionError" in invoke()
            gate.touch()
            assert json.load(working.result()["Payload"]) == "done"


class TestKinesisMapping:
    def test_failed_records_are_tried_again_in_place_and_then_kept_whole(
        self, bench: Bench
    ) -> None:
        records = ["one", "two", "reported", "three", "raised", "four", "five"]
        failed = bench.consume(records, tries=3)
        payloads = [json.loads(each["payload"])["Records"] for each in failed]
        assert [len(each) for each in payloads] == [1, 1]
        assert {each["requestContext"]["condition"] for each in failed} == {
            "RetryAttemptsExhausted"
        }
        seen = bench.texts()
        assert seen.count("one") == seen.count("two") == 1
        assert seen.count("reported") == 3
        first_seen = list(dict.fromkeys(seen))
        assert first_seen == records
