"""The commands that train and measure networks: train, evaluate."""

import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dogcat.cli import training
from dogcat.cli.training import show_progress
from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from tests.cli.conftest import (
    CheckMistake,
    Dogcat,
    Result,
    check_refused,
    dogcat_command,
    environment,
    fake_terminal,
    mistake_name,
)
from tests.conftest import WaitUntil

pytestmark = pytest.mark.slow


def test_train_ends_with_the_runs_id_on_stdout_and_a_line_an_epoch_on_stderr(
    trained: Result, folder: Path, tiny_recipe: Recipe
) -> None:
    assert trained.returncode == 0
    assert len(trained.stdout.splitlines()) == 1
    run = Run(folder / "home" / "runs" / trained.stdout.splitlines()[-1])
    assert run.status().state == "done"
    assert run.recipe == tiny_recipe
    lines = trained.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]
    for line, row in zip(lines, run.history(), strict=True):
        assert f"validation {row['val_accuracy']:.1%}" in line


def test_evaluate_prints_the_recorded_figures(dogcat_process: Dogcat, folder: Path, run_id: str) -> None:
    result = dogcat_process("evaluate", run_id, "--split", "validation")
    assert (result.returncode, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    recorded = Run(folder / "home" / "runs" / run_id).evaluation("validation")
    assert recorded is not None
    assert set(found) == {"run", "split", "n", "accuracy", "accuracy_interval", "loss", "confusion"}
    assert (found["run"], found["split"], found["n"]) == (run_id, "validation", 12)
    for name in ("accuracy", "accuracy_interval", "confusion"):
        assert found[name] == recorded[name]
    assert found["loss"] == pytest.approx(recorded["loss"], abs=1e-5)


@pytest.fixture
def other_set(folder: Path, imported: Result) -> Iterator[str]:
    """Another set in the home of the command line, whose validation pictures the run was trained on."""
    sets = folder / "home" / "pictures"
    shutil.copytree(sets / "tiny", sets / "other")
    shutil.rmtree(sets / "other" / "validation")
    shutil.copytree(sets / "tiny" / "train", sets / "other" / "validation")
    yield "other"
    shutil.rmtree(sets / "other")


def test_evaluate_measures_a_run_on_another_set_and_leaves_the_run_as_it_is(
    dogcat_process: Dogcat, folder: Path, run_id: str, other_set: str, tmp_path: Path
) -> None:
    run = folder / "home" / "runs" / run_id
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    out = tmp_path / "결과.json"
    result = dogcat_process("evaluate", run_id, "--pictures", other_set, "--split", "validation", "--out", out)
    assert result.returncode == 0
    assert result.stdout == f"{out}\n"
    assert result.stderr.startswith("12 of these 12 pictures are also training pictures of tiny")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["pictures"], found["trained_on"], found["seen_in_training"]) == ("other", "tiny", 12)
    assert found["n"] == 12
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before
    result = dogcat_process("evaluate", run_id, "--pictures", other_set)
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["seen_in_training"] == 0


