"""The measurement of this machine's speed, in its own process."""

import itertools
import json
import os
from pathlib import Path

import pytest

from dogcat.common.sentence import Sentence
from dogcat.pictures.synthetic.drawing import Drawing, Order
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.duration import SAVING_SECONDS, epoch_seconds, expected_seconds
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.speed import probe_is_due, read_speeds, start_probe
from dogcat.training import speed_probe
from dogcat.training.precision import choose_precision


def test_the_probe_measures_what_would_be_chosen_and_float32(home: Path) -> None:
    assert start_probe().wait(timeout=600) == 0
    speeds = read_speeds()
    chosen, _reason = choose_precision("auto")
    assert set(speeds) == {"auto", "float32", chosen}
    assert speeds["auto"] == speeds[chosen]
    for speed in speeds.values():
        assert 1e-14 < speed.operation < 1e-8
        assert min(speed.training_layer, speed.augmented_pixel, speed.start) > 0
    seconds = {recipe: expected_seconds(recipe, speeds, 2000, 1000) for recipe in (BASELINE, QUICK_BASELINE)}
    assert (seconds[BASELINE] or 0) > 1.5 * (seconds[QUICK_BASELINE] or 0) > 0
    assert 0 <= json.loads((home / "cache" / "speed.json").read_text())["load"] <= 1


def test_the_probe_gives_way_to_a_training(home: Path) -> None:
    run = create_run(BASELINE, "tiny", claimed_by=os.getpid())
    assert start_probe().wait(timeout=600) == 0
    assert not read_speeds()
    run.append("stopped")
    assert probe_is_due(), "it is measured when the training has ended"


def test_the_measurement_ends_when_a_drawing_begins(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[Recipe] = []
    drawing = Drawing("drawn", Order("plain", 1, {"train": 1, "validation": 1, "test": 1}))
    drawing.prepare(Sentence("drawn by a test"))

    def time_one(recipe: Recipe, *_: object) -> tuple[()]:
        measured.append(recipe)
        drawing.claim(os.getpid())
        return ()

    monkeypatch.setattr(speed_probe, "time_network", time_one)
    with pytest.raises(SystemExit) as ended:
        speed_probe.measure_speed("float32", speed_probe.Timing(0, 0))
    assert ended.value.code == 0
    assert len(measured) == 1, "it gives way before the next network"


def test_the_speed_of_a_card_is_wall_time_and_kept_apart(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others keep the cores busy, and a card's process computes almost nothing on them."""
    card = Device("gpu", "Some Card", 8 * 2**30, Sentence("seen by a test"))
    keep_device(card)
    asked: list[Device | None] = []

    def time_one(_recipe: Recipe, _precision: str, device: Device | None) -> tuple[speed_probe.Timing, ...]:
        asked.append(device)
        return speed_probe.Timing(0.004, 0.0001), speed_probe.Timing(0.002, 0.0001)

    used = itertools.count(step=1e6)
    monkeypatch.setattr(speed_probe, "time_network", time_one)
    monkeypatch.setattr(speed_probe, "choose_precision", lambda *_: ("float16", "float16: chosen by a test."))
    monkeypatch.setattr(speed_probe, "_used_by_all", lambda: next(used))
    speed_probe.measure(card)
    assert set(asked) == {card}
    speeds = read_speeds()
    assert set(speeds) == {"auto", "float32", "float16"}
    seconds = [epoch_seconds(QUICK_BASELINE, speed, 0, 0) for speed in speeds.values()]
    assert all(speed.on_card for speed in speeds.values())
    assert seconds == pytest.approx([QUICK_BASELINE.steps_per_epoch * 0.004 + SAVING_SECONDS] * 3, rel=0.1)
    assert read_speeds("cpu") == {}
