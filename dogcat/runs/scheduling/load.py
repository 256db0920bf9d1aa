"""How busy this machine is with work other than the app's trainings, and how much longer a training takes for it.

The runner calls `observe` as it looks at its queue. Estimates call `demand_of_others`, which also works without a
runner, as on the command line.
"""

import threading
import time
from collections import deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from statistics import mean

import psutil

from dogcat.common.core_time import NUM_CORES, CoreTime, core_time

WINDOW_SECONDS = 12.0  # of the mean; shorter, and a passing rush would count as if it lasted
INTERVAL_SECONDS = 1.0  # between two observations
FIRST_LOOK_SECONDS = 0.3  # an estimate without a runner measures this long
FULL = 0.9  # fraction of the cores in use above which processes wait for each other
PROBE_SECONDS = 0.1  # one busy thread a core; on full cores they tell what part of the cores a new process gets
PROBE_INTERVAL_SECONDS = 4.0
MIN_TRAININGS = 0.2  # fraction of all cores that the app's trainings must use to be compared with
WAITS = 1.15  # slowdown of busy threads above which they wait for others
CROWDED = 0.7
LOW_PRIORITY = 0.1  # weight of core time of low priority on cores that are not full: it takes what is left over
SLOW_ENOUGH_TO_SAY = 1.15  # slowdown from which a learner is told why the training takes longer


@dataclass(frozen=True)
class _Interval:
    """The mean use of the cores between two observations, as fractions of all cores."""

    until: float  # seconds of `time.perf_counter`
    others: float
    low: float  # by others of low priority
    trainings: float


@dataclass(frozen=True)
class _Probe:
    """Busy threads of ours, one a core: when they ended, the core seconds that they asked for and that they got."""

    until: float
    asked: float
    got: float


class LoadMeter:
    """The use of the cores in the last `WINDOW_SECONDS`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[CoreTime, dict[int, float]] | None = None
        self._intervals: deque[_Interval] = deque()
        self._probes: deque[_Probe] = deque()

    def observe(self, trainers: Collection[int] = (), least_seconds: float = INTERVAL_SECONDS) -> None:
        """Takes in the core time since the last observation; does nothing if that was less than `least_seconds` ago.

        Args:
            trainers: ids of processes whose work does not count: the app's own trainings and its standby process.
            least_seconds: the shortest interval.
        """
        with self._lock:
            if self._last and time.perf_counter() - self._last[0].moment < least_seconds:
                return
            now, by_trainers = core_time(), {pid: _core_seconds(pid) for pid in trainers}
            if self._last:
                before, by_trainers_before = self._last
                # A process that has just appeared may be older than the interval.
                own = sum(used - by_trainers_before.get(pid, used) for pid, used in by_trainers.items())
                available = NUM_CORES * max(1e-3, now.moment - before.moment)
                others, low = now.normal - before.normal - own, now.low - before.low
                shares = (max(0.0, each / available) for each in (others, low, own))
                self._intervals.append(_Interval(now.moment, *shares))
            self._last = now, by_trainers
            while self._intervals and self._intervals[0].until < now.moment - WINDOW_SECONDS:
                self._intervals.popleft()

    def demand_of_others(self) -> float:
        """Returns the core time that other processes ask for, as a fraction of all cores; above 1 they wait.

        On full cores, what they use is less than what they ask for. If trainings of the app take part, these ask for
        all cores, so that the others' demand follows from the ratio of the two. Otherwise it follows from the part of
        the cores that as many busy threads get.
        """
        with self._lock:
            seen = list(self._intervals)
        if not seen:
            return 0.0
        others, low = mean(each.others for each in seen), mean(each.low for each in seen)
        trainings = mean(each.trainings for each in seen)
        used = others + LOW_PRIORITY * low
        if others + low + trainings < FULL:
            return used
        if trainings > MIN_TRAININGS:
            return (others + low) / trainings
        measured = self._measured_slowdown()
        return max(used, measured - 1) if measured > WAITS else used

    def _measured_slowdown(self) -> float:
        """How many times as long busy threads on all cores take now as on idle ones; measured anew when it is old."""
        with self._lock:
            now = time.perf_counter()
            while self._probes and self._probes[0].until < now - WINDOW_SECONDS:
                self._probes.popleft()
            if not self._probes or self._probes[-1].until < now - PROBE_INTERVAL_SECONDS:
                self._probes.append(_Probe(now, NUM_CORES * PROBE_SECONDS, _keep_busy(PROBE_SECONDS)))
            return sum(each.asked for each in self._probes) / max(1e-3, sum(each.got for each in self._probes))

    @property
    def knows_enough(self) -> bool:
        """Return True if there was an observation within the window."""
        with self._lock:
            return bool(self._intervals) and time.perf_counter() - self._intervals[-1].until < WINDOW_SECONDS


_METER = LoadMeter()
observe = _METER.observe


def demand_of_others() -> float:
    """Returns the present demand of other processes as a fraction of all cores, as `LoadMeter.demand_of_others`.

    Without a runner in this process, this measures for `FIRST_LOOK_SECONDS`.
    """
    if not _METER.knows_enough:
        _METER.observe(least_seconds=0)
        time.sleep(FIRST_LOOK_SECONDS)
        _METER.observe(least_seconds=0)
    return _METER.demand_of_others()


def slowdown(demand: float) -> float:
    """Return how many times as long the epochs of a training take beside other processes.

    A training asks for all cores, and the system gives each its part: beside one busy process on two cores, the
    training gets two thirds of the core time. Beside many, it gets more than its part, because it sleeps between its
    steps and is preferred when it wakes: `CROWDED` is fitted to trainings beside 10 to 30 busy threads on two cores
    (benchmarks/busy_machine.py).

    Args:
        demand: of the other processes, as a fraction of all cores, 0 or more.
    """
    return 1.0 + (demand if demand <= 1 else demand**CROWDED)


def slowdown_of_start(demand: float) -> float:
    """Return the same for the start of a training, which needs only one core."""
    return max(1.0, slowdown(demand) - (1 - 1 / NUM_CORES))


def elapsed(quiet_seconds: float, demand: float, beside: Sequence[float] = ()) -> float:
    """Return how long work takes that would take `quiet_seconds` on an idle machine.

    Args:
        quiet_seconds: duration without other processes.
        demand: of other processes, as a fraction of all cores, for the whole time.
        beside: seconds that each other training of the app still runs; each asks for all cores.
    """
    remaining, passed = quiet_seconds, 0.0
    for number, end in enumerate(sorted(beside)):
        factor = slowdown(demand + len(beside) - number)
        done = (end - passed) / factor
        if done >= remaining:
            return passed + remaining * factor
        remaining, passed = remaining - done, end
    return passed + remaining * slowdown(demand)


def _core_seconds(pid: int) -> float:
    with suppress(psutil.Error, OSError):
        used = psutil.Process(pid).cpu_times()
        return float(used.user + used.system)
    return 0.0


def _keep_busy(seconds: float) -> float:
    """Computes on all cores for this long, without holding Python's lock; returns the core seconds that it got."""
    began, got = time.perf_counter(), []

    def work() -> None:
        before, data = time.thread_time(), bytes(100_000)
        while time.perf_counter() - began < seconds:
            sha256(data)
        got.append(time.thread_time() - before)

    threads = [threading.Thread(target=work) for _core in range(NUM_CORES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(got)
