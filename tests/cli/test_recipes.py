"""The commands about recipes: recipe, summary, code. `augment` is in tests/augmentation/test_contact_sheet.py."""

import pytest
from typer.testing import CliRunner

from dogcat.cli.app import app
from dogcat.export.keras_code import as_code
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe, recipe_from_json
from tests.cli.conftest import CheckMistake, Dogcat, mistake_name


@pytest.mark.parametrize(("name", "recipe"), [("baseline", BASELINE), ("regularized", REGULARIZED)])
def test_recipe_prints_json_that_is_the_recipe(dogcat: Dogcat, name: str, recipe: Recipe) -> None:
    result = dogcat("recipe", name)
    assert (result.returncode, result.stderr) == (0, "")
    assert recipe_from_json(result.stdout) == recipe


def test_summary_ends_with_the_total(dogcat: Dogcat) -> None:
    lines = dogcat("summary", "regularized").stdout.splitlines()
    assert lines[0].split() == ["layer", "kind", "output", "shape", "parameters"]
    assert any(line.split()[:2] == ["dropout", "Dropout"] for line in lines)
    assert lines[-1].split() == ["total", "3,453,121"]


def test_code_prints_the_code_of_a_recipe() -> None:
    result = CliRunner().invoke(app, ["code", "baseline"])
    assert result.stdout == as_code(BASELINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["recipe", "{}/nowhere.json"], "There is no recipe"),
        (["summary", "{}/out-of-range.json"], "batch_size is 0; allowed:"),
        (["summary"], "recipe"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)
