"""The commands about recipes: print a recipe, its layers or its code, and write a sheet of augmented variants."""

from pathlib import Path
from typing import Annotated

import typer

from dogcat.augmentation.contact_sheet import make_sheet, write_sheet
from dogcat.augmentation.presets import AUGMENTATION_PRESETS, augmentation_from_query
from dogcat.cli.arguments import OutFile, RecipeName, read_recipe
from dogcat.cli.terminal import give, say, show
from dogcat.common.errors import DogcatError
from dogcat.common.typed_path import typed_path
from dogcat.export.keras_code import as_code
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import recipe_to_json


def augment_command(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", parser=typed_path, help="A picture."),
    ],
    out: Annotated[Path, typer.Option(metavar="SHEET.png", parser=typed_path, help="File to write the sheet to.")],
    preset: Annotated[str, typer.Option(help=f"{', '.join(AUGMENTATION_PRESETS)}.")] = "tutorial",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting instead of the preset's; may be repeated."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=64, help="How many variants.")] = 8,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31 - 1, help="Random seed; the same seed gives the same sheet.")
    ] = 1,
    picture_size: Annotated[int, typer.Option(min=8, max=512, help="Height and width of each, in pixels.")] = 150,
) -> None:
    """Write a sheet with a picture and variants of it in a row, made as in training."""
    if preset not in AUGMENTATION_PRESETS:
        raise DogcatError(f"There is no preset {preset!r}. Expected: {', '.join(AUGMENTATION_PRESETS)}.")
    augmentation = augmentation_from_query(_read_settings(settings or []), AUGMENTATION_PRESETS[preset])
    if out.resolve() == file.resolve():
        raise DogcatError(f"--out {out} is the picture itself, which would be lost. Choose another name.")
    try:
        pixels = decode_picture(file, picture_size)
    except PictureError as error:
        raise DogcatError(f"{file} {error}. Expected: a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF picture.") from None
    write_sheet(make_sheet(pixels, augmentation, count, seed), out)
    if augmentation.mixes_pictures:
        say("Mixup and cutmix mix two pictures of a batch; a sheet of one picture does not show it.")
    show(f"{out}: the original and {count} variants")


def summary_command(recipe: RecipeName, out: OutFile = None) -> None:
    """Print the network's layers: name, kind, output shape and parameters."""
    table = layer_table(read_recipe(recipe))
    lines = [("layer", "kind", "output shape", "parameters")]
    lines += [(row.name, row.kind, str(row.output_shape), f"{row.num_parameters:,}") for row in table]
    lines.append(("total", "", "", f"{sum(row.num_parameters for row in table):,}"))
    give("".join(f"{name:<12}{kind:<14}{shape:<18}{parameters:>12}\n" for name, kind, shape, parameters in lines), out)


def recipe_command(recipe: RecipeName, out: OutFile = None) -> None:
    """Print a recipe as JSON. Change it and pass it to train --recipe FILE.json."""
    give(recipe_to_json(read_recipe(recipe)), out)


def code_command(recipe: RecipeName, out: OutFile = None) -> None:
    """Print a recipe as plain Keras code: a script that trains its network on a folder of pictures."""
    give(as_code(read_recipe(recipe)), out)


def _read_settings(settings: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for setting in settings:
        name, is_there, value = setting.partition("=")
        if not is_there:
            raise DogcatError(f"--set {setting!r} is not NAME=VALUE. Expected, for example: --set zoom_range=0.8,1.2")
        if name in values:
            raise DogcatError(f"--set names {name!r} twice. Expected: each name once.")
        values[name] = value
    return values
