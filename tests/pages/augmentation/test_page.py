"""The Augmentation page as AppTest sees it: what sliders, presets, links and buttons do to the variants."""

import base64
import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dogcat.augmentation.augment import augment
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.augmentation.sampling import roll_dice
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import Picture, PictureSet
from dogcat.recipe.recipe import RECIPES, Augmentation, Recipe
from dogcat.runs.store import list_runs
from pages.screens.augmentation.settings import group_key
from pages.widgets import picture_grid
from pages.widgets.picture_choice import examples
from tests import spoken
from tests.pages.helpers import grid, open_page, texts
from tests.pages.helpers import press as press_button


def whole(app: AppTest) -> AppTest:
    """The whole page again, after a move that drew only those of its fragments that show something else."""
    assert not app.exception
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return whole(press_button(app, label))


def shown(app: AppTest, key: str = "variants") -> list[np.ndarray]:
    """The pixels of the grid's pictures; JPEG makes them a little different from what was computed."""
    items: list[dict[str, str]] = grid(app, key)["items"]  # type: ignore[assignment]
    files = [base64.b64decode(item["source"].split(",")[1]) for item in items]
    return [np.asarray(Image.open(io.BytesIO(file))).astype(float) for file in files]


def expected(pictures: PictureSet, augmentation: Augmentation, seed: int = 1, count: int = 8) -> np.ndarray:
    pixels = decode_picture(examples(pictures.pictures("train"))[0].path, 150)
    dice = roll_dice(np.random.default_rng(seed), count)
    return augment(np.repeat(pixels[None], count, axis=0), augmentation, dice).astype(float)


def open_group(app: AppTest, group: str) -> None:
    app.session_state[group_key(group)] = True
    app.run()


def difference(some: list[np.ndarray], others: np.ndarray) -> float:
    return float(np.mean([np.abs(one - other).mean() for one, other in zip(some, others, strict=True)]))


def test_the_page_begins_with_the_tutorial_s_settings(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "augmentation")
    assert not app.exception
    original, *picture_grid = shown(app)
    assert original.shape == (150, 150, 3)
    assert len(picture_grid) == 8
    assert difference(picture_grid, expected(tiny_set, AUGMENTATION_PRESETS["tutorial"])) < 3
    assert app.query_params["rotation_range"] == "40"


@pytest.mark.parametrize(
    ("num_each", "chosen"), [(1000, [332, 665, 998]), (4, [0, 1, 2]), (3, [0, 1, 2]), (2, [0, 1]), (0, [])]
)
def test_examples_are_the_last_of_each_third_cats_first(num_each: int, chosen: list[int]) -> None:
    listing = [Picture(Path(), f"{label}/{number}", label) for number in range(num_each) for label in (0, 1)]
    names = [f"{label}/{number}" for label in (0, 1) for number in chosen]
    assert [picture.name for picture in examples(listing)] == names


def test_a_slider_changes_the_same_variants(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "augmentation")
    press(app, "None")
    original, *picture_grid = shown(app)
    assert all(np.array_equal(original, variant) for variant in picture_grid)
    app.slider(key="augmentation.rotation_range").set_value(60.0).run()
    assert not app.exception
    assert difference(shown(app)[1:], expected(tiny_set, Augmentation(rotation_range=60))) < 3
    assert app.query_params["rotation_range"] == "60"
    assert "reset-rotation_range" in {button.key for button in app.button}
    assert not next(button for button in app.button if button.label == "Undo").disabled
    assert not app.slider, "no slider is drawn anew"
    whole(app)
    app.slider(key="augmentation.rotation_range").set_value(61.0).run()
    assert "Undo" not in {button.label for button in app.button}, "nothing else is said of the settings as a whole"
    whole(app)
    app.slider(key="augmentation.rotation_range").set_value(60.0).run()
    assert whole(app).slider(key="augmentation.rotation_range").value == 60
    press(app, "New dice")
    assert difference(shown(app)[1:], expected(tiny_set, Augmentation(rotation_range=60), seed=2)) < 3


