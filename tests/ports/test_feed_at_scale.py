"""A listener on a cluster of several nodes, and one with very many topics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from shared.adapters.valkey.client import Client, connect
from tests.ports.test_feed import Ear, eventually, has_heard, is_told, on, topic_of
from tests.ports.valkey_cluster import Cluster, valkey_cluster
from tests.ports.valkey_server import valkey_server

NODES = 3
TOPICS = 10_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with valkey_cluster(NODES) as nodes:
        yield nodes


def topic_on(cluster: Cluster, node: int) -> str:
    while cluster.node_of(topic := topic_of()) != node:
        pass
    return topic


class TestClusterOfSeveralNodes:
    def test_a_busy_node_waits_for_no_idle_one(self, cluster: Cluster) -> None:
        """At 20 ms for each idle node this would take more than a minute."""
        air, topics = on(cluster.url), [topic_on(cluster, node) for node in range(NODES)]
        messages = [b"%d" % number for number in range(2_000)]
        with air.listening(*topics) as ear:
            for each in messages:
                air.feed.tell(topics[0], each)
            eventually(partial(has_heard, ear, len(messages)))
            assert ear.heard == [(topics[0], each) for each in messages]
            assert ear.losses == 0

    def test_a_topic_is_followed_to_another_node(self, cluster: Cluster) -> None:
        air, moved, stays = on(cluster.url), topic_on(cluster, 0), topic_on(cluster, 2)
        with air.listening(moved, stays) as ear:
            cluster.move(moved, 1)
            eventually(lambda: ear.losses >= 2)
            for topic in (moved, stays):
                assert is_told(air, topic)
                air.feed.tell(topic, b"again")
            eventually(partial(has_heard, ear, 2))
            assert sorted(ear.heard) == sorted([(moved, b"again"), (stays, b"again")])

    def test_a_topic_that_its_node_gives_up_and_takes_back_is_heard(self, cluster: Cluster) -> None:
        air, topic = on(cluster.url), topic_on(cluster, 0)
        slot = cluster.nodes[0].execute_command("CLUSTER", "KEYSLOT", topic)
        with air.listening(topic) as ear:
            for change in ("DELSLOTS", "ADDSLOTS"):
                cluster.nodes[0].execute_command("CLUSTER", change, slot)
            eventually(lambda: ear.losses >= 2)
            eventually(partial(is_told, air, topic))


class TestManyTopics:
    def test_are_followed_and_followed_again_within_the_limit_of_answers(self) -> None:
        with valkey_server() as url:
            server, air, ear = connect(url, timeout=5.0), on(url), Ear()
            limit_answers(server, megabytes=4)
            listener = air.listener(ear)
            for number in range(TOPICS):
                listener.follow(f"{number}:{'x' * 2_000}")
            listener.start()
            try:
                eventually(lambda: follows(server, TOPICS))
                assert ear.losses == 0
                server.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                eventually(lambda: ear.losses >= 2)
                assert follows(server, TOPICS)
            finally:
                listener.stop()


def limit_answers(server: Client, megabytes: int) -> None:
    limit = f"pubsub {megabytes}mb {megabytes}mb 1"
    server.execute_command("CONFIG", "SET", "client-output-buffer-limit", limit)


def follows(server: Client, count: int) -> bool:
    return f" ssub={count} " in str(server.execute_command("CLIENT", "LIST", "TYPE", "pubsub"))
