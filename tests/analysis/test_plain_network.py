"""The plain network behind a regularized one: which it is, what it is called, and when there is none."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from dogcat.analysis import plain_network
from dogcat.analysis.plain_network import is_plain_twin, plain_network_behind
from dogcat.common.storage import pictures_dir
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, QUICK_REGULARIZED, REGULARIZED, Recipe
from dogcat.runs.recorded_seeds import RecordedSeeds
from dogcat.runs.run import Run, create_run
from tests.finished_runs import evaluation, record, write_run

Train = Callable[..., Run]


@pytest.fixture(autouse=True)
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tables that ship with the app."""
    monkeypatch.setattr(plain_network, "all_recorded_seeds", dict)


@pytest.fixture
def pets(home: Path) -> PictureSet:
    """A set made at second 100, with the validation pictures that the runs are evaluated on."""
    return make_set("pets", 100)


def make_set(name: str, made: float, drawn: bool = False) -> PictureSet:
    folder = pictures_dir() / name
    for picture in evaluation("validation", 0.5)["p_dog"]:  # type: ignore[attr-defined]
        (folder / picture).parent.mkdir(parents=True, exist_ok=True)
        (folder / picture).touch()
    when = datetime.fromtimestamp(made, timezone.utc).isoformat()
    (folder / "set.json").write_text(json.dumps({"made": when, "drawn": drawn}))
    return PictureSet(name, folder)


def train(recipe: Recipe, created: float, pictures: str = "pets", owner: str = "me", validation: float = 0.7) -> Run:
    """A finished run that was asked for at a time."""
    run = create_run(recipe, pictures, owner=owner)
    (run.folder / "request.json").write_text(json.dumps(run.request | {"created": created}))
    write_run(run, validation, 0.9)
    return run


def test_ones_own_latest_plain_training_on_the_same_pictures_is_taken(pets: PictureSet) -> None:
    train(QUICK_BASELINE, 200, validation=0.6)
    train(QUICK_BASELINE, 300, validation=0.65)
    train(QUICK_BASELINE, 400, owner="somebody else", validation=0.5)
    found = plain_network_behind(train(QUICK_REGULARIZED, 500), pets)
    assert found is not None
    assert not found.is_recorded
    assert found.words == "the same learner's plain network", "to anybody else"
    visitors = plain_network_behind(train(QUICK_REGULARIZED, 500), pets, visitor="me")
    assert visitors is not None
    assert visitors.words == "your plain network"
    assert set(found.curve("val_accuracy").mean) == {0.65}
    assert found.curve("val_accuracy").epochs == list(range(1, 13))
    assert found.num_validation == 1_000


def test_nothing_stands_behind_a_plain_network(pets: PictureSet) -> None:
    train(QUICK_BASELINE, 200)
    assert plain_network_behind(train(QUICK_BASELINE, 300), pets) is None


def test_other_pictures_are_never_compared(pets: PictureSet, shelf: Path) -> None:
    train(QUICK_BASELINE, 200, pictures="others")
    assert plain_network_behind(train(QUICK_REGULARIZED, 300), pets) is None
    train(QUICK_BASELINE, 90)  # on a set of the same name that was deleted since
    assert plain_network_behind(train(QUICK_REGULARIZED, 300), pets) is None
    fewer = train(QUICK_BASELINE, 350)
    events = (fewer.folder / "events.jsonl").read_text().replace('"num_training": 2000', '"num_training": 1000')
    (fewer.folder / "events.jsonl").write_text(events)
    assert plain_network_behind(train(QUICK_REGULARIZED, 300), pets) is None
    train(QUICK_BASELINE, 360)
    assert plain_network_behind(train(QUICK_REGULARIZED, 400), pets) is not None


def test_another_network_is_never_compared(pets: PictureSet, shelf: Path) -> None:
    for other in (BASELINE, replace(QUICK_BASELINE, dense_units=8), replace(QUICK_BASELINE, learning_rate=3e-3)):
        train(other, 200)
    assert plain_network_behind(train(QUICK_REGULARIZED, 300), pets) is None


