"""Home: what this app shows, with the animals and the result in a picture, and the ways into it."""

import json
from typing import Any

import streamlit as st

from dogcat.charts.comparison import describe_overlay, overlay_chart
from dogcat.charts.run_curves import curve_of
from dogcat.common.language import _, current_language
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.common.storage import ASSETS_DIR
from dogcat.lesson.figures import lesson_figures
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import STEPS
from dogcat.pictures.synthetic.drawing import is_drawing, unfinished_drawings
from dogcat.runs.recorded import exercise_pair, seeds_of
from pages.frame.fragments import fragment
from pages.frame.progress_keeper import progress
from pages.screens.home.more import show_more
from pages.screens.home.path import show_path
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.component import style

CHART_HEIGHT = 270  # pixels, so that the animals below it are seen without scrolling
_STYLE = style("home.css")


def start() -> None:
    """Starts the lesson, or continues it."""
    lesson = session().lesson
    lesson.progress = lesson.progress or LessonProgress()
    lesson.progress.has_started = True
    lesson.wanted_step = lesson.progress.next_step() or STEPS[0]


def leave() -> None:
    """Hides the questions and keeps the answers."""
    progress().has_started = False


@st.cache_resource(max_entries=10, show_spinner=False)
def result_chart(language: str) -> tuple[dict[str, Any], str]:  # noqa: ARG001 - part of the key
    """Returns the chart of the exercise's two recorded trainings as JSON and in words: half of the page's work."""
    looks = {
        "baseline": (_("plain"), BASELINE_COLOUR),
        "regularized": (_("regularized"), REGULARIZED_COLOUR),
    }
    curves = [curve_of(run, *looks[family], seeds_of(f"{family}-photos")) for family, run in exercise_pair().items()]
    figure = overlay_chart("accuracy", curves, height=CHART_HEIGHT)
    figure.update_layout(meta={**(figure.layout.meta or {}), "drawsOnce": True})
    return json.loads(figure.to_json()), describe_overlay("accuracy", curves)


def show_result() -> None:
    """Shows the two recorded trainings of the exercise. The curves draw themselves once."""
    figure, description = result_chart(current_language())
    show_chart(figure, key="result", description=description)
    st.caption(
        _(
            "Recorded on real photos. Dotted: {num_training:,} photos that it learns from; solid: {num_validation:,}"
            " new ones. Shaded: the gap in percentage points, and how much repeated trainings differ. The"
            " {baseline_wrong:.0%} is the mean of the plain network's last ten epochs."
        ).format(**lesson_figures())
    )


def show_buttons() -> None:
    """Shows the buttons to start the lesson and to leave it, and at its end the link to what was done."""
    words = _("Start the lesson")
    if progress().attempts or progress().predictions:
        following = progress().next_step() or STEPS[-1]
        words = _("Continue the lesson: step {number}").format(number=STEPS.index(following) + 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        if progress().next_step():
            st.button(words, type="primary", icon=":material/play_arrow:", on_click=start)
        elif progress().has_started:
            st.page_link("pages/end.py", label=_("What you did"), icon=":material/flag:")
        if progress().has_started:
            st.button(_("Leave the lesson"), type="tertiary", on_click=leave)


def show_words() -> None:
    """Shows the headline, what the app is about in one sentence, and the buttons."""
    with st.container(key="home-words"):
        st.title(_("Cats, dogs and overfitting"))
        st.markdown(
            _(
                "A small network learns {num_training:,} photos almost by heart and still gets {baseline_wrong:.0%} of"
                " new ones wrong. Watch it happen, find out why, and see what helps."
            ).format(**lesson_figures())
        )
        show_buttons()
        st.caption(
            _(
                "{num_steps} steps, about 90 minutes in all. Your answers are kept in this browser, so you can stop and"
                " continue later."
            ).format(num_steps=len(STEPS))
        )


@fragment(run_every=2)
def show_drawings() -> None:
    """Says how far the pictures are that are drawn in the background."""
    for drawing in unfinished_drawings():
        if drawing.is_running():
            words = _("**{done:,} of {in_all:,}** pictures are drawn")
            st.caption(f":material/draw: {words.format(done=drawing.num_drawn(), in_all=drawing.num_pictures)}")


def show() -> None:
    """Shows the page."""
    st.html(_STYLE)
    with st.container(key="home-hero"):
        words, picture = st.columns([2, 3], gap="large")
        with words:
            show_words()
            if is_drawing():
                show_drawings()
        with picture:
            show_result()
    with st.container(key="home-animals"):
        st.image(ASSETS_DIR / "home" / "animals.webp", alt="", width="stretch")
    show_path()
    show_more()
