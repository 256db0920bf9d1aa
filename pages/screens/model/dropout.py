"""Dropout at work: the inputs of the dense layer that a pass switches off, and P(dog) of each pass."""

import streamlit as st

from dogcat.charts.dropout import describe_passes, passes_chart
from dogcat.common.language import _
from dogcat.explain.activations import NUM_PASSES, DropoutPasses
from dogcat.explain.feature_maps import value_grid
from dogcat.recipe.layers import features_shape
from dogcat.recipe.recipe import REGULARIZED, Recipe
from dogcat.runs.run import Run
from pages.frame.errors import sentence_for_errors
from pages.frame.fragments import fragment
from pages.screens.model.network_choice import recipe_of
from pages.screens.model.picture_choice import choose_subject, looking
from pages.state.resources import activation_client
from pages.state.session import session
from pages.widgets.chart import show_chart


@fragment
def show_dropout(chosen: Run | Recipe) -> None:
    """Shows the inputs of the dense layer in one pass, and P(dog) in all passes.

    Args:
        chosen: a run, or a recipe without a training.
    """
    recipe = recipe_of(chosen)
    rate = recipe.dropout or REGULARIZED.dropout
    st.caption(
        _(
            "In each training step dropout switches off {rate:.0%} of the inputs of the dense layer, different ones"
            " each time. So no unit can rely on a single input, and learning pictures by heart becomes harder."
        ).format(rate=rate)
    )
    if not recipe.dropout:
        st.caption(
            _(
                ":material/info: This network has no dropout. Here it gets a dropout of {rate:.0%}, to show what"
                " dropout does to a network that was trained without it."
            ).format(rate=rate)
        )
    with sentence_for_errors():
        subject = choose_subject(chosen)
        if subject is None:
            return
        round_number, place = divmod(session().model.num_dropout_presses, NUM_PASSES)
        with looking():
            passes = activation_client().dropout_passes(*subject, rate, seed=round_number + 1)
        left, right = st.columns([3, 2], gap="large")
        with left:
            show_inputs(recipe, passes, place, rate)
        with right:
            show_spread(passes, place)
        explain_validation()


def show_inputs(recipe: Recipe, passes: DropoutPasses, place: int, rate: float) -> None:
    """Shows the inputs of the dense layer as cells, in blue those that the pass switches off."""
    features, is_on = passes.features, passes.is_on[place]
    shape = features_shape(recipe)
    label = _("Switch off another half") if rate == 0.5 else _("Switch off other inputs")
    st.button(label, icon=":material/casino:", type="primary", on_click=press)
    st.image(
        value_grid(features.reshape(shape), is_on.reshape(shape)),
        caption=_(
            "Each cell is one of the {num:,} inputs of the dense layer: black is 0, bright is large, blue is switched"
            " off. Pass {number}: {num_on:,} on, {num_off:,} off"
        ).format(num=len(features), number=place + 1, num_on=int(is_on.sum()), num_off=int((~is_on).sum())),
        alt=_("The inputs of the dense layer as cells; blue cells are switched off"),
    )
    st.markdown(
        _(
            "The inputs that stay on are multiplied by {factor:.3g}. So the sum of the inputs is on average the same"
            " as without dropout."
        ).format(factor=1 / (1 - rate))
    )


def show_spread(passes: DropoutPasses, place: int) -> None:
    """Shows P(dog) in each pass, and how much it varies."""
    st.markdown(_("In this pass (the large dot), P(dog) is **{share:.1%}**").format(share=passes.p_dog[place]))
    show_chart(passes_chart(passes, place), key="passes", description=describe_passes(passes))
    low, high = passes.usual_range
    if passes.num_changed:
        changes = _("Passes that change the answer: {num}.").format(num=passes.num_changed)
    else:
        changes = _("No pass changes the answer.")
    spread = _(
        "The dashed line is P(dog) with dropout off, {without:.1%}. Nine out of ten of the {num} passes lie between"
        " {low:.1%} and {high:.1%}."
    ).format(without=passes.p_dog_without, num=len(passes.p_dog), low=low, high=high)
    st.caption(f"{spread} {changes}")


def explain_validation() -> None:
    """Explains why dropout is off in validation."""
    st.info(
        _(
            "**Dropout is off during validation.** The network is not learning there, and it should give its best"
            " answer, the same each time. Keras measures the training accuracy during the epoch, while half of the"
            " inputs are switched off. That is one reason why validation can look better than training. This app"
            " measures its curve “training” without dropout, so you can compare both curves."
        ),
        icon=":material/school:",
    )


def press() -> None:
    """Goes to the next pass; after the last one, other passes are drawn."""
    session().model.num_dropout_presses += 1
