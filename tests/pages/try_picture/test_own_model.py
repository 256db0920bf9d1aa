"""The visitor's own model: how it is read, what the visitor chooses, and where it stands among the networks."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dogcat.common.storage import cache_dir
from dogcat.explain.model_files import ForeignModelError
from dogcat.explain.model_reading import ModelReading
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.run import Run
from pages.screens.try_picture.own_model import process
from pages.state import resources
from pages.state.session import Session
from tests.pages.helpers import press, session_of, texts
from tests.pages.try_picture.helpers import html, open_try, p_dog_of
from tests.spoken import speak_marked, untranslated

pytestmark = pytest.mark.usefixtures("shelf")


class ForeignStandIn:
    """Answers as `ForeignModel` does: a sigmoid of the brightness, made for pixels from 0 to 1."""

    input_height, input_width, num_channels, num_parameters, num_outputs = 26, 20, 3, 1234, 1
    ends_in, own_scaling, expected_scaling, labels = "sigmoid", None, None, ()
    equal: tuple[str, ...] = ("0-1",)  # scalings with which it answers rightly
    num_asked = 0

    def __init__(self, data: bytes) -> None:
        if data != b"a model":
            raise ForeignModelError("This is no model. Choose another file.")
        self.is_open = True

    def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
        assert pixels.shape[1:] == (self.input_height, self.input_width, 3)
        type(self).num_asked += 1
        p_dog = p_dog_of(pixels, is_cured=False) if scaling in self.equal else np.full(len(pixels), 0.5)
        if self.num_outputs == 1:
            return p_dog[:, None]
        return np.stack([0.9 * p_dog, np.full(len(p_dog), 0.1), 0.9 * (1 - p_dog)], axis=1)

    def close(self) -> None:
        self.is_open = False


class Undecided(ForeignStandIn):
    equal = ("0-1", "-1-1")


class Wordy(ForeignStandIn):
    own_scaling, expected_scaling = "x / 127.5 − 1", "0-255"
    equal = ("0-255", "0-1")


class Contradicted(Wordy):
    equal = ("0-1",)


class Grey(ForeignStandIn):
    num_channels, ends_in = 1, "logit"

    def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
        return 8 * (super().outputs(pixels, scaling) - 0.5)


class Guessing(ForeignStandIn):
    equal = ()


class ThreeClasses(ForeignStandIn):
    num_outputs, ends_in = 3, "softmax"


class TwoNamed(ForeignStandIn):
    num_outputs, ends_in, labels = 2, "softmax", ("My *dogs*", "My cats")

    def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
        return super().outputs(pixels, scaling)[:, [0, 2]] / 0.9


@pytest.fixture
def foreign(app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The view with a model that was opened."""
    return open_own_model(app, monkeypatch)


def open_own_model(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, kind: type[ForeignStandIn] = ForeignStandIn, spoken: str = "{}"
) -> AppTest:
    monkeypatch.setattr("pages.screens.try_picture.own_model.view.ForeignModel", kind)
    kind.num_asked = 0
    open_try(app, spoken.format("Own model"))
    app.file_uploader[0].set_value(("mine.h5", b"a model", "application/octet-stream")).run()
    press(app, spoken.format("Open this model"))
    assert not app.exception
    return app


def reading_of(app: AppTest) -> ModelReading:
    reading = session_of(app).own_model.reading
    assert reading
    return reading


def radio(app: AppTest) -> Any:
    return next(each for each in app.radio if each.label == "How to read it")


