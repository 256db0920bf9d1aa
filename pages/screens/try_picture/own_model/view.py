"""Own model: a network that the visitor trained elsewhere, read, measured on the set, and asked with the others."""

from collections.abc import Sequence

import streamlit as st

from dogcat.analysis.human_baseline import recorded_score
from dogcat.common.language import N_, _
from dogcat.explain.model_files import MAX_MODEL_FILE_BYTES
from dogcat.explain.own_model import ForeignModel
from dogcat.explain.worker_places import PLACES
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.refusals import shown_name
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.frame.limits import MODELS, count
from pages.screens.try_picture.guess_scores import score_columns
from pages.screens.try_picture.network_choice import Side
from pages.screens.try_picture.own_model.process import OwnModel, current_model, drop_model, take_model
from pages.screens.try_picture.own_model.reading import show_reading
from pages.screens.try_picture.picture_set_choice import draw_set, set_to_guess
from pages.state.runs import is_sealed
from pages.state.session import session
from pages.state.uploads import upload_limit
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar

OWN_MODEL = N_("Your own model")
SPLITS_TO_SCORE = {
    "validation": N_("Evaluate it on the validation pictures of {pictures}"),
    "test": N_("Evaluate it on the test pictures of {pictures}"),
}
HEADINGS = {
    "validation": N_("**Validation pictures** of {pictures}"),
    "test": N_("**Test pictures** of {pictures}, which did not help to choose how to read your model"),
}


@fragment
def show_own_model(sides: Sequence[Side]) -> None:
    """Shows the view."""
    st.markdown(
        _(
            "Have you trained a network for this exercise elsewhere? Upload the file that `model.save` wrote, such as"
            " `cats_and_dogs_small_2.h5`. The app opens it in a process of its own that does not run code from the"
            " file."
        )
    )
    upload = st.file_uploader(_("A Keras model, .keras or .h5"), max_upload_size=upload_limit(MAX_MODEL_FILE_BYTES))
    with sentence_for_errors():
        if upload and st.button(_("Open this model"), type="primary", icon=":material/lock_open:"):
            count(MODELS)
            open_model(upload.name, upload.getvalue(), set_to_guess(sides) or draw_set())
        own = current_model()
        if own:
            with st.container(border=True):
                show_reading(own)
                st.button(_("Close this model"), icon=":material/close:", on_click=drop_model)
            show_figures(current_model() or own, sides, set_to_guess(sides) or draw_set())
        elif session().own_model.token:
            st.info(
                _("Your model was closed to make room for another visitor's model. Open it again."),
                icon=":material/swap_horiz:",
            )


def open_model(name: str, data: bytes, pictures: PictureSet) -> None:
    """Opens an uploaded file and finds out how to read it."""
    waits = _("Other visitors' models are being read. Yours is next…")
    opens = _("Opening the model in a process of its own, which loads TensorFlow…")
    with st.spinner(waits if PLACES.is_busy else opens):
        model = ForeignModel(data)
    with progress_bar(_("Trying ways to scale its pixels on the validation pictures:")) as progress:
        take_model(shown_name(name), model, pictures, progress)


def show_figures(own: OwnModel, sides: Sequence[Side], pictures: PictureSet) -> None:
    """Its accuracy on the validation and test pictures beside that of the networks."""
    st.caption(_("Your model is now part of the comparison: the view “Prediction” shows its answer for each picture."))
    for split, label in SPLITS_TO_SCORE.items():
        place = st.empty()
        if own.score_on(pictures, split) is None:
            name = literal(pictures.title)
            if not place.button(_(label).format(pictures=name), icon=":material/fact_check:", key=f"own-model-{split}"):
                continue
            with place, progress_bar(_("Evaluating:")) as progress:
                own.ask_on(pictures, split, progress)
        show_table(own, sides, pictures, split)


def show_table(own: OwnModel, sides: Sequence[Side], pictures: PictureSet, split: str) -> None:
    """Who was right how often on a split."""
    scores = {OWN_MODEL: own.score_on(pictures, split)}
    others = [side for side in sides if side.run.pictures == pictures.name]
    sealed = [side for side in others if split == "test" and is_sealed(side.run)]
    scores |= {side.name: recorded_score(side.run, split) for side in others if side not in sealed}
    rows = [
        {
            "Name": _(name),
            "Right answers": _("{num_right:,} of {num:,}").format(num_right=each.num_right, num=each.num_all),
            "Accuracy": each.share,
            "95% confidence interval": _("{low:.1%} to {high:.1%}").format(low=each.interval[0], high=each.interval[1]),
        }
        for name, each in scores.items()
        if each
    ]
    st.markdown(_(HEADINGS[split]).format(pictures=literal(pictures.title)))
    st.dataframe(rows, hide_index=True, column_config=score_columns(), alt=_("Who was right, and how often"))
    if sealed:
        st.caption(_("The test results of the app's networks are sealed. Open them on the page Compare."))
