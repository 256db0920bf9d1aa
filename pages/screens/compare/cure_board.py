"""The fair board of the quick recipe: curves of all seeds, and what each cure adds in their mean."""

import streamlit as st

from dogcat.analysis.cures import MIN_SEEDS, CureResults
from dogcat.charts.ablation import CELL_NAMES, describe_seeds, effects_over_seeds, gap_over_seeds, seeds_chart
from dogcat.charts.intervals import describe_intervals, intervals_chart
from dogcat.common.language import N_, _, ngettext
from dogcat.recipe.recipe import QUICK_REGULARIZED
from dogcat.runs.recorded_seeds import PictureKind, RecordedSeeds
from pages.widgets.chart import show_chart

KINDS: dict[PictureKind, str] = {"photos": N_("photos"), "drawn": N_("drawn pictures")}


def show_board(cells: dict[str, RecordedSeeds]) -> None:
    """Four small charts; their titles name what was added, because in a narrow window they stand in one column."""
    for row in (("nothing", "augmentation"), ("dropout", "both")):
        for column, name in zip(st.columns(2), row, strict=True):
            with column:
                title = _(CELL_NAMES[name])
                if name in cells:
                    words = describe_seeds(title, cells[name])
                    show_chart(seeds_chart(title, cells[name]), key=f"cell-{name}", description=words)
                else:
                    st.caption(_("{name}: not recorded yet").format(name=title))
    st.caption(
        _(
            "Accuracy by epoch. Dotted: training. Solid: validation. Each thin line is one training, the thick line is"
            " their mean. The title of each chart says what was added to the plain network."
        )
    )


def show_effects(cells: dict[str, RecordedSeeds], results: CureResults) -> None:
    """What each cure changes on new pictures, and the gap that it leaves."""
    gains = effects_over_seeds(results)
    title = _("Gain in accuracy on new pictures over “nothing”")
    if gains:
        show_chart(intervals_chart(title, gains, "points more", _("no better")), key="gains",
                   description=describe_intervals(title, gains, "points more"))  # fmt: skip
    gaps = [gap_over_seeds(table, name) for name, table in cells.items()]
    title = _("Gap between training and validation accuracy")
    show_chart(intervals_chart(title, gaps, "points", _("no gap")), key="gaps",
               description=describe_intervals(title, gaps, "points"))  # fmt: skip
    if len(results.seeds) >= MIN_SEEDS:
        st.caption(
            _(
                "All values are means of the last ten epochs. Each small dot is one training. The large dot with its"
                " line is their mean with the 95% confidence interval: how much it could change with other seeds."
            )
        )
    else:
        st.caption(
            _(
                "All values are means of the last ten epochs. There are too few trainings for a confidence interval."
                " Another seed changes the values."
            )
        )


def say_what_was_trained(cells: dict[str, RecordedSeeds], kind: PictureKind) -> None:
    """Names recipe, pictures and number of trainings."""
    numbers = [len(table.seeds) for table in cells.values()]
    st.caption(
        ngettext(
            "Each kind was trained once with the quick recipe: {epochs} epochs on 2,000 {pictures}. Processor:"
            " {processor}.",
            "Each kind was trained {num} times with the quick recipe, each time with another seed: {epochs} epochs on"
            " 2,000 {pictures}. Processor: {processor}.",
            min(numbers),
        ).format(
            epochs=QUICK_REGULARIZED.epochs,
            pictures=_(KINDS[kind]),
            num=min(numbers),
            processor=next(iter(cells.values())).processor,
        )
    )
