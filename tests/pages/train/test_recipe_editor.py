"""The recipe editor as AppTest sees it: further ingredients, and what does not go together."""

from streamlit.testing.v1 import AppTest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import RECIPES
from tests.pages.helpers import open_page, texts


def opened(app: AppTest) -> AppTest:
    open_page(app, "train")
    app.session_state["session"].draft.shows_further = True
    return app.run()


def choose(app: AppTest, label: str, value: object) -> None:
    (widget,) = [one for one in (*app.select_slider, *app.selectbox) if one.label.endswith(label)]
    widget.set_value(value).run()
    assert not app.exception


def test_an_ingredient_goes_into_the_recipe_and_is_marked(app: AppTest, tiny_set: PictureSet) -> None:
    opened(app)
    assert not app.exception
    assert not any("warm-up" in text.value for text in app.caption)
    choose(app, "earning rate schedule", "cosine")
    choose(app, "eight average", 0.99)
    recipe = app.session_state["session"].draft.changed
    assert (recipe.schedule, recipe.weight_average) == ("cosine", 0.99)
    assert "Rises for 100 steps to 0.001, then falls to 0 until the last step." in texts(app.caption)
    assert "● Weight average" in [one.label for one in app.select_slider]


def test_the_parts_of_a_residual_network_are_switched_on_one_after_another(app: AppTest, tiny_set: PictureSet) -> None:
    opened(app)
    switch(app, "Residual blocks")
    assert "A residual block adds its input to its output" in texts(app.warning)
    for part in ("Batch normalisation", "Residual blocks", "Squeeze-and-excitation"):
        switch(app, part)
        assert not app.warning
    recipe = app.session_state["session"].draft.changed
    assert (recipe.batch_normalization, recipe.residual, recipe.squeeze_excitation) == (True, True, True)


def switch(app: AppTest, name: str) -> None:
    toggle = next(one for one in app.toggle if one.label.endswith(name))
    toggle.set_value(True).run()
    assert not app.exception


def test_an_impossible_combination_is_said_and_not_taken(app: AppTest, tiny_set: PictureSet) -> None:
    opened(app)
    choose(app, "icture sizes in training", (38, 45, 51))
    assert app.session_state["session"].draft.changed == RECIPES["quick-baseline"]
    assert "This change was not made: training_sizes is" in texts(app.warning)
    assert "which needs pooling “average”" in texts(app.warning)
    choose(app, "rom feature maps to features", "average")
    assert not app.warning
    choose(app, "icture sizes in training", (38, 45, 51))
    assert app.session_state["session"].draft.changed.training_sizes == (38, 45, 51)
