"""Never touch: training pictures change in each epoch, validation and test pictures never do."""

import numpy as np
import streamlit as st

from dogcat.augmentation.augment import variants_of
from dogcat.augmentation.sampling import dice_of_seed
from dogcat.charts.augmentation import augmented_validation_chart, describe_augmented_validation
from dogcat.common.language import _
from dogcat.runs.recorded import augmented_validation
from pages.frame.lesson_tasks import did
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.picture_choice import Chosen
from pages.widgets.picture_grid import show_variants

NUM_EPOCHS_SHOWN = 5


def show_never(chosen: Chosen) -> None:
    """Shows the view: the same picture over some epochs of training and of validation."""
    st.markdown(
        _(
            "**Only training pictures are changed, differently each time.** Validation and test measure how well the"
            " network does on pictures as people take them. If you turned and zoomed those too, their accuracy would"
            " answer a different question. It would come out lower, and it would jump up and down from epoch to epoch"
            " even if the network did not change."
        )
    )
    state = session().augmentation
    changed = variants_of(chosen.pixels, state.chosen, dice_of_seed(state.dice_seed, NUM_EPOCHS_SHOWN))
    st.markdown(_("If this is a training picture, the network sees it in **training** like this:"))
    show_epochs(
        chosen.pixels,
        list(changed),
        "training",
        _("The original picture, and what the network sees of it in {num} epochs of training"),
    )
    if state.chosen.mixes_pictures:
        st.caption(_("Mixup and cutmix also put another picture into it, as the pairs above show."))
    st.markdown(_("If this is a validation picture, the network sees it in **validation** like this:"))
    same = [chosen.pixels] * NUM_EPOCHS_SHOWN
    show_epochs(
        chosen.pixels,
        same,
        "validation",
        _("The original picture, and what the network sees of it in {num} epochs of validation"),
    )
    show_recorded()
    did("opened-never-touch")


def show_epochs(original: np.ndarray, pictures: list[np.ndarray], what: str, description: str) -> None:
    """What the network gets of one picture, epoch by epoch.

    Args:
        original: uint8 (S, S, 3), as the file has it.
        pictures: uint8 (S, S, 3), one for each epoch.
        what: part of the key: `training` or `validation`.
        description: for a screen reader, with a field `num`.
    """
    show_variants(
        [original, *pictures],
        [_("original"), *(_("epoch {number}").format(number=number) for number in range(1, len(pictures) + 1))],
        key=f"never-{what}",
        description=description.format(num=len(pictures)),
        columns=len(pictures) + 1,
        opens=False,
    )


def show_recorded() -> None:
    """A recorded training that was validated both ways."""
    recorded = augmented_validation()
    if recorded:
        run, augmented = recorded
        words = describe_augmented_validation(run.history(), augmented)
        chart = augmented_validation_chart(run.history(), augmented)
        show_chart(chart, key="augmented-validation", description=words)
        st.caption(
            _(
                "{words} These values were recorded with a quick network, which was trained with the tutorial's"
                " augmentation on the photos."
            ).format(words=words)
        )
