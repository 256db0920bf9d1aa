"""A run as a Jupyter notebook: its recipe, its results, and the code that trains the network again.

The notebook holds the recorded curves, so that it can be read and run without the run's folder.
"""

import math
from datetime import datetime, timezone
from pprint import pformat
from typing import Any

from dogcat.analysis.history import diagnose
from dogcat.augmentation.presets import augmentation_to_query
from dogcat.common.language import N_, _
from dogcat.common.palette import TRAINING, VALIDATION
from dogcat.common.shown_text import markdown_text
from dogcat.export.keras_code import code_parts
from dogcat.recipe.field_text import FIELD_WORDS, value_words
from dogcat.recipe.layers import num_parameters
from dogcat.recipe.recipe import BASELINE, Recipe, recipe_kind
from dogcat.runs.run import Run

_CURVES = """\
figure = make_subplots(cols=2, subplot_titles=("accuracy", "loss"))
for column, metric in enumerate(("accuracy", "loss"), start=1):
    for name, colour, dash in ((metric, "TRAINING", "dot"), (f"val_{metric}", "VALIDATION", "solid")):
        place = {"row": 1, "col": column, "line": {"color": colour, "dash": dash}}
        figure.add_scatter(x0=1, y=history.history[name], name=f"{name}, new", **place)
        figure.add_scatter(x=recorded["epoch"], y=recorded[name], name=f"{name}, recorded", opacity=0.4, **place)
figure.update_xaxes(title="epoch")
figure""".replace("TRAINING", TRAINING).replace("VALIDATION", VALIDATION)
_RECORDED = ("accuracy", "loss", "val_accuracy", "val_loss")
# Introduction of each part of the code, by title. Show both through `_`.
_INTRODUCTIONS = {
    # Translators: a heading: the imports at the start of a notebook
    N_("Setup"): N_(
        "This notebook needs `tensorflow`, `numpy`, `plotly` and `pillow`. Set `folder` to the folder of the pictures:"
        " in the app's data folder `.dogcat` that is `pictures/{pictures}`."
    ),
    N_("Pictures"): "",
    N_("Augmentation"): N_("These are Keras' own layers; they come as close as possible to the app's augmentation."),
    N_("Batches"): "",
    N_("Network"): "",
    N_("Training"): N_("The curves will not match the recorded ones exactly, because the random numbers differ."),
    N_("Curves"): N_(
        "Dotted: training, during the epoch. Solid: validation. Pale: the same curves as the app recorded them."
    ),
}


