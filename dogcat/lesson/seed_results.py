"""What came out of the class's experiment so far, and what it says about a single result.

Thirty pages ask every few seconds. So all of them share one look a second, and each run's files are read again only
after they have changed.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from dogcat.analysis.history import NUM_LAST
from dogcat.analysis.seed_spread import SeedSpread, seed_spread
from dogcat.common.language import _
from dogcat.common.statistics import Z_95, is_number
from dogcat.lesson.board import read_board
from dogcat.lesson.seed_experiment import Experiment, Learner, read_learners, run_of
from dogcat.runs.run import Run
from dogcat.runs.status import ENDINGS, State

SECONDS_KEPT = 1.0  # that one look at the files serves all pages
_ALIKE = 1.25  # two ranges whose ratio is at most this are called equal
_FINAL = frozenset(ENDINGS.values())  # states that only change with the events

Curve = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class SeedRun:
    """One training of the experiment.

    Attributes:
        owner: token of the browser.
        nickname: of a learner who shares trainings on the class board; empty for the others.
        seed: its seed.
        curve: epoch and validation accuracy of each finished epoch whose accuracy is a number.
        state: as of `RunStatus`.
        result: mean validation accuracy of the last ten epochs; None unless the training has run to its end.
    """

    owner: str
    nickname: str
    seed: int
    curve: Curve
    state: State
    result: float | None


@dataclass(frozen=True)
class SeedResults:
    """The experiment at one moment.

    Attributes:
        runs: the trainings, by seed.
        guesses: what the learners guessed, in percentage points, ascending, so that the order tells no names.
    """

    runs: tuple[SeedRun, ...]
    guesses: tuple[float, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """The results of the trainings that have run to their end, ascending."""
        return tuple(sorted(run.result for run in self.runs if run.result is not None))

    def count(self, *states: State) -> int:
        """Return the number of trainings in these states."""
        return sum(run.state in states for run in self.runs)

    def run_of(self, owner: str) -> SeedRun | None:
        """Return the training of one browser; None if it has none."""
        return next((run for run in self.runs if run.owner == owner), None)

    def spread(self, experiment: Experiment) -> SeedSpread | None:
        """Return how far the results lie apart; None with too few."""
        return seed_spread(self.values, experiment.num_validation)


class ResultsReader:
    """Reads the results for all pages of a server.

    Args:
        now: returns the current time in seconds; tests replace it.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._last: tuple[float, Experiment, SeedResults] | None = None
        self._kept: dict[str, tuple[tuple[int, ...], _Read]] = {}  # by run: version of its files, and their content

    def read(self, experiment: Experiment) -> SeedResults:
        """Return what came out so far, at most `SECONDS_KEPT` old."""
        with self._lock:
            now = self._now()
            if self._last and now - self._last[0] < SECONDS_KEPT and self._last[1] == experiment:
                return self._last[2]
            learners = read_learners(experiment)
            runs = {each: run for each in learners if (run := run_of(each, experiment))}
            self._kept = {run.id: self._look_at(run) for run in runs.values()}
            names = {entry.owner: entry.nickname for entry in read_board() if entry.shares_trainings}
            found = SeedResults(
                tuple(
                    _seed_run(learner, names.get(learner.owner, ""), self._kept[run.id][1])
                    for learner, run in runs.items()
                ),
                tuple(sorted(each.guess for each in learners)),
            )
            self._last = now, experiment, found
            return found

    def forget(self) -> None:
        """Makes the next call look again. Call this after a visitor has changed something."""
        with self._lock:
            self._last = None

    def _look_at(self, run: Run) -> tuple[tuple[int, ...], "_Read"]:
        version, kept = _version(run), self._kept.get(run.id)
        if kept and kept[0] == version:
            state = kept[1].state if kept[1].state in _FINAL else run.status().state
            return version, replace(kept[1], state=state)
        rows = [row for row in run.history() if is_number(row["val_accuracy"])]
        curve = tuple((int(row["epoch"]), row["val_accuracy"]) for row in rows)
        return version, _Read(curve, run.status().state)


