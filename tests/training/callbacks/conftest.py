"""Fixtures of the tests of callbacks."""

from pathlib import Path

import pytest

from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from tests.training.callbacks.helpers import FakeModel


@pytest.fixture
def run(home: Path) -> Run:
    """A run to record to."""
    return create_run(Recipe(), "pets")


@pytest.fixture
def model() -> FakeModel:
    """A model that only records."""
    return FakeModel()