def test_reset_and_undo(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "augmentation")
    press(app, "None")
    app.slider(key="augmentation.shear_range").set_value(30.0).run()
    whole(app)
    open_group(app, "Noise")
    app.slider(key="augmentation.noise_stddev").set_value(20.0).run()
    whole(app)
    app.button(key="reset-shear_range").click().run()
    assert "shear_range" not in app.query_params
    assert app.query_params["noise_stddev"] == "20"
    press(app, "Undo")
    assert app.slider(key="augmentation.shear_range").value == 30
    press(app, "Undo")
    press(app, "Undo")
    press(app, "Undo")
    assert app.slider(key="augmentation.rotation_range").value == 40, "back at the tutorial's"


def test_only_open_groups_have_sliders_and_those_in_use_open(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "augmentation")
    shown_at_first = {slider.key for slider in app.slider}
    assert "augmentation.rotation_range" in shown_at_first
    assert "augmentation.noise_stddev" not in shown_at_first
    press(app, "Too much")
    assert "augmentation.noise_stddev" in {slider.key for slider in app.slider}
    press(app, "Undo")
    assert "augmentation.noise_stddev" in {slider.key for slider in app.slider}, "what is open stays open"


def test_a_shared_link_sets_the_sliders(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.query_params["zoom_range"] = "0.5,1.5"
    app.query_params["vertical_flip"] = "true"
    app.switch_page("pages/augmentation.py").run()
    assert not app.exception
    assert app.slider(key="augmentation.zoom_range").value == (0.5, 1.5)
    assert app.toggle(key="augmentation.vertical_flip").value is True
    open_group(app, "Rotation")
    assert app.slider(key="augmentation.rotation_range").value == 0, "what the link does not name is off"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("rotation_range", "nan", "rotation_range"),
        ("rotation_range", "500", "rotation_range"),
        ("zoom_range", "2,1", "zoom_range"),
        ("cat_range", "1", "cat_range"),
    ],
)
def test_a_broken_link_is_answered_with_a_word_and_sets_nothing(
    app: AppTest,
    tiny_set: PictureSet,
    name: str,
    value: str,
    words: str,
) -> None:
    app.run()
    app.query_params[name] = value
    app.switch_page("pages/augmentation.py").run()
    assert not app.exception
    assert "settings in the address cannot be used" in app.error[0].value
    assert words in app.error[0].value
    assert app.slider(key="augmentation.rotation_range").value == 40


def test_doubtful_settings_are_noted(app: AppTest, tiny_set: PictureSet) -> None:
    open_page(app, "augmentation")
    assert "upside down" not in texts(app.caption)
    app.toggle(key="augmentation.vertical_flip").set_value(True).run()
    assert "vertical_flip: hardly any photo shows an animal upside down" in texts(app.caption)


