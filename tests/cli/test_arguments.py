"""Arguments that several commands take."""

from pathlib import Path

import pytest

from dogcat.cli.arguments import read_recipe
from dogcat.recipe.recipe import REGULARIZED, Recipe, RecipeError, recipe_to_json


def test_a_recipe_is_found_by_its_name_and_read_from_a_file(tmp_path: Path, tiny_recipe: Recipe) -> None:
    file = tmp_path / "tiny.json"
    file.write_text(recipe_to_json(tiny_recipe))
    assert read_recipe("regularized") == REGULARIZED
    assert read_recipe(str(file)) == tiny_recipe


def test_a_recipe_that_is_neither_a_name_nor_a_file_is_refused_with_the_names(tmp_path: Path) -> None:
    (tmp_path / "latin1.json").write_bytes(b"\xe9")
    for name in ("baselin", str(tmp_path), str(tmp_path / "latin1.json")):
        with pytest.raises(RecipeError, match="quick-baseline"):
            read_recipe(name)
