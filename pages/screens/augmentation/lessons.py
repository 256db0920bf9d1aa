"""What to learn from augmentation: how different variants are, whether labels hold, what must not be touched, code."""

import numpy as np
import streamlit as st

from dogcat.augmentation.augment import augment
from dogcat.augmentation.diversity import relative_distances
from dogcat.augmentation.label_safety import doubts
from dogcat.augmentation.sampling import roll_dice
from dogcat.charts.augmentation import (
    answers_chart,
    augmented_validation_chart,
    describe_answers,
    describe_augmented_validation,
    describe_distances,
    distances_chart,
)
from dogcat.common.language import N_, _
from dogcat.export.augmentation_code import image_data_generator_code, keras_layers_code, tf_data_code
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.pixel_cache import load_split
from dogcat.recipe.recipe import BASELINE, REGULARIZED
from dogcat.runs.recorded import augmented_validation
from pages.state.session import session
from pages.widgets.chart import show_chart
from pages.widgets.picture_choice import Chosen
from pages.widgets.picture_grid import show_variants
from pages.widgets.progress_bar import progress_bar

NUM_OTHERS = 200
NUM_ASKED = 6
NUM_EPOCHS_SHOWN = 5
DISTANCES = {  # what is measured, and in what
    "pixels": (N_("Pixels: mean difference"), N_("levels of 255")),
    "hashes": (N_("Perceptual hash: coarse light and dark"), N_("bits of 64")),
}


