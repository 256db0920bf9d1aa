"""One run as a row of the table of all runs: when it began, what it is, what was changed, how it ended."""

import math
from datetime import datetime, timezone
from typing import Any

from dogcat.analysis.history import diagnose
from dogcat.analysis.own_pair import has_run_to_its_end
from dogcat.common.language import N_, _
from dogcat.common.statistics import is_number
from dogcat.recipe.field_text import differences
from dogcat.recipe.recipe import MACHINE_FIELDS, RECIPES, Recipe, recipe_kind
from dogcat.runs.annotations import COLOURS, read_annotation
from dogcat.runs.run import Run

DETAILS = (
    N_("Training"),
    N_("Test"),
    # Translators: the heading of a column: what differs from the nearest recipe
    N_("Changed"),
    N_("Colour"),
    N_("Note"),
)  # no columns of the table


def overview_row(run: Run, owner: str, is_sealed: bool) -> dict[str, Any]:
    """Return a run as a row of the table of all runs, with headings and words in the current language.

    Args:
        run: in any state.
        owner: who started it, as text.
        is_sealed: whether the test accuracy must not be shown.

    Returns:
        accuracies in percent and the gap in percentage points, means of the last ten epochs, of
        an unfinished training those of its last epoch; None before the first.
        The test accuracy is text, since it may be sealed; empty before the training has ended.
    """
    history, label = run.history(), read_annotation(run)
    colour = COLOURS.get(label.colour) if label.colour else None
    kind, changes = _kind_and_changes(run.recipe)
    told = history if has_run_to_its_end(run) else history[-1:]
    found = diagnose(told) if told else None
    training, validation, gap = (found.clean_accuracy, found.val_accuracy, found.gap) if found else (math.nan,) * 3
    started = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    return {
        # Translators: heading of a column with the day and time when each training started
        _("Started"): started.replace(tzinfo=None),  # browsers would show another time zone than the server's
        _("Name"): label.name or kind,
        # Translators: heading of a column with accuracies
        _("Validation"): _percent(validation),
        _("Gap"): _percent(gap),
        # Translators: the heading of a column: whether a training waits, runs or has ended
        _("State"): run.status().words,
        _("Epochs"): _("{num} of {num_epochs}").format(num=len(history), num_epochs=run.recipe.epochs),
        _("Pictures"): run.pictures,
        _("Started by"): owner,
        # Translators: heading of a column with accuracies
        _("Training"): _percent(training),
        _("Test"): _test_words(run, is_sealed),
        _("Changed"): ", ".join(changes),
        _("Colour"): f"● {_(colour)}" if colour else "",
        _("Note"): label.note,
    }


def _kind_and_changes(recipe: Recipe) -> tuple[str, list[str]]:
    """The recipe that this one is nearest to, as text, and what was changed in it."""
    changes = {
        name: [item for item in differences(recipe, known) if item.field not in MACHINE_FIELDS]
        for name, known in RECIPES.items()
    }
    nearest = min(changes, key=lambda name: len(changes[name]))
    is_known = recipe_kind(recipe) == nearest
    kind = nearest if is_known else _("{recipe}, changed").format(recipe=nearest)
    return kind, [f"{item.name} {item.here}" for item in changes[nearest]]


def _percent(fraction: float) -> float | None:
    return 100 * fraction if is_number(fraction) else None


def _test_words(run: Run, is_sealed: bool) -> str:
    test = run.evaluation("test")
    if test is None:
        return ""
    # Translators: the test accuracy must not be seen yet
    return _("sealed") if is_sealed else f"{test['accuracy']:.1%}"
