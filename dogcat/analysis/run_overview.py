"""One run as a row of the table of all runs: what it is called, what was changed, how it ended."""

from datetime import datetime, timezone
from typing import Any

from dogcat.analysis.history import diagnose
from dogcat.common.language import _
from dogcat.recipe.field_text import differences, tutorial_recipe
from dogcat.recipe.recipe import RECIPES, recipe_kind
from dogcat.runs.annotations import COLOURS, read_annotation
from dogcat.runs.run import Run


def overview_row(run: Run, test: dict[str, Any] | None) -> dict[str, Any]:
    """Return a run as a row of the table of all runs, with headings and words in the current language.

    Args:
        run: in any state.
        test: the evaluation on the test split; None if there is none or if it is sealed.

    Returns:
        accuracies in percent and the gap in percentage points; None where there is none.
    """
    history, label = run.history(), read_annotation(run)
    found = diagnose(history) if history else None
    colour = COLOURS.get(label.colour) if label.colour else None
    kind = recipe_kind(run.recipe)
    start = RECIPES.get(kind, tutorial_recipe(run.recipe))
    changes = [f"{item.name} {item.here}" for item in differences(run.recipe, start) if item.field != "precision"]
    return {
        _("Colour"): f"● {_(colour)}" if colour else "",
        _("Name"): label.name or kind,
        _("State"): run.status().words,
        _("Pictures"): run.pictures_title,
        _("Changed"): ", ".join(changes),
        _("Epochs"): _("{num} of {num_epochs}").format(num=len(history), num_epochs=run.recipe.epochs),
        _("Training, clean"): found and 100 * found.clean_accuracy,
        _("Validation"): found and 100 * found.val_accuracy,
        _("Best validation"): found and 100 * found.best_val_accuracy,
        _("Gap"): found and 100 * found.gap,
        _("Test"): test and 100 * test["accuracy"],
        _("Note"): label.note,
        _("Begun"): datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone(),
    }
