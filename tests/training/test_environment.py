"""A run notes what computed it, and a continued one which device computed which epochs."""

import json
from pathlib import Path

from dogcat.common.sentence import Sentence
from dogcat.recipe.device import Device
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run, create_run
from dogcat.training.environment import note_environment

CARD = Device("gpu", "RTX", 8 * 2**30, Sentence("{name}: TensorFlow uses it.", name="RTX"))
PROCESSOR = Device("cpu", "EPYC", None, Sentence("CPU: the recipe asks for it."))


def note(run: Run, device: Device, precision: str, first_epoch: int) -> list[tuple[object, ...]]:
    note_environment(run, device, precision, "why", first_epoch)
    return [tuple(part.values()) for part in run.environment.get("devices", [])]


def test_the_device_is_noted_with_its_memory_and_its_reason(home: Path) -> None:
    run = create_run(Recipe(seed=7), "pets")
    assert note(run, CARD, "float16", 0) == []
    found = run.environment
    assert {name: found[name] for name in ("device", "device_name", "device_memory", "device_reason", "seed")} == {
        "device": "gpu",
        "device_name": "RTX",
        "device_memory": 8 * 2**30,
        "device_reason": "RTX: TensorFlow uses it.",
        "seed": 7,
    }


def test_each_change_of_device_or_precision_is_a_part(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    note(run, CARD, "float16", 0)
    assert note(run, CARD, "float16", 3) == []
    first, second = (1, "gpu", "RTX", "float16"), (6, "cpu", "EPYC", "float32")
    assert note(run, PROCESSOR, "float32", 5) == [first, second]
    assert note(run, PROCESSOR, "float32", 7) == [first, second]
    assert note(run, PROCESSOR, "bfloat16", 7) == [first, second, (8, "cpu", "EPYC", "bfloat16")]


def test_epochs_that_are_trained_again_count_for_the_device_that_trains_them_last(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    note(run, CARD, "float16", 0)
    note(run, PROCESSOR, "float32", 5)
    assert note(run, CARD, "float32", 5) == [(1, "gpu", "RTX", "float16"), (6, "gpu", "RTX", "float32")]
    assert note(run, PROCESSOR, "float32", 0) == []


def test_a_run_of_an_earlier_version_was_computed_by_its_processor(home: Path) -> None:
    run = create_run(Recipe(), "pets")
    former = {"processor": "x86_64", "device": "cpu", "precision": "bfloat16"}
    (run.folder / "environment.json").write_text(json.dumps(former))
    assert note(run, CARD, "bfloat16", 2) == [(1, "cpu", "x86_64", "bfloat16"), (3, "gpu", "RTX", "bfloat16")]