def test_an_own_model_is_read_scored_and_joins(foreign: AppTest, tiny_set: PictureSet) -> None:
    said = texts(foreign.markdown)
    assert "**mine.h5**: colour pictures of 26 × 20 pixels (height × width), 1,234 parameters." in said
    assert "It has one sigmoid output." in said
    assert "stretches each picture to this shape" in said
    assert foreign.success[0].value == (
        "Found on the validation pictures: pixel values 0 to 1; an output near 1 means dog."
        " So it gets 12 of 12 validation pictures right (100.0%). No other way fits about as well."
    )
    assert not list(cache_dir().rglob("validation-*")), "pictures for a model are decoded without the cache"
    table = foreign.dataframe[0].value.set_index("Name")
    assert table.loc["Your own model", "Right answers"] == "12 of 12"
    assert table.loc["Network 1", "Right answers"] == "9 of 12"
    open_try(foreign)
    seen = decode_picture(tiny_set.pictures("validation")[3].path, 26, 20)
    assert f"Your own model: P(dog) is {float(p_dog_of(seen[None], is_cured=False)[0]):.1%}" in html(foreign)


def test_its_test_score_stands_beside_the_networks_that_are_not_sealed(foreign: AppTest, runs: list[Run]) -> None:
    press(foreign, "Evaluate it on the test pictures of tiny")
    assert foreign.dataframe[1].value["Name"].tolist() == ["Your own model"]
    assert "test results of the app's networks are sealed" in texts(foreign.caption)
    session_of(foreign).compare.opened_tests = [run.id for run in runs]
    foreign.run()
    table = foreign.dataframe[1].value.set_index("Name")
    assert table.loc["Network 1", "Right answers"] == "6 of 12"
    assert table.loc["Your own model", "Right answers"] == "12 of 12"
    assert "sealed" not in texts(foreign.caption)


def test_how_it_is_read_can_be_changed_without_asking_again(foreign: AppTest) -> None:
    asked = ForeignStandIn.num_asked
    assert len(radio(foreign).options) == 12
    place = next(
        place for place, words in enumerate(radio(foreign).options) if "0 to 1; an output near 1 means cat" in words
    )
    radio(foreign).set_value(place).run()
    assert not foreign.exception
    assert reading_of(foreign) == ModelReading("0-1", (1,), (0,))
    assert foreign.dataframe[0].value["Right answers"].tolist()[0] == "0 of 12"
    open_try(foreign)
    open_try(foreign)
    assert ForeignStandIn.num_asked == asked + 1, "the tried picture, once"


