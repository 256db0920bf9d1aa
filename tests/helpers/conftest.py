"""Attempts and messages for the tests of helpers."""

import time
from pathlib import Path

import pytest

from dogcat.helpers.attempt import AppAttempt
from dogcat.helpers.cluster import Seen
from dogcat.helpers.connection import code_version
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.helper_claim import HelperClaim, write_helper_claim


@pytest.fixture
def attempt(home: Path, tiny_set: PictureSet, tiny_recipe: Recipe) -> AppAttempt:
    """An attempt of the helper lab-07 at a run."""
    run = create_run(tiny_recipe, "tiny", owner="a secret token")
    claim = HelperClaim("lab-07", "1", "lab-07-x", 0)
    write_helper_claim(run.folder, claim)
    return AppAttempt(run, claim)


@pytest.fixture
def seen() -> Seen:
    """The helper lab-07."""
    return Seen("tls://192.0.2.1:1", "lab-07-x", time.time(), "1", "lab-07", "Linux", code_version(), 0.0, {},
                frozenset(), is_ready=True)  # fmt: skip
