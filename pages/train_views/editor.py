"""The recipe editor: what a learner may change, what each field does, and what differs from the tutorial's recipe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dogcat.language import N_, _
from dogcat.recipe import REGULARIZED, Augmentation, Recipe
from dogcat.recipe_words import FIELD_WORDS, OPTIMIZER_WORDS, differences, tutorial_recipe, value_words
from pages.shared.state import bind, session

MARK = "●"  # stands before a field that differs from the tutorial's
AUGMENTATIONS = {"none": N_("None"), "tutorial": N_("The tutorial's"), "own": N_("From the Augmentation page")}


@dataclass(frozen=True)
class Control:
    """One field of the recipe on the page.

    Attributes:
        field: of `Recipe`.
        sentence: what it does; to be shown through `_`.
        limits: smallest and largest value of a number; None for a choice.
        options: of a choice.
    """

    field: str
    sentence: str
    limits: tuple[int, int] | None = None
    options: Sequence[Any] = ()


STEPS = (
    Control(
        "epochs", N_("How many rounds. After each one the network is examined on the validation pictures."), (1, 1000)
    ),
    Control("steps_per_epoch", N_("How often the weights are changed in a round."), (1, 1000)),
    Control("batch_size", N_("On how many pictures each change is based."), (1, 256)),
    Control(
        "optimizer", N_("The rule by which the weights are changed. The tutorial takes RMSprop."),
        options=tuple(OPTIMIZER_WORDS),
    ),
    Control(
        "learning_rate",
        N_("How large each change is. Too small: nothing happens. Too large: everything is forgotten."),
        options=(1e-6, 1e-5, 5e-5, 1e-4, 2e-4, 5e-4, 7e-4, 1e-3, 2e-3, 5e-3, 1e-2, 1e-1, 1.0, 10.0),
    ),
)  # fmt: skip
CURES = (
    Control(
        "dropout", N_("Switches off this share of the features, others in each step, so that none is relied on."),
        options=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    ),
    Control(
        "weight_decay", N_("L2: punishes large weights, because small ones make smoother rules."),
        options=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1),
    ),
    Control(
        "early_stopping_patience",
        N_(
            "Ends the training after so many epochs without a lower validation loss. Off, because this app wants to"
            " show what happens without it."
        ),
        options=(0, 1, 2, 3, 5, 8, 10, 20),
    ),
)  # fmt: skip
PICTURES = (
    Control(
        "num_training_pictures",
        N_("The cheapest way to see overfitting: the fewer pictures, the faster they are learned by heart."),
        options=(100, 250, 500, 1000, 1500, 2000, 0),
    ),
    Control(
        "flipped_labels",
        N_(
            "The memorisation probe: gives this share of the training pictures the wrong label on purpose. No rule fits"
            " them, so whoever gets them “right” has learned them by heart."
        ),
        options=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
    ),
    Control(
        "seed", N_("Which luck: of the first weights, the order of the pictures, augmentation and dropout."),
        (0, 2**31 - 1),
    ),
)  # fmt: skip


def wanted_recipe() -> Recipe:
    """The recipe as it is set now."""
    augmentations = {
        "none": Augmentation(),
        "tutorial": REGULARIZED.augmentation,
        "own": session().augmentation,
    }
    return replace(session().draft, augmentation=augmentations[session().draft_augmentation])


def take_recipe(recipe: Recipe) -> None:
    """Starts from another recipe."""
    session().draft = recipe
    session().draft_number += 1
    known = {Augmentation(): "none", REGULARIZED.augmentation: "tutorial"}
    session().draft_augmentation = known.get(recipe.augmentation, "own")
    if session().draft_augmentation == "own":
        session().augmentation = recipe.augmentation


def show_editor(num_training: int) -> None:
    """All fields, in three groups.

    Args:
        num_training: training pictures that there are.
    """
    recipe = wanted_recipe()
    differing = {difference.field for difference in differences(recipe, tutorial_recipe(recipe))}
    augmentation_words = _("Augmentation")
    groups = {_("How it learns"): STEPS, _("Cures"): CURES, _("Pictures and luck"): PICTURES}
    for column, (title, controls) in zip(st.columns(3, gap="large"), groups.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            if controls is CURES:
                mark = f"{MARK} " if "augmentation" in differing else ""
                st.selectbox(
                    f"{mark}{augmentation_words}",
                    list(AUGMENTATIONS),
                    format_func=lambda name: _(AUGMENTATIONS[name]),
                    help=_(
                        "Changes every picture at random each time it is shown, so that none can be learned by heart"
                    ),
                    **bind("draft_augmentation"),
                )
            for control in controls:
                show_control(control, f"{MARK} " if control.field in differing else "", num_training)


def show_control(control: Control, mark: str, num_training: int) -> None:
    """One field and its sentence."""
    value = getattr(session().draft, control.field)
    words, sentence = _(FIELD_WORDS[control.field]), _(control.sentence)
    label = f"{mark}{words[0].upper()}{words[1:]}"
    # The value is given as a default and not through the session state: a number that is set there is lost in the
    # browser when the training below draws itself anew at the same moment. Another recipe so needs another key.
    key = f"recipe.{control.field}.{session().draft_number}"

    def keep() -> None:
        session().draft = replace(session().draft, **{control.field: st.session_state[key]})

    if control.limits:
        low, high = min(control.limits[0], value), max(control.limits[1], value)
        st.number_input(label, low, high, value, step=1, key=key, on_change=keep, help=sentence)
        return
    options = list(control.options)
    if control.field == "num_training_pictures":
        options = [number for number in options if number < num_training]
        value = value if value < num_training else 0
    if value not in options:  # of a recipe that came from elsewhere
        options = sorted({*options, value}, key=lambda option: (option == 0 and control.field[0] == "n", option))

    def words_of(option: Any) -> str:
        return value_words(control.field, option)

    if control.field == "optimizer":
        place = options.index(value)
        st.selectbox(label, options, place, format_func=words_of, key=key, on_change=keep, help=sentence)
    else:
        st.select_slider(label, options, value, format_func=words_of, key=key, on_change=keep, help=sentence)


def describe_differences(recipe: Recipe) -> str:
    """What differs from the tutorial's recipe, in a line."""
    other = tutorial_recipe(recipe)
    name = "regularized" if other == REGULARIZED else "baseline"
    found = [item for item in differences(recipe, other) if item.field not in ("seed", "precision")]
    if not found:
        return _("Exactly the tutorial's {recipe} recipe.").format(recipe=name)
    listed = (
        _("{field} {value} (tutorial: {tutorial_value})").format(
            field=item.name, value=item.here, tutorial_value=item.there
        )
        for item in found
    )
    return _("{mark} Differs from the tutorial's {recipe} recipe: {differences}.").format(
        mark=MARK, recipe=name, differences=", ".join(listed)
    )
