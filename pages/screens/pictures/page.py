"""Pictures: the choice of a picture set, and the views of it as tabs."""

import streamlit as st

from dogcat.charts.pictures import counts_chart, describe_counts
from dogcat.common.language import N_, _
from dogcat.pictures.picture_set import PictureSet
from pages.frame.lesson_tasks import did
from pages.screens.pictures.check import show_check
from pages.screens.pictures.class_averages import show_averages
from pages.screens.pictures.gallery import show_gallery
from pages.screens.pictures.new_set import show_first_drawing
from pages.screens.pictures.picture_sets import show_sets, show_ways_in
from pages.screens.pictures.tensor_steps import show_tensor_steps
from pages.state.picture_sets import offered_sets
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal
from pages.widgets.tabs import show_views

GALLERY, TENSOR, AVERAGES = N_("Gallery"), N_("From JPEG to tensor"), N_("Averages")
CHECK, SETS = N_("Check"), N_("Sets")
VIEW = "view"  # the tabs' key, and so the word in the address


def choose_set(known: dict[str, PictureSet]) -> PictureSet:
    """Shows a select box of the sets, the origin of the chosen one and its counts; returns it."""
    name = session().pictures.set_name
    if name not in known:
        name = session().pictures.set_name = next(iter(known))
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.selectbox(
            _("Picture set"),
            list(known),
            format_func=lambda name: known[name].title,
            **bind(session().pictures, "set_name"),
        )
        pictures = known[name]
        if pictures.source():
            st.caption(literal(pictures.source()))
        st.page_link("pages/train.py", label=_("Train a network on these pictures"), icon=":material/arrow_forward:")
    counts = pictures.counts()
    with right:
        show_chart(counts_chart(counts), key=f"counts-{pictures.name}", description=describe_counts(counts))
    return pictures


def show_pictures(pictures: PictureSet) -> None:
    """Shows the views of a set as tabs."""
    if session().pictures.wanted_view:
        st.session_state[VIEW], session().pictures.wanted_view = session().pictures.wanted_view, None
    views = {
        GALLERY: lambda: show_gallery(pictures, TENSOR),
        TENSOR: lambda: show_tensor_steps(pictures),
        AVERAGES: lambda: show_averages(pictures),
        CHECK: lambda: show_check(pictures, TENSOR),
        SETS: lambda: show_sets(pictures),
    }
    show_views(views, key=VIEW)


def show_beginning() -> None:
    """Shows how to get pictures, while there are none."""
    st.markdown(
        _(
            "There are no pictures yet. Begin with drawn ones, which need no download, or bring the exercise's own:"
            " 4,000 photos of the Kaggle competition “Dogs vs. Cats”."
        )
    )
    show_first_drawing()
    show_ways_in()


def show() -> None:
    """Shows the chosen set; how to get one if there is none."""
    st.title(_("Pictures"))
    if session().pictures.import_notes:
        st.warning(
            "\n".join(
                [_("Left out, or worth a look:"), *(f"- {literal(line)}" for line in session().pictures.import_notes)]
            )
        )
    session().pictures.import_notes = []
    known = {pictures.name: pictures for pictures in offered_sets()}
    if known:
        did("has-pictures")
        show_pictures(choose_set(known))
    else:
        show_beginning()
