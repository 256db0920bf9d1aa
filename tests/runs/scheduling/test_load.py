"""How busy the machine is, and how much longer a training takes for it."""

import time
from collections.abc import Callable

import pytest

from dogcat.common.core_time import NUM_CORES, CoreTime
from dogcat.runs.scheduling import load
from dogcat.runs.scheduling.load import LoadMeter, elapsed, slowdown, slowdown_of_start

TRAINER = 4242
Use = Callable[..., None]


class Machine:
    """A machine whose use of the cores is made up."""

    def __init__(self) -> None:
        self.moment, self.normal, self.low, self.by_trainer = time.perf_counter() - 9999, 1000.0, 100.0, 10.0
        self.meter = LoadMeter()
        self.slowdown = 1.0
        self.num_probes = 0

    def use(self, seconds: float, others: float, trainer: float = 0.0, low: float = 0.0) -> None:
        """Lets time pass in which these fractions of all cores were used, and observes it."""
        self.moment += seconds
        self.normal += (others + trainer) * NUM_CORES * seconds
        self.low += low * NUM_CORES * seconds
        self.by_trainer += trainer * NUM_CORES * seconds
        self.meter.observe([TRAINER], least_seconds=0)

    def keep_busy(self, seconds: float) -> float:
        self.num_probes += 1
        return NUM_CORES * seconds / self.slowdown


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(load, "core_time", lambda: CoreTime(made.moment, made.normal, made.low, 0.0))
    monkeypatch.setattr(load, "_core_seconds", lambda pid: made.by_trainer if pid == TRAINER else 0.0)
    monkeypatch.setattr(load, "_keep_busy", made.keep_busy)
    made.use(1, 0)
    return made


def test_nothing_is_known_before_two_observations() -> None:
    meter = LoadMeter()
    assert meter.demand_of_others() == 0
    assert not meter.knows_enough
    meter.observe()
    assert not meter.knows_enough
    meter.observe(least_seconds=0)
    assert meter.knows_enough


def test_on_cores_that_are_not_full_the_demand_is_what_is_used(machine: Machine) -> None:
    machine.use(2, others=0.5)
    assert machine.meter.demand_of_others() == pytest.approx(0.5)
    assert machine.num_probes == 0, "a measurement would take core time"


def test_only_the_last_seconds_count(machine: Machine) -> None:
    for _ in range(20):
        machine.use(1, others=0.8)
    for _ in range(13):
        machine.use(1, others=0.1)
    assert machine.meter.demand_of_others() == pytest.approx(0.1)


def test_the_apps_own_trainings_do_not_count(machine: Machine) -> None:
    machine.use(2, others=0.05, trainer=0.8)
    assert machine.meter.demand_of_others() == pytest.approx(0.05)


def test_beside_a_training_the_demand_follows_from_the_ratio(machine: Machine) -> None:
    machine.use(2, others=1 / 3, trainer=2 / 3)  # one busy process beside the two threads of a training, on two cores
    assert machine.meter.demand_of_others() == pytest.approx(0.5)


def test_on_full_cores_the_demand_is_what_busy_threads_do_not_get(machine: Machine) -> None:
    machine.slowdown = 2.5
    machine.use(2, others=1.0)
    assert machine.meter.demand_of_others() == pytest.approx(1.5)
    machine.meter.demand_of_others()
    assert machine.num_probes == 1, "it is not measured again at once"


def test_low_priority_hardly_counts_while_no_thread_waits(machine: Machine) -> None:
    machine.use(2, others=0.1, low=0.9)
    assert machine.meter.demand_of_others() == pytest.approx(0.19)
    assert machine.num_probes == 1


def test_many_processes_of_low_priority_count_by_what_they_take(machine: Machine) -> None:
    machine.slowdown = 2.0
    machine.use(2, others=0.1, low=0.9)
    assert machine.meter.demand_of_others() == pytest.approx(1.0)


def test_without_a_runner_the_machine_is_measured_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the fixture of all tests makes the machine idle
    monkeypatch.setattr(load, "_METER", LoadMeter())
    before = time.perf_counter()
    assert load.demand_of_others() >= 0
    assert time.perf_counter() - before >= load.FIRST_LOOK_SECONDS
    before = time.perf_counter()
    load.demand_of_others()
    assert time.perf_counter() - before < load.FIRST_LOOK_SECONDS


def test_a_training_shares_the_cores_with_what_else_runs() -> None:
    assert slowdown(0) == 1
    assert slowdown(0.5) == 1.5  # one busy process on two cores: three threads, and the training has two of them
    assert slowdown(1) == 2
    assert 5 < slowdown(10) < 7, "a crowd"
    assert slowdown_of_start(0) == 1
    assert slowdown_of_start(1 - 1 / NUM_CORES) == 1, "a core is free for it"
    assert slowdown_of_start(1) == 1 + 1 / NUM_CORES


@pytest.mark.parametrize(
    ("demand", "beside", "expected"),
    [
        (0, [], 60),
        (0.5, [], 90),
        (0, [1000], 120),  # for the whole time
        (0, [40], 80),  # 20 of 60 seconds' work are done when the other one ends
        (0, [30, 60], 30 + 30 + 60 - 30 / slowdown(2) - 15),
        (0.5, [float("inf")], 60 * slowdown(1.5)),
    ],
)
def test_other_trainings_slow_down_until_they_end(demand: float, beside: list[float], expected: float) -> None:
    assert elapsed(60, demand, beside) == pytest.approx(expected)


def test_busy_threads_are_timed() -> None:
    assert 0 < load._keep_busy(0.02) <= 0.05 * NUM_CORES
