"""Still a cat? Doubts about the settings, variants whose label the visitor judges, and all answers in a chart."""

import streamlit as st

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.diversity import mean_difference
from dogcat.augmentation.label_safety import doubts
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.charts.augmentation import answers_chart, describe_answers
from dogcat.common.language import _
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.picture_choice import Chosen
from pages.widgets.picture_grid import show_choice

NUM_ASKED = 6


def show_label_safety(chosen: Chosen) -> None:
    """Asks if the label still holds, and keeps the answers."""
    state = session().augmentation
    for reason in doubts(state.chosen):
        st.warning(reason, icon=":material/help:")
    st.markdown(_("Do you still recognise the animal as a cat or a dog? Click the variants in which you do **not**."))
    number = len(state.answers)  # of the question; each one has dice of its own
    variants = variants_of(chosen.pixels, state.chosen, dice_of_seed((state.dice_seed, number), NUM_ASKED))
    names = [_("variant {number}").format(number=number) for number in range(1, NUM_ASKED + 1)]
    doubted = state.doubted

    def doubt(place: int) -> None:
        doubted.symmetric_difference_update({place})

    show_choice(
        [chosen.pixels, *variants],
        [
            _("original"),
            *(_("no longer recognised") if place in doubted else name for place, name in enumerate(names, start=1)),
        ],
        key="asked",
        description=_(
            "The original and variants with the chosen settings: click the variants that you no longer recognise"
        ),
        chosen=doubted,
        on_click=doubt,
        columns=4,
        first_choice=1,
    )
    show_answers((mean_difference(variants, chosen.pixels), NUM_ASKED - len(doubted), NUM_ASKED))


def show_answers(answer: tuple[float, int, int]) -> None:
    """The buttons, and the answers kept so far.

    Args:
        answer: of now, as `answers_chart` takes it: mean difference, how many keep their label, of how many.
    """
    answers = session().augmentation.answers

    def keep(answer: tuple[float, int, int]) -> None:
        answers.append(answer)
        session().augmentation.doubted.clear()

    with st.container(horizontal=True):
        st.button(_("That is my answer"), type="primary", on_click=keep, args=(answer,))
        st.button(_("Clear all answers"), on_click=answers.clear, disabled=not answers)
    if answers:
        show_chart(answers_chart(answers), key="answers", description=describe_answers(answers))
        st.caption(
            _(
                "The chart shows how many variants you recognised, by how much they differ from the original."
                " Answer with several settings."
            )
        )
