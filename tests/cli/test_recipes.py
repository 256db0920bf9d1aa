"""The commands about recipes: recipe, summary, code. `augment` is in tests/augmentation/test_contact_sheet.py."""

from dataclasses import replace
from pathlib import Path

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


@pytest.mark.parametrize("command", ["recipe", "summary", "code"])
def test_what_is_printed_can_be_written_to_a_file(dogcat: Dogcat, tmp_path: Path, command: str) -> None:
    out = tmp_path / "내 폴더" / "mine.txt"
    result = dogcat(command, "baseline", "--out", f'"{out}"')
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{out}\n", "")
    assert out.read_bytes().decode("utf-8") == dogcat(command, "baseline").stdout


def test_a_recipe_can_be_written_over_the_file_it_was_read_from(dogcat: Dogcat, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes('{"epochs": 3}'.encode("utf-16"))
    assert dogcat("recipe", file, "--out", file).returncode == 0
    assert recipe_from_json(file.read_text(encoding="utf-8")) == replace(BASELINE, epochs=3)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.json"], "no other file is left"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["recipe", "{}/nowhere.json"], "There is no recipe"),
        (["summary", "{}/out-of-range.json"], "batch_size is 0; allowed:"),
        (["summary"], "recipe"),
        (["recipe", "baseline", "--out", "{}"], "cannot be written"),
        (["code", "baseline", "--out", "{}/good.jpg/code.py"], "cannot be written"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)
