"""Arguments that several commands take."""

from pathlib import Path

import pytest

from dogcat.cli.arguments import read_recipe
from dogcat.common.errors import DogcatError
from dogcat.recipe.recipe import REGULARIZED, Recipe, RecipeError, recipe_to_json


def test_a_recipe_is_found_by_its_name_and_read_from_a_file(tmp_path: Path, tiny_recipe: Recipe) -> None:
    file = tmp_path / "tiny.json"
    file.write_text(recipe_to_json(tiny_recipe))
    assert read_recipe("regularized") == REGULARIZED
    assert read_recipe(str(file)) == tiny_recipe


def test_a_recipe_that_is_neither_a_name_nor_a_file_is_refused_with_the_names(tmp_path: Path) -> None:
    for name in ("baselin", str(tmp_path / "nowhere.json"), "x" * 300):
        with pytest.raises(RecipeError, match=r"There is no recipe .*quick-baseline"):
            read_recipe(name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_recipe_saved_by_windows_is_read(tmp_path: Path, tiny_recipe: Recipe, encoding: str) -> None:
    file = tmp_path / "my recipe.json"
    file.write_bytes(recipe_to_json(tiny_recipe).replace("\n", "\r\n").encode(encoding))
    for typed in (str(file), f'"{file}"', file.as_uri()):
        assert read_recipe(typed) == tiny_recipe


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xe9", "encoding of .*mine.json cannot be told"), (b"epochs: 5", r"mine\.json: The recipe is not JSON")],
)
def test_a_recipe_file_that_exists_is_named_with_its_fault(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "mine.json").write_bytes(data)
    with pytest.raises(DogcatError, match=words):
        read_recipe(str(tmp_path / "mine.json"))
    with pytest.raises(DogcatError, match=r"cannot be read \("):
        read_recipe(str(tmp_path))
