"""The choice of the arithmetic: what is asked for is kept, what is left open is timed."""

import dataclasses
import json
import re
from pathlib import Path

import pytest
import tensorflow as tf

from dogcat.common.sentence import Sentence
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import Recipe
from dogcat.training import precision
from dogcat.training.precision import choose_precision

CARD = Device("gpu", "Some Card", 8 * 2**30, Sentence("seen by a test"))
INFINITE = float("inf")


@pytest.mark.parametrize("requested", ["float32", "bfloat16"])
def test_what_the_recipe_asks_for_is_kept_without_timing(requested: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_milliseconds", lambda *_dtypes: pytest.fail("nothing was to be timed"))
    assert choose_precision(requested) == (requested, f"{requested}: the recipe asks for it.")


def test_auto_gives_one_of_the_two_and_names_both_times(home: Path) -> None:
    chosen, reason = choose_precision("auto")
    assert chosen in ("float32", "bfloat16")
    assert reason.startswith(f"{chosen}: ")
    assert re.search(r"\d+\.\d ms in bfloat16 and \d+\.\d ms in float32", reason)


@pytest.mark.parametrize(
    ("float32", "bfloat16", "expected"),
    [(50, 20, "bfloat16"), (50, 40, "bfloat16"), (50, 45, "float32"), (50, 50, "float32"), (50, 90, "float32")],
)
def test_auto_takes_bfloat16_only_where_it_is_clearly_faster(
    float32: float, bfloat16: float, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = {tf.float32: float32, tf.bfloat16: bfloat16}
    monkeypatch.setattr(precision, "_milliseconds", lambda *dtypes: [times[dtype] for dtype in dtypes])
    chosen, reason = choose_precision("auto")
    assert chosen == expected
    assert f"{bfloat16:.1f} ms in bfloat16" in reason
    assert f"{float32:.1f} ms in float32" in reason


@pytest.mark.parametrize(("times_slower", "expected"), [(3, [1, 20]), (5, [1])])
def test_a_whole_batch_is_not_tried_where_one_picture_says_enough(
    times_slower: int, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def convolution(dtype: tf.DType, num_pictures: int) -> float:
        if dtype == tf.bfloat16:
            tried.append(num_pictures)
        return num_pictures * (0.01 if dtype == tf.float32 else 0.01 * times_slower)

    monkeypatch.setattr(precision, "_convolution", convolution)
    monkeypatch.setattr(precision, "_seconds", lambda seconds: seconds)
    milliseconds = precision._measure(tf.float32, tf.bfloat16)
    assert tried == expected
    assert milliseconds == pytest.approx([10 * expected[-1], 10 * times_slower * expected[-1]])


def test_a_machine_is_measured_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = choose_precision("auto")
    monkeypatch.setattr(precision, "_measure", lambda *_dtypes: pytest.fail("it was measured before"))
    assert choose_precision("auto") == answer


@pytest.mark.parametrize("kept", ["", "[]", '{"machine": {"host": "another"}, "milliseconds": {}}', "{"])
def test_a_measurement_that_is_not_of_this_machine_is_made_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setattr(precision, "_measure", lambda *_dtypes: [50.0, 20.0])
    file = home / "cache" / "precision.json"
    file.parent.mkdir(parents=True)
    file.write_text(kept)
    assert choose_precision("auto")[0] == "bfloat16"
    assert json.loads(file.read_text())["milliseconds"] == {"float32": 50.0, "bfloat16": 20.0}


@pytest.mark.parametrize(
    ("float32", "bfloat16", "float16", "expected"),
    [
        (3.0, 2.0, 2.0, "bfloat16"),  # both are as fast: this one needs no factor on the loss
        (3.0, 2.0, 1.9, "bfloat16"),
        (3.0, 2.0, 1.5, "float16"),
        (3.0, INFINITE, 1.5, "float16"),  # compute capability below 8
        (3.0, 9.0, 2.8, "float32"),
        (3.0, INFINITE, INFINITE, "float32"),
    ],
)
def test_a_card_gets_the_fastest_type_that_it_can_compute(
    home: Path, monkeypatch: pytest.MonkeyPatch, float32: float, bfloat16: float, float16: float, expected: str
) -> None:
    monkeypatch.setattr(precision, "_measure_on_card", lambda _device: [float32, bfloat16, float16])
    chosen, reason = choose_precision("auto", CARD)
    assert chosen == expected
    assert reason.startswith(f"{expected}: a training step took 3.0 ms in float32, ")
    assert reason.endswith(" on the Some Card.")
    assert ("bfloat16 fails" in reason) == (bfloat16 == INFINITE)
    monkeypatch.setattr(precision, "_measure_on_card", lambda _device: pytest.fail("it was measured before"))
    assert choose_precision("auto", CARD) == (chosen, reason), "infinite times are kept, too"
    assert choose_precision("float32", CARD) == ("float32", "float32: the recipe asks for it.")
    given, why = choose_precision("bfloat16", CARD)
    assert given == ("float32" if bfloat16 == INFINITE else "bfloat16")
    assert ("which the Some Card cannot compute" in why) == (bfloat16 == INFINITE)


def test_the_processor_and_each_card_are_measured_for_themselves(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_measure", lambda *_dtypes: [50.0, 20.0])
    monkeypatch.setattr(precision, "_measure_on_card", lambda device: [3.0, 3.0, len(device.name) / 10])
    other = dataclasses.replace(CARD, name="A card with a much longer name")
    assert choose_precision("auto", CARD)[0] == "float16"
    assert choose_precision("auto")[0] == "bfloat16"
    assert choose_precision("auto", other)[0] == "float32"
    assert choose_precision("auto", dataclasses.replace(CARD, kind="cpu"))[0] == "bfloat16"


def test_a_type_that_the_card_does_not_have_takes_forever(monkeypatch: pytest.MonkeyPatch, tiny_recipe: Recipe) -> None:
    """The processor stands in for the card and computes all three types."""
    monkeypatch.setattr(precision, "BASELINE", tiny_recipe)
    monkeypatch.setattr(precision, "_NUM_TURNS", 1)
    assert all(0 < taken < 10_000 for taken in precision._measure_on_card(CARD))

    def refused() -> None:
        raise tf.errors.UnimplementedError(None, None, "no such convolution")

    monkeypatch.setattr(
        precision, "_training_step", lambda name, _device: refused if name == "bfloat16" else lambda: None
    )
    float32, bfloat16, float16 = precision._measure_on_card(CARD)
    assert bfloat16 == INFINITE > max(float32, float16)


def test_a_card_without_free_memory_is_measured_again_at_the_next_training(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating")

    monkeypatch.setattr(precision, "_training_step", lambda name, _device: full if name == "float16" else lambda: None)
    with pytest.raises(tf.errors.ResourceExhaustedError):
        choose_precision("auto", CARD)
    assert not (home / "cache" / "precision-card.json").exists()
