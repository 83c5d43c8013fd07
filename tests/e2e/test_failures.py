"""What a battle does when the cache is emptied, or is not there at all."""

from __future__ import annotations

import base64
import json

import pytest

from localstack.stage import Stage
from tests.e2e.driver import QUESTIONS, Site, eventually
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_battle import answer_all, board, points_from_log
from tests.ports.valkey_server import patient

pytestmark = pytest.mark.stage


class TestValkey:
    def test_flushed_in_mid_battle_the_board_is_rebuilt(self, site: Site, stage: Stage) -> None:
        battle = site.schedule()
        ann, bob = site.sign_up(), site.sign_up()
        with ann.connect() as one, bob.connect() as two:
            for socket in (one, two):
                socket.ask("codebattle.join", room=battle)
            answer_all(one, battle, 3)
            answer_all(two, battle, 1)
            eventually(lambda: board(site, battle), lambda seen: seen.get(ann.name) == 30)
            patient(stage.valkey_url).execute_command("FLUSHALL")
            done = two.ask("codebattle.answer", room=battle, question="q2", answer="4")
            assert done["correct"] is True
        wanted = {ann.name: 30, bob.name: 20}
        eventually(lambda: board(site, battle), lambda seen: seen == wanted)

    def test_stopped_in_mid_battle_commands_go_on(self, site: Site, stage: Stage) -> None:
        battle = site.schedule()
        ann, bob = site.sign_up(), site.sign_up()
        with ann.connect() as one, bob.connect() as two:
            for socket in (one, two):
                socket.ask("codebattle.join", room=battle)
            answer_all(one, battle, 2)
            eventually(lambda: board(site, battle), lambda seen: seen.get(ann.name) == 20)
            stage.stop_valkey()
            try:
                for question in QUESTIONS[2:5]:
                    done = one.ask(
                        "codebattle.answer",
                        room=battle,
                        question=question["id"],
                        answer=question["answers"][0],
                    )
                    assert done["correct"] is True, json.dumps(done)
                stale = site.http.get(f"/v1/rooms/codebattle/{battle}/board/top")
                assert stale.status_code in {200, 503}, stale.text
                if stale.status_code == 200:
                    assert stale.json()["stale"] is True
            finally:
                stage.start_valkey()
        wanted = {ann.name: 50, bob.name: 0}
        assert points_from_log(ann, battle) == 50
        eventually(lambda: board(site, battle), lambda seen: seen == wanted)


@ON_FUNCTIONS
class TestPoisonRecord:
    def test_it_is_kept_whole_and_later_records_are_processed(
        self, site: Site, stage: Stage
    ) -> None:
        battle, player = site.schedule(), site.sign_up()
        poison = b'{"not": "a change of the log", "battle": "' + battle.encode() + b'"}'
        stage.account.client("kinesis").put_record(
            StreamName="rumpus-local-events", Data=poison, PartitionKey="poison"
        )
        with player.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            patient(stage.valkey_url).execute_command("FLUSHALL")
            answer_all(socket, battle, 1)
        bucket = stage.outputs["FailedBucket"]
        s3 = stage.account.client("s3")

        def kept() -> list[bytes]:
            found = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
            keys = [each["Key"] for each in found]
            return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]

        whole = base64.b64encode(poison)
        eventually(kept, lambda bodies: any(whole in body for body in bodies))
        eventually(lambda: board(site, battle), lambda seen: seen == {player.name: 10})
