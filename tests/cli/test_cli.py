"""The command line as a teacher uses it: exit codes, what is on stdout, and one clear line on stderr."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from dogcat.cli.terminal import ERASE, announce, show_bytes
from dogcat.cli.training import show_progress
from dogcat.recipe.recipe import BASELINE, REGULARIZED, Recipe, recipe_from_json, recipe_to_json
from dogcat.runs.run import Run, create_run
from dogcat.runs.timeline import Timeline
from tests.conftest import MakeLayout, WaitUntil

Result = subprocess.CompletedProcess[str]
Dogcat = Callable[..., Result]
COUNTS = "tiny: train 6 cats 6 dogs, validation 6 cats 6 dogs, test 6 cats 6 dogs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, zeros_zips: dict[str, Path]) -> Path:
    """Good and bad things to hand to the command line, and below `home` the data of all tests of this file."""
    made = tmp_path_factory.mktemp("command-line")
    make_layout(made / "pets", per_class=6)
    (made / "text.zip").write_text("not a zip")
    zipfile.ZipFile(made / "empty.zip", "w").close()
    with zipfile.ZipFile(made / "outside.zip", "w") as archive:
        archive.writestr("../outside.jpg", b"x")
    with zipfile.ZipFile(made / "no-pictures.zip", "w") as archive:
        archive.writestr("notes.txt", b"x")
    shutil.copy(zeros_zips["bin"], made / "zeros.zip")
    shutil.copytree(made / "pets", made / "one-class")
    shutil.rmtree(made / "one-class" / "train" / "dogs")
    (made / "unknown-field.json").write_text('{"epoch": 5}')
    (made / "out-of-range.json").write_text('{"batch_size": 0}')
    (made / "no.json").write_text("epochs: 5")
    (made / "latin1.json").write_bytes(b'{"x": "\xe9"}')
    (made / "bad.jpg").write_text("not a picture")
    Image.new("RGB", (30, 40), (200, 90, 10)).save(made / "good.jpg")
    return made


@pytest.fixture(scope="module")
def dogcat(folder: Path, root: Path) -> Dogcat:
    """Runs `python -m dogcat` in the checkout."""

    def call(*arguments: object) -> Result:
        return subprocess.run(
            _command(*arguments),
            cwd=root,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture(scope="module")
def imported(dogcat: Dogcat, folder: Path) -> Result:
    """The result of importing a good folder as `tiny`."""
    return dogcat("pictures", "import", folder / "pets", "--name", "tiny")


@pytest.fixture(scope="module")
def trained(dogcat: Dogcat, folder: Path, imported: Result, tiny_recipe: Recipe) -> Result:
    """The result of training a recipe file; the other tests go on with this run."""
    (folder / "tiny.json").write_text(recipe_to_json(tiny_recipe))
    printed = dogcat("recipe", folder / "tiny.json").stdout
    (folder / "printed.json").write_text(printed)
    return dogcat("train", "--recipe", folder / "printed.json", "--pictures", "tiny")


@pytest.fixture(scope="module")
def run_id(trained: Result) -> str:
    """The id of that run."""
    return trained.stdout.splitlines()[-1]


# The good way


def test_import_prints_the_counts(imported: Result) -> None:
    assert (imported.returncode, imported.stdout.splitlines()) == (0, [COUNTS])
    recognised, planned = imported.stderr.splitlines()
    assert recognised.startswith("The tutorial's layout")
    assert f"tiny: {planned}" == COUNTS


def test_list_prints_every_set_with_its_counts(dogcat: Dogcat, imported: Result) -> None:
    result = dogcat("pictures", "list")
    assert (result.returncode, result.stdout.splitlines(), result.stderr) == (0, [COUNTS], "")


def test_check_names_the_pictures_that_cannot_be_used(dogcat: Dogcat, folder: Path, imported: Result) -> None:
    good = dogcat("pictures", "check", "tiny")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[0] == COUNTS
    assert good.stdout.splitlines()[-1] == "tiny: 0 of 36 pictures cannot be used"
    shutil.copytree(folder / "pets", folder / "partly")
    (folder / "partly" / "test" / "dogs" / "dog.3.jpg").write_text("not a picture")
    result = dogcat("pictures", "import", folder / "partly", "--name", "partly")
    assert result.returncode == 0
    assert result.stderr.splitlines()[2].startswith("test/dogs/dog.3.jpg: not a JPEG")
    lines = dogcat("pictures", "check", "partly").stdout.splitlines()
    assert "  test/dogs/dog.3.jpg: is not a JPEG, PNG or WebP picture" in lines
    assert lines[-1] == "partly: 1 of 36 pictures cannot be used"
    assert dogcat("pictures", "delete", "partly").returncode == 0
    assert dogcat("pictures", "list").stdout.splitlines() == [COUNTS]


def test_check_prints_findings_for_people_and_for_programs(dogcat: Dogcat, imported: Result) -> None:
    printed = dogcat("pictures", "check", "tiny").stdout
    report = json.loads(dogcat("pictures", "check", "tiny", "--json").stdout)
    assert (report["name"], report["num_pictures"]) == ("tiny", 36)
    small = next(finding for finding in report["findings"] if finding["kind"] == "small")
    assert len(small["groups"]) == 36
    for finding in report["findings"]:
        assert f"{finding['severity']}: {finding['title']}\n{finding['effect']}\n" in printed
    assert "  train/cats/cat.5.jpg: 30 × 26 pixels\n  ... 31 more; --json lists all\n" in printed


def test_a_finding_is_mended_and_the_mend_taken_back(dogcat: Dogcat, folder: Path, imported: Result) -> None:
    copied = folder / "home" / "pictures" / "copied"
    shutil.copytree(folder / "home" / "pictures" / "tiny", copied)
    shutil.copy(copied / "train/cats/cat.1.jpg", copied / "train/dogs/dog.9.jpg")
    before = dogcat("pictures", "list").stdout
    report = json.loads(dogcat("pictures", "check", "copied", "--json").stdout)
    wrong = next(finding for finding in report["findings"] if finding["kind"] == "two-labels")
    assert "pictures mend copied two-labels" in dogcat("pictures", "check", "copied").stdout
    assert wrong["groups"] == [["train/cats/cat.1.jpg", "train/dogs/dog.9.jpg"]]
    mended = dogcat("pictures", "mend", "copied", "two-labels")
    assert (mended.returncode, mended.stderr) == (0, "")
    first, counts = mended.stdout.splitlines()
    assert first.startswith("left out: 2 pictures; to undo: ")
    assert counts == "copied: train 5 cats 6 dogs, validation 6 cats 6 dogs, test 6 cats 6 dogs"
    checked = dogcat("pictures", "check", "copied").stdout
    assert "two-labels" not in checked
    mend_id = first.split()[-1]
    assert f"pictures mend copied --undo {mend_id}" in checked
    _check_refused(dogcat("pictures", "mend", "copied", "two-labels"), "'two-labels' is not among them")
    _check_refused(dogcat("pictures", "mend", "copied", "--undo", "nothing"), f"no mend 'nothing'. In force: {mend_id}")
    undone = dogcat("pictures", "mend", "copied", "--undo", mend_id)
    assert undone.stdout.splitlines()[0] == "in use again: 2 pictures"
    assert dogcat("pictures", "list").stdout == before
    assert dogcat("pictures", "mend", "copied", "two-labels").returncode == 0
    assert dogcat("pictures", "mend", "copied", "--undo").returncode == 0
    assert dogcat("pictures", "list").stdout == before
    _check_refused(dogcat("pictures", "mend", "copied", "--undo"), "'copied' has no mend to undo")
    shutil.rmtree(copied)


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


def test_evaluate_prints_the_recorded_figures(dogcat: Dogcat, folder: Path, run_id: str) -> None:
    result = dogcat("evaluate", run_id, "--split", "validation")
    assert (result.returncode, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    recorded = Run(folder / "home" / "runs" / run_id).evaluation("validation")
    assert recorded is not None
    assert set(found) == {"run", "split", "n", "accuracy", "accuracy_interval", "loss", "confusion"}
    assert (found["run"], found["split"], found["n"]) == (run_id, "validation", 12)
    for name in ("accuracy", "accuracy_interval", "confusion"):
        assert found[name] == recorded[name]
    assert found["loss"] == pytest.approx(recorded["loss"], abs=1e-5)


def test_predict_answers_for_good_files_and_names_bad_ones(dogcat: Dogcat, folder: Path, run_id: str) -> None:
    result = dogcat("predict", "last", folder / "bad.jpg", folder / "good.jpg")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert str(folder / "bad.jpg") in result.stderr
    assert len(result.stdout.splitlines()) == 1
    found = json.loads(result.stdout)
    assert set(found) == {"file", "p_dog", "label"}
    assert found["file"] == str(folder / "good.jpg")
    assert found["label"] == ("dog" if found["p_dog"] > 0.5 else "cat")


@pytest.mark.parametrize(("name", "recipe"), [("baseline", BASELINE), ("regularized", REGULARIZED)])
def test_recipe_prints_json_that_is_the_recipe(dogcat: Dogcat, name: str, recipe: Recipe) -> None:
    result = dogcat("recipe", name)
    assert (result.returncode, result.stderr) == (0, "")
    assert recipe_from_json(result.stdout) == recipe


def test_summary_ends_with_the_total(dogcat: Dogcat) -> None:
    lines = dogcat("summary", "regularized").stdout.splitlines()
    assert lines[0].split() == ["layer", "kind", "output", "shape", "parameters"]
    assert any(line.split()[:2] == ["dropout", "Dropout"] for line in lines)
    assert lines[-1].split() == ["total", "3,453,121"]


def test_runs_are_listed_shown_and_deleted(dogcat: Dogcat, folder: Path, run_id: str, tiny_recipe: Recipe) -> None:
    shutil.copytree(folder / "home" / "runs" / run_id, folder / "home" / "runs" / "a-copy")
    listed = dogcat("runs", "list").stdout.splitlines()
    assert sorted(line.split()[0] for line in listed) == sorted(["a-copy", run_id])
    assert listed[0].split()[1:] == ["done", "tiny", "2/2", "epochs"]
    shown = json.loads(dogcat("runs", "show", "a-copy").stdout)
    assert (shown["id"], shown["state"], shown["pictures"]) == ("a-copy", "done", "tiny")
    assert shown["diagnosis"]["num_epochs"] == 2
    assert recipe_from_json(json.dumps(shown["recipe"])) == tiny_recipe
    assert dogcat("runs", "delete", "a-copy").returncode == 0
    assert [line.split()[0] for line in dogcat("runs", "list").stdout.splitlines()] == [run_id]


def test_ctrl_c_stops_a_training_and_keeps_its_model(
    folder: Path, root: Path, run_id: str, tiny_recipe: Recipe, wait_until: WaitUntil
) -> None:
    runs = folder / "home" / "runs"
    command = _command("train", "--recipe", folder / "tiny.json", "--pictures", "tiny", "--epochs", "10000")
    with subprocess.Popen(
        command, cwd=root, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
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


# Downloads


@pytest.fixture
def school(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server with pets.zip and notes.zip, and a catalogue of them and of one that is gone; gives what was asked."""
    shutil.make_archive(str(tmp_path / "pets"), "zip", folder / "pets")
    shutil.copy(folder / "no-pictures.zip", tmp_path / "notes.zip")
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    rows = [
        {
            "id": name,
            "title": f"School's {name}",
            "addresses": [f"http://127.0.0.1:{server.server_port}/{name}.zip"],
            "num_bytes": size,
            "sha256": None,
            "licence": "CC0",
            "permits": "Everything.",
            "layout": "the tutorial's",
        }
        for name, size in (("gone", None), ("pets", (tmp_path / "pets.zip").stat().st_size), ("notes", None))
    ]
    (tmp_path / "catalogue.json").write_text(json.dumps(rows))
    monkeypatch.setenv("DOGCAT_CATALOGUE", str(tmp_path / "catalogue.json"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield asked
    server.shutdown()
    server.server_close()


def test_the_first_set_that_can_be_had_is_downloaded_and_imported(
    dogcat: Dogcat, folder: Path, school: list[str]
) -> None:
    result = dogcat("pictures", "download", "--name", "fetched")
    source = json.loads((folder / "home" / "pictures" / "fetched" / "set.json").read_text())["source"]
    copied = (folder / "home" / "pictures" / "fetched" / "test" / "dogs" / "dog.1.jpg").read_bytes()
    assert dogcat("pictures", "delete", "fetched").returncode == 0
    assert (result.returncode, result.stdout.splitlines()) == (0, [COUNTS.replace("tiny", "fetched")])
    lines = result.stderr.splitlines()
    assert [line.split("http")[0] for line in lines[:3]] == [
        "Trying School's gone: ",
        "",
        "Trying School's pets, 0.0 MB: ",
    ]
    assert lines[1].endswith("/gone.zip answers 404 File not found.")
    assert lines[2].endswith("/pets.zip")
    assert lines[3:] == [
        "School's pets. Licence: CC0. Everything.",
        "The downloaded file was deleted after the import.",
    ]
    assert source == "Imported from School's pets"
    assert copied == (folder / "pets" / "test" / "dogs" / "dog.1.jpg").read_bytes()
    assert [path.name for path in (folder / "home" / "downloads").iterdir() if path.suffix != ".lock"] == []


def test_a_download_that_cannot_be_imported_is_kept_and_said(dogcat: Dogcat, folder: Path, school: list[str]) -> None:
    result = dogcat("pictures", "download", "notes", "--name", "fetched")
    kept = folder / "home" / "downloads" / "notes.zip"
    assert (result.returncode, result.stdout) == (2, "")
    assert "School's notes does not hold the tutorial's layout" in result.stderr.splitlines()[-1]
    assert f"The download is kept for another attempt: {kept}." in result.stderr
    assert dogcat("pictures", "download", "notes", "--name", "fetched").returncode == 2
    assert "/gone.zip" not in school
    assert sum(path == "/notes.zip" for path in school) == 1
    kept.unlink()


def test_a_name_is_checked_before_anything_is_downloaded(dogcat: Dogcat, imported: Result, school: list[str]) -> None:
    _check_refused(dogcat("pictures", "download", "--name", "tiny"), "'tiny' exists already")
    _check_refused(dogcat("pictures", "download", "pets"), "needs a name: add --name NAME")
    _check_refused(dogcat("pictures", "download", "x", "--name", "x"), "to download. Known: gone, pets, notes.")
    assert school == []


def test_the_catalogue_is_listed_with_size_and_licence(dogcat: Dogcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOGCAT_CATALOGUE", raising=False)
    result = dogcat("pictures", "download", "--list")
    assert (result.returncode, result.stderr) == (0, "")
    assert [line.split()[:3] for line in result.stdout.splitlines()] == [
        ["google-filtered", "65", "MB"],
        ["microsoft-petimages", "787", "MB"],
        ["oxford-pets", "755", "MB"],
    ]
    assert "licence: CC BY-SA 4.0" in result.stdout


# What the user can put right


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pictures", "import", "{}/nowhere", "--name", "x"], "nowhere does not exist"),
        (["pictures", "import", "{}/text.zip", "--name", "x"], "text.zip is not a whole zip file"),
        (["pictures", "import", "{}/empty.zip", "--name", "x"], "empty.zip is an empty zip"),
        (["pictures", "import", "{}/outside.zip", "--name", "x"], "points outside the zip"),
        (["pictures", "import", "{}/no-pictures.zip", "--name", "x"], "does not hold the tutorial's layout"),
        (["pictures", "import", "{}/zeros.zip", "--name", "x"], "would unpack to 400 MB"),
        (["pictures", "import", "{}/one-class", "--name", "x"], "has no pictures in train/dogs"),
        (["pictures", "import", "{}/pets", "--name", "../x"], "cannot be the name of a picture set"),
        (["pictures", "import", "{}/pets", "--name", "tiny"], "'tiny' exists already"),
        (["pictures", "import", "{}/pets"], "--name"),
        (["pictures", "check", "nothing"], "There is no picture set 'nothing'. Known: tiny"),
        (["pictures", "mend", "nothing", "leak"], "There is no picture set 'nothing'. Known: tiny"),
        (["pictures", "mend", "tiny", "nothing"], "leaving pictures out mends nothing. 'nothing' is not among them."),
        (["pictures", "delete", "nothing"], "There is no picture set 'nothing'. Known: tiny"),
        (["train", "--recipe", "baseline", "--pictures", "nothing"], "There is no picture set 'nothing'"),
        (["train", "--recipe", "{}/unknown-field.json", "--pictures", "tiny"], '"epoch" is no field of a recipe'),
        (["train", "--recipe", "{}/out-of-range.json", "--pictures", "tiny"], "batch_size is 0; allowed:"),
        (["train", "--recipe", "{}/no.json", "--pictures", "tiny"], "The recipe is not JSON"),
        (["train", "--recipe", "{}/latin1.json", "--pictures", "tiny"], "There is no recipe"),
        (["train", "--recipe", "{}", "--pictures", "tiny"], "There is no recipe"),
        (
            ["train", "--recipe", "nothing", "--pictures", "tiny"],
            "There is no recipe 'nothing'. Expected: quick-",
        ),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--epochs", "0"], "epochs is 0; allowed:"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--epochs", "two"], "Invalid value for '--epochs'"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--seed", "-1"], "seed is -1; allowed:"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--steps", "1.5"], "Invalid value for '--steps'"),
        (["train", "--recipe", "baseline", "--pictures", "tiny", "--precision", "float16"], "precision is"),
        (["train", "--recipe", "baseline"], "--pictures"),
        (["recipe", "{}/nowhere.json"], "There is no recipe"),
        (["summary", "{}/out-of-range.json"], "batch_size is 0; allowed:"),
        (["evaluate", "nothing"], "There is no run 'nothing'"),
        (["evaluate", "x" * 300], "There is no run 'xxx"),
        (["evaluate", "last", "--split", "dev"], "There is no split 'dev'. Expected: train, validation, test"),
        (["predict", "nothing", "{}/good.jpg"], "There is no run 'nothing'"),
        (["predict", "last", "{}/bad.jpg"], "bad.jpg is not a JPEG, PNG or WebP picture"),
        (["predict", "last", "{}/nowhere.jpg"], "nowhere.jpg cannot be read"),
        (["predict", "last", "{}"], "cannot be read"),
        (["predict", "last"], "FILE"),
        (["runs", "show", "nothing"], "There is no run 'nothing'"),
        (["runs", "delete", "nothing"], "There is no run 'nothing'"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["runs", "frobnicate"], "No such command 'frobnicate'"),
        (["runs", "list", "--frobnicate"], "No such option"),
        (["summary"], "recipe"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    dogcat: Dogcat, folder: Path, run_id: str, arguments: list[str], words: str
) -> None:
    before = _everything(folder / "home")
    _check_refused(dogcat(*(argument.replace("{}", str(folder)) for argument in arguments)), words)
    assert _everything(folder / "home") == before


