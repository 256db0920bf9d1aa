"""Home: what this app shows, in one screen, with the result in a picture, and the way through the lesson."""

import streamlit as st

from dogcat.charts.comparison import describe_overlay, overlay_chart
from dogcat.charts.run_curves import curve_of
from dogcat.common.language import _, current_language
from dogcat.common.palette import BASELINE_COLOUR, REGULARIZED_COLOUR
from dogcat.lesson.figures import lesson_figures
from dogcat.lesson.progress import LessonProgress
from dogcat.lesson.steps import PAGES, STEPS, read_step
from dogcat.runs.recorded import exercise_pair, seeds_of
from pages.frame.progress_keeper import progress
from pages.state.session import session
from pages.widgets.chart import show_chart


def start() -> None:
    """Starts the lesson, or continues it."""
    lesson = session().lesson
    lesson.progress = lesson.progress or LessonProgress()
    lesson.progress.has_started = True
    lesson.wanted_step = lesson.progress.next_step() or STEPS[0]


def leave() -> None:
    """Hides the questions and keeps the answers."""
    progress().has_started = False


def show_result() -> None:
    """Shows the two recorded trainings of the exercise."""
    looks = {"baseline": (_("plain"), BASELINE_COLOUR), "regularized": (_("with both cures"), REGULARIZED_COLOUR)}
    curves = [curve_of(run, *looks[family], seeds_of(f"{family}-photos")) for family, run in exercise_pair().items()]
    show_chart(overlay_chart("accuracy", curves), key="result", description=describe_overlay("accuracy", curves))
    st.caption(
        _(
            "Recorded on the real photos: share of pictures that the network gets right, epoch by epoch. Dotted:"
            " {num_training:,} photos that it learns from. Solid: {num_validation:,} that it never sees in training."
            " The wide shade between them is the gap, the narrow one how far repeated trainings lie apart."
        ).format(**lesson_figures())
    )


def show_steps() -> None:
    """Shows the steps in order, which are done and which one is next, and at the end of the lesson the link to it."""
    following = progress().next_step()
    for name in STEPS:
        step = read_step(name, current_language())
        is_next = name == following and progress().has_started
        icon = "check_circle" if progress().is_done(name) else "arrow_circle_right" if is_next else "circle"
        st.page_link(
            f"pages/{PAGES[name]}.py",
            label=f"**{step.number}. {step.title}**" if is_next else f"{step.number}. {step.title}",
            icon=f":material/{icon}:",
            query_params={"step": name},
        )
    if progress().has_started and progress().next_step() is None:
        st.page_link("pages/end.py", label=_("What you did"), icon=":material/flag:")


def show_buttons() -> None:
    """Shows the buttons to start the lesson and to leave it."""
    words = _("Go on with the lesson") if progress().attempts or progress().predictions else _("Start the lesson")
    with st.container(horizontal=True):
        if progress().next_step():
            st.button(words, type="primary", icon=":material/play_arrow:", on_click=start)
        if progress().has_started:
            st.button(_("Leave the lesson"), type="tertiary", on_click=leave)


def show_introduction() -> None:
    """Shows what the exercise is about."""
    st.markdown(
        _(
            "A small network learns to tell cats from dogs from {num_training:,} photos. Trained plainly, it soon"
            " knows *these* photos by heart, but gets {wrong:.0%} of new ones wrong: it **overfits**. Trained on"
            " photos that are randomly turned, shifted and zoomed each time, and with dropout, it cannot learn"
            " them by heart, and what it does learn holds on new photos too."
        ).format(wrong=1 - lesson_figures()["baseline_validation"], **lesson_figures())
    )


def show() -> None:
    """Shows the page."""
    st.title(_("Cats, dogs and overfitting"))
    words, picture = st.columns([2, 3], gap="large")
    with words:
        show_introduction()
        show_buttons()
        show_steps()
        st.caption(
            _(
                "{num_steps} steps, about 90 minutes in all. Your answers are kept in this browser, so you can stop and"
                " go on later."
            ).format(num_steps=len(STEPS))
        )
    with picture:
        show_result()
