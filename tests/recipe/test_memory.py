"""What a training needs, in bytes: near what was measured, and said before it starts."""

import dataclasses
import re
from pathlib import Path

import psutil
import pytest

from dogcat.common.sentence import Sentence
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.memory import (
    MemoryLimitError,
    check_memory,
    expected_bytes,
    expected_card_bytes,
    is_enough_free,
    num_portions,
)
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, REGULARIZED, Recipe

MEGABYTE = 2**20
CARD = Device("gpu", "Some Card", 4 * 2**30, Sentence("seen by a test"))
LARGE = dataclasses.replace(BASELINE, filters=(256, 256, 256), picture_size=224, batch_size=128, dense_units=4096)
WIDE = Recipe(picture_size=128, filters=(256,), dense_units=32, batch_size=8)


@pytest.mark.parametrize(
    ("recipe", "float32", "bfloat16"),  # megabytes, measured as by `python -m benchmarks.duration_estimate memory`
    [
        (Recipe(picture_size=22, filters=(4, 8), dense_units=8, batch_size=4), 344, 330),
        (BASELINE, 861, 797),
        (dataclasses.replace(BASELINE, batch_size=64, dropout=0.5), 1099, 884),
        (QUICK_BASELINE, 492, 446),
        (Recipe(picture_size=64, filters=(32,), dense_units=1024, batch_size=16), 1937, 1965),
        (WIDE, 4318, 3108),
        (Recipe(picture_size=224, filters=(8, 16, 32, 64, 128), dense_units=256, batch_size=64), 707, 708),
        (Recipe(picture_size=224, filters=(64, 128, 256, 256, 256), dense_units=1024, batch_size=8), 1285, 1229),
        (dataclasses.replace(BASELINE, picture_size=224), 1308, None),
        (dataclasses.replace(REGULARIZED, picture_size=224), 1190, None),
        (Recipe(picture_size=96, filters=(64, 64, 64), dense_units=128, batch_size=128), 1183, None),
    ],
)
def test_the_estimate_is_at_least_what_was_measured_and_at_most_half_more(
    recipe: Recipe, float32: int, bfloat16: int | None
) -> None:
    for precision, measured in {"float32": float32, "bfloat16": bfloat16}.items():
        if measured is None:  # no processor that computes with it was at hand
            continue
        expected = expected_bytes(dataclasses.replace(recipe, precision=precision, steps_per_epoch=3), 2000)
        assert 1 <= expected / MEGABYTE / measured <= 1.5


def test_an_optimizer_that_remembers_more_needs_more() -> None:
    sgd, rmsprop, adam = (
        expected_bytes(dataclasses.replace(BASELINE, optimizer=name), 2000) for name in ("sgd", "rmsprop", "adam")
    )
    weights = 4 * 3_453_121
    assert (rmsprop - sgd, adam - rmsprop) == (3 * weights, 3 * weights)


def test_pictures_chosen_out_of_a_split_are_copied() -> None:
    few = dataclasses.replace(BASELINE, num_training_pictures=400)
    assert expected_bytes(few, 2000) - expected_bytes(BASELINE, 400) == 400 * 150 * 150 * 3
    assert expected_bytes(BASELINE, 400) == expected_bytes(few, 400)


def test_what_fits_is_let_through() -> None:
    check_memory(BASELINE, 2000, expected_bytes(BASELINE, 2000))


def test_what_does_not_fit_is_named_with_what_helps_most() -> None:
    with pytest.raises(MemoryLimitError) as caught:
        check_memory(WIDE, 2000, 3 * 10**9)
    text = str(caught.value)
    needed, free, then = (float(figure) for figure in re.findall(r"(\d+\.\d) GB", text))
    assert "half as many filters (128)" in text
    assert needed == pytest.approx(expected_bytes(WIDE, 2000) / 10**9, abs=0.06)
    assert free == 3.0
    assert then == pytest.approx(expected_bytes(dataclasses.replace(WIDE, filters=(128,)), 2000) / 10**9, abs=0.06)


