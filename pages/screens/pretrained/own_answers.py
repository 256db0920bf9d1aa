"""Its own answers: what the network says to a picture with the 1,000 classes that it was trained on."""

import numpy as np
import streamlit as st

from dogcat.charts.explain import describe_own_answers, own_answers_chart
from dogcat.common.language import N_, _
from dogcat.explain.imagenet.own_answers import CATS, DOGS, PICTURE_SIZE, OwnAnswers, class_names, own_answers
from dogcat.pictures.picture_set import CLASSES
from dogcat.pictures.synthetic.picture import draw_pixels
from pages.frame.errors import sentence_for_errors
from pages.frame.lesson_tasks import did
from pages.state.picture_sets import offered_sets
from pages.state.resources import activation_client
from pages.state.session import bind, session
from pages.widgets.chart import show_chart
from pages.widgets.picture_choice import choose_picture
from pages.widgets.picture_grid import show_variants

KINDS = (N_("A picture"), N_("A drawn cat"), N_("A drawn dog"))
DRAWN = {"A drawn cat": 0, "A drawn dog": 1}  # the class of what is drawn
SEED = 18  # of the drawing, the same as on the other pages
SURE = 0.5  # at least this much probability is called more than half


def show_own_answers() -> None:
    """Shows the view. The network is loaded only once a visitor has asked for it."""
    st.markdown(
        _(
            "Before its last layer was taken off, the network named one of {num:,} classes. **{dogs} of them are breeds"
            " of dogs, {cats} are kinds of cats.** What does it say to a picture, if nobody asks it “cat or dog?”"
        ).format(num=len(class_names()), dogs=len(DOGS), cats=len(CATS))
    )
    choice, answers = st.columns([2, 3], gap="large")
    with choice:
        st.segmented_control(_("Show it"), KINDS, required=True, format_func=_,
                             **bind(session().pretrained, "answered_picture"))  # fmt: skip
        pixels = chosen_pixels()
    with answers:
        if pixels is not None:
            show_answers(pixels)
    st.caption(
        _(
            "The names of the classes are in English. Every picture gets an answer:"
            " the probabilities add up to 100%, also for a picture of something that is no class."
        )
    )


def show_answers(pixels: np.ndarray) -> None:
    """Shows the picture and, once the visitor has asked, what the network says to it."""
    picture, groups = st.columns([1, 2], gap="medium", vertical_alignment="center")
    with picture:
        show_pixels(pixels)
    if not session().pretrained.asks_network:
        with groups:
            st.button(_("Ask the network"), type="primary", icon=":material/question_answer:", on_click=allow)
            st.caption(_("The first question loads the network, which takes some seconds."))
        return
    with sentence_for_errors():
        with groups, st.spinner(_("The network looks at the picture…")):
            found = answers_to(pixels)
        with groups:
            show_groups(found)
        show_chart(own_answers_chart(found), key="own-answers", description=describe_own_answers(found))
        did("asked-thousand")


def allow() -> None:
    """Lets the network be loaded, from now on without another press."""
    session().pretrained.asks_network = True


def chosen_pixels() -> np.ndarray | None:
    """Returns the picture that the network is asked about; None while there is none."""
    label = DRAWN.get(session().pretrained.answered_picture)
    if label is not None:
        return draw_pixels(label, SEED, PICTURE_SIZE)
    sets = {pictures.name: pictures for pictures in offered_sets()}
    wanted = sets.get(session().pictures.set_name or "") or next(iter(sets.values()), None)
    chosen = choose_picture(wanted, PICTURE_SIZE)
    return chosen.pixels if chosen else None


def show_pixels(pixels: np.ndarray) -> None:
    """Shows the picture as the network gets it."""
    words = _("{size} × {size} pixels").format(size=PICTURE_SIZE)
    show_variants([pixels], [words], key="answered", columns=1, opens=False,
                  description=_("The picture as the network gets it"))  # fmt: skip


@st.cache_data(max_entries=200, show_spinner=False)
def answers_to(pixels: np.ndarray) -> OwnAnswers:
    """Returns the network's answers to a picture; of a class that asks the same, one question is computed."""
    return own_answers(activation_client().worker, pixels)


def show_groups(found: OwnAnswers) -> None:
    """Shows the probabilities of all dogs, of all cats and of the rest, and what follows for “cat or dog?”."""
    for column, (words, value) in zip(
        st.columns(3),
        (
            (_("breeds of dogs"), found.dogs),
            (_("kinds of cats"), found.cats),
            (_("everything else"), found.others),
        ),
        strict=True,
    ):
        column.metric(words, f"{value:.0%}")
    if found.others > SURE:
        st.markdown(
            _(
                "More than half of the probability is on **neither**. What a small new layer learns from such features"
                " is another matter: it has to make the best of them."
            )
        )
    else:
        label = int(found.dogs > found.cats)
        st.markdown(
            _("Added up, its own answers say **{animal}**, and no photo of yours was needed for that.").format(
                animal=_(CLASSES[label])
            )
        )
