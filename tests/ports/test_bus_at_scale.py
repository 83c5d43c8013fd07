"""A subscription on a cluster of several nodes, and one with very many topics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from shared.adapters.valkey.client import Client
from tests.ports.test_bus import Recorder, eventually, has_received, is_reached, on, topic_of
from tests.ports.valkey_cluster import Cluster, valkey_cluster
from tests.ports.valkey_server import patient, valkey_server

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
        made, topics = on(cluster.url), [topic_on(cluster, node) for node in range(NODES)]
        messages = [b"%d" % number for number in range(2_000)]
        with made.subscribed(*topics) as recorder:
            for each in messages:
                made.bus.publish(topics[0], each)
            eventually(partial(has_received, recorder, len(messages)))
            assert recorder.received == [(topics[0], each) for each in messages]
            assert recorder.losses == 0

    def test_a_topic_moves_to_another_node(self, cluster: Cluster) -> None:
        made, moved, stays = on(cluster.url), topic_on(cluster, 0), topic_on(cluster, 2)
        with made.subscribed(moved, stays) as recorder:
            cluster.move(moved, 1)
            eventually(lambda: recorder.losses >= 2)
            for topic in (moved, stays):
                assert is_reached(made, topic)
                made.bus.publish(topic, b"again")
            eventually(partial(has_received, recorder, 2))
            assert sorted(recorder.received) == sorted([(moved, b"again"), (stays, b"again")])

    def test_a_topic_that_its_node_gives_up_and_takes_back_arrives(self, cluster: Cluster) -> None:
        made, topic = on(cluster.url), topic_on(cluster, 0)
        slot = cluster.nodes[0].execute_command("CLUSTER", "KEYSLOT", topic)
        with made.subscribed(topic) as recorder:
            for change in ("DELSLOTS", "ADDSLOTS"):
                cluster.nodes[0].execute_command("CLUSTER", change, slot)
            eventually(lambda: recorder.losses >= 2)
            eventually(partial(is_reached, made, topic))


class TestManyTopics:
    def test_are_subscribed_to_twice_within_the_limit_of_answers(self) -> None:
        with valkey_server() as url:
            server, made, recorder = patient(url), on(url), Recorder()
            limit_answers(server, megabytes=4)
            subscription = made.bus_subscriber(recorder)
            for number in range(TOPICS):
                subscription.subscribe(f"{number}:{'x' * 2_000}")
            subscription.start()
            try:
                eventually(lambda: has_subscriptions(server, TOPICS))
                assert recorder.losses == 0
                server.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                eventually(lambda: recorder.losses >= 2)
                assert has_subscriptions(server, TOPICS)
            finally:
                subscription.stop()


def limit_answers(server: Client, megabytes: int) -> None:
    limit = f"pubsub {megabytes}mb {megabytes}mb 1"
    server.execute_command("CONFIG", "SET", "client-output-buffer-limit", limit)


def has_subscriptions(server: Client, count: int) -> bool:
    return f" ssub={count} " in str(server.execute_command("CLIENT", "LIST", "TYPE", "pubsub"))
