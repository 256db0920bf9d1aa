"""Runs in states that a runner meets."""

import os

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run


def occupy(owner: str = "") -> Run:
    """A run that this very process seems to train, so that the next one has to wait."""
    return create_run(Recipe(), "pets", claimed_by=os.getpid(), owner=owner)


def ended_early(recipe: Recipe, pictures: str, num_done: int = 1, owner: str = "") -> Run:
    """A run with finished epochs, whose last event is still to be written."""
    run = create_run(recipe, pictures, claimed_by=os.getpid(), owner=owner)
    run.write_history([{"epoch": epoch + 1} for epoch in range(num_done)])
    run.request_stop()
    return run
