"""The recipe editor as AppTest sees it: further ingredients, and what does not go together."""

from streamlit.testing.v1 import AppTest

from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.recipe import RECIPES
from tests.pages.helpers import open_page, texts


def opened(app: AppTest) -> AppTest:
    open_page(app, "train")
    app.session_state["session"].train.shows_further = True
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