def test_answers_are_kept_with_the_strength(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.query_params["more"] = "Still a cat?"
    app.switch_page("pages/augmentation.py").run()
    app.session_state["session"].augmentation.doubted = {1, 4}  # what two clicks do
    app.run()
    items = grid(app, "asked")["items"]
    assert [item.get("pressed") for item in items] == [None, True, False, False, True, False, False]
    assert [item["opens"] for item in items] == [False] + [True] * 6, "the original is only enlarged"
    press(app, "That is my answer")
    assert not app.exception
    assert "how many variants you recognised" in texts(app.caption)
    ((strength, still, asked),) = app.session_state["session"].augmentation.answers
    assert (still, asked) == (4, 6)
    assert strength > 5
    assert not app.session_state["session"].augmentation.doubted, "the next six are new"


@pytest.mark.parametrize("view", ["How different?", "Never touch", "As code"])
def test_the_views_below_draw(app: AppTest, tiny_set: PictureSet, view: str) -> None:
    app.run()
    app.query_params["more"] = view
    app.switch_page("pages/augmentation.py").run()
    assert not app.exception
    assert {
        "How different?": "variants belong together" in texts(app.caption),
        "Never touch": "Only training pictures are changed" in texts(app.markdown),
        "As code": "rotation_range=40" in texts(app.code),
    }[view]


def test_validation_pictures_stay_the_same(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.query_params["more"] = "Never touch"
    app.switch_page("pages/augmentation.py").run()
    original, *epochs = shown(app, "never-validation")
    assert all(np.array_equal(original, epoch) for epoch in epochs)
    original, *epochs = shown(app, "never-training")
    assert all(np.abs(original - epoch).mean() > 1 for epoch in epochs)


def test_without_pictures_a_drawn_cat_is_there(app: AppTest) -> None:
    open_page(app, "augmentation")
    assert not app.exception
    assert len(shown(app)) == 9


def test_train_with_these_settings(
    app: AppTest,
    tiny_set: PictureSet,
    tiny_recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RECIPES, "quick-baseline", tiny_recipe)
    open_page(app, "augmentation")
    press(app, "Gentle")
    press(app, "Train with these settings")
    app.switch_page("pages/train.py").run()
    assert "augmentation your own (tutorial: the tutorial's)" in texts(app.caption)
    press(app, "Train")
    assert not app.exception
    assert [run.recipe.augmentation for run in list_runs()] == [AUGMENTATION_PRESETS["gentle"]]


def test_cutmix_is_opened_as_pairs_whose_labels_are_areas(app: AppTest, tiny_set: PictureSet) -> None:
    app.run()
    app.query_params.update({"cutmix_alpha": "1", "mixed_batches": "0.4"})
    app.switch_page("pages/augmentation.py").run()
    assert not app.exception
    cat, dog, mixed = shown(app, "cutmix")[:3]
    captions = [item["caption"] for item in grid(app, "cutmix")["items"]]  # type: ignore[attr-defined]
    assert captions[:2] == ["cat", "+ dog"]
    assert captions[4::6] == ["+ dog", "+ cat"], "then two dogs, a dog and a cat, two cats"
    of_dog = (np.abs(mixed - dog).max(axis=2) < np.abs(mixed - cat).max(axis=2)).mean()
    percent = int(captions[2].removeprefix("= ").split("%")[0])
    assert abs(100 * of_dog - percent) < 3
    assert f"so the label is {percent}% dog" in texts(app.caption)
    assert "Of 1,000 batches, about 400 are mixed; 600 stay as they are." in texts(app.caption)
    app.query_params["more"] = "Never touch"
    app.run()
    assert "Mixup and cutmix also put another picture into it" in texts(app.caption)


def test_without_pictures_nothing_untranslated_is_said(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken.speak_marked(monkeypatch)
    app.run()
    app.query_params["cutmix_alpha"] = "1"
    app.query_params["more"] = "⟦How different?⟧"
    app.switch_page("pages/augmentation.py").run()
    assert spoken.untranslated(app) == []
    next(one for one in app.get("button_group") if one.label == "⟦Picture⟧").set_value("My own").run()
    assert spoken.untranslated(app) == []


def test_nothing_untranslated_is_said(app: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken.speak_marked(monkeypatch)
    app.run()
    app.query_params.update(
        {
            "rotation_range": "180",
            "vertical_flip": "true",
            "cutout_size": "0.9",
            "mixup_alpha": "1",
            "cutmix_alpha": "1",
        }
    )
    app.switch_page("pages/augmentation.py").run()
    assert "upside down" in texts(app.warning), "the first view is open"
    assert spoken.untranslated(app) == []
    press(app, "⟦That is my answer⟧")
    assert spoken.untranslated(app) == []
    for view in ("How different?", "Never touch", "As code"):
        app.query_params["more"] = f"⟦{view}⟧"
        app.run()
        assert spoken.untranslated(app) == []
    next(one for one in app.get("button_group") if one.label == "⟦Picture⟧").set_value("From the set").run()
    assert spoken.untranslated(app) == []
    app.query_params["cutout_size"] = "x" * 60
    app.session_state["session"].augmentation.address_was_read = False
    app.run()
    assert "characters; at most" in texts(app.error)
    assert spoken.untranslated(app) == []


def test_one_variant_taken_apart_is_said_in_the_reader_s_language(
    app: AppTest,
    tiny_set: PictureSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken.speak_marked(monkeypatch)
    monkeypatch.setattr(
        picture_grid, "_grid", lambda **kwargs: SimpleNamespace(opened=3 if kwargs["key"] == "variants" else None)
    )
    open_page(app, "augmentation")
    assert not app.exception
    assert "⟦**Its matrix**" in texts(app.markdown)
    assert spoken.untranslated(app) == []


def test_the_page_speaks_korean_and_the_address_keeps_its_language(app: AppTest, tiny_set: PictureSet) -> None:
    app.query_params["lang"] = "ko"
    open_page(app, "augmentation")
    app.query_params["lang"] = "ko"
    app.run()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "데이터 증강"
    assert "슬라이더를 움직이면" in texts(app.caption)
    assert app.query_params["lang"] == "ko"
