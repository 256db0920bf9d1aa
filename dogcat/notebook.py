"""A run as a Jupyter notebook: what was trained and what came of it, and the code that trains it once more.

The recorded curves travel along inside the notebook, so that it can be read and run without the run's folder.
"""

import math
from datetime import datetime, timezone
from pprint import pformat
from typing import Any

from dogcat.diagnosis import diagnose
from dogcat.keras_code import code_parts
from dogcat.layers import num_parameters
from dogcat.presets import augmentation_to_query
from dogcat.recipe import Recipe, recipe_kind
from dogcat.recipe_words import value_words
from dogcat.runs import Run

_CURVES = """\
figure = make_subplots(cols=2, subplot_titles=("accuracy", "loss"))
for column, metric in enumerate(("accuracy", "loss"), start=1):
    for name, colour in ((metric, "#0072B2"), (f"val_{metric}", "#D55E00")):
        place = {"row": 1, "col": column}
        figure.add_scatter(x0=1, y=history.history[name], name=f"{name}, new", line_color=colour, **place)
        line = {"color": colour, "dash": "dot"}
        figure.add_scatter(x=recorded["epoch"], y=recorded[name], name=f"{name}, recorded", line=line, **place)
figure.update_xaxes(title="epoch")
figure"""
_RECORDED = ("accuracy", "loss", "val_accuracy", "val_loss")
_INTRODUCTIONS = {
    "Beginning": "It needs `tensorflow`, `numpy` and `plotly`. Let `folder` name the folder of the pictures: in"
    " the app's data folder `.dogcat` that is `pictures/{pictures}`.",
    "Augmentation": "Keras' own layers, as near as they come to the app's augmentation.",
    "Training": "The curves will not be the recorded ones point for point, since the random numbers are others.",
    "Curves": "Dotted: what the app recorded. The training figures are those taken while it learns.",
}


def as_notebook(run: Run) -> dict[str, Any]:
    """The notebook of a run in whatever state, ready for JSON: format 4.5, of which nothing has been executed.

    The code is that of `keras_code.as_code`. The same run gives the same notebook.
    """
    recipe = run.recipe
    cells = [_text_cell("run", _description(run, recipe))]
    for title, code in code_parts(recipe, run.pictures).items():
        introduction = _INTRODUCTIONS.get(title, "").format(pictures=run.pictures)
        cells += [
            _text_cell(f"about-{title.lower()}", f"## {title}\n\n{introduction}".strip()),
            _code_cell(title.lower(), code.strip()),
        ]
    cells += [
        _text_cell("about-curves", f"## Curves\n\n{_INTRODUCTIONS['Curves']}"),
        _code_cell("curves", f"recorded = {_recorded(run)}\n\n{_CURVES}"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _text_cell(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def _code_cell(name: str, code: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", "id": name, **empty, "source": code}


def _description(run: Run, recipe: Recipe) -> str:
    kind = recipe_kind(recipe)
    name = "a recipe of its own" if kind == "custom" else f"the recipe `{kind}`"
    created = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    lines = [
        f"# Cats and dogs: run {run.id}",
        "",
        f"Asked for in dogcat on {created:%Y-%m-%d}, with {name}.",
        "",
        *(f"- {what}: {text}" for what, text in _what_was_trained(run, recipe).items()),
        "",
        *_what_came_of_it(run, recipe),
    ]
    return "\n".join(lines) + "\n"


def _what_was_trained(run: Run, recipe: Recipe) -> dict[str, str]:
    pictures = f"{run.pictures_title}, {recipe.picture_size} × {recipe.picture_size} pixels"
    if recipe.num_training_pictures:
        pictures += f", {recipe.num_training_pictures:,} of them to train"
    if recipe.flipped_labels:
        pictures += f", {100 * recipe.flipped_labels:g} % of the training labels wrong on purpose"
    network = f"convolutions of {value_words('kernel_size', recipe.kernel_size)} with"
    network += f" {value_words('filters', recipe.filters)} filters, {value_words('pooling', recipe.pooling)}"
    network += f", {recipe.dense_units} dense units, dropout {recipe.dropout:g}, {num_parameters(recipe):,} parameters"
    optimizer = f"{recipe.optimizer}, learning rate {recipe.learning_rate:g}, weight decay {recipe.weight_decay:g}"
    length = f"{recipe.epochs} epochs of {recipe.steps_per_epoch} steps of {recipe.batch_size} pictures"
    if recipe.early_stopping_patience:
        length += f", or until the validation loss has not fallen for {recipe.early_stopping_patience} epochs"
    changes = [f"`{name}={value}`" for name, value in augmentation_to_query(recipe.augmentation).items()]
    return {
        "Pictures": pictures,
        "Network": network,
        "Optimizer": optimizer,
        "Length": length,
        "Augmentation": ", ".join(changes) or "none",
    }


def _what_came_of_it(run: Run, recipe: Recipe) -> list[str]:
    history, state = run.history(), run.status().state
    if not history:
        return [f"No epoch was finished (the run is {state})."]
    found, test = diagnose(history), run.evaluation("test")
    rows = [
        ("training accuracy, clean", f"{found.clean_accuracy:.1%}"),
        ("validation accuracy", f"{found.val_accuracy:.1%}"),
        ("gap between the two", f"{100 * found.gap:.1f} points"),
        ("highest validation accuracy", f"{found.best_val_accuracy:.1%}, epoch {found.best_val_accuracy_epoch}"),
        ("lowest validation loss", f"epoch {found.lowest_val_loss_epoch}"),
    ]
    if test:
        low, high = test["accuracy_interval"]
        interval = f"95 % interval {low:.1%} to {high:.1%}"
        rows.append(("test accuracy", f"{test['accuracy']:.1%} of {test['n']:,} pictures ({interval})"))
    return [
        f"After {found.num_epochs} of {recipe.epochs} epochs (the run is {state}) the app had recorded:",
        "",
        "| figure | value |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]


def _recorded(run: Run) -> str:
    """The recorded curves as Python text: a list for each name, with None where a figure was not finite."""
    history = run.history()
    curves: dict[str, list[Any]] = {"epoch": [int(row["epoch"]) for row in history]}
    for name in _RECORDED:
        curves[name] = [None if math.isnan(row[name]) else round(row[name], 4) for row in history]
    return pformat(curves, width=100, compact=True, sort_dicts=False)