def test_of_a_large_batch_the_size_of_the_pictures_helps_most() -> None:
    with pytest.raises(MemoryLimitError, match=r"a smaller picture_size \(75 instead of 150\)"):
        check_memory(Recipe(picture_size=150, batch_size=1024), 2000, 10**9)


def test_a_batch_takes_no_more_than_its_portions() -> None:
    large, larger = (dataclasses.replace(BASELINE, batch_size=size) for size in (512, 1024))
    assert expected_bytes(larger, 2000) == pytest.approx(expected_bytes(large, 2000), rel=0.05)


def test_a_recipe_that_cannot_be_halved_any_further_still_gets_a_sentence() -> None:
    with pytest.raises(MemoryLimitError, match="most helpful"):
        check_memory(Recipe(picture_size=8, filters=(1,), dense_units=1, batch_size=1), 10, 1)


def test_the_system_is_asked_when_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclasses.dataclass
    class Memory:
        available: int

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory(100 * MEGABYTE))
    with pytest.raises(MemoryLimitError, match=r"0\.1 GB are free"):
        check_memory(BASELINE, 2000)


def test_more_memory_than_the_machine_has_is_not_free() -> None:
    assert is_enough_free(0)
    assert not is_enough_free(psutil.virtual_memory().total + 1)


def test_on_a_card_the_outputs_of_layers_take_its_memory_and_the_pictures_that_of_the_machine() -> None:
    more_filters = dataclasses.replace(BASELINE, filters=(64, 64, 128, 128), dense_units=16, batch_size=64)
    fewer_filters = dataclasses.replace(more_filters, filters=(1, 1, 1, 1))
    memory = 8 * 2**30
    on_card = expected_card_bytes(more_filters, memory) - expected_card_bytes(fewer_filters, memory)
    of_machine = expected_bytes(more_filters, 2000, on_card=True) - expected_bytes(fewer_filters, 2000, on_card=True)
    assert on_card > 20 * of_machine > 0
    few = dataclasses.replace(BASELINE, num_training_pictures=400)
    assert expected_card_bytes(few, memory) == expected_card_bytes(BASELINE, memory)
    difference = expected_bytes(few, 2000, on_card=True) - expected_bytes(BASELINE, 400, on_card=True)
    assert difference == 400 * 150 * 150 * 3


def test_a_card_takes_larger_portions_than_a_processor_and_none_that_it_cannot_hold() -> None:
    recipe = dataclasses.replace(REGULARIZED, picture_size=224)
    assert num_portions(recipe, "float32") == num_portions(recipe, "float32", None) == 3
    assert num_portions(recipe, "float32", 16 * 2**30) == 1
    assert num_portions(recipe, "float32", 2 * 2**30) in (2, 3)
    assert num_portions(recipe, "float16") == num_portions(recipe, "bfloat16") == 2
    for memory in (4 * 2**30, 8 * 2**30):
        assert expected_card_bytes(dataclasses.replace(recipe, batch_size=512), memory) < memory


def test_both_memories_are_checked_before_a_training_on_a_card(home: Path) -> None:
    check_memory(BASELINE, 2000, 4 * 2**30)
    keep_device(CARD)
    check_memory(BASELINE, 2000, 4 * 2**30)
    with pytest.raises(MemoryLimitError, match=r"of memory, but only 0\.5 GB are free"):
        check_memory(BASELINE, 2000, 500_000_000)
    with pytest.raises(MemoryLimitError, match=r"on the graphics card, but the Some Card has 4\.3 GB.*picture_size"):
        check_memory(LARGE, 2000, 2**40)
    check_memory(dataclasses.replace(LARGE, device="cpu"), 2000, 2**50)
    keep_device(dataclasses.replace(CARD, memory_bytes=None))
    check_memory(LARGE, 2000, 2**50)
