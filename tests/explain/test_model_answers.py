"""A visitor's model and the pictures of a set: what it is asked, what is kept, and how it is read in the end."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

from dogcat.common.storage import cache_dir
from dogcat.explain import model_answers, own_model
from dogcat.explain.model_answers import NUM_TRIED, ask_all
from dogcat.explain.model_files import ForeignModelError
from dogcat.explain.model_reading import ModelReading
from dogcat.explain.own_model import ForeignModel
from dogcat.explain.pixel_scaling import scale
from dogcat.explain.protocol import WorkerProcess
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import PictureSet
from tests.explain.saved_models import saved

NUM = 300  # validation pictures
HEIGHT, WIDTH = 6, 9


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> PictureSet:
    """Dark cats and bright dogs in the validation split, of which a tenth look like the other."""
    folder = tmp_path_factory.mktemp("sets") / "grey"
    generator = np.random.default_rng(1)
    for label, animal in enumerate(("cat", "dog")):
        place = folder / "validation" / f"{animal}s"
        place.mkdir(parents=True)
        for number in range(NUM // 2):
            looks_like = label if number % 10 else 1 - label
            noise = generator.integers(0, 100, (8, 8, 3)) + (20, 60)[looks_like]
            Image.fromarray(noise.astype(np.uint8)).save(place / f"{animal}.{number}.png")
    return PictureSet("grey", folder)


class Fake:
    """A model with one logit of the mean brightness, on pixels from 0 to 1."""

    input_height, input_width, num_channels, num_outputs = HEIGHT, WIDTH, 3, 1
    ends_in, expected_scaling, labels = "logit", None, ()

    def __init__(self, answer: Callable[[np.ndarray], np.ndarray] | None = None, **facts: Any) -> None:
        self.answer = answer or (lambda values: 40 * (values.mean(axis=(1, 2, 3)) - 0.35)[:, None])
        self.asked: list[tuple[str, int]] = []
        vars(self).update(facts)

    def outputs(self, pixels: np.ndarray, scaling: str) -> np.ndarray:
        assert pixels.dtype == np.uint8
        assert pixels.shape[1:] == (HEIGHT, WIDTH, 3)
        self.asked.append((scaling, len(pixels)))
        return self.answer(scale(pixels, scaling, self.num_channels)).astype(np.float32)

    def num_asked(self, scaling: str) -> int:
        return sum(num for name, num in self.asked if name == scaling)


def ask(model: Fake, pictures: PictureSet, *arguments: Any) -> model_answers.SplitAnswers:
    return ask_all(model, pictures, *arguments)  # type: ignore[arg-type]


@pytest.mark.usefixtures("home")
def test_each_picture_is_asked_once_and_nothing_is_cached(pictures: PictureSet) -> None:
    model, done = Fake(), []
    answers = ask(model, pictures, "validation", (), lambda *each: done.append(each))
    assert done[-1] == (NUM, NUM)
    assert done[0][0] <= 50
    assert model.num_asked("0-1") == len(answers.labels) == NUM
    assert answers.labels[:50].sum() in range(15, 36), "any part of the pictures holds both classes"
    assert not list(cache_dir().rglob("*"))
    best = answers.decision(None).best
    assert best.reading == ModelReading("0-1", (0,), (1,))
    assert best.score.num_right == round(0.9 * NUM)


def test_the_pictures_are_stretched_to_the_models_shape(pictures: PictureSet) -> None:
    seen: list[np.ndarray] = []
    answers = ask(
        Fake(lambda values: seen.append(values) or np.zeros((len(values), 1))), pictures, "validation", ["0-255"]
    )  # type: ignore[func-returns-value]
    expected = np.stack([decode_picture(each.path, HEIGHT, WIDTH) for each in pictures.pictures("validation")])
    found = np.concatenate(seen).astype(np.uint8)
    assert sorted(each.tobytes() for each in found) == sorted(each.tobytes() for each in expected)
    assert answers.complete == {"0-255"}


def test_a_scaling_far_behind_is_dropped_and_ranked_last(pictures: PictureSet) -> None:
    model = Fake()
    answers = ask(model, pictures)
    assert model.num_asked("0-255") == model.num_asked("torch") == NUM_TRIED
    assert "0-255" not in answers.complete
    ranked = answers.decision(None).ranked
    assert len(ranked) == 12
    assert {each.score.num_all for each in ranked[-2:]} == {NUM_TRIED}
    assert ranked[0].score.num_all == NUM


def test_the_scaling_that_the_model_asks_for_is_never_dropped(pictures: PictureSet) -> None:
    model = Fake(expected_scaling="0-255")
    assert "0-255" in ask(model, pictures).complete
    assert model.num_asked("0-255") == NUM


def test_a_scaling_behind_the_one_that_the_model_asks_for_is_dropped(pictures: PictureSet) -> None:
    def answer(values: np.ndarray) -> np.ndarray:
        light = values[:, :1].mean(axis=(1, 2, 3)) / 255 if values.max() > 5 else values.mean(axis=(1, 2, 3))
        return 40 * (light - 0.35)[:, None]  # from 0 to 255 it sees one row alone, and does almost as well

    undecided, told = Fake(answer), Fake(answer, expected_scaling="0-1")
    for model in (undecided, told):
        assert ask(model, pictures).decision(model.expected_scaling).best.reading.scaling == "0-1"
    assert (undecided.num_asked("0-255"), told.num_asked("0-255")) == (NUM, NUM_TRIED)


def test_a_scaling_that_gives_no_numbers_is_left_out(pictures: PictureSet) -> None:
    model = Fake(lambda values: np.where(values.max() > 2, np.nan, values.mean(axis=(1, 2, 3)))[:, None] - 0.35)
    answers = ask(model, pictures)
    assert "0-255" not in answers.outputs
    assert answers.decision(None).best.reading.scaling == "0-1"
    with pytest.raises(ForeignModelError, match="are not numbers"):
        ask(Fake(lambda values: np.full((len(values), 1), np.inf)), pictures)


def test_a_grey_model_has_three_scalings(pictures: PictureSet) -> None:
    model = Fake(num_channels=1)
    assert set(ask(model, pictures).outputs) == {"0-255", "0-1", "-1-1"}


def test_broken_pictures_are_left_out_and_a_class_without_any_is_refused(pictures: PictureSet, tmp_path: Path) -> None:
    for name, animal, number in (("one", "cats", 9), ("none", "dogs", 0)):
        for label in ("cats", "dogs"):
            place = tmp_path / name / "validation" / label
            place.mkdir(parents=True)
            for each in range(10):
                broken = label == animal and each >= number
                source = pictures.folder / "validation" / label / f"{label[:-1]}.{each}.png"
                (place / source.name).write_bytes(b"nothing" if broken else source.read_bytes())
    assert len(ask(Fake(), PictureSet("one", tmp_path / "one")).labels) == 19
    with pytest.raises(PictureError, match="has no dog picture"):
        ask(Fake(), PictureSet("none", tmp_path / "none"))


def test_of_a_large_set_a_part_of_both_classes_is_asked(pictures: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_answers, "MAX_PICTURES", 40)
    labels = ask(Fake(), pictures).labels
    assert (len(labels), labels.sum()) == (40, 20)


def test_other_classes_are_counted(pictures: PictureSet) -> None:
    def answer(values: np.ndarray) -> np.ndarray:
        light = values.mean(axis=(1, 2, 3))
        return np.stack([0.35 - light, light - 0.35, np.full(len(light), 0.05)], axis=1) * 40

    answers = ask(Fake(answer, num_outputs=3, ends_in="logits"), pictures)
    reading = answers.decision(None).best.reading
    assert reading == ModelReading("0-1", (0,), (1,))
    values = answers.outputs["0-1"]
    assert answers.share_of_others(reading) == pytest.approx(np.mean(values.argmax(axis=1) == 2))
    assert 0 < answers.share_of_others(reading) < 0.5


# Real models in one process


@pytest.fixture(scope="module")
def process() -> Iterator[WorkerProcess]:
    worker = WorkerProcess("foreign")
    yield worker
    worker.close()


def brightness(
    ending: str, scaling: str, shape: tuple[int, int, int] = (HEIGHT, WIDTH, 3), swapped: bool = False
) -> keras.Model:
    """A model of dark cats and bright dogs that wants its pixels in a scaling."""
    layers = [keras.Input(shape), keras.layers.GlobalAveragePooling2D()]
    low, high = (scale(np.full((1, 1, 1, 3), value, np.uint8), scaling, shape[2]).mean() for value in (0, 255))
    num = 1 if ending in {"sigmoid", "logit"} else 3 if ending == "sigmoids" else 2
    activation = {"sigmoid": "sigmoid", "softmax": "softmax", "sigmoids": "sigmoid"}.get(ending)
    model = keras.Sequential([*layers, keras.layers.Dense(num, activation=activation)])
    slope = (-1 if swapped else 1) * 20 / (high - low) / shape[2]
    middle = low + 0.35 * (high - low)
    directions = np.array([1.0] if num == 1 else [-1.0, 1.0, 0.0][:num])
    kernel = np.full((shape[2], 1), slope) * directions
    model.layers[-1].set_weights([kernel, -middle * kernel.sum(axis=0)])
    return model


@pytest.mark.parametrize(
    ("ending", "scaling", "shape", "swapped"),
    [
        ("sigmoid", "0-1", (HEIGHT, WIDTH, 3), False),
        ("logit", "0-255", (8, 8, 3), True),
        ("softmax", "-1-1", (8, 8, 3), True),
        ("logits", "0-1", (12, 8, 1), False),
        ("sigmoids", "0-255", (8, 8, 3), False),
    ],
)
def test_each_kind_of_model_is_read(
    process: WorkerProcess,
    pictures: PictureSet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    scaling: str,
    shape: tuple[int, int, int],
    swapped: bool,
) -> None:
    shared = SimpleNamespace(ask=process.ask, close=lambda: None)
    monkeypatch.setattr(own_model, "WorkerProcess", lambda *_: shared)
    model = ForeignModel(saved(brightness(ending, scaling, shape, swapped), tmp_path))
    try:
        assert (model.input_height, model.input_width, model.num_channels) == shape
        assert model.ends_in == ending
        decision = ask_all(model, pictures).decision(model.expected_scaling)
    finally:
        model.close()
    best = decision.best
    assert best.reading == (ModelReading(scaling, (1,), (0,)) if swapped else ModelReading(scaling, (0,), (1,)))
    assert best.score.num_right == round(0.9 * NUM)
