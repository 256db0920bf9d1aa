"""Networks for the page "Try one picture", for which a stand-in answers."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from tests.pages.try_picture.helpers import StandIn


@pytest.fixture
def stand_in(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = StandIn()
    made.folder = tiny_set.folder
    monkeypatch.setattr(
        "pages.screens.try_picture.network_choice.activation_client", lambda: SimpleNamespace(worker=made)
    )
    return made


@pytest.fixture
def runs(tiny_set: PictureSet, tiny_recipe: Recipe, stand_in: StandIn) -> list[Run]:
    """One without a cure, one with."""
    made = []
    for recipe in (tiny_recipe, replace(tiny_recipe, dropout=0.5, picture_size=24)):
        run = create_run(recipe, tiny_set.name, claimed_by=0)
        run.model_file.write_bytes(b"a network")
        created = run.request["created"] - 60 * len(made)  # the list tells runs apart by their time
        (run.folder / "request.json").write_text(json.dumps(run.request | {"created": created}))
        p_dog = {picture.name: 0.8 * picture.label + 0.1 for picture in tiny_set.pictures("validation")}
        evaluation = {"validation": {"p_dog": p_dog, "accuracy": 0.75, "n": 12}, "test": {"accuracy": 0.5, "n": 12}}
        (run.folder / "evaluation.json").write_text(json.dumps(evaluation))
        made.append(run)
    return made
