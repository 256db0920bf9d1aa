"""Why validation loss rises while validation accuracy hardly changes, on one picture of an ended training."""

import streamlit as st

from dogcat.analysis.wrong_answer import loss_rises_alone, recorded_wrong_answer, wrong_answer_of
from dogcat.charts.watched import describe_wrong_answer, wrong_answer_chart
from dogcat.common.language import _
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal


def show_wrong_answer(run: Run, timeline: Timeline, sees_watched: bool) -> None:
    """Shows one wrong answer that grew more confident, if validation loss rose and validation accuracy did not fall.

    It is a watched picture of this training, otherwise a recorded one.

    Args:
        run: the run.
        timeline: its events.
        sees_watched: whether the visitor may see its watched pictures.
    """
    if not loss_rises_alone(timeline.epochs):
        return
    found = (wrong_answer_of(run, timeline) if sees_watched else None) or recorded_wrong_answer()
    if found is None:
        return
    st.markdown(
        _(
            "#### One wrong answer grows more confident\nValidation loss has risen, but validation accuracy has hardly"
            " changed. Accuracy only counts mistakes. Loss also asks how confident each of them is."
        )
    )
    left, right = st.columns([1, 4], vertical_alignment="center")
    left.image(found.picture.pixels, width=150, alt=_("The picture"))
    with right:
        show_chart(wrong_answer_chart(found), key=f"{run.id}-wrong-answer", description=describe_wrong_answer(found))
    st.markdown(describe_wrong_answer(found))
    if found.is_recorded:
        st.caption(
            _(
                "A drawn picture, shown after each epoch to {num} networks that learned from photos only (recorded with"
                " the plain recipe of the exercise). Thin: each network; bold: their median. The values above"
                " are medians, too."
            ).format(num=len(found.curves))
        )
    else:
        st.caption(_("A picture that this training watched: {name}.").format(name=literal(found.picture.name)))
