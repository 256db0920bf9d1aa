"""Models from elsewhere: what is read from a good one, and what a bad one costs (a sentence, nothing else)."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from dogcat.explain import own_model
from dogcat.explain.own_model import NUM_KNOWN, ForeignModel, ForeignModelError, known_pictures, score_on
from dogcat.explain.pixel_scaling import scale
from dogcat.explain.protocol import pixels_from_json
from dogcat.pictures.pixel_cache import SplitPixels
from tests.explain.saved_models import SIZE, enlarge, network, rewritten, saved

LABELS = np.repeat([0, 1], 20)


@pytest.fixture(scope="module")
def known() -> np.ndarray:
    """Dark cats and bright dogs, 20 of each."""
    generator = np.random.default_rng(1)
    low = np.where(LABELS == 1, 150, 0)[:, None, None, None]
    return (low + generator.integers(0, 100, (40, SIZE, SIZE, 3))).astype(np.uint8)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignModel]:
    """A softmax over dog and cat, in this order, on pixels of 0–1, saved as .h5."""
    model = ForeignModel("mine.H5", saved(network(2, True, 0), tmp_path_factory.mktemp("foreign"), ".h5"))
    yield model
    model.close()


def test_a_good_model_is_read_and_used(asked: ForeignModel, known: np.ndarray) -> None:
    assert (asked.input_height, asked.input_width, asked.num_channels) == (SIZE, SIZE, 3)
    assert (asked.num_outputs, asked.ends_in, asked.num_parameters) == (2, "softmax", 8)
    assert (asked.own_scaling, asked.expected_scaling) == (None, None)
    reading = asked.find_reading(known, LABELS)
    assert (reading.divisor, reading.dog_output, reading.num_right) == (255, 0, 40)
    assert reading.text == "With pixel values 0–1 and class 1 as the cat, the model gets 40 of 40 known pictures right."
    verdicts = asked.predict(known, reading)
    assert [verdict.label for verdict in verdicts] == LABELS.tolist()
    expected = network(2, True, 0)(known / np.float32(255))[:, 0]
    np.testing.assert_allclose([verdict.p_dog for verdict in verdicts], expected, atol=1e-5)


def test_a_model_is_scored_on_a_split(asked: ForeignModel, known: np.ndarray) -> None:
    reading, done = asked.find_reading(known, LABELS), []
    labels = LABELS.astype(np.float32)
    labels[0] = 1 - labels[0]
    split = SplitPixels(np.concatenate([known, known]), np.concatenate([labels, labels]), [""] * 80, [])
    found = score_on(split, asked, reading, lambda *each: done.append(each))
    assert (found.num_right, found.num_all) == (78, 80)
    assert done == [(50, 80), (80, 80)]


def test_the_known_pictures_are_some_of_each_class() -> None:
    labels = np.repeat([0.0, 1.0], [NUM_KNOWN + 5, 4]).astype(np.float32)
    pixels = np.arange(len(labels), dtype=np.uint8)[:, None, None, None]
    found, their_labels = known_pictures(SplitPixels(pixels, labels, [""] * len(labels), []))
    assert found.ravel().tolist() == [*range(NUM_KNOWN), *range(NUM_KNOWN + 5, NUM_KNOWN + 9)]
    assert their_labels.tolist() == [0.0] * NUM_KNOWN + [1.0] * 4


def test_a_model_that_guesses_is_said_to_guess(asked: ForeignModel, known: np.ndarray) -> None:
    shuffled = np.tile([0, 1], 20)
    assert "hardly more than chance" in asked.find_reading(known, shuffled).text


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("divisor", [1, 255])
@pytest.mark.parametrize("dog_output", [0, 1])
def test_scaling_and_class_order_are_found(
    monkeypatch: pytest.MonkeyPatch, known: np.ndarray, outputs: int, divisor: int, dog_output: int
) -> None:
    model = network(outputs, divisor == 255, dog_output)

    def ask(_self: ForeignModel, what: str, **details: Any) -> dict[str, np.ndarray]:
        pixels = pixels_from_json(details)
        return {"outputs": np.asarray(model(scale(pixels, details["scaling"], 3)))}

    monkeypatch.setattr(ForeignModel, "_ask", ask)
    reading = ForeignModel.find_reading(object.__new__(ForeignModel), known, LABELS)
    assert (reading.divisor, reading.dog_output, reading.num_right) == (divisor, dog_output, 40)


def test_outputs_that_are_no_probabilities_are_refused(monkeypatch: pytest.MonkeyPatch, known: np.ndarray) -> None:
    for outputs in (np.full((40, 1), -3.0), np.full((40, 2), 0.9), np.full((40, 1), np.nan)):
        monkeypatch.setattr(ForeignModel, "_ask", lambda *_, found=outputs, **__: {"outputs": found})
        with pytest.raises(ForeignModelError, match="not probabilities"):
            ForeignModel.find_reading(object.__new__(ForeignModel), known, LABELS)


def test_a_network_of_2_gb_costs_its_own_process_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = rewritten(saved(network(1, True, 1), tmp_path), enlarge)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    processes_before, copies_before = processes(), copies()
    with pytest.raises(ForeignModelError, match=r"needs more than 1\.6 GB of memory, which is the limit"):
        ForeignModel("large.keras", data)
    assert processes() <= processes_before  # an idle one may have ended
    assert copies() == copies_before


def processes() -> set[int]:
    return {one.pid for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE}


def copies() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("dogcat-foreign-*"))


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MAX_SECONDS", 0.5)
    with pytest.raises(ForeignModelError, match="Its process needed"):
        ForeignModel("slow.keras", saved(network(1, True, 1), tmp_path))


# What is seen from outside, without a process


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", "{}")
        with archive.open("model.weights.h5", "w") as zeros:
            for _ in range(40):
                zeros.write(bytes(8 * 10**6))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("model.pkl", b"\x80\x04", "does not end in .keras or .h5"),
        ("model", b"", "does not end in .keras or .h5"),
        ("../../etc/passwd", b"", "does not end in .keras or .h5"),
        ("model.keras", b"", "not a complete Keras model"),
        ("model.keras", b"<html>", "not a complete Keras model"),
        ("model.keras", zipped(notes__txt=b"x"), "not a complete Keras model"),
        ("model.keras", zipped(config__json=b"{}", metadata__json=b"{}"), "not a complete Keras model"),
        ("model.h5", b"PK", "not a complete Keras model"),
        ("model.keras", bomb(), r"would unpack to 320 MB; at most 300 MB"),
    ],
    ids=["pickle", "no ending", "path", "empty", "html", "other zip", "no weights", "zip as h5", "bomb"],
)
def test_what_is_no_model_starts_no_process(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, words: str
) -> None:
    monkeypatch.setattr(own_model, "WorkerProcess", lambda *_: pytest.fail("a process was started"))
    with pytest.raises(ForeignModelError, match=words):
        ForeignModel(name, data)


def test_a_large_file_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_model, "MAX_MODEL_FILE_BYTES", 10**6)
    with pytest.raises(ForeignModelError, match="is 2 MB; at most 1 MB are allowed"):
        ForeignModel("model.h5", bytes(2 * 10**6))
