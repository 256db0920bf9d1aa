"""The benchmark of a graphics card, with processes that only pretend to train: what it starts, computes and prints."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import on_a_card
from dogcat.common.sentence import Sentence
from dogcat.pictures.picture_set import PictureSet
from dogcat.recipe.device import Device, keep_device
from dogcat.recipe.recipe import recipe_from_json
from dogcat.runs.run import Run

CARD = Device("gpu", "Some Card", 8 * 2**30, Sentence("seen by a test"))
NONE = Device("cpu", "x86_64", None, Sentence("TensorFlow sees no card."))
SECONDS = {"auto": 0.5, "cpu": 20.0}


def pretend(found: Device, started: list[tuple[str, ...]]):  # noqa: ANN201 - it stands in for a function
    """Stands in for the processes: they find this device, and train at the pace of theirs."""

    def process(what: str, *arguments: str) -> str:
        started.append((what, *arguments))
        if what == "find":
            keep_device(found)
        if what == "steps":
            return json.dumps({"ready": 2.0, "piped": 2.5, "compiled": None})
        if what == "train":
            _train(Run(Path(arguments[0])), *arguments[1:])
        return ""

    return process


def _train(run: Run, device: str = "", stops: str = "") -> None:
    device = device or run.recipe.device
    on_card = device == "auto"
    precision = "float16" if on_card else "float32"
    environment = {
        "device": "gpu" if on_card else "cpu",
        "device_name": CARD.name if on_card else "x86_64",
        "precision": precision,
        "precision_reason": f"{precision}: chosen by a test.",
    }
    (run.folder / "environment.json").write_text(json.dumps(environment))
    done = run.history()
    for epoch in range(len(done) + 1, (len(done) + 1 if stops else run.recipe.epochs) + 1):
        seconds = 9 * SECONDS[device] if epoch == 1 else SECONDS[device]
        row = {"epoch": epoch, "seconds": seconds, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.7}
        done.append(run.append("epoch", **row, clean_loss=0.4, clean_accuracy=0.9, pictures_per_second=1.0))
    run.write_history(done)
    run.append("stopped", message="") if stops else run.append("end", validation_accuracy=0.7, test_accuracy=0.75)


@pytest.fixture
def printed(tiny_set: PictureSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # noqa: ANN201
    """Runs the command and returns what it prints, and the processes that it has started."""

    def run_command(found: Device, *options: str) -> tuple[str, list[tuple[str, ...]]]:
        started: list[tuple[str, ...]] = []
        monkeypatch.setenv("DOGCAT_HOME", str(tiny_set.folder.parent.parent))  # the command sets another
        monkeypatch.setattr(on_a_card, "_in_own_process", pretend(found, started))
        monkeypatch.setattr(sys, "argv", ["on_a_card", tiny_set.name, *options])
        on_a_card.main()
        return capsys.readouterr().out, started

    return run_command


def test_a_card_trains_everything_and_the_processor_a_few_epochs(printed) -> None:  # noqa: ANN001
    said, started = printed(CARD, "--seeds", "2")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if line.startswith("| ")][1:]
    assert [row[:6] for row in rows] == [
        [recipe, device, precision, "2.0 ms", "fails", "20%"]
        for recipe in ("baseline", "regularized")
        for device, precision in (("Some Card", "float16"), ("x86_64", "float32"))
    ]
    assert [row[6] for row in rows] == ["0.50 s", "20.00 s"] * 2
    assert [row[8] for row in rows] == ["75.0%", ""] * 2
    assert [row[7].startswith("about ") for row in rows] == [False, True] * 2
    assert [int(row[7].split()[1]) for row in rows[1::2]] == [20 * 27, 20 * 97], "three epochs were trained"
    assert "Continued on Some Card in float16, x86_64 in float32, Some Card in float16: done, 3 epochs" in said
    assert "quick-regularized, 2 seeds: Some Card 75.0% ± 0.0; x86_64 75.0% ± 0.0; difference +0.0" in said
    recipes = [recipe_from_json(arguments[2]) for arguments in started if arguments[0] == "steps"]
    assert [recipe.epochs for recipe in recipes] == [30, 30, 100, 100]


def test_the_processor_alone_can_rehearse_it(printed) -> None:  # noqa: ANN001
    said, started = printed(NONE, "--device", "cpu", "--rehearse")
    assert "Some Card" not in said
    assert "Continued on x86_64 in float32, x86_64 in float32, x86_64 in float32: done, 3 epochs" in said
    assert ("find",) not in started
    assert {recipe_from_json(arguments[2]).picture_size for arguments in started if arguments[0] == "steps"} == {46}


def test_without_a_card_it_says_why(printed) -> None:  # noqa: ANN001
    with pytest.raises(SystemExit, match=r"no graphics card here.*TensorFlow sees no card\."):
        printed(NONE)


def test_the_spread_of_seeds_says_how_far_two_devices_are_apart() -> None:
    words = on_a_card.spread_words({"Some Card": [0.80, 0.82, 0.84], "x86_64": [0.81, 0.83, 0.85]})
    assert words == (
        "Some Card 82.0% ± 2.0; x86_64 83.0% ± 2.0; difference -1.0 percentage points, 0.6 standard errors"
    )


def test_the_fastest_turn_of_each_job_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(on_a_card.time, "perf_counter", lambda: now)

    def job(*paces: float):  # noqa: ANN202
        turns = iter(paces)

        def steps(number: int) -> None:
            nonlocal now
            now += number * next(turns)

        return steps

    found = on_a_card.timed_in_turn({"one": job(9, 1, 3, 1, 2), "other": job(9, 2, 2, 4, 5)})
    assert found == {"one": pytest.approx(1), "other": pytest.approx(2)}
