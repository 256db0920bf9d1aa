"""What practice adds: the learner orders the ingredients, then sees what each rung of the ladder adds and costs."""

import streamlit as st

from dogcat.analysis.ladder import NUM_SHOWN, rungs
from dogcat.analysis.ladder_results import RungResult, rung_results
from dogcat.analysis.ladder_runs import ladder_runs
from dogcat.analysis.ladder_text import read_top
from dogcat.common.language import _
from pages.frame.lesson_tasks import did
from pages.screens.ladder.judgement import show_judgement
from pages.screens.ladder.one_rung import show_one_rung
from pages.screens.ladder.order import ask_for_order
from pages.screens.ladder.parts import show_parts
from pages.state.session import session


def show() -> None:
    """The question, and after it the results."""
    st.title(_("What practice adds"))
    st.markdown(
        _(
            "A ladder of recipes leads from the tutorial's plain network upwards. **Each rung adds one ingredient to"
            " the rung before.** All are trained from random weights on the same 2,000 photos and are shown equally"
            " many pictures: {num:,} of 128 × 128 pixels."
        ).format(num=NUM_SHOWN)
    )
    if not session().ladder.shows_rungs:
        ask_for_order()
        return
    did("ordered-rungs")
    results = rung_results(rungs(), ladder_runs())
    if words := read_top(results):
        st.markdown(words)
    show_judgement(results)
    if results:
        show_parts(results)
        say_how_measured(results)
    else:
        st.info(_("No rung is recorded yet in this copy of the app."), icon=":material/hourglass_empty:")
    show_one_rung(results)


def say_how_measured(results: dict[str, RungResult]) -> None:
    """Says what the values mean, what they cost, and what they cannot say."""
    machine = ladder_runs()[next(iter(results))][0].machine
    st.caption(
        _(
            "Accuracy is measured on the {num:,} test photos, once, after each training. Nothing was chosen by them."
            " The gap is training accuracy minus validation accuracy. A line is the 95% confidence interval over"
            " pictures. With three seeds or more, it is extended to include the interval over seeds, and small dots"
            " are single trainings. Of twenty such intervals, about one does not contain the true value. Minutes are"
            " for two cores without other work. Processor: {processor}, {precision}. The number of pictures is small"
            " so that every rung could be trained. The recipe at its full length stands apart."
        ).format(
            num=next(iter(results.values())).num_test,
            processor=machine["processor"],
            precision=machine["precision"],
        )
    )
