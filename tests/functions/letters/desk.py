"""The desk of dead letters: an application with letters where AWS leaves them, and its operator."""

from __future__ import annotations

from typing import Any

from msgspec.json import encode

from functions.scheduled.letters import letters
from shared.adapters.memory.letters import InMemoryBodies, InMemoryDeadLetters, InMemoryWorkers
from shared.application.letters import index
from shared.application.letters.ports import Found, Letter
from shared.games.codebattle.commands import Attack
from shared.runtime.once import once
from shared.wire.letters import letter_id, told_by_message
from shared.wire.messages import DeferredCommand, encode_command
from tests.functions.battle_application import BATTLE, BattleApplication
from tests.functions.test_http import OPERATOR, Api
from tests.memory import START


class Died(BaseException):
    """What a test does to a run."""


class LettersApplication(BattleApplication):
    @once
    def dead_letters(self) -> InMemoryDeadLetters:
        return InMemoryDeadLetters()

    @once
    def letter_bodies(self) -> InMemoryBodies:
        return InMemoryBodies()

    @once
    def workers(self) -> InMemoryWorkers:
        return InMemoryWorkers()


class Desk:
    """What an operator does with letters over HTTP, and the workload that carries it out."""

    def __init__(self) -> None:
        self.app = LettersApplication()
        self.app.play()
        self.http = Api(self.app).http

    def attack(self, command_id: str = "a9", target: str = "bo", trace: str = "") -> bytes:
        """Return the body of a message with an attack that waits."""
        command = encode_command(Attack(self.app.time.now, BATTLE, "ana", target))
        return encode(DeferredCommand("codebattle", command, "p-ana", command_id, trace))

    def put(self, name: str, body: bytes, workload: str = "deferred", error: str = "Odd") -> str:
        """Put a dead message where SQS leaves it; return its id."""
        self.app.time.pass_seconds(1)
        told = told_by_message(body)
        about = told.stream, told.player, told.trace
        key = letter_id(workload, name)
        letter = Letter(key, self.app.time.now, workload, "queue", error, "g", *about)
        self.app.dead_letters.add(Found(letter, body, (workload, name)))
        return letter.id

    def put_record(self, body: bytes) -> str:
        """Put a record that was set aside where Lambda leaves it; return its id."""
        letter = Letter(letter_id("failed", "e"), START, "rank", "record", "Odd")
        self.app.dead_letters.add(Found(letter, body, ("failed", "e")))
        return letter.id

    def collect(self) -> int:
        """Bring letters into the index and carry out what was asked for; return how many."""
        return letters(self.app)

    def letter(self, body: bytes | None = None) -> str:
        """Have one message in the index; return its id."""
        letter = self.put("m", self.attack() if body is None else body)
        self.collect()
        return letter

    def attacks(self, count: int) -> list[str]:
        """Have so many attacks in the index; return their ids, oldest first."""
        ids = [self.put(f"m{number}", self.attack(f"a{number}")) for number in range(count)]
        self.collect()
        return ids

    def waiting(self) -> list[str]:
        return [each.id for each in index.waiting(self.app, index.Wanted())]

    def given(self) -> list[str]:
        """Return the letters that workloads were given, in turn."""
        return [each.id for each, _ in self.app.workers.given]

    def bodies(self) -> list[bytes]:
        """Return what workloads were given, in turn."""
        return [body for _, body in self.app.workers.given]

    def get(self, path: str) -> Any:
        answer = self.http.get(path, headers=OPERATOR)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def show(self, letter: str) -> Any:
        return self.get(f"/v1/letters/{letter}")

    def rehearse(self, letter: str) -> Any:
        return self._post(f"/v1/letters/{letter}/rehearsals", None)

    def edit(self, letter: str, body: bytes) -> Any:
        """Return the letter as it is afterwards, or the code of the error."""
        asked = {"body": body.decode(), "why": "a name"}
        answer = self.http.put(f"/v1/letters/{letter}/body", json=asked, headers=OPERATOR)
        return answer.json() if answer.status_code == 200 else answer.json()["error"]["code"]

    def ask(self, act: str, **body: Any) -> str:
        """Ask for an operation on letters; return its id."""
        body = {"act": act, "why": "mended", "rate": 100, **body}
        asked = self._post("/v1/letter-operations", body)
        assert asked["state"] == "asked"
        return str(asked["id"])

    def operation(self, operation: str) -> Any:
        return self.get(f"/v1/letter-operations/{operation}")

    def operate(self, act: str, **body: Any) -> Any:
        """Ask for an operation, have it carried out, and return what came of it."""
        asked = self.ask(act, **body)
        self.collect()
        return self.operation(asked)

    def _post(self, path: str, body: Any) -> Any:
        answer = self.http.post(path, json=body, headers=OPERATOR)
        assert answer.status_code in {200, 202}, answer.text
        return answer.json()