def test_where_readings_are_close_the_visitor_decides(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_own_model(app, monkeypatch, Undecided)
    assert "do not decide how to read this model" in texts(app.warning)
    assert not app.success
    assert len(radio(app).options) == 2
    assert all("100.0% of 12 pictures right" in words for words in radio(app).options)
    first = reading_of(app).scaling
    radio(app).set_value(1).run()
    assert {first, reading_of(app).scaling} == {"0-1", "-1-1"}
    app.toggle[0].set_value(True).run()
    assert len(radio(app).options) == 12
    assert radio(app).options[radio(app).value].startswith("pixel values")


def test_what_the_model_says_of_its_pixels_settles_it(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_own_model(app, monkeypatch, Wordy)
    assert (
        "The model itself says what it expects, and the pictures agree: pixel values 0 to 255" in app.success[0].value
    )
    assert "compute `x / 127.5 − 1` from each pixel value" in texts(app.markdown)
    open_own_model(app, monkeypatch, Contradicted)
    assert "the pictures speak against" in texts(app.warning)
    assert reading_of(app).scaling == "0-1"
    assert len(radio(app).options) == 2


def test_a_grey_model_with_a_logit_is_told(app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    open_own_model(app, monkeypatch, Grey)
    said = texts(app.markdown)
    assert "grey pictures of 26 × 20 pixels" in said
    assert "turns colours into brightness" in said
    assert "Its output is a logit, so the app reads it through a sigmoid." in said
    assert len(radio(app).options) == 6


def test_a_model_that_guesses_is_said_to_guess(app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    open_own_model(app, monkeypatch, Guessing)
    assert "Even the best way to read this model gets only 6 of 12 validation pictures right (50.0%)" in texts(
        app.warning
    )
    assert radio(app).options


def test_of_three_classes_the_visitor_says_which_mean_what(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_own_model(app, monkeypatch, ThreeClasses)
    cats, dogs = app.multiselect
    assert (cats.value, dogs.value) == ([2], [0])
    assert reading_of(app) == ModelReading("0-1", (2,), (0,))
    assert "It has 3 softmax outputs." in texts(app.markdown)
    assert len(radio(app).options) == 6
    cats.set_value([1, 2]).run()
    assert not app.exception
    assert reading_of(app) == ModelReading("0-1", (1, 2), (0,))
    app.multiselect[1].set_value([0, 1]).run()
    assert "cannot mean both" in texts(app.error)
    assert reading_of(app).dogs == (0,)
    app.multiselect[1].set_value([]).run()
    assert "at least one output for each animal" in texts(app.error)


def test_names_of_two_outputs_are_shown_as_they_are(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_own_model(app, monkeypatch, TwoNamed)
    assert reading_of(app) == ModelReading("0-1", (1,), (0,))
    words = r"pixel values 0 to 1; output 0 (“My \*dogs\*”) means dog, output 1 (“My cats”) means cat"
    assert words in app.success[0].value


def test_an_own_model_makes_room_and_is_closed(
    foreign: AppTest, tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model,) = resources.foreign_models().values()
    for _ in range(process.MAX_MODELS):
        with monkeypatch.context() as patch:
            somebody_else = Session()
            patch.setattr(process, "session", lambda known=somebody_else: known)
            other = ForeignStandIn(b"a model")
            process.take_model("other.h5", other, tiny_set)  # type: ignore[arg-type]
    assert len(resources.foreign_models()) == process.MAX_MODELS
    assert not model.is_open  # type: ignore[attr-defined]
    foreign.run()
    assert "closed to make room" in texts(foreign.info)


def test_a_closed_model_leaves_nothing(foreign: AppTest) -> None:
    (model,) = resources.foreign_models().values()
    press(foreign, "Close this model")
    assert not model.is_open  # type: ignore[attr-defined]
    assert not resources.foreign_models()
    assert session_of(foreign).own_model.known is None


def test_a_model_that_fails_while_it_is_read_is_closed(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    class Failing(ForeignStandIn):
        def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
            opened.append(self)
            raise ForeignModelError(f"It failed on {len(pixels)} with {scaling}. Choose another file.")

    open_own_model(app, monkeypatch, Failing)
    assert app.error[0].value == "It failed on 12 with 0-255. Choose another file."
    assert not opened[0].is_open
    assert not resources.foreign_models()


def test_a_file_that_is_no_model_is_answered_with_its_sentence(foreign: AppTest) -> None:
    foreign.file_uploader[0].set_value(("bad.h5", b"no model", "application/octet-stream")).run()
    press(foreign, "Open this model")
    assert not foreign.exception
    assert foreign.error[0].value == "This is no model. Choose another file."


def not_translated(app: AppTest) -> list[str]:
    """What is not, but for the names of runs."""
    return [text for text in untranslated(app) if " on tiny, " not in text]


@pytest.mark.parametrize("kind", [ForeignStandIn, Undecided, Contradicted, Grey, Guessing, ThreeClasses, TwoNamed])
def test_every_sentence_about_an_own_model_is_translated(
    app: AppTest, runs: list[Run], monkeypatch: pytest.MonkeyPatch, kind: type[ForeignStandIn]
) -> None:
    speak_marked(monkeypatch)
    open_own_model(app, monkeypatch, kind, "⟦{}⟧")
    session_of(app).own_model.name = "mine"  # with an ending it would be taken for part of the sentence's bracket
    press(app, "⟦Evaluate it on the test pictures of tiny⟧")
    assert len(app.dataframe) == 2
    assert not_translated(app) == []
    if kind is not ForeignStandIn:
        return
    open_try(app, "⟦Verdict⟧")
    assert not_translated(app) == []
    resources.foreign_models().clear()
    open_try(app, "⟦Own model⟧")
    assert app.info
    assert not_translated(app) == []