@dataclass(frozen=True)
class _Read:
    """The content of a run's files."""

    curve: Curve
    state: State


def _seed_run(learner: Learner, nickname: str, read: _Read) -> SeedRun:
    result = result_of_curve(read.curve) if read.state == "done" and read.curve else None
    return SeedRun(learner.owner, nickname, learner.seed, read.curve, read.state, result)


def _version(run: Run) -> tuple[int, ...]:
    """Return figures that change with the files of a run."""
    found: list[int] = []
    for name in ("events.jsonl", "history.csv"):
        try:
            facts = (run.folder / name).lstat()
        except OSError:
            found += [0, 0, 0]
        else:
            found += [facts.st_mtime_ns, facts.st_size, facts.st_ino]
    return tuple(found)


def recorded_curves(experiment: Experiment) -> list[Curve]:
    """Return the recorded trainings' curves as far as the experiment's recipe goes; empty if none match."""
    table = experiment.recorded
    return [
        tuple((int(row["epoch"]), row["val_accuracy"]) for row in history[: experiment.recipe.epochs])
        for history in (table.histories if table else ())
    ]


def result_of_curve(curve: Curve) -> float:
    """Return the mean of the last ten epochs of a whole training, at least one."""
    return mean(value for _epoch, value in curve[-NUM_LAST:])


def explain_spread(spread: SeedSpread, own: float | None) -> list[str]:
    """Return sentences for the closing question, “Would you have believed your one result?”.

    Args:
        spread: the results.
        own: the learner's own result; None if there is none.
    """
    half = (spread.picture_interval[1] - spread.picture_interval[0]) / 2
    sentences = []
    if own is not None:
        words = (
            _("Your result is {own:.1%}: {points:.1f} percentage points above the mean of all {num}, {mean:.1%}.")
            if own >= spread.mean
            else _("Your result is {own:.1%}: {points:.1f} percentage points below the mean of all {num}, {mean:.1%}.")
        )
        points = 100 * abs(own - spread.mean)
        sentences.append(words.format(own=own, points=points, num=len(spread.values), mean=spread.mean))
    sentences.append(
        _(
            "The {num} results lie between {low:.1%} and {high:.1%}: {range:.1f} percentage points apart, with a"
            " standard deviation of {deviation:.1f} percentage points. Only the seed differs."
        ).format(
            num=len(spread.values),
            low=spread.values[0],
            high=spread.values[-1],
            range=100 * spread.range,
            deviation=100 * spread.deviation,
        )
    )
    sentences.append(
        _(
            "So two single trainings of this one recipe differ by up to {limit:.1f} percentage points in about 95% of"
            " cases. A difference below that between two recipes, with one training each, may come from the seed alone."
        ).format(limit=100 * spread.repeatability)
    )
    ratio = half / (Z_95 * spread.deviation) if spread.deviation else math.inf
    if 1 / _ALIKE <= ratio <= _ALIKE:
        larger = _("Here the seed and the choice of the pictures matter about equally.")
    else:
        larger = (
            _("Here the choice of the pictures matters more than the seed.")
            if ratio > 1
            else _("Here the seed matters more than the choice of the pictures.")
        )
    sentences.append(
        _(
            "All results were measured on the same {num_pictures:,} pictures. With other pictures, one result would"
            " change as well: its 95% confidence interval is ±{half:.1f} percentage points wide, and other seeds lie"
            " within ±{seeds:.1f}. {larger}"
        ).format(
            num_pictures=spread.num_pictures,
            half=100 * half,
            seeds=100 * Z_95 * spread.deviation,
            larger=larger,
        )
    )
    return sentences


def results_table(results: SeedResults) -> list[dict[str, Any]]:
    """Return one row a training for a CSV file: seed, nickname, state, number of finished epochs, and result."""
    return [
        {
            "seed": run.seed,
            "nickname": run.nickname,
            "state": run.state,
            "epochs": len(run.curve),
            "validation_accuracy": "" if run.result is None else round(run.result, 5),
        }
        for run in results.runs
    ]
