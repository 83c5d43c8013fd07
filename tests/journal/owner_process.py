"""Real processes that own slots, on emulated stores of AWS and a real Valkey."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from localstack import owner
from localstack.deploy import Account
from localstack.ministack import aws_environment
from localstack.ports import HOST, free_port
from tests.ports.journals import new_journal_tables
from tests.ports.log_stores import ministack
from tests.ports.valkey_server import valkey_server

SERVICES = "dynamodb,kinesis,s3,sqs"


class Ground:
    """What the processes of a drill stand on."""

    def __init__(self, endpoint: str, valkey: str) -> None:
        self.endpoint = endpoint
        self.journal, self.slots = new_journal_tables(endpoint)
        name = f"drill-{uuid4().hex[:8]}"
        self.stream = name
        account = Account(endpoint)
        self._kinesis = account.client("kinesis")
        self._kinesis.create_stream(StreamName=name, ShardCount=1)
        account.client("s3").create_bucket(Bucket=name)
        queue = account.client("sqs").create_queue(QueueName=name)["QueueUrl"]
        self._environment = {
            **os.environ,
            **aws_environment(endpoint),
            "RUMPUS_STAGE": "test",
            "RUMPUS_WORKLOAD": "owner",
            "RUMPUS_LOG_TABLE": self.journal,
            "RUMPUS_JOURNAL_TABLE": self.journal,
            "RUMPUS_SLOTS_TABLE": self.slots,
            "RUMPUS_EVENTS_STREAM": name,
            "RUMPUS_SNAPSHOTS_BUCKET": name,
            "RUMPUS_ARCHIVE_BUCKET": name,
            "RUMPUS_QUEUE_DEFAULT": queue,
            "RUMPUS_VALKEY_URL": valkey,
        }

    def shipped(self) -> Iterator[bytes]:
        """Yield the records that owners have passed on."""
        kinesis = self._kinesis
        for shard in kinesis.list_shards(StreamName=self.stream)["Shards"]:
            iterator = kinesis.get_shard_iterator(
                StreamName=self.stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while True:
                page = kinesis.get_records(ShardIterator=iterator, Limit=1000)
                if not page["Records"]:
                    break
                yield from (each["Data"] for each in page["Records"])
                iterator = page["NextShardIterator"]

    @contextmanager
    def owner(self) -> Iterator[OwnerProcess]:
        """Start a process; end it when the block is left, if it still runs."""
        address = f"{HOST}:{free_port()}"
        process = subprocess.Popen(
            [sys.executable, "-m", "functions.owner"],
            env={**self._environment, "RUMPUS_OWNER_ADDRESS": address},
        )
        try:
            found = OwnerProcess(process, address)
            found.wait_ready()
            yield found
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


class OwnerProcess:
    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.address = address

    def tell(self, number: int) -> None:
        self.process.send_signal(number)

    def wait_ready(self) -> None:
        port = int(self.address.rpartition(":")[2])
        while not owner.answers(port):
            assert self.process.poll() is None, "it ended while starting"


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    with ExitStack() as stack:
        endpoint = stack.enter_context(ministack(folder, SERVICES))
        yield Ground(endpoint, stack.enter_context(valkey_server()))
