"""Arguments that several commands take: the name of a run, a recipe, and a file to write."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dogcat.common.text_file import read_text_file
from dogcat.common.typed_path import typed_path
from dogcat.recipe.recipe import RECIPES, Recipe, RecipeError, recipe_from_json

RECIPE_HELP = f"{', '.join(RECIPES)}, or a recipe's .json file."
RecipeName = Annotated[str, typer.Argument(help=RECIPE_HELP)]
OutFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", parser=typed_path, help="Write to this file, in UTF-8, instead of to the screen."),
]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run's id or folder, or 'last'.")]


def read_recipe(name: str) -> Recipe:
    """Return the recipe of a known name, or the recipe in a JSON file.

    Args:
        name: a key of `RECIPES`, or the path of a file.

    Raises:
        RecipeError: there is no such name or file, or the file holds no recipe.
        TextFileError: the file cannot be read as text.
    """
    if name in RECIPES:
        return RECIPES[name]
    file = typed_path(name)
    if not os.path.lexists(file):  # unlike `Path.exists`, for names that are too long, too
        raise RecipeError(
            f"There is no recipe {name!r}. Expected: {', '.join(RECIPES)}, or the path of a recipe's .json file."
        )
    try:
        return recipe_from_json(read_text_file(file))
    except FileNotFoundError:
        raise RecipeError(f"{file} is a link to a file that does not exist. Name the file itself.") from None
    except RecipeError as error:
        raise RecipeError(f"{file}: {error}") from None
