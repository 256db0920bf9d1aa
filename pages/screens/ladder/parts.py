"""The rungs of each part: charts of accuracy and gap, and all values as a table."""

from functools import partial

import streamlit as st

from dogcat.analysis.ladder import Part, rungs
from dogcat.analysis.ladder_results import RungResult
from dogcat.analysis.ladder_text import rung_title, verdict_words
from dogcat.charts.intervals import Interval, Unit, describe_intervals, intervals_chart
from dogcat.common.language import N_, _
from dogcat.common.units import Signed
from pages.frame.lesson_tasks import did
from pages.screens.ladder.rows import accuracy_rows, change_rows, gap_rows
from pages.widgets.chart import show_chart
from pages.widgets.tabs import show_views

TITLES: dict[Part, str] = {  # in the order of the tabs
    # Translators: a tab: the rungs upwards
    "up": N_("Up the ladder"),
    # Translators: a tab: the full recipe without one ingredient at a time
    "down": N_("One taken away"),
    # Translators: a tab: one ingredient on the plain network at a time
    "alone": N_("On the plain network alone"),
    # Translators: a tab: trainings with fewer pictures
    "pictures": N_("Fewer pictures"),
}
ABOUT: dict[Part, str] = {
    "up": N_("Each rung has all ingredients of the rungs above it in the list, and one more."),
    "down": N_(
        "Each lacks one ingredient of the top rung and is compared with the top rung. Batch normalisation is taken away"
        " after the residual blocks, which need it, and the averages after the growing pictures. The top rung without"
        " the mirror image is the rung below it."
    ),
    "alone": N_("Each has the plain network and one ingredient, and is compared with the plain network."),
    "pictures": N_("The same network learned from fewer different pictures, and is compared with itself on 2,000."),
}


def show_parts(results: dict[str, RungResult]) -> None:
    """Shows a tab for each part."""
    show_views({title: partial(show_part, part, results) for part, title in TITLES.items()}, key="part")


def show_part(part: Part, results: dict[str, RungResult]) -> None:
    """Shows the rungs of one part that are recorded, and names the others."""
    st.markdown(_(ABOUT[part]))
    if part == "down":
        did("took-one-away")
    compared = {rung.before for rung in rungs().values() if rung.part == part} - {""}
    wanted = [name for name, rung in rungs().items() if rung.part == part or (part != "up" and name in compared)]
    found = [results[name] for name in wanted if name in results]
    missing = [rung_title(rungs()[name], part) for name in wanted if name not in results]
    if found:
        left, right = st.columns(2, gap="large")
        with left:
            draw(f"{part}-accuracy", _("Accuracy on the test photos"), accuracy_rows(found, part), "%")
        with right:
            draw(f"{part}-gap", _("Gap between training and validation accuracy"), gap_rows(found, part), "points",
                 _("no gap"))  # fmt: skip
        changes = change_rows([result for result in found if result.rung.part == part], part)
        if changes:
            draw(f"{part}-change", _("What the ingredient changed in accuracy"), changes, "points more",
                 _("no change"))  # fmt: skip
        st.dataframe(
            [row_of(result, part) for result in found],
            hide_index=True,
            height="content",
            alt=_("All values of these rungs"),
        )
        say_seeds(found)
    if missing:
        st.caption(_("Not recorded yet in this copy of the app: {names}.").format(names=", ".join(missing)))


def draw(key: str, title: str, rows: list[Interval], unit: Unit, zero: str = "") -> None:
    """Shows a chart of intervals with its sentence."""
    show_chart(
        intervals_chart(title, rows, unit, zero), key=f"ladder-{key}", description=describe_intervals(title, rows, unit)
    )


def row_of(result: RungResult, part: Part) -> dict[str, str]:
    """Returns all values of a rung as text, by column."""
    change = result.change
    return {
        _("Rung"): rung_title(result.rung, part),
        _("Test accuracy"): f"{result.accuracy.mean:.1%}",
        _("Training accuracy"): f"{result.training.mean:.1%}",
        _("Gap, percentage points"): f"{Signed(100 * result.gap.mean):.1f}",
        _("Change, percentage points"): f"{Signed(100 * change.mean):+.1f}" if change else "–",
        _("More than chance?"): verdict_words(change),
        _("Minutes"): f"{result.minutes:.0f}",
        _("Seeds"): str(len(result.seeds)),
    }


def say_seeds(found: list[RungResult]) -> None:
    """Says how often the rungs were trained."""
    fewest = min(len(result.seeds) for result in found)
    if fewest == 1:
        words = _(
            "Some of these rungs were trained with one seed only. Another seed would move each of them, often by a"
            " percentage point."
        )
    else:
        words = _("Each of these rungs was trained with at least {num} seeds.").format(num=fewest)
    st.caption(words)
