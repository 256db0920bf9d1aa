"""The class's experiment “one recipe, thirty seeds”: one recipe, a training with a seed of its own for each learner.

A server has at most one, as files in the home folder: `experiment.json`, and one file a learner with the guess and the
run. A restart of the server changes nothing. A file holds nothing but a browser's token, a guess, a seed and a run's
name, and all of it is untrusted input when it is read.
"""

import json
import re
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.statistics import is_number
from dogcat.common.storage import home_dir, runs_dir, write_text
from dogcat.common.text_file import OddFileError, read_plain
from dogcat.pictures.picture_set import check_set_name
from dogcat.recipe.recipe import MAX_SEED, Recipe, recipe_from_json, recipe_to_json
from dogcat.runs.file_checks import is_time
from dogcat.runs.recorded_seeds import RecordedSeeds, seeds_like
from dogcat.runs.run import Run
from dogcat.runs.status import CONTINUABLE_STATES
from dogcat.runs.store import list_runs

MAX_LEARNERS = 200
MAX_POINTS = 40  # percentage points that a learner may guess
_MAX_BYTES = 10_000  # of a file
_RUN_NAME = re.compile(r"\w[\w.-]{0,99}")
_FINGERPRINT = re.compile(r"\d{1,9}(,\d{1,9}){3}:[0-9a-f]{0,10000}")
_READ_ERRORS = (
    OSError,
    OddFileError,
    DogcatError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,  # a whole number that is larger than any float
)
_ONLY_TEACHER = N_("Only the teacher can open, end or clear the class's experiment.")


class ExperimentError(DogcatError):
    """A part in the experiment that is refused. The text says why."""


@dataclass(frozen=True)
class Experiment:
    """What the class trains.

    Attributes:
        token: a random name, by which learners' files belong to this experiment and to no earlier one.
        recipe: the recipe; its seed is of no meaning.
        pictures: name of the picture set.
        fingerprint: of the pictures, see `dogcat.pictures.fingerprint`.
        opened: when it was opened, in seconds since 1970.
        is_over: whether the teacher has ended it: nobody joins any more, and the guesses are shown.
    """

    token: str
    recipe: Recipe
    pictures: str
    fingerprint: str
    opened: float
    is_over: bool = False

    @property
    def num_validation(self) -> int:
        """Number of validation pictures, at least 1."""
        numbers = self.fingerprint.partition(":")[0].split(",")
        return max(1, int(numbers[2]) + int(numbers[3]))

    @property
    def recorded(self) -> RecordedSeeds | None:
        """The recorded trainings of the same recipe on the same pictures; None if there are none."""
        return seeds_like(self.recipe, self.fingerprint)


@dataclass(frozen=True)
class Learner:
    """One browser's part.

    Attributes:
        owner: token of the browser.
        guess: how far apart the results will lie, in percentage points from the lowest to the highest.
        run: name of the run; empty before the learner has joined.
        seed: its seed; 0 before.
    """

    owner: str
    guess: float
    run: str = ""
    seed: int = 0


def current_experiment() -> Experiment | None:
    """Return the class's experiment; None if none was opened, or its file is damaged."""
    try:
        kept = json.loads(read_plain(_folder() / "experiment.json", _MAX_BYTES))
        if not _is_token(kept["token"]) or not _FINGERPRINT.fullmatch(kept["fingerprint"]):
            return None
        if not is_time(kept["opened"]):
            return None
        return Experiment(
            token=kept["token"],
            recipe=recipe_from_json(json.dumps(kept["recipe"])),
            pictures=check_set_name(str(kept["pictures"])),
            fingerprint=kept["fingerprint"],
            opened=float(kept["opened"]),
            is_over=kept["is_over"] is True,
        )
    except _READ_ERRORS:
        return None


def open_experiment(recipe: Recipe, pictures: str, fingerprint: str, asker: Visitor) -> Experiment:
    """Open an experiment.

    Args:
        recipe: the recipe, with any seed.
        pictures: name of the picture set.
        fingerprint: of the set.
        asker: who asks.

    Raises:
        NotAllowedError: the asker is not in charge.
        ExperimentError: there is one already.
    """
    require_charge(asker, _(_ONLY_TEACHER))
    with _lock():
        if current_experiment():
            raise ExperimentError(_("There is an experiment already. Clear it first."))
        _delete_files()
        found = Experiment(secrets.token_hex(8), recipe, pictures, fingerprint, time.time())
        _write(found)
    return found


def end_experiment(asker: Visitor) -> None:
    """End the experiment: nobody joins any more. Trainings that wait or run go on.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _(_ONLY_TEACHER))
    with _lock():
        found = current_experiment()
        if found:
            _write(replace(found, is_over=True))


def clear_experiment(asker: Visitor) -> None:
    """Delete the experiment with all guesses. The trainings stay.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _(_ONLY_TEACHER))
    with _lock():
        _delete_files()


def read_learners(experiment: Experiment) -> list[Learner]:
    """Return the parts of all learners, sorted by seed and token; unreadable files are left out."""
    found = [_read_learner(file, experiment) for file in _folder().glob("learner-*.json")]
    return sorted(filter(None, found), key=lambda each: (each.seed, each.owner))[:MAX_LEARNERS]


