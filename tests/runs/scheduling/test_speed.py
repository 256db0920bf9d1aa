"""The speed of this machine: stored, repeated after a disturbance, corrected by finished runs."""

import dataclasses
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
import pytest

from dogcat.common.sentence import Sentence
from dogcat.pictures.synthetic.drawing import Drawing, Order
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.duration import Speed, epoch_seconds
from dogcat.recipe.recipe import BASELINE
from dogcat.runs.run import Run, create_run
from dogcat.runs.scheduling import speed
from dogcat.runs.scheduling.speed import keep_speeds, learn_from_runs, probe_is_due, quiet_seconds, read_speeds
from dogcat.runs.store import list_runs

SPEED = Speed(5e-12, 1e-10, 1e-10, 2e-9, 2e-10, 2e-4, 1e-4, 8e-9, 5.0)  # much as one machine was in float32
CARD = Device("gpu", "Some Card", 8 * 2**30, Sentence("seen by a test"))
SPEEDS = {"auto": SPEED, "float32": SPEED}


def test_speeds_are_kept_for_this_machine_only(home: Path) -> None:
    assert read_speeds() == {}
    keep_speeds(SPEEDS)
    assert read_speeds() == SPEEDS
    file = home / "cache" / "speed.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "machine": {**kept["machine"], "host": "another"}}))
    assert read_speeds() == {}
    file.write_text(json.dumps({**kept, "speeds": {"auto": {"training_seconds": 0.1}}}))  # of an earlier release
    assert read_speeds() == {}
    file.write_text("{")
    assert read_speeds() == {}


def test_a_disturbed_measurement_is_made_again_when_the_machine_is_idle(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = 3.0
    monkeypatch.setattr(psutil, "cpu_percent", lambda **_: used)
    assert probe_is_due()  # nothing is known
    monkeypatch.setenv("DOGCAT_PROBE", "0")
    assert not probe_is_due()
    monkeypatch.delenv("DOGCAT_PROBE")
    keep_speeds(SPEEDS, load=0.1)
    assert not probe_is_due()
    keep_speeds(SPEEDS, load=0.9)
    assert not probe_is_due()  # just now
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert probe_is_due()
    used = 90.0
    assert not probe_is_due()


def test_nothing_is_measured_while_a_run_waits_or_is_trained(home: Path) -> None:
    run = create_run(BASELINE, "tiny")
    assert not probe_is_due()
    run.append("stopped")
    assert probe_is_due()


def test_nothing_is_measured_while_pictures_are_drawn(home: Path) -> None:
    drawing = Drawing("drawn", Order("plain", 1, {"train": 1, "validation": 1, "test": 1}))
    drawing.prepare(Sentence("drawn by a test"))
    assert probe_is_due(), "a drawing that was interrupted keeps nothing waiting"
    drawing.claim(os.getpid())
    assert not probe_is_due()
    drawing.unclaim()
    assert probe_is_due()


def test_the_runs_are_not_read_when_the_speed_is_known(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_speeds(SPEEDS)
    monkeypatch.setattr(speed, "list_runs", lambda: pytest.fail("the Train page asks at every rerun"))
    assert not probe_is_due()


def test_runs_correct_the_estimate(home: Path) -> None:
    keep_speeds(SPEEDS)
    assert learn_from_runs([]) == 1
    for factor in (9, 9, 9, 2, 1, 3, 2, 2):  # only the newest five count
        ended_run(factor)
    assert learn_from_runs(list_runs()) == pytest.approx(2)


def test_a_run_on_a_busy_machine_is_counted_as_on_an_idle_one(home: Path) -> None:
    keep_speeds(SPEEDS)
    ended_run(3, busy_own=0.3, busy_others=0.6)
    assert learn_from_runs(list_runs()) == pytest.approx(1)
    assert quiet_seconds({"seconds": 8.0, "busy_own": 0.5, "busy_others": 0.5}) == 4
    assert quiet_seconds({"seconds": 8.0}) == 8, "older runs do not say it"
    assert quiet_seconds({"seconds": 8.0, "busy_own": 0.0, "busy_others": 0.9}) == 8, "it slept"


@pytest.mark.parametrize("fault", ["one epoch", "another machine", "another precision", "going on", "broken"])
def test_a_run_that_tells_nothing_does_not_count(home: Path, fault: str) -> None:
    keep_speeds(SPEEDS)
    run = ended_run(5, num_epochs=1 if fault == "one epoch" else 4, ends=fault != "going on")
    if fault == "another machine":
        trainer = json.loads((run.folder / "heartbeat").read_text())
        (run.folder / "heartbeat").write_text(json.dumps({**trainer, "host": "another"}))
    if fault == "another precision":
        (run.folder / "environment.json").write_text('{"precision": "bfloat16"}')
    if fault == "broken":
        (run.folder / "environment.json").write_text('{"prec')
    assert learn_from_runs(list_runs()) == 1


def test_the_processor_and_each_card_have_a_speed_and_runs_of_their_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_speeds(SPEEDS)
    ended_run(2)
    keep_device(CARD)
    assert read_speeds() == {}
    assert probe_is_due(), "the card was never measured"
    fast = dataclasses.replace(SPEED, on_card=True, start=9.0)
    keep_speeds({"auto": fast, "float32": fast}, card=CARD)
    assert not probe_is_due()
    assert read_speeds()["auto"] == fast
    assert learn_from_runs(list_runs()) == 1
    on_card = {"precision": "float32", "device": "gpu", "device_name": CARD.name}
    ended_run(3, environment=on_card, busy_own=0.2, busy_others=0.6)
    ended_run(9, environment={**on_card, "device_name": "another"})
    ended_run(9, environment={**on_card, "devices": [{"from_epoch": 1}, {"from_epoch": 2}]})
    expected = 3 * epoch_seconds(BASELINE, SPEED, 600, 1000) / epoch_seconds(BASELINE, fast, 600, 1000)
    assert learn_from_runs(list_runs()) == pytest.approx(expected), "others on the cores do not slow a card down"
    assert read_speeds("cpu") == SPEEDS
    assert learn_from_runs(list_runs(), "cpu") == pytest.approx(2)
    keep_device(dataclasses.replace(CARD, name="another"))
    assert read_speeds() == {}
    monkeypatch.setenv("DOGCAT_DEVICE", "cpu")
    assert read_speeds() == SPEEDS


def ended_run(
    factor: float,
    num_epochs: int = 4,
    ends: bool = True,
    environment: Mapping[str, Any] = MappingProxyType({"precision": "float32"}),
    **shares: float,
) -> Run:
    """A run whose first epoch took long and whose others took `factor` times what was to be expected."""
    run = create_run(BASELINE, "tiny", claimed_by=os.getpid())
    (run.folder / "environment.json").write_text(json.dumps(dict(environment)))
    run.append("start", num_clean=600, num_validation=1000)
    usual = factor * epoch_seconds(BASELINE, SPEED, 600, 1000)
    for epoch in range(1, num_epochs + 1):
        run.append("epoch", epoch=epoch, seconds=99 * usual if epoch == 1 else usual, **shares)
    if ends:
        run.append("end")
    return run
