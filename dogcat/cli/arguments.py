"""Arguments that several commands take: the name of a run, and a recipe."""

from pathlib import Path
from typing import Annotated

import typer

from dogcat.recipe.recipe import RECIPES, Recipe, RecipeError, recipe_from_json

RECIPE_HELP = f"{', '.join(RECIPES)}, or a recipe's .json file."
RecipeName = Annotated[str, typer.Argument(help=RECIPE_HELP)]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run's id or folder, or 'last'.")]


def read_recipe(name: str) -> Recipe:
    """Return the recipe of a known name, or the recipe in a JSON file.

    Args:
        name: a key of `RECIPES`, or the path of a file.

    Raises:
        RecipeError: there is no such name or readable file, or the file holds no recipe.
    """
    if name in RECIPES:
        return RECIPES[name]
    try:
        return recipe_from_json(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise RecipeError(
            f"There is no recipe {name!r}. Expected: {', '.join(RECIPES)}, or the path of a recipe's .json file."
        ) from None