def as_notebook(run: Run) -> dict[str, Any]:
    """Return the notebook of a run in any state, ready for JSON, in format 4.5 and without outputs.

    The prose is in the current language; the code is that of `keras_code.as_code`. The same run gives the same
    notebook.
    """
    recipe = run.recipe
    cells = [_text_cell("run", _description(run, recipe))]
    parts = code_parts(recipe, run.pictures) | {"Curves": f"recorded = {_recorded(run)}\n\n{_CURVES}"}
    for title, code in parts.items():
        introduction = _INTRODUCTIONS[title]
        told = _(introduction).format(pictures=run.pictures.replace("`", "_")) if introduction else ""
        cells += [
            _text_cell(f"about-{title.lower()}", f"## {_(title)}\n\n{told}".strip()),
            _code_cell(title.lower(), code.strip()),
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
    asked = (
        _("Started in dogcat on {day:%Y-%m-%d}, with a recipe of its own.")
        if kind == "custom"
        else _("Started in dogcat on {day:%Y-%m-%d}, with the recipe `{recipe}`.")
    )
    created = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    lines = [
        _("# Cats and dogs: run {run}").format(run=markdown_text(run.id)),
        "",
        asked.format(day=created, recipe=kind),
        "",
        *(f"- {what}: {text}" for what, text in _what_was_trained(run, recipe).items()),
        "",
        *_what_came_of_it(run, recipe),
    ]
    return "\n".join(lines) + "\n"


def _what_was_trained(run: Run, recipe: Recipe) -> dict[str, str]:
    pictures = [
        _("{pictures}, {size} × {size} pixels").format(
            pictures=markdown_text(run.pictures_title), size=recipe.picture_size
        )
    ]
    if recipe.pixel_range != BASELINE.pixel_range:
        words = value_words("pixel_range", recipe.pixel_range)
        pictures.append(_("pixel values scaled to {pixel_range}").format(pixel_range=words))
    if recipe.num_training_pictures:
        pictures.append(_("{num:,} of them for training").format(num=recipe.num_training_pictures))
    if recipe.flipped_labels:
        pictures.append(
            _("{percent:g}% of the training labels wrong on purpose").format(percent=100 * recipe.flipped_labels)
        )
    network = _(
        "convolutions of {size} with {filters} filters, {pooling}, {num_units} dense units, dropout {dropout:g},"
        " {num_parameters:,} parameters"
    ).format(
        size=value_words("kernel_size", recipe.kernel_size),
        filters=value_words("filters", recipe.filters),
        pooling=value_words("pooling", recipe.pooling),
        num_units=recipe.dense_units,
        dropout=recipe.dropout,
        num_parameters=num_parameters(recipe),
    )
    parts = ("batch_normalization", "residual", "squeeze_excitation")
    further = [_(FIELD_WORDS[part]) for part in parts if getattr(recipe, part)]
    network = ", ".join([network, *further])
    optimizer = _("{optimizer}, learning rate {learning_rate:g}, weight decay {weight_decay:g}").format(
        optimizer=recipe.optimizer, learning_rate=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    length = (
        _(
            "{num_epochs} epochs of {num_steps} steps of {batch_size} pictures, or until validation loss has not"
            " decreased for {patience} epochs"
        )
        if recipe.early_stopping_patience
        else _("{num_epochs} epochs of {num_steps} steps of {batch_size} pictures")
    ).format(
        num_epochs=recipe.epochs,
        num_steps=recipe.steps_per_epoch,
        batch_size=recipe.batch_size,
        patience=recipe.early_stopping_patience,
    )
    changes = [f"`{name}={value}`" for name, value in augmentation_to_query(recipe.augmentation).items()]
    return {
        _("Pictures"): ", ".join(pictures),
        _("Network"): network,
        _("Optimizer"): optimizer,
        # Translators: a heading: how many epochs and steps
        _("Length"): length,
        _("Augmentation"): ", ".join(changes) or _("none"),
    }


def _what_came_of_it(run: Run, recipe: Recipe) -> list[str]:
    history, state = run.history(), run.status().words
    if not history:
        return [_("No epoch was completed (the run is {state}).").format(state=state)]
    found, test = diagnose(history), run.evaluation("test")
    rows = [
        (_("training accuracy, mean of the last ten epochs"), f"{found.clean_accuracy:.1%}"),
        (_("validation accuracy, mean of the last ten epochs"), f"{found.val_accuracy:.1%}"),
        (_("gap (training minus validation accuracy)"), _("{num:.1f} percentage points").format(num=100 * found.gap)),
        (
            _("highest validation accuracy"),
            _("{accuracy:.1%}, epoch {epoch}").format(
                accuracy=found.best_val_accuracy, epoch=found.best_val_accuracy_epoch
            ),
        ),
        (_("lowest validation loss"), _("epoch {epoch}").format(epoch=found.lowest_val_loss_epoch)),
    ]
    if test:
        low, high = test["accuracy_interval"]
        words = _("{accuracy:.1%} of {num:,} pictures (95% confidence interval {low:.1%} to {high:.1%})")
        rows.append((_("test accuracy"), words.format(accuracy=test["accuracy"], num=test["n"], low=low, high=high)))
    return [
        _("After {num} of {num_epochs} epochs (the run is {state}) the app had recorded:").format(
            num=found.num_epochs, num_epochs=recipe.epochs, state=state
        ),
        "",
        _("| what | value |"),
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]


def _recorded(run: Run) -> str:
    """Return the recorded curves as Python text: a list for each name, with None for a value that is not finite."""
    history = run.history()
    curves: dict[str, list[Any]] = {"epoch": [int(row["epoch"]) for row in history]}
    for name in _RECORDED:
        curves[name] = [None if math.isnan(row[name]) else round(row[name], 4) for row in history]
    return pformat(curves, width=100, compact=True, sort_dicts=False)
