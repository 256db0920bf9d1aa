"""Augmentation: move a slider and see the same variants change, exactly as a training would change them."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.presets import augmentation_from_query, augmentation_to_query
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.common.errors import DogcatError
from dogcat.common.language import N_, _
from dogcat.pictures.synthetic.dataset import DRAWN
from pages.frame.fragments import fragment
from pages.frame.lesson_tasks import did
from pages.screens.augmentation.as_code import show_code
from pages.screens.augmentation.controls import show_controls
from pages.screens.augmentation.how_different import show_relatives
from pages.screens.augmentation.mixed_pairs import show_mixing
from pages.screens.augmentation.never_touch import show_never
from pages.screens.augmentation.one_variant import show_variant
from pages.screens.augmentation.settings import LABORATORY, LESSONS, VARIANTS
from pages.screens.augmentation.still_a_cat import show_label_safety
from pages.screens.augmentation.summary import show_summary
from pages.state.choices import AugmentationState
from pages.state.picture_sets import offered_sets
from pages.state.session import bind, session
from pages.widgets.component import style
from pages.widgets.picture_choice import Chosen, choose_picture
from pages.widgets.picture_grid import show_variants
from pages.widgets.tabs import show_views

COUNTS = (4, 8, 16)
STYLE = style("augmentation.css")
MORE = "more"  # the key of the tabs below, and so their word in the address; it belongs to them
NO_SETTINGS = (MORE, "lang", "present", "step")  # words of the address
VIEWS: dict[str, Callable[[Chosen], None]] = {
    N_("Still a cat?"): show_label_safety,
    # Translators: a tab: how different variants and other pictures are
    N_("How different?"): show_relatives,
    # Translators: a tab: which pictures augmentation must never change
    N_("Never touch"): show_never,
    N_("As code"): show_code,
}


def read_address() -> None:
    """Takes the settings that a shared link carries, once; from then on the address follows the settings."""
    if session().augmentation.address_was_read:
        return
    session().augmentation.address_was_read = True
    asked = {name: text for name, text in st.query_params.items() if name not in NO_SETTINGS}
    if asked:
        try:
            session().augmentation.chosen = augmentation_from_query(asked)
        except DogcatError as error:
            st.error(
                _("The settings in the address cannot be used: {why}").format(why=error), icon=":material/link_off:"
            )


def write_address() -> None:
    """Puts the settings into the address."""
    wanted = augmentation_to_query(session().augmentation.chosen)
    for name in [name for name in st.query_params if name not in (*NO_SETTINGS, *wanted)]:
        del st.query_params[name]
    for name, text in wanted.items():
        if st.query_params.get(name) != text:
            st.query_params[name] = text


@fragment(key=LABORATORY)
def show_laboratory(chosen: Chosen) -> None:
    """Sliders, variants and what they teach; all of it follows a slider, and the choice of the picture stays."""
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="dogcat_laboratory"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.segmented_control(
                # Translators: how many variants of the picture are shown
                _("Variants"),
                COUNTS,
                required=True,
                label_visibility="collapsed",
                **bind(session().augmentation, "num_variants"),
            )
            st.button(
                # Translators: a button: draws new random numbers
                _("New dice"),
                icon=":material/casino:",
                on_click=roll,
                help=_("Draws other variants with the same settings"),
            )
            if st.button(_("Train with these settings"), icon=":material/model_training:", type="primary"):
                session().draft.draft_augmentation = "own"
                st.switch_page("pages/train.py", query_params={})  # or the open tab below would have to come along
        show_laboratory_variants(chosen.pixels)
    with right:
        show_summary()
        st.caption(
            _(
                "The dice stay the same: a slider changes these variants instead of drawing new ones. Click a variant"
                " to see it in detail."
            )
        )
        show_controls(chosen.pixels)
    show_lessons(chosen)


@fragment(key=VARIANTS)
def show_laboratory_variants(pixels: np.ndarray) -> None:
    """The picture and its variants at the settings, which the address follows; uint8 pixels (S, S, 3)."""
    count = session().augmentation.num_variants
    dice = dice_of_seed(session().augmentation.dice_seed, count)
    variants = variants_of(pixels, session().augmentation.chosen, dice)
    opened = show_variants(
        [pixels, *variants],
        [_("original"), *(_("variant {number}").format(number=number) for number in range(1, count + 1))],
        key="variants",
        description=_("The original picture and variants of it with the chosen settings"),
        columns=3 if count <= 8 else 5,
    )
    write_address()
    if opened:
        show_variant(pixels, session().augmentation.chosen, dice[opened - 1 : opened], opened)


@fragment(key=LESSONS)
def show_lessons(chosen: Chosen) -> None:
    """What the settings teach, in tabs."""
    if session().augmentation.chosen.mixup_alpha or session().augmentation.chosen.cutmix_alpha:
        show_mixing(chosen)
    show_views({name: partial(show, chosen) for name, show in VIEWS.items()}, key=MORE)
    if session().augmentation.former:
        did("moved-slider")
    if session().augmentation.dice_seed != AugmentationState.dice_seed:
        did("rolled-dice")


def roll() -> None:
    """Takes other dice."""
    session().augmentation.dice_seed += 1


def show() -> None:
    """A picture and its variants."""
    st.title(_("Augmentation"))
    st.html(STYLE)
    read_address()
    known = {pictures.name: pictures for pictures in offered_sets()}
    chosen = choose_picture(known.get(session().pictures.set_name or DRAWN) or next(iter(known.values()), None))
    if chosen is not None:
        show_laboratory(chosen)