def test_a_run_that_is_active_or_has_no_model_is_answered_with_one_line(
    dogcat: Dogcat, folder: Path, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_HOME", str(folder / "home"))
    run = create_run(BASELINE, "tiny", claimed_by=os.getpid())
    _check_refused(dogcat("runs", "delete", run.id), "Stop it first, then delete it")
    for arguments in (["evaluate", run.id], ["predict", run.id, folder / "good.jpg"]):
        _check_refused(dogcat(*arguments), f"Run {run.id} has kept no model yet (starting)")
    shutil.rmtree(run.folder)


def test_a_training_on_broken_pictures_is_answered_with_one_line(
    dogcat: Dogcat, folder: Path, imported: Result, tiny_recipe: Recipe
) -> None:
    shutil.copytree(folder / "home" / "pictures" / "tiny", folder / "home" / "pictures" / "broken")
    for path in (folder / "home" / "pictures" / "broken" / "train" / "cats").iterdir():
        path.write_bytes(b"broken")
    (folder / "short.json").write_text(recipe_to_json(tiny_recipe))
    result = dogcat("train", "--recipe", folder / "short.json", "--pictures", "broken")
    shutil.rmtree(folder / "home" / "pictures" / "broken")
    _check_refused(result, "The split train of 'broken' has no cat picture")


# Progress on a terminal


class FakeTerminal(io.StringIO):
    """A stderr that somebody sits in front of."""

    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_rewrites_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    for _ in range(2):
        show_progress(_timeline(loss=0.6931), epoch_ended=False)
    assert terminal.getvalue().count("step 3/50, loss 0.693, 80 pictures/s") == 2
    assert terminal.getvalue().count("\r") == 2
    assert "\n" not in terminal.getvalue()


def test_a_downloads_progress_on_a_terminal_rewrites_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    show_bytes(2**20, 3 * 2**20)
    show_bytes(2**21, 0)
    announce("broke off")
    show_bytes(3 * 2**20, 3 * 2**20)
    assert terminal.getvalue() == f"{ERASE}1.0 of 3.0 MB{ERASE}2.0 MB{ERASE}broke off\n{ERASE}3.0 of 3.0 MB\n"


def test_progress_survives_a_loss_that_is_not_finite(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    show_progress(_timeline(loss=None), epoch_ended=False)
    assert "step 3/50" in terminal.getvalue()


def _timeline(loss: float | None) -> Timeline:
    timeline = Timeline()
    start = {"event": "start", "epochs": 4, "steps_per_epoch": 50, "batch_size": 20}
    batch = {"event": "batch", "epoch": 1, "step": 3, "loss": loss, "accuracy": 0.5, "pictures_per_second": 80.0}
    timeline.feed([start, batch])
    return timeline


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "dogcat", *map(str, arguments)]


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "DOGCAT_HOME": str(folder / "home")}


def _check_refused(result: Result, words: str) -> None:
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def _everything(home: Path) -> set[str]:
    """All files of picture sets and runs, hidden ones too; the cache may grow."""
    return {str(path) for part in ("pictures", "runs") for path in (home / part).rglob("*")}


def _others_with_history(runs: Path, known: str) -> list[Path]:
    return [path for path in runs.glob("*/history.csv") if path.parent.name != known]