def test_ctrl_c_stops_a_training_and_keeps_its_model(
    folder: Path, root: Path, run_id: str, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    runs = folder / "home" / "runs"
    command = dogcat_command("train", "--recipe", folder / "tiny.json", "--pictures", "tiny", "--epochs", "10000")
    with subprocess.Popen(
        command, cwd=root, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_until(lambda: _others_with_history(runs, run_id), "the first epoch of the new run")
            process.send_signal(signal.SIGINT)
            printed, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "Stopping after this step" in said
    run = Run(runs / printed.splitlines()[-1])
    assert run.id != run_id
    assert run.status().state == "stopped"
    assert run.model_file.is_file()
    assert 0 < len(run.history()) < 10_000
    shutil.rmtree(run.folder)


def test_a_run_without_a_model_is_answered_with_one_line(dogcat: Dogcat, folder: Path, starting_run: Run) -> None:
    for arguments in (["evaluate", starting_run.id], ["predict", starting_run.id, folder / "good.jpg"]):
        check_refused(dogcat(*arguments), f"Run {starting_run.id} has no model yet (starting)")


def test_a_training_on_broken_pictures_is_answered_with_one_line(
    dogcat_process: Dogcat, folder: Path, imported: Result, tiny_recipe: Recipe
) -> None:
    pictures, runs = folder / "home" / "pictures", folder / "home" / "runs"
    before = set(runs.glob("*"))
    shutil.copytree(pictures / "tiny", pictures / "broken")
    for path in (pictures / "broken" / "train" / "cats").iterdir():
        path.write_bytes(b"broken")
    (folder / "short.json").write_text(recipe_to_json(tiny_recipe))
    result = dogcat_process("train", "--recipe", folder / "short.json", "--pictures", "broken")
    for made in (pictures / "broken", *(set(runs.iterdir()) - before)):
        shutil.rmtree(made)
    check_refused(result, "The split train of 'broken' has no cat picture")


def test_progress_on_a_terminal_rewrites_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = fake_terminal(monkeypatch)
    for _ in range(2):
        show_progress(_timeline(loss=0.6931), epoch_ended=False)
    assert terminal.getvalue().count("step 3/50, loss 0.693, 80 pictures/s") == 2
    assert terminal.getvalue().count("\r") == 2
    assert "\n" not in terminal.getvalue()


def test_progress_survives_a_loss_that_is_not_finite(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = fake_terminal(monkeypatch)
    show_progress(_timeline(loss=None), epoch_ended=False)
    assert "step 3/50" in terminal.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--recipe", "baseline", "--pictures", "nothing"], "There is no picture set 'nothing'"),
        (["train", "--recipe", "{}/unknown-field.json", "--pictures", "tiny"], '"epoch" is not a field of a recipe'),
        (["train", "--recipe", "{}/out-of-range.json", "--pictures", "tiny"], "batch_size is 0; allowed:"),
        (["train", "--recipe", "{}/no.json", "--pictures", "tiny"], "The recipe is not JSON"),
        (["train", "--recipe", "{}/latin1.json", "--pictures", "tiny"], "The encoding of "),
        (["train", "--recipe", "{}", "--pictures", "tiny"], "cannot be read (Is a directory)"),
        (
            ["train", "--recipe", "nothing", "--pictures", "tiny"],
            "There is no recipe 'nothing'. Expected: quick-",
        ),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--epochs", "0"], "epochs is 0; allowed:"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--epochs", "two"], "Invalid value for '--epochs'"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--seed", "-1"], "seed is -1; allowed:"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--steps", "1.5"], "Invalid value for '--steps'"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--precision", "float16"], "precision is"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--device", "gpu"], 'device is "gpu"; allowed:'),
        (["train", "--recipe", "baseline"], "--pictures"),
        (["evaluate", "nothing"], "There is no run 'nothing'"),
        (["evaluate", "x" * 300], "There is no run 'xxx"),
        (["evaluate", "last", "--split", "dev"], "There is no split 'dev'. Expected: train, validation, test"),
        (["evaluate", "last", "--pictures", "nothing"], "There is no picture set 'nothing'"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, run_id: str, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)


def _timeline(loss: float | None) -> Timeline:
    timeline = Timeline()
    start = {"event": "start", "epochs": 4, "steps_per_epoch": 50, "batch_size": 20}
    batch = {"event": "batch", "epoch": 1, "step": 3, "loss": loss, "accuracy": 0.5, "pictures_per_second": 80.0}
    timeline.feed([start, batch])
    return timeline


def _others_with_history(runs: Path, known: str) -> list[Path]:
    return [path for path in runs.glob("*/history.csv") if path.parent.name != known]


def test_a_process_that_trains_may_see_the_graphics_cards(
    first_version_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []

    def load(module: str, sees_cards: bool = False) -> SimpleNamespace:
        asked.append((module, sees_cards))
        return SimpleNamespace(rehearse=lambda: None)

    def stand_by(preparations: list[Callable[[], object]]) -> Path:
        for prepare in preparations:
            prepare()
        raise InterruptedError

    monkeypatch.setattr(training, "load_with_tensorflow", load)
    monkeypatch.setattr(training, "stand_by", stand_by)
    monkeypatch.setattr(training, "sys", SimpleNamespace(modules={}))  # it hides packages from Keras, for ever
    with pytest.raises(InterruptedError):
        training.work_command(spare=True)
    monkeypatch.setattr(training.signal, "signal", lambda *_: None)
    monkeypatch.setattr("dogcat.training.train.train", lambda *_: None)
    training._train(first_version_run, shows_progress=False)
    assert {module for module, _ in asked} == {"dogcat.training.train", "dogcat.training.warm_up"}
    assert [sees_cards for _, sees_cards in asked] == [True, True, True]
