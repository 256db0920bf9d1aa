"""One wrong answer that grows more confident: which picture it is, and when it is shown."""

import math
from pathlib import Path

import numpy as np
import pytest

from dogcat.analysis.wrong_answer import WrongAnswer, loss_of, loss_rises_alone, recorded_wrong_answer, wrong_answer_of
from dogcat.runs.recorded import seeds_of
from dogcat.runs.recorded_seeds import recorded_seeds
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from dogcat.runs.watched import WatchedPicture, write_watched

PIXELS = np.zeros((8, 8, 3), np.uint8)
CAT, DOG = 0, 1
LOSSES = [0.6, 0.5, 0.6, 0.8, 0.9, 1.0]  # lowest in epoch 2
FALLS = [0.5, 0.45, 0.4, 0.2, 0.1, 0.05, 0.02]  # probability of the right class after epochs 0 to 6
STAYS = [0.5, 0.45, 0.4, 0.4, 0.4, 0.4, 0.4]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    made.write_history(
        [
            {"epoch": epoch, "val_loss": loss, "val_accuracy": 0.7, "clean_accuracy": 0.9, "clean_loss": 0.1,
             "seconds": 1.0, "loss": 0.3, "accuracy": 0.8, "pictures_per_second": 100.0}
            for epoch, loss in enumerate(LOSSES, start=1)
        ]
    )  # fmt: skip
    return made


def watch(run: Run, pictures: dict[str, tuple[int | None, list[float]]]) -> None:
    """The run watches pictures, each with its label and the probability of the right class after each epoch."""
    write_watched(run.folder, [WatchedPicture(name, label, PIXELS) for name, (label, _curve) in pictures.items()])
    for epoch in range(len(LOSSES) + 1):
        p_dog = [curve[epoch] if label else 1 - curve[epoch] for label, curve in pictures.values()]
        run.append("watch", epoch=epoch, p_dog=p_dog)


def found_in(run: Run) -> WrongAnswer | None:
    timeline = Timeline()
    timeline.follow(run)
    return wrong_answer_of(run, timeline)


@pytest.mark.parametrize("label", [CAT, DOG])
def test_it_is_the_new_picture_whose_wrong_answer_grew_most(run: Run, label: int) -> None:
    names = ["validation/cats/steady.jpg", "validation/cats/falls.jpg", "train/cats/falls.jpg"]
    watch(run, dict(zip(names, [(label, STAYS), (label, FALLS), (label, [one / 2 for one in FALLS])], strict=True)))
    found = found_in(run)
    assert found is not None
    assert (found.picture.name, found.is_recorded) == ("validation/cats/falls.jpg", False)
    assert found.epochs == tuple(range(7))
    assert found.middle == pytest.approx(FALLS)
    assert found.early == pytest.approx(0.4), "in epoch 2, where validation loss is lowest"
    assert found.late == pytest.approx(np.mean(FALLS[-3:]))


@pytest.mark.parametrize(
    "curve",
    [
        pytest.param([0.5, 0.6, 0.6, 0.4, 0.3, 0.1, 0.01], id="right when the loss was lowest"),
        pytest.param([0.5, 0.4, 0.4, 0.2, 0.1, 0.01, 0.6], id="right at the end"),
        pytest.param(STAYS, id="no more confident than before"),
        pytest.param([0.5, 0.4, 0.4, 0.2, 0.1, math.nan, 0.01], id="no number"),
    ],
)
def test_other_pictures_do_not_show_it(run: Run, curve: list[float]) -> None:
    watch(run, {"validation/cats/one.jpg": (DOG, curve)})
    assert found_in(run) is None


def test_a_picture_of_unknown_class_has_no_wrong_answer(run: Run) -> None:
    watch(run, {"mine.jpg": (None, FALLS)})
    assert found_in(run) is None


def test_a_run_that_watched_nothing_has_none(run: Run) -> None:
    assert found_in(run) is None


def test_the_loss_of_a_picture_is_finite_also_for_a_certain_mistake() -> None:
    assert loss_of(0.5) == pytest.approx(math.log(2))
    assert loss_of(0) == pytest.approx(-math.log(1e-7))


def test_the_recorded_picture_is_one_mistake_from_the_lowest_loss_to_the_end_in_every_seed() -> None:
    found = recorded_wrong_answer()
    assert found is not None
    assert len(found.curves) == len(seeds_of("baseline-photos")) >= 5
    for curve, epoch in zip(found.curves, found.lowest, strict=True):
        assert curve[epoch] < 0.5
        assert max(curve[-3:]) < 0.5
    assert loss_of(found.late) > loss_of(found.early) + 1


def test_loss_rises_without_accuracy_in_plain_trainings_and_not_in_regularized_ones() -> None:
    for kind in ("photos", "drawn"):
        plain, both = (recorded_seeds(f"quick-{cell}-2000-{kind}") for cell in ("nothing", "both"))
        assert plain is not None
        assert both is not None
        assert all(map(loss_rises_alone, plain.histories))
        assert not any(map(loss_rises_alone, both.histories))


def test_where_accuracy_falls_as_well_loss_does_not_rise_alone() -> None:
    rows = [{"epoch": epoch, "val_loss": 0.5 + epoch / 10, "val_accuracy": 0.8} for epoch in range(1, 31)]
    assert loss_rises_alone(rows)
    assert not loss_rises_alone([{**row, "val_accuracy": 0.8 - row["epoch"] / 100} for row in rows])
    assert not loss_rises_alone([{**row, "val_loss": 0.5} for row in rows])
    assert not loss_rises_alone([{**row, "val_loss": None} for row in rows])
