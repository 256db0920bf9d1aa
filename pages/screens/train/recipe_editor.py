"""The recipe editor: a widget for each field; a mark shows what differs from the tutorial's recipe."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dogcat.charts.pixel_ranges import describe_pixel_ranges, pixel_ranges_chart, recorded_ranges
from dogcat.common.language import _
from dogcat.recipe.controls import (
    CURES,
    FURTHER_LEARNING,
    FURTHER_NETWORK,
    FURTHER_PICTURES,
    PICTURES,
    STEPS,
    WHY_CENTRE,
    Control,
    bounds,
    choices,
)
from dogcat.recipe.field_text import FIELD_WORDS, MARK, differences, tutorial_recipe, value_words
from dogcat.recipe.recipe import Recipe, RecipeError
from dogcat.recipe.schedule import growing_sizes, num_warm_up_steps
from pages.state.recipe_draft import AUGMENTATIONS, wanted_recipe
from pages.state.session import bind, bind_expander, key_in_language, session
from pages.widgets.chart import show_chart

# Fields whose values have no order, or are lists; the others are sliders.
_NAMED = frozenset({"optimizer", "pixel_range", "pooling", "schedule", "training_sizes"})


def show_editor(num_training: int) -> None:
    """Shows all fields, in three groups.

    Args:
        num_training: pictures of the training split.
    """
    recipe = wanted_recipe()
    differing = {difference.field for difference in differences(recipe, tutorial_recipe(recipe))}
    augmentation_words = _("Augmentation")
    groups = {_("How it learns"): STEPS, _("Against overfitting"): CURES, _("Pictures and luck"): PICTURES}
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
                        "Changes every picture at random each time it is shown, which makes learning by heart"
                        " much harder"
                    ),
                    **bind(session().draft, "draft_augmentation"),
                )
            for control in controls:
                show_control(control, f"{MARK} " if control.field in differing else "", num_training)


def show_further(num_training: int) -> None:
    """Shows the group, folded until the visitor opens it.

    Args:
        num_training: pictures of the training split.
    """
    with st.expander(
        _("Further ingredients"), icon=":material/experiment:", **bind_expander(session().draft, "shows_further")
    ) as group:
        if not group.open:
            return
        st.caption(_("What practice adds to such a training. The tutorial uses none of it."))
        recipe = wanted_recipe()
        differing = {difference.field for difference in differences(recipe, tutorial_recipe(recipe))}
        groups = {
            _("Network"): FURTHER_NETWORK,
            _("How it learns"): FURTHER_LEARNING,
            _("Pictures and evaluation"): FURTHER_PICTURES,
        }
        for column, (title, controls) in zip(st.columns(3, gap="large"), groups.items(), strict=True):
            with column:
                st.markdown(f"**{title}**")
                for control in controls:
                    mark = f"{MARK} " if control.field in differing else ""
                    show_control(_fitting(control, recipe), mark, num_training)
                    if control.field == "schedule" and recipe.schedule != "constant":
                        st.caption(_describe_schedule(recipe))


def show_control(control: Control, mark: str, num_training: int) -> None:
    """Shows the widget of one field."""
    value = getattr(session().draft.changed, control.field)
    words, sentence = _(FIELD_WORDS[control.field]), _(control.sentence)
    label = f"{mark}{words[0].upper()}{words[1:]}"
    # The value is a default, not session state: the browser loses a number set there if the training below redraws
    # at the same moment. So each recipe needs its own key.
    key = key_in_language(f"recipe.{control.field}.{session().draft.number}")

    def keep() -> None:
        session().draft.refused = ""
        try:
            session().draft.changed = replace(session().draft.changed, **{control.field: st.session_state[key]})
        except RecipeError as error:  # the combination is impossible: the widget shows the former value again
            session().draft.refused = str(error)
            session().draft.number += 1

    if control.limits:
        low, high = bounds(control, value)
        st.number_input(label, low, high, value, step=1, key=key, on_change=keep, help=sentence)
        return
    options, value = choices(control, value, num_training)

    def words_of(option: Any) -> str:
        return value_words(control.field, option)

    if tuple(options) == (False, True):
        st.toggle(label, value, key=key, on_change=keep, help=sentence)
    elif control.field in _NAMED:
        place = options.index(value)
        st.selectbox(label, options, place, format_func=words_of, key=key, on_change=keep, help=sentence)
        if control.field == "pixel_range":
            show_why_centre()
    else:
        st.select_slider(label, options, value, format_func=words_of, key=key, on_change=keep, help=sentence)


def show_why_centre() -> None:
    """Shows a button that opens the answer."""
    with st.popover(_("Why centre the pixels?"), icon=":material/help:", type="tertiary"):
        st.markdown(_(WHY_CENTRE))
        tables = recorded_ranges()
        if tables:
            words = describe_pixel_ranges(tables)
            show_chart(pixel_ranges_chart(tables), key="pixel-ranges", description=words)
            st.caption(words)


def _fitting(control: Control, recipe: Recipe) -> Control:
    """Return the control with the sizes that fit the recipe's picture size, if it chooses sizes."""
    if control.field != "training_sizes":
        return control
    return replace(control, options=((), growing_sizes(recipe.picture_size)))


def _describe_schedule(recipe: Recipe) -> str:
    return _("Rises for {num_steps:,} steps to {learning_rate:g}, then falls to 0 until the last step.").format(
        num_steps=num_warm_up_steps(recipe), learning_rate=recipe.learning_rate
    )
