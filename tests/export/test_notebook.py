"""A run as a notebook: valid, true to what was recorded, and its cells run one after the other."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from dogcat.export.keras_code import code_parts
from dogcat.export.notebook import as_notebook
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe
from dogcat.runs.run import Run, create_run
from tests.conftest import MakeLayout

EPOCH = {"seconds": 9.5, "pictures_per_second": 210.0, "loss": 0.61, "clean_loss": 0.3, "val_loss": 0.5}
EPOCHS = [
    {**EPOCH, "epoch": 1, "accuracy": 0.61, "clean_accuracy": 0.7, "val_accuracy": 0.625},
    {**EPOCH, "epoch": 2, "accuracy": 0.751234567, "clean_accuracy": 0.875, "val_accuracy": 0.75, "val_loss": 0.45},
    {**EPOCH, "epoch": 3, "accuracy": 0.9, "clean_accuracy": 0.9821, "val_accuracy": 0.7315, "loss": None},
]
METRICS = ("accuracy", "val_accuracy", "loss", "val_loss")
EXECUTE = """
import json
figures = []
for cells in json.load(open("notebooks.json")):
    names = {}
    for code in cells:
        exec(code, names)
    figures.append(names["figure"].to_json(engine="json"))
json.dump(figures, open("figures.json", "w"))
"""
Curves = dict[str, dict[str, Any]]
TEST_FIGURES = {"n": 1000, "accuracy": 0.712, "accuracy_interval": [0.6832, 0.7391]}


def _recorded_run(recipe: Recipe, pictures: str = "pets") -> Run:
    run = create_run(recipe, pictures)
    run.write_history(EPOCHS)
    (run.folder / "evaluation.json").write_text(json.dumps({"validation": TEST_FIGURES, "test": TEST_FIGURES}))
    run.append("end")
    return run


def test_what_others_named_is_shown_as_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _recorded_run(replace(BASELINE, epochs=3))
    monkeypatch.setattr(Run, "pictures_title", "<img src=x onerror=alert(1)>*[a](b)*\u202e")
    text = _texts(run)[0]
    assert r"- Pictures: &lt;img src=x onerror=alert(1)&gt;\*\[a\](b)\*" in text
    assert "<img" not in text


def test_a_notebook_says_what_was_trained_and_what_came_of_it(home: Path) -> None:
    run = _recorded_run(replace(BASELINE, epochs=3))
    text = _texts(run)[0]
    assert text.startswith(f"# Cats and dogs: run {run.id}\n")
    for words in (
        "with the recipe `baseline`.",
        "- Pictures: pets, 150 × 150 pixels\n",
        "convolutions of 3 × 3 with 32, 64, 128, 128 filters, flatten, 512 dense units, dropout 0, 3,453,121 par",
        "- Optimizer: rmsprop, learning rate 0.0001, weight decay 0\n",
        "- Length: 3 epochs of 100 steps of 20 pictures\n",
        "- Augmentation: none\n",
        "After 3 of 3 epochs (the run is done) the app had recorded:",
        "| training accuracy, mean of the last ten epochs | 85.2% |",
        "| validation accuracy, mean of the last ten epochs | 70.2% |",
        "| gap (training minus validation accuracy) | 15.0 percentage points |",
        "| highest validation accuracy | 75.0%, epoch 2 |",
        "| lowest validation loss | epoch 2 |",
        "| test accuracy | 71.2% of 1,000 pictures (95% confidence interval 68.3% to 73.9%) |",
    ):
        assert words in text


def test_a_notebook_names_what_makes_a_recipe_special(home: Path) -> None:
    special = replace(
        REGULARIZED,
        pixel_range="-1..1",
        num_training_pictures=1500,
        flipped_labels=0.125,
        early_stopping_patience=7,
        weight_decay=0.01,
    )
    text = _texts(_recorded_run(special))[0]
    assert "with a recipe of its own." in text
    assert (
        ", pixel values scaled to −1…1, 1,500 of them for training, 12.5% of the training labels wrong on purpose\n"
        in text
    )
    assert "weight decay 0.01\n" in text
    assert ", or until validation loss has not decreased for 7 epochs\n" in text
    assert "- Augmentation: `rotation_range=40`, `width_shift_range=0.2`," in text


def test_the_code_is_that_of_the_recipe_cell_by_cell(home: Path) -> None:
    run = _recorded_run(REGULARIZED)
    cells = [cell["source"] for cell in as_notebook(run)["cells"] if cell["cell_type"] == "code"]
    assert cells[:-1] == [code.strip() for code in code_parts(REGULARIZED, "pets").values()]
    titles = [text.splitlines()[0] for text in _texts(run)[1:]]
    names = ["Setup", "Pictures", "Augmentation", "Batches", "Network", "Training", "Curves"]
    assert titles == [f"## {name}" for name in names]


def test_a_notebook_is_valid_and_always_the_same(home: Path) -> None:
    run = _recorded_run(REGULARIZED)
    notebook = as_notebook(run)
    nbformat.validate(nbformat.from_dict(notebook))
    assert as_notebook(run) == notebook


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, tiny_recipe: Recipe) -> list[Curves]:
    """The curves, by name, of a recorded run's notebook and of one that never began, both executed in one process."""
    folder = tmp_path_factory.mktemp("notebook")
    make_layout(folder / "pets", per_class=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOGCAT_HOME", str(folder / "home"))
        notebooks = [as_notebook(_recorded_run(tiny_recipe)), as_notebook(create_run(tiny_recipe, "pets"))]
    cells = [[cell["source"] for cell in each["cells"] if cell["cell_type"] == "code"] for each in notebooks]
    (folder / "notebooks.json").write_text(json.dumps(cells))
    result = subprocess.run(
        [sys.executable, "-c", EXECUTE],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    drawn = json.loads((folder / "figures.json").read_text())
    return [{curve["name"]: curve for curve in json.loads(figure)["data"]} for figure in drawn]


@pytest.mark.slow
def test_the_new_curves_are_drawn_beside_the_recorded_ones(figures: list[Curves]) -> None:
    curves, _ = figures
    assert list(curves) == [f"{name}, {when}" for name in METRICS for when in ("new", "recorded")]
    assert [len(curves[f"{name}, new"]["y"]) for name in METRICS] == [2] * 4
    assert curves["accuracy, recorded"]["x"] == [1, 2, 3]
    assert curves["accuracy, recorded"]["y"] == [0.61, 0.7512, 0.9]
    assert curves["loss, recorded"]["y"] == [0.61, 0.61, None]
    assert curves["val_loss, recorded"]["xaxis"] == "x2"


@pytest.mark.slow
def test_the_notebook_of_a_run_that_never_began_runs_too(
    home: Path, tiny_recipe: Recipe, figures: list[Curves]
) -> None:
    _, curves = figures
    assert [len(curves[f"{name}, new"]["y"]) for name in METRICS] == [2] * 4
    assert [curves[f"{name}, recorded"]["y"] for name in METRICS] == [[]] * 4
    assert "No epoch was completed (the run is queued)." in _texts(create_run(tiny_recipe, "pets"))[0]


def _texts(run: Run) -> list[str]:
    return [cell["source"] for cell in as_notebook(run)["cells"] if cell["cell_type"] == "markdown"]
