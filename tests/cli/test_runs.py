"""The commands about runs: list, show, delete."""

import json
import re
import shutil
from pathlib import Path

import pytest

from dogcat.cli.runs import list_runs_command
from dogcat.recipe.recipe import Recipe, recipe_from_json
from dogcat.runs.followers import join
from dogcat.runs.run import Run, create_run
from tests.cli.conftest import CheckMistake, Dogcat, check_refused, mistake_name


@pytest.mark.slow
def test_runs_are_listed_shown_and_deleted(dogcat: Dogcat, folder: Path, run_id: str, tiny_recipe: Recipe) -> None:
    shutil.copytree(folder / "home" / "runs" / run_id, folder / "home" / "runs" / "a-copy")
    listed = dogcat("runs", "list").stdout.splitlines()
    assert sorted(line.split()[0] for line in listed) == sorted(["a-copy", run_id])
    assert listed[0].split()[1:] == ["done", "tiny", "2/2", "epochs"]
    shown = json.loads(dogcat("runs", "show", "a-copy").stdout)
    assert (shown["id"], shown["state"], shown["pictures"]) == ("a-copy", "done", "tiny")
    assert dogcat("runs", "show", "a-copy", "--out", folder / "shown.json").stdout == f"{folder / 'shown.json'}\n"
    assert json.loads((folder / "shown.json").read_text(encoding="utf-8")) == shown
    assert shown["diagnosis"]["num_epochs"] == 2
    assert recipe_from_json(json.dumps(shown["recipe"])) == tiny_recipe
    assert dogcat("runs", "delete", "a-copy").returncode == 0
    assert [line.split()[0] for line in dogcat("runs", "list").stdout.splitlines()] == [run_id]


def test_an_active_run_is_not_deleted(dogcat: Dogcat, starting_run: Run) -> None:
    check_refused(dogcat("runs", "delete", starting_run.id), "Stop it first, then delete it")
    assert starting_run.folder.is_dir()


def test_trainings_are_stopped_withdrawn_and_put_first(dogcat: Dogcat, starting_run: Run, folder: Path) -> None:
    waiting = []
    for owner in ("ann", "bob"):
        name = f"waits-{owner}"
        shutil.copytree(starting_run.folder, folder / "home" / "runs" / name)
        (folder / "home" / "runs" / name / "heartbeat").unlink()
        waiting.append(name)

    def states() -> list[str]:
        return [line.split()[1] for line in dogcat("runs", "list").stdout.splitlines() if line.startswith("waits-")]

    assert dogcat("runs", "first", waiting[1]).returncode == 0
    assert (folder / "home" / "runs" / waiting[1] / "first").is_file()
    assert dogcat("runs", "withdraw", waiting[0]).stdout == "withdrawn: 1\n"
    assert states() == ["stopped", "queued"]
    check_refused(dogcat("runs", "withdraw", waiting[0]), "does not wait: it is stopped")
    check_refused(dogcat("runs", "first", starting_run.id), "does not wait: it is starting")
    for wrong in ([], [waiting[1], "--all"]):
        check_refused(dogcat("runs", "withdraw", *wrong), "Name one waiting run, or give --all")
    assert dogcat("runs", "withdraw", "--all").stdout == "withdrawn: 1\n"
    assert states() == ["stopped", "stopped"]
    assert dogcat("runs", "stop", starting_run.id, "--keep-best").stdout == "stopping\n"
    assert (starting_run.folder / "stop").read_text(encoding="utf-8") == "best"
    assert dogcat("runs", "stop", waiting[0]).stdout == "stopped\n"
    (starting_run.folder / "stop").unlink()
    for name in waiting:
        shutil.rmtree(folder / "home" / "runs" / name)


@pytest.mark.slow
def test_a_run_is_exported_by_the_files_ending(dogcat: Dogcat, folder: Path, run_id: str) -> None:
    for name, start in (("run.zip", b"PK"), ("run.csv", b"epoch,"), ("run.py", b"import io\n")):
        result = dogcat("runs", "export", run_id, "--out", folder / name)
        assert (result.returncode, result.stdout.strip()) == (0, str(folder / name))
        assert (folder / name).read_bytes().startswith(start)
    check_refused(dogcat("runs", "export", run_id, "--out", folder / "run.txt"), "run.txt")
    check_refused(dogcat("runs", "export", run_id, "--out", folder / "run.zip", "--int8"), "--int8 is for a file")


@pytest.mark.slow
def test_a_tflite_file_comes_with_its_size_and_accuracy(dogcat_process: Dogcat, folder: Path, run_id: str) -> None:
    sizes = []
    for name, options in (("float.tflite", []), ("int8.tflite", ["--int8"])):
        result = dogcat_process("runs", "export", run_id, "--out", folder / name, *options)
        assert (result.returncode, result.stdout) == (0, f"{folder / name}\n"), result.stderr
        assert re.fullmatch(
            r"[\d.]+ kB instead of [\d.]+ kB; test accuracy [\d.]+%, of the original [\d.]+%, on 12 pictures\n",
            result.stderr,
        )
        data = (folder / name).read_bytes()
        assert data[4:8] == b"TFL3"
        sizes.append(len(data))
    assert sizes[1] < sizes[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["runs", "show", "nothing"], "There is no run 'nothing'"),
        (["runs", "delete", "nothing"], "There is no run 'nothing'"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)


@pytest.mark.slow
def test_a_run_s_zip_comes_back_after_the_run_is_gone(dogcat: Dogcat, folder: Path, run_id: str) -> None:
    dogcat("runs", "export", run_id, "--out", folder / "back.zip")
    twice = dogcat("runs", "import", folder / "back.zip")
    assert (twice.returncode, twice.stdout.strip()) == (0, run_id)
    assert "You have this training already" in twice.stderr
    kept = folder / "home" / "runs" / run_id
    kept.rename(folder / "put-aside")
    try:
        back = dogcat("runs", "import", folder / "back.zip")
        assert (back.returncode, back.stdout.strip()) == (0, run_id), back.stderr
        assert dogcat("runs", "list").stdout.splitlines()[0].endswith("2/2 epochs  brought in")
        assert dogcat("evaluate", run_id, "--split", "validation").returncode == 0
        (folder / "no.zip").write_bytes(b"no zip")
        check_refused(dogcat("runs", "import", folder / "no.zip"), "it is not a whole zip")
    finally:
        shutil.rmtree(kept, ignore_errors=True)
        (folder / "put-aside").rename(kept)


def test_the_list_says_by_how_many_a_run_is_watched(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = create_run(Recipe(), "pets", owner="ann")
    list_runs_command()
    assert capsys.readouterr().out.endswith(" epochs\n")
    join(run, "bob")
    list_runs_command()
    assert capsys.readouterr().out.endswith(" epochs  watched by 2\n")