@pytest.mark.parametrize(
    ("plain", "regularized"),
    [(QUICK_BASELINE, QUICK_REGULARIZED), (BASELINE, REGULARIZED), (replace(BASELINE, seed=7), REGULARIZED)],
)
def test_the_recipes_of_the_exercise_are_twins(plain: Recipe, regularized: Recipe) -> None:
    assert is_plain_twin(plain, regularized)
    assert not is_plain_twin(regularized, regularized)
    assert not is_plain_twin(replace(plain, flipped_labels=0.1), regularized)


def test_without_an_own_one_all_recorded_seeds_stand_behind(pets: PictureSet, shelf: Path) -> None:
    for seed, share in ((1, 0.5), (2, 0.7)):
        record(shelf, f"plain-photos-seed{seed}", replace(QUICK_BASELINE, seed=seed), share, 0.9)
    record(shelf, "longer-photos-seed1", replace(QUICK_BASELINE, epochs=99), 0.9, 0.9)
    run = train(QUICK_REGULARIZED, 300)
    found = plain_network_behind(run, pets)
    assert found is not None
    assert found.is_recorded
    assert found.words == "plain network, recorded, 2 seeds"
    line = found.curve("val_accuracy")
    assert (line.low[0], line.mean[0], line.high[0], line.n) == (0.5, pytest.approx(0.6), 0.7, 2)

    train(QUICK_BASELINE, 310, validation=0.6)
    own = plain_network_behind(train(QUICK_REGULARIZED, 320), pets)
    assert own is not None
    assert not own.is_recorded, "one's own comes first"


def test_recorded_photos_stand_behind_no_other_pictures(pets: PictureSet, shelf: Path) -> None:
    record(shelf, "plain-photos-seed1", QUICK_BASELINE, 0.6, 0.9)
    run = train(QUICK_REGULARIZED, 300)
    assert plain_network_behind(run, None) is None, "nobody knows any more what pictures they were"
    next(iter((pets.folder / "validation" / "cats").iterdir())).unlink()
    assert plain_network_behind(run, pets) is None
    drawn = make_set("drawn", 100, drawn=True)
    assert plain_network_behind(train(QUICK_REGULARIZED, 300, pictures="drawn"), drawn) is None


def test_a_run_that_has_not_started_has_nothing_behind_it(pets: PictureSet) -> None:
    train(QUICK_BASELINE, 200)
    assert plain_network_behind(create_run(QUICK_REGULARIZED, "pets", owner="me"), pets) is None


def test_a_recorded_table_of_many_seeds_stands_behind_the_same_pictures_only(
    pets: PictureSet, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        [{"epoch": 1.0, "clean_accuracy": 0.9, "val_accuracy": share, "clean_loss": 0.1, "val_loss": 0.6}]
        for share in (0.5, 0.6, 0.7)
    ]
    table = RecordedSeeds("quick", QUICK_BASELINE, "photos", False, "the same", (1, 2, 3), rows, [0.6] * 3, "a CPU")
    monkeypatch.setattr(RecordedSeeds, "num_training", 2_000)
    monkeypatch.setattr(plain_network, "all_recorded_seeds", lambda: {"quick": table})
    monkeypatch.setattr(plain_network, "are_same_pictures", lambda one, other: one == other)
    monkeypatch.setattr(plain_network, "fingerprint", lambda _set: "the same")
    record(shelf, "plain-photos-seed1", QUICK_BASELINE, 0.6, 0.9)
    run = train(QUICK_REGULARIZED, 300)
    found = plain_network_behind(run, pets)
    assert found is not None
    assert found.words == "plain network, recorded, 3 seeds"
    line = found.curve("val_accuracy")
    assert (line.low, line.high, line.n) == ([0.5], [0.7], 3)
    monkeypatch.setattr(plain_network, "fingerprint", lambda _set: "others")
    other = plain_network_behind(run, pets)
    assert other is not None
    assert other.words == "plain network, recorded, 1 seed", "the recorded run, whose pictures have these names"
