"""What is said of trainings that are not alike, and that nothing is said of what is."""

import json
from dataclasses import replace

import pytest

from dogcat.analysis.differences import differing_fields, what_differs
from dogcat.common.storage import write_text
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Augmentation, Recipe
from dogcat.runs.run import Run, create_run


def trained(recipe: Recipe, pictures: str = "photos", precision: str | None = "bfloat16") -> Run:
    run = create_run(recipe, pictures)
    if precision:
        write_text(run.folder / "environment.json", json.dumps({"precision": precision}))
    return run


def test_of_recipes_only_what_differs_is_named() -> None:
    assert differing_fields([BASELINE, BASELINE]) == {}
    found = differing_fields([BASELINE, replace(BASELINE, dropout=0.5), REGULARIZED])
    assert found == {
        "dropout": ["0", "0.5", "0.5"],
        "batch size": ["20", "20", "32"],
        "epochs": ["30", "30", "100"],
        "augmentation": ["none", "none", "the tutorial's"],
    }


def test_augmentations_of_one_name_are_told_apart_by_their_settings() -> None:
    found = differing_fields(
        [
            replace(BASELINE, augmentation=Augmentation(rotation_range=20, horizontal_flip=True)),
            replace(BASELINE, augmentation=Augmentation(horizontal_flip=True, zoom_range=(0.9, 1.1))),
        ]
    )
    assert found == {
        "augmentation": ["your own", "your own"],
        "rotation_range": ["20", "0"],
        "zoom_range": ["1,1", "0.9,1.1"],
    }


@pytest.mark.usefixtures("home")
def test_the_precision_is_named_when_the_machines_chose_another() -> None:
    runs = [trained(BASELINE), trained(BASELINE, precision="float32"), trained(BASELINE, precision=None)]
    assert what_differs(runs) == {
        "number format": [
            "16-bit numbers, exact to 2 digits (bfloat16)",
            "32-bit numbers, exact to 7 digits (float32)",
            "not recorded",
        ]
    }


@pytest.mark.usefixtures("home")
def test_the_device_is_named_when_it_was_another() -> None:
    runs = [trained(replace(BASELINE, device=device)) for device in ("auto", "cpu", "auto")]
    assert what_differs(runs) == {}
    parts = [{"from_epoch": 1, "device": "gpu"}, {"from_epoch": 3, "device": "cpu"}]
    for run, more in zip(
        runs, ({"device": "gpu"}, {"device": "cpu"}, {"device": "cpu", "devices": parts}), strict=True
    ):
        write_text(run.folder / "environment.json", json.dumps({"precision": "float16", **more}))
    assert what_differs(runs) == {"device": ["graphics card", "processor", "graphics card, processor"]}


@pytest.mark.usefixtures("home")
def test_a_precision_that_was_asked_for_and_one_that_was_chosen_may_be_the_same() -> None:
    assert what_differs([trained(BASELINE), trained(replace(BASELINE, precision="bfloat16"))]) == {}


@pytest.mark.usefixtures("home")
def test_other_pictures_are_a_difference() -> None:
    assert what_differs([trained(BASELINE), trained(BASELINE, "mine")]) == {"pictures": ["photos", "mine"]}
