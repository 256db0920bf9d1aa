"""Pictures: the choice of a picture set, and the views of it as tabs."""

import streamlit as st

from dogcat.charts.pictures import counts_chart, describe_counts
from dogcat.common.language import N_, _
from dogcat.common.storage import ASSETS_DIR
from dogcat.pictures.picture_set import PictureSet
from pages.frame.lesson_tasks import did
from pages.screens.pictures.being_drawn import show_being_drawn
from pages.screens.pictures.check import show_check
from pages.screens.pictures.class_averages import show_averages
from pages.screens.pictures.gallery import show_gallery
from pages.screens.pictures.new_set import imported_words, show_first_drawing
from pages.screens.pictures.picture_sets import show_sets, show_ways_in
from pages.screens.pictures.tensor_steps import show_tensor_steps
from pages.state.picture_sets import offered_drawings, offered_sets
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.literal import literal
from pages.widgets.tabs import show_views

GALLERY, TENSOR = N_("Gallery"), N_("From JPEG to tensor")
# Translators: a tab: the mean picture of each class
AVERAGES = N_("Averages")
# Translators: a tab: looks for problems in the picture set
CHECK = N_("Check")
# Translators: a tab: add, rename or delete picture sets
SETS = N_("Sets")
VIEW = "view"  # the tabs' key, and so the word in the address


def choose_name(titles: dict[str, str]) -> str:
    """Shows a select box of the sets by their titles; returns the chosen name."""
    if session().pictures.set_name not in titles:
        session().pictures.set_name = next(iter(titles))
    st.selectbox(_("Picture set"), list(titles), format_func=titles.__getitem__, **bind(session().pictures, "set_name"))
    return str(session().pictures.set_name)


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
            "There are no pictures yet. Let the app draw some, which needs no download. You see the first ones in a"
            " moment."
        )
    )
    show_first_drawing()
    with st.expander(_("Import photos instead, or draw other pictures"), icon=":material/photo_library:"):
        st.markdown(_("The exercise uses 4,000 photos from the Kaggle competition “Dogs vs. Cats”."))
        show_ways_in()
    st.image(ASSETS_DIR / "home" / "animals.webp", alt="", width="stretch")


def show_news(known: dict[str, PictureSet]) -> None:
    """Says once what the last import made, if its own form is not shown any more, and what it left out."""
    new = known.get(session().pictures.new_set or "")
    if new and st.session_state.get(VIEW, _(GALLERY)) == _(GALLERY):
        st.success(imported_words(new), icon=":material/check:")
        session().pictures.new_set = None
    if session().pictures.import_notes:
        st.warning(
            "\n".join(
                [
                    _("Files that were left out, or that you should look at:"),
                    *(f"- {literal(line)}" for line in session().pictures.import_notes),
                ]
            )
        )
    session().pictures.import_notes = []


def show() -> None:
    """Shows the chosen set, whole or being drawn; how to get one if there is none."""
    st.title(_("Pictures"))
    drawings = {drawing.name: drawing for drawing in offered_drawings()}
    known = {pictures.name: pictures for pictures in offered_sets()}
    titles = {name: pictures.title for name, pictures in known.items()}
    titles |= {name: _("{name}, being drawn").format(name=name) for name in drawings if name not in known}
    show_news(known)
    if titles:
        did("has-pictures")
    if not titles:
        show_beginning()
    elif not known or session().pictures.set_name in titles.keys() - known.keys():
        name = choose_name(titles) if len(titles) > 1 else next(iter(titles))
        show_being_drawn(drawings[name])
    else:
        show_whole(known, titles)


def show_whole(known: dict[str, PictureSet], titles: dict[str, str]) -> None:
    """Shows the choice of the set beside its counts, and the views of the chosen one."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        pictures = known[choose_name(titles)]
        if pictures.source():
            st.caption(literal(pictures.source()))
        st.page_link("pages/train.py", label=_("Train a network on these pictures"), icon=":material/arrow_forward:")
    counts = pictures.counts()
    with right:
        show_chart(counts_chart(counts), key=f"counts-{pictures.name}", description=describe_counts(counts))
    show_pictures(pictures)
