"""A training's `events.jsonl` has the lines and fields that CONTRIBUTING.md documents."""

import dataclasses
import os

import numpy as np
import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.watched import WatchedPicture
from dogcat.training.callbacks.stopping import DivergedError
from dogcat.training.train import train
from tests.documented_events import documented_events, faults
from tests.training.test_resume import at_step


def test_each_line_of_a_training_is_as_documented(tiny_set: PictureSet, tiny_recipe: Recipe) -> None:
    recipe = dataclasses.replace(tiny_recipe, flipped_labels=0.5)
    watched = [WatchedPicture("mine", None, np.zeros((recipe.picture_size, recipe.picture_size, 3), np.uint8))]
    run = create_run(recipe, tiny_set.name, claimed_by=os.getpid(), watched=watched)
    train(recipe, run, [at_step(recipe.steps_per_epoch, run.request_stop)])
    run.wait_again("continue")
    run.claim(os.getpid())
    train(recipe, run)
    diverging = dataclasses.replace(tiny_recipe, learning_rate=100.0)
    failed = create_run(diverging, tiny_set.name, claimed_by=os.getpid())
    with pytest.raises(DivergedError):
        train(diverging, failed)
    events = [*run.read_events()[0], *failed.read_events()[0]]
    assert faults(events) == set()
    elsewhere = {"augmented_validation", "features"}  # of one recorded run; of trainings with a base
    assert {event["event"] for event in events} == documented_events().keys() - elsewhere
    some = {name for event in events for name in event}
    assert {name for kind in documented_events().values() for name in kind.sometimes} <= some
