"""The table of drills: what each injects, what it plays, and what protects."""

from __future__ import annotations

from cli.drill import faults
from cli.drill.row import Drill

_EVERY = (
    Drill(
        "slow_puts",
        "The log takes ten times as long",
        "A store that was slow took a launch down",
        "a position of a stream is written once",
        5,
        faults.slow_log,
    ),
    Drill(
        "throttled_log",
        "30 % of all tries at the log are throttled, and 10 % of the answers to writes are lost",
        "A table's quota was reached; whoever asked again was charged twice",
        "the log remembers ids",
        60,
        faults.throttled_log,
    ),
    Drill(
        "gc_pause",
        "Each fifth process stands still for 8 s between what it decided and its write",
        "A process that was paused woke, and wrote over what came meanwhile",
        "a position of a stream is written once",
        20,
        faults.paused_writers,
    ),
    Drill(
        "lambda_timeout_after_effect",
        "Each fifth function dies when its commit is in the log, before anybody is told",
        "A time limit struck after the effect, and the repeat had it twice",
        "the log remembers ids",
        60,
        faults.killed_after_effect,
    ),
    Drill(
        "dual_write",
        "Each third function dies between the log and all else that shall hear of it",
        "Who writes to a store and then tells another one forgets the other",
        "consumers of the log repeat each step",
        60,
        faults.killed_before_telling,
    ),
    Drill(
        "replication_lag_8s",
        "Replicas and changes of the log come 8 s late",
        "Players saw, and decided on, a state that was 8 s old",
        "commands read the log itself",
        5,
        faults.lagging_replicas,
    ),
    Drill(
        "late_changes",
        "Half of the changes come twice, all in any order, up to 40 s late",
        "A consumer took an old score for the newest",
        "boards are guarded by position",
        5,
        faults.late_changes,
    ),
    Drill(
        "kafka_backlog",
        "Consumers stand for a minute, while each fifth function dies after its effect",
        "A backlog was given up to catch up",
        "consumers go on from where they stopped",
        60,
        faults.standing_consumers,
    ),
    Drill(
        "poison_pill",
        "Each shard has records that nobody can read, while each fifth function dies",
        "One bad record held up a partition for hours",
        "what can't be read is set aside, whole",
        60,
        faults.poisoned_shards,
    ),
    Drill(
        "valkey_flushed",
        "Valkey is emptied three times",
        "A cache was restarted, and boards began at nothing",
        "an empty store knows that it is not whole",
        5,
        faults.flushed_cache,
    ),
    Drill(
        "valkey_gone",
        "Valkey is away for a minute, and empty when it is back",
        "Without the cache nobody could play",
        "what fails after the log fails no command",
        5,
        faults.absent_cache,
    ),
    Drill(
        "one_shard_down",
        "The shard of Valkey that has the boards is down for a minute, others are there",
        "One shard of a cache was down, and what it missed was never made up",
        "consumers go on with what failed",
        5,
        faults.one_shard_down,
    ),
    Drill(
        "aof_stall",
        "Valkey answers nothing for 10 s of every 15, and does what it is asked",
        "A cache that wrote to its disk held up all who asked it",
        "a quarter of a second is waited for the cache, and then it is left alone",
        5,
        faults.stalled_cache,
    ),
    Drill(
        "concurrency_eaten",
        "Functions of others leave no place for each second call of ours",
        "A quota that all shared was used up, and what was refused was lost",
        "what is not answered is asked again",
        75,
        faults.no_concurrency,
    ),
    Drill(
        "pile_on",
        "All attack one player five times at once, and the log takes ten times as long",
        "A hot row: all waited for one lock, and most gave up",
        "contended commands wait in a queue",
        30,
        faults.pile_on,
    ),
    Drill(
        "gone_but_delivered",
        "Each player is cut off four times, and posts to it succeed for 20 s more",
        "Messages were delivered to who had gone, and never again",
        "a client resumes from what it has",
        20,
        faults.unnoticed_cuts,
    ),
)

DRILLS = {each.name: each for each in _EVERY}
