"""Own model: a network that the visitor trained elsewhere, read, measured on the set, and asked with the others."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dogcat.analysis.human_baseline import SPLIT, Score, recorded_score
from dogcat.common.language import N_, _
from dogcat.common.units import MEGABYTE
from dogcat.explain.own_model import DIVISORS, MAX_MODEL_FILE_BYTES, ForeignModel, known_pictures, score_on
from dogcat.explain.worker_places import PLACES
from dogcat.pictures.picture_set import CLASSES, PictureSet
from dogcat.pictures.pixel_cache import load_both_classes
from dogcat.pictures.refusals import shown_name
from pages.frame.errors import sentence_for_errors
from pages.frame.limits import WORK, count
from pages.screens.try_picture.guess_scores import score_columns
from pages.screens.try_picture.network_choice import Side
from pages.screens.try_picture.own_model_process import OwnModel, current_model, drop_model, take_model
from pages.screens.try_picture.picture_set_choice import draw_set, set_to_guess
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.progress_bar import progress_bar

OWN_MODEL = N_("Your own model")


@st.fragment
def show_own_model(sides: Sequence[Side]) -> None:
    """Shows the view."""
    st.markdown(
        _(
            "Have you trained a network for this exercise elsewhere? Upload the file that `model.save` wrote, such as"
            " `cats_and_dogs_small_2.h5`. The app opens it in a process of its own that does not run code from the"
            " file."
        )
    )
    upload = st.file_uploader(_("A Keras model, .keras or .h5"), max_upload_size=MAX_MODEL_FILE_BYTES // MEGABYTE)
    with sentence_for_errors():
        if upload and st.button(_("Open this model"), type="primary", icon=":material/lock_open:"):
            count(WORK)
            open_model(upload.name, upload.getvalue(), set_to_guess(sides) or draw_set())
        own = current_model()
        if own:
            show_reading(own)
            show_figures(current_model() or own, sides, set_to_guess(sides) or draw_set())
        elif session().own_model.token:
            st.info(
                _("Your model was closed to make room for another visitor's model. Open it again."),
                icon=":material/swap_horiz:",
            )


def open_model(name: str, data: bytes, pictures: PictureSet) -> None:
    """Opens an uploaded file and finds out how to read its outputs."""
    waits = _("Other visitors' models are being read. Yours is next…")
    opens = _("Opening the model in a process of its own, which loads TensorFlow…")
    with st.spinner(waits if PLACES.is_busy else opens):
        model = ForeignModel(name, data)
        known = load_both_classes(pictures, "validation", model.picture_size)
        take_model(shown_name(name), model, *known_pictures(known))


def show_reading(own: OwnModel) -> None:
    """What the model is, how it is read, and a choice of other ways to read it."""
    if own.model.num_outputs == 1:
        facts = _("**{name}**: pictures of {size} × {size} pixels, {num:,} parameters, one sigmoid output. {reading}")
    else:
        facts = _("**{name}**: pictures of {size} × {size} pixels, {num:,} parameters, two softmax outputs. {reading}")
    st.success(
        facts.format(
            name=literal(own.name),
            size=own.model.picture_size,
            num=own.model.num_parameters,
            reading=own.reading.text,
        ),
        icon=":material/check:",
    )
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    divisors, classes = list(DIVISORS), list(range(len(CLASSES)))
    divisor = left.selectbox(
        _("Range of its pixel values"), divisors, divisors.index(own.reading.divisor), format_func=DIVISORS.__getitem__
    )
    dog_output = middle.selectbox(_("Class that means “dog”"), classes, own.reading.dog_output, format_func=class_words)
    right.button(_("Close this model"), icon=":material/close:", on_click=drop_model)
    changed = replace(own.reading, divisor=divisor, dog_output=dog_output)
    if changed != own.reading:
        session().own_model.reading, session().own_model.score = changed, None


def class_words(number: int) -> str:
    """What an output of the model is called."""
    return _("class {number}").format(number=number)


def show_figures(own: OwnModel, sides: Sequence[Side], pictures: PictureSet) -> None:
    """Its accuracy on the validation split beside that of the others."""
    st.caption(_("Your model is now part of the comparison: the view “Prediction” shows its answer for each picture."))
    label = _("Evaluate it on the validation pictures of {pictures}").format(pictures=literal(pictures.title))
    if st.button(label, icon=":material/fact_check:"):
        session().own_model.score = score_on_set(own, pictures)
    score = session().own_model.score
    if score is None:
        return
    scores = {OWN_MODEL: score}
    for side in sides:
        recorded = recorded_score(side.run, SPLIT) if side.run.pictures == pictures.name else None
        if recorded:
            scores[side.name] = recorded
    rows = [
        {
            "Name": _(name),
            "Right answers": _("{num_right:,} of {num:,}").format(num_right=each.num_right, num=each.num_all),
            "Accuracy": each.share,
            "95% confidence interval": _("{low:.1%} to {high:.1%}").format(low=each.interval[0], high=each.interval[1]),
        }
        for name, each in scores.items()
    ]
    st.dataframe(rows, hide_index=True, column_config=score_columns(), alt=_("Who was right, and how often"))


def score_on_set(own: OwnModel, pictures: PictureSet) -> Score:
    """The number of validation pictures that the model gets right."""
    with progress_bar(_("Evaluating:")) as progress:
        split = load_both_classes(pictures, SPLIT, own.model.picture_size, progress)
        return score_on(split, own.model, own.reading, progress)