def show_relatives(chosen: Chosen) -> None:
    """How far variants of one picture are from each other, against other pictures."""
    per_epoch = REGULARIZED.batch_size * REGULARIZED.steps_per_epoch
    st.markdown(
        _(
            "With augmentation the tutorial draws {per_epoch:,} pictures an epoch from 2,000 photos, and in {epochs}"
            " epochs, {in_all:,} in all, it never draws the same pixels twice. And yet, as the tutorial warns, the"
            " variants stay relatives: they hold no more than the photo they come from."
        ).format(per_epoch=per_epoch, epochs=REGULARIZED.epochs, in_all=per_epoch * REGULARIZED.epochs)
    )
    if chosen.pictures is None:
        st.info(
            _("To compare with other pictures, make a picture set on the Pictures page."),
            icon=":material/photo_library:",
        )
        return
    with progress_bar(_("Decoding, once:")) as progress:
        split = load_split(chosen.pictures, "train", BASELINE.picture_size, progress)
    others = np.ascontiguousarray(split.pixels[:: max(1, len(split) // NUM_OTHERS)][:NUM_OTHERS])
    found = relative_distances(chosen.pixels, others, session().augmentation.chosen, session().augmentation.dice_seed)
    medians = found.medians
    for column, what in zip(st.columns(2), DISTANCES, strict=True):
        variants, other = getattr(found, f"variant_{what}"), getattr(found, f"other_{what}")
        title, unit = map(_, DISTANCES[what])
        with column:
            show_chart(
                distances_chart(title, unit, variants, other),
                key=f"distances-{what}",
                description=describe_distances(title, unit, variants, other),
            )
            near, far = medians[f"variant_{what}"], medians[f"other_{what}"]
            message = (
                _(
                    "Half of the variants are within {near:.0f} of each other, half of {num} other pictures within"
                    " {far:.0f}, {unit}: relatives, seen this way"
                )
                if near < 0.9 * far
                else _(
                    "Half of the variants are within {near:.0f} of each other, half of {num} other pictures within"
                    " {far:.0f}, {unit}: strangers, seen this way"
                )
            )
            st.caption(message.format(near=near, num=len(other), far=far, unit=unit))


def show_label_safety(chosen: Chosen) -> None:
    """Asks whether the label still holds, and keeps the answers."""
    for reason in doubts(session().augmentation.chosen):
        st.warning(reason, icon=":material/help:")
    st.markdown(_("Would you still call it what it is, a cat or a dog? Mark the variants of which you would **not**."))
    generator = np.random.default_rng((session().augmentation.dice_seed, len(session().augmentation.answers)))
    dice = roll_dice(generator, NUM_ASKED)
    variants = augment(np.repeat(chosen.pixels[None], NUM_ASKED, axis=0), session().augmentation.chosen, dice)
    names = [_("variant {number}").format(number=number) for number in range(1, NUM_ASKED + 1)]
    show_variants(
        [chosen.pixels, *variants],
        [_("original"), *names],
        key="asked",
        description=_("Six variants at the chosen settings"),
        columns=4,
        opens=False,
    )
    doubted = st.pills(
        _("Not any more"), names, selection_mode="multi", key=f"doubted-{len(session().augmentation.answers)}"
    )
    strength = float(np.abs(variants.astype(float) - chosen.pixels).mean())

    def answer() -> None:
        session().augmentation.answers.append((strength, NUM_ASKED - len(doubted), NUM_ASKED))

    with st.container(horizontal=True):
        st.button(_("That is my answer"), type="primary", on_click=answer)
        st.button(
            _("Forget all answers"),
            on_click=session().augmentation.answers.clear,
            disabled=not session().augmentation.answers,
        )
    if session().augmentation.answers:
        show_chart(
            answers_chart(session().augmentation.answers),
            key="answers",
            description=describe_answers(session().augmentation.answers),
        )
        st.caption(_("Your answers, by how much the variants differ from the original. Answer at several settings."))


def show_never(chosen: Chosen) -> None:
    """Training pictures change at each epoch; validation and test never do."""
    st.markdown(
        _(
            "**Only training pictures are changed, and each time anew.** Validation and test ask how the network does"
            " on pictures as people take them. If those were turned and zoomed as well, the figure would be about"
            " another question, it would come out lower, and it would jump from epoch to epoch although the network did"
            " not."
        )
    )
    dice = roll_dice(np.random.default_rng(session().augmentation.dice_seed), NUM_EPOCHS_SHOWN)
    changed = augment(np.repeat(chosen.pixels[None], NUM_EPOCHS_SHOWN, axis=0), session().augmentation.chosen, dice)
    for what, pictures, heading, description in (
        (
            "training",
            changed,
            _("What the network gets in **training**, if this picture is one of them:"),
            _("One picture in {num} epochs of training"),
        ),
        (
            "validation",
            [chosen.pixels] * NUM_EPOCHS_SHOWN,
            _("What the network gets in **validation**, if this picture is one of them:"),
            _("One picture in {num} epochs of validation"),
        ),
    ):
        st.markdown(heading)
        show_variants(
            [chosen.pixels, *pictures],
            [_("the file"), *(_("epoch {number}").format(number=number) for number in range(1, NUM_EPOCHS_SHOWN + 1))],
            key=f"never-{what}",
            description=description.format(num=NUM_EPOCHS_SHOWN),
            columns=NUM_EPOCHS_SHOWN + 1,
            opens=False,
        )
    recorded = augmented_validation()
    if recorded:
        run, augmented = recorded
        words = describe_augmented_validation(run.history(), augmented)
        chart = augmented_validation_chart(run.history(), augmented)
        show_chart(chart, key="augmented-validation", description=words)
        st.caption(
            _("{words} Recorded: a quick network, trained with the tutorial's augmentation on the photos.").format(
                words=words
            )
        )


def show_code(_chosen: Chosen) -> None:
    """The settings as code, three ways."""
    for title, code in (
        (_("As layers of a Keras model"), keras_layers_code),
        (_("As the classic `ImageDataGenerator`, which the tutorial uses"), image_data_generator_code),
        (_("As this app trains: `tf.data`"), tf_data_code),
    ):
        st.markdown(f"**{title}**")
        st.code(code(session().augmentation.chosen), language="python", wrap_lines=True)


def show_mixup(chosen: Chosen) -> None:
    """Mixup on pairs: this picture with others of the set, and the labels that come out."""
    from dogcat.augmentation.mixup import mix  # brings scipy, which takes its time

    if chosen.pictures is None:
        st.info(
            _("Mixup needs a second picture: make a picture set on the Pictures page."),
            icon=":material/photo_library:",
        )
        return
    listing = chosen.pictures.pictures("train")
    others = [listing[place] for place in np.linspace(0, len(listing) - 1, NUM_ASKED).astype(int)]
    pixels = np.stack([decode_picture(one.path, BASELINE.picture_size) for one in others])
    labels = np.array([one.label for one in others], np.float32)
    dice = roll_dice(np.random.default_rng(session().augmentation.dice_seed), NUM_ASKED)
    mixed, soft = mix(pixels, labels, session().augmentation.chosen.mixup_alpha, dice)
    words = [_("{dog:.0%} dog, {cat:.0%} cat").format(dog=label, cat=1 - label) for label in soft]
    st.markdown(_("**Mixup** mixes each picture of a batch with the next, and the labels alike:"))
    show_variants([pixels[0], *mixed], [_("unmixed"), *words], key="mixup", columns=4, opens=False,
                  description=_("Mixed pairs of pictures"))  # fmt: skip
