from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode, encode

from cli.failure import Failed
from cli.load.histogram import Histogram, merged
from cli.load.plan import interval_seconds, room_plan
from cli.load.profiles import Each, Moment, Profile, load_profile, names
from cli.load.recorder import Recorder
from cli.load.report import page
from cli.load.results import Measure, Results
from cli.load.schedule import arrival, schedule
from cli.load.show import scale_text
from cli.load.summary import summary
from cli.load.verdict import good, verdict
from cli.load.wording import amount, conclusion, measured

PROFILE = Profile(
    title="Small <crowd>",
    players=40,
    seconds=60,
    join_seconds=20,
    each=Each(answers=3, attacks=0.5, board_looks=2),
    moments=(Moment(at=30, do="cut", over=2),),
)

BATTLES = [each for each in names() if load_profile(each).game == "codebattle"]


class TestHistogram:
    @given(st.lists(st.floats(min_value=1e-5, max_value=100), min_size=1), st.floats(0, 100))
    def test_is_right_to_two_percent(self, values: list[float], percent: float) -> None:
        histogram = Histogram()
        for each in values:
            histogram.add(each)
        ordered = sorted(values)
        exact = ordered[max(0, -int(-len(values) * percent // 100) - 1)]
        found = histogram.percentile(percent)
        assert found is not None
        assert exact * 0.999 <= found <= exact * 1.021

    def test_says_nothing_of_nothing(self) -> None:
        assert Histogram().percentile(50) is None

    def test_is_the_same_in_parts(self) -> None:
        chance, whole, parts = Random(1), Histogram(), [Histogram(), Histogram()]  # noqa: S311 - figures
        for number in range(1000):
            value = chance.expovariate(50)
            whole.add(value)
            parts[number % 2].add(value)
        assert merged(decode(encode(each), type=Histogram) for each in parts) == whole


class TestProfile:
    @pytest.mark.parametrize("name", BATTLES)
    def test_is_read_and_makes_a_battle(self, name: str) -> None:
        profile = load_profile(name)
        questions = room_plan(profile)["questions"]
        assert profile.each.answers <= len(questions) <= 200
        assert scale_text(profile, profile).endswith("joins a second")

    def test_of_the_source_is_its_hour(self) -> None:
        profile = load_profile("codebattle")
        assert profile.players * 60 == 1000 * profile.join_seconds
        assert profile.players * profile.each.answers == 200_000
        assert profile.players * profile.each.board_looks == 600_000
        assert profile.players * profile.each.attacks == 100_000

    def test_is_scaled_in_players_and_time(self) -> None:
        small = PROFILE.scaled(0.5, seconds=30)
        assert (small.players, small.seconds, small.join_seconds) == (20, 30, 10)
        assert small.moments[0].at == 15
        assert small.each == PROFILE.each

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("players: 0\ntitle: x\nseconds: 1\njoin_seconds: 1", "players"),
            ("title: [", "no YAML"),
            ("title: x\nplayers: 1\nseconds: 1\njoin_seconds: 2", "before all have joined"),
            ("title: x\nplayers: 1\nseconds: 1\njoin_seconds: 0\nspeed: 2", "speed"),
        ],
    )
    def test_that_is_wrong_says_why(self, tmp_path: Path, text: str, why: str) -> None:
        path = tmp_path / "wrong.yaml"
        path.write_text(text)
        with pytest.raises(Failed, match=why):
            load_profile(str(path))


class TestSchedule:
    def test_is_in_order_complete_and_the_same_again(self) -> None:
        due = list(schedule(PROFILE, range(40), seed=1))
        assert due == sorted(due, key=lambda each: each[0])
        assert due == list(schedule(PROFILE, range(40), seed=1))
        deeds = [deed for _, _, deed in due]
        assert deeds.count("come") == deeds.count("cut") == 40
        assert deeds.count("answer") == 120
        assert deeds.count("look") == 80
        assert 5 < deeds.count("attack") < 35

    def test_does_nothing_before_its_player_comes_nor_after_the_end(self) -> None:
        for at, player, deed in schedule(PROFILE, range(40), seed=2):
            assert at <= PROFILE.seconds
            assert deed == "cut" or at >= arrival(PROFILE, player)

    def test_is_shared_among_processes(self) -> None:
        whole = schedule(PROFILE, range(40), seed=3)
        parts = [schedule(PROFILE, range(first, 40, 3), seed=3) for first in range(3)]
        lives = sorted(each for part in parts for each in part if each[2] != "cut")
        assert lives == sorted(each for each in whole if each[2] != "cut")


class TestRecorder:
    def test_counts_bytes_by_player_and_second(self) -> None:
        recorder = Recorder(begin=100.0, length=1.0)
        recorder.connected = 2
        recorder.heard("board", 125)
        recorder.heard("board", 126)
        recorder.roll(101.5)
        recorder.heard("reply", 70_000)
        figures = summary("x", PROFILE, recorder.take(102.0), 1, "")
        assert figures["frames"] == {"board": 2, "reply": 1}
        assert figures["bytes_per_player_second"] == {
            "board": (127 + 130) / 4,
            "reply": 70_010 / 4,
            "all": (127 + 130 + 70_010) / 4,
        }
        assert figures["most_connected"] == 2

    def test_hands_out_what_is_new(self) -> None:
        recorder, whole = Recorder(begin=0.0, length=1.0), Results()
        for number in range(6):
            recorder.answered("answer", 0.01, "already_solved" if number % 3 == 0 else "")
            recorder.failed("answer", "busy")
            recorder.connected = 5
            taken = recorder.take(number / 2)
            whole.merge(decode(encode(taken), type=Results))
        answer = whole.measures["answer"]
        assert (answer.done, answer.refused, answer.faults) == (
            4,
            {"already_solved": 2},
            {"busy": 6},
        )
        assert sum(each.latency.total for each in whole.intervals.values()) == 6
        assert {each.connected for each in whole.intervals.values()} == {5}


class TestVerdict:
    def test_is_good_when_every_promise_is_kept(self) -> None:
        results = quick()
        assert good(verdict(results))
        assert {row.name for row in verdict(results) if row.met is None} == {
            "board reads p95",
            "moves without a break",
        }

    def test_is_bad_when_nobody_got_in(self) -> None:
        missed = {row.name for row in verdict(Results()) if row.met is False}
        assert missed == {"sockets opened"}

    def test_is_bad_when_somebody_is_missing_at_the_end_or_did_not_compare(self) -> None:
        results = quick()
        results.events["missing_at_the_end"] = 1
        assert {row.name for row in verdict(results) if row.met is False} == {
            "players missing at the end"
        }
        results.order.unchecked = 1
        assert {row.name for row in verdict(results) if row.met is False} == {
            "players missing at the end",
            "streams compared",
        }

    def test_says_nothing_of_the_end_when_there_was_none(self) -> None:
        results = quick()
        results.events.clear()
        results.order.checked = 0
        assert good(verdict(results))
        assert {row.name for row in verdict(results) if row.met is None} >= {
            "players missing at the end",
            "streams compared",
            "stream frames lost",
        }

    def test_counts_a_refusal_as_an_answer(self) -> None:
        results = quick()
        results.measures["attack"].refused["target_has_no_points"] = 500
        assert good(verdict(results))

    def test_counts_every_fault(self) -> None:
        results = quick()
        results.measures["attack"].faults["busy"] = 30
        missed = {row.name for row in verdict(results) if row.met is False}
        assert missed == {"requests answered", "attacks answered"}

    def test_is_bad_when_a_frame_was_lost_or_the_generator_was_slow(self) -> None:
        results = quick()
        results.order.lost = 1
        results.lag.add(1)
        missed = {row.name for row in verdict(results) if row.met is False}
        assert missed == {"stream frames lost", "generator's lag p99"}


class TestReport:
    def test_is_one_page_that_fetches_nothing(self) -> None:
        recorder = Recorder(begin=0.0, length=interval_seconds(PROFILE))
        recorder.connected = 3
        for second in range(10):
            recorder.heard("board", 400)
            recorder.answered("answer", 0.01 * (second + 1))
            recorder.roll(float(second))
        results = recorder.take(10.0)
        html = page(summary("small", PROFILE, results, 1, "1 < 2"), verdict(results))
        assert html.count("<svg") == 4
        assert "Small &lt;crowd&gt;" in html
        assert "1 &lt; 2" in html
        assert "http" not in html
        assert "<script" not in html
        assert "NaN" not in html

    def test_of_a_run_without_anything_is_a_page_too(self) -> None:
        results = Results()
        html = page(summary("small", PROFILE, results, 1, ""), verdict(results))
        assert "Too short for a plot" in html


def quick() -> Results:
    """Every request answered in 10 ms."""
    results = Results()
    for kind in ("connect", "join", "answer", "attack"):
        measure = Measure(done=1000)
        measure.latency.add(0.01)
        results.measures[kind] = measure
    results.order.checked = results.events["there_at_the_end"] = 10
    results.lag.add(0.001)
    return results


class TestWording:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "-"),
            (0, "0"),
            (0.424, "0.42"),
            (18.25, "18.2"),
            (100.4, "100"),
            (14670, "14,670"),
        ],
    )
    def test_of_an_amount_has_some_three_places(self, value: float | None, text: str) -> None:
        assert amount(value) == text

    def test_tells_a_share_from_its_limit_and_counts_what_was_missed(self) -> None:
        results = Results(measures={"join": Measure(done=8_999, faults={"busy": 1})})
        (joins,) = [row for row in verdict(results) if row.name == "joins answered"]
        assert measured(joins) == "99.989 %"
        results.measures["connect"] = Measure(done=1)
        assert conclusion(verdict(results)) == "All promises were kept."
        results.measures["join"].done = 10
        assert conclusion(verdict(results)).endswith("promises were not kept.")
