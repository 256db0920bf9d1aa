"""What the class learned: the answers before and after each step, of those who share theirs."""

from functools import lru_cache

import streamlit as st

from dogcat.charts.intervals import Interval, describe_intervals, intervals_chart
from dogcat.common.language import _, current_language
from dogcat.common.palette import REGULARIZED_COLOUR
from dogcat.common.units import Signed
from dogcat.lesson.answer_gains import MIN_LEARNERS, AnswerGain, answer_gains
from dogcat.lesson.board import read_board
from dogcat.lesson.steps import PAGES, STEPS, Step, read_step
from pages.frame.fragments import fragment
from pages.widgets.chart import show_chart

SECONDS_BETWEEN_LOOKS = 10


@fragment(run_every=SECONDS_BETWEEN_LOOKS)
def show_gains() -> None:
    """Shows the gain of each step, refreshed every few seconds."""
    steps = steps_in(current_language())
    gains = [gain for gain in answer_gains(read_board(), steps) if gain.num or gain.step in STEPS]
    st.markdown(
        _(
            "How many answered the question before a step correctly, and how many the one after it, at the first"
            " attempt? Of those who share their answers on the board and have answered both."
        )
    )
    shown = [gain for gain in gains if gain.is_shown]
    if shown:
        show_gain_chart(shown, steps)
    rows = [row_of(gain, steps[gain.step]) for gain in gains]
    st.dataframe(rows, hide_index=True, alt=_("Answers before and after each step"))
    st.caption(
        _(
            "A step with fewer than {least} learners shows no result, so that nobody can be recognised. The two"
            " questions of a step are different ones: a gain is also larger if the second one is easier."
        ).format(least=MIN_LEARNERS)
    )


def show_gain_chart(shown: list[AnswerGain], steps: dict[str, Step]) -> None:
    """Shows the gains with their intervals."""
    rows = [Interval(title_of(steps[gain.step]), gain.gain, gain.low, gain.high, REGULARIZED_COLOUR) for gain in shown]
    title = _("Gain: right after minus right before")
    chart = intervals_chart(title, rows, "points more", zero=_("no gain"))
    show_chart(chart, key="gains", description=describe_intervals(title, rows, "points more"))


def row_of(gain: AnswerGain, step: Step) -> dict[str, str]:
    """Returns a row of the table; a step with too few learners has no numbers."""
    heads = (_("Learners"), _("Before"), _("After"), _("Gain, percentage points"), _("95% confidence interval"))
    cells = (
        str(gain.num),
        f"{gain.before:.0%}",
        f"{gain.after:.0%}",
        f"{Signed(100 * gain.gain):+.0f}",
        _("{low:+.0f} to {high:+.0f}").format(low=Signed(100 * gain.low), high=Signed(100 * gain.high)),
    )
    few = (_("fewer than {least}").format(least=MIN_LEARNERS), "", "", "", "")
    return {_("Step"): title_of(step), **dict(zip(heads, cells if gain.is_shown else few, strict=True))}


def title_of(step: Step) -> str:
    """Returns number and title of a step."""
    return f"{step.number}. {step.title}"


@lru_cache(maxsize=4)
def steps_in(language: str) -> dict[str, Step]:
    """Returns the steps by name. They are read once: thirty pages ask every few seconds."""
    return {name: read_step(name, language) for name in PAGES}