def learner_of(experiment: Experiment, owner: str) -> Learner | None:
    """Return the part of one browser; None if it has none."""
    return _read_learner(_file(owner), experiment) if owner.isalnum() else None


def guess_spread(points: float, asker: Visitor) -> None:
    """Keep the asker's guess. The first one counts, because the curves are shown after it.

    Args:
        points: from the lowest to the highest result, 0 to `MAX_POINTS` percentage points.
        asker: who asks.

    Raises:
        ExperimentError: no experiment takes guesses, it is full, the guess is out of range, or the asker has no token.
    """
    if not is_number(points) or not 0 <= points <= MAX_POINTS:
        raise ExperimentError(_("A guess is a number from 0 to {most} percentage points.").format(most=MAX_POINTS))
    file = _file(asker.token)
    with _lock():
        experiment = _open_one()
        if _read_learner(file, experiment):
            return
        if len(read_learners(experiment)) >= MAX_LEARNERS:
            raise ExperimentError(_("The experiment is full. Ask your teacher to clear it."))
        _write_learner(Learner(asker.token, float(points)), experiment)


def join(start: Callable[[Recipe], str], asker: Visitor) -> str:
    """Start the asker's training with a seed of its own and return the run's name.

    The seed is the smallest that no learner, no recorded training and no other training of this server has for this
    recipe. So it is a new training, whatever others train. Who has a run already that trains or has ended gets that.

    Args:
        start: queues a training of a recipe and returns the run's name. What it raises is passed on.
        asker: who asks.

    Raises:
        ExperimentError: no experiment is open, or the asker has not guessed yet.
    """
    with _lock():
        experiment = _open_one()
        mine = learner_of(experiment, asker.token)
        if mine is None:
            raise ExperimentError(_("Guess first how far apart the results will lie."))
        run = run_of(mine, experiment)
        if run and run.status().state not in CONTINUABLE_STATES:
            return run.id
        seed = _free_seed(experiment, {each.seed for each in read_learners(experiment)})
        name = start(replace(experiment.recipe, seed=seed))
        _write_learner(replace(mine, run=name, seed=seed), experiment)
    return name


def withdraw_part(owner: str, asker: Visitor) -> None:
    """Remove an owner's guess and training from the experiment, if there are any; the run stays.

    Raises:
        NotAllowedError: it is another browser's part, and the asker is not in charge.
    """
    require_owner(asker, owner, _("Only the teacher can change the parts of others in the experiment."))
    with _lock():
        _file(owner).unlink(missing_ok=True)


def run_of(learner: Learner, experiment: Experiment) -> Run | None:
    """Return a learner's run if it is on their list and of this experiment: of this recipe, seed and set."""
    if not learner.run:
        return None
    run = Run(runs_dir() / learner.run)
    try:
        is_theirs = run.is_of(learner.owner) and run.pictures == experiment.pictures
        return run if is_theirs and run.recipe == replace(experiment.recipe, seed=learner.seed) else None
    except (OSError, DogcatError):  # deleted or damaged
        return None


def _free_seed(experiment: Experiment, taken: Collection[int]) -> int:
    recorded = experiment.recorded
    used = {*taken, *(recorded.seeds if recorded else ())}
    recipes = [run.recipe for run in list_runs()]
    used |= {recipe.seed for recipe in recipes if replace(experiment.recipe, seed=recipe.seed) == recipe}
    return next(seed for seed in count(1) if seed not in used)


def _open_one() -> Experiment:
    experiment = current_experiment()
    if experiment is None or experiment.is_over:
        raise ExperimentError(_("No experiment is open now. Ask your teacher."))
    return experiment


def _read_learner(file: Path, experiment: Experiment) -> Learner | None:
    try:
        kept = json.loads(read_plain(file, _MAX_BYTES))
        found = Learner(str(kept["owner"]), float(kept["guess"]), str(kept["run"]), kept["seed"])
        is_whole = kept["experiment"] == experiment.token and file == _file(found.owner)
        is_seed = type(found.seed) is int and 0 <= found.seed <= MAX_SEED
        is_run = not found.run or _RUN_NAME.fullmatch(found.run)
    except _READ_ERRORS:
        return None
    return found if is_whole and is_seed and is_run and 0 <= found.guess <= MAX_POINTS else None


def _write(experiment: Experiment) -> None:
    kept: dict[str, Any] = asdict(experiment) | {"recipe": json.loads(recipe_to_json(experiment.recipe))}
    write_text(_folder() / "experiment.json", json.dumps(kept) + "\n")


def _write_learner(learner: Learner, experiment: Experiment) -> None:
    write_text(_file(learner.owner), json.dumps(asdict(learner) | {"experiment": experiment.token}) + "\n")


def _delete_files() -> None:
    for file in _folder().glob("*.json"):
        file.unlink(missing_ok=True)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100 and value.isalnum()


def _file(owner: str) -> Path:
    if not _is_token(owner):
        raise ExperimentError(_("This browser blocks the cookie that your entry needs. Allow cookies and try again."))
    return _folder() / f"learner-{owner}.json"


def _folder() -> Path:
    return home_dir() / "experiment"


def _lock() -> filelock.FileLock:
    """The lock to hold while files change, so that no two learners get one seed. It ends with its process."""
    _folder().mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(_folder() / ".lock")
