"""The command line as a whole: its help, and what becomes of an error."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dogcat.cli import app as module
from dogcat.cli.app import app, run_command_line
from dogcat.recipe.recipe import BASELINE, recipe_from_json
from tests.cli.conftest import CheckMistake, dogcat_command, environment, mistake_name


def test_the_help_names_the_commands_for_people_alone() -> None:
    printed = CliRunner().invoke(app, ["--help"]).output
    names = ("pictures", "runs", "doctor", "prepare", "train", "evaluate", "predict", "augment", "summary", "recipe")
    assert [name for name in (*names, "code") if name not in printed] == []
    assert not {"work", "inspect", "foreign"} & set(printed.split())


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (None, 0, ""),
        (KeyboardInterrupt(), 130, ""),
        (ZeroDivisionError("by nothing"), 1, "ZeroDivisionError: by nothing. This is a defect of dogcat"),
    ],
)
def test_an_error_becomes_a_line_and_an_exit_code(
    raised: BaseException | None,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def call(**_options: object) -> None:
        if raised:
            raise raised

    monkeypatch.setattr(module, "app", call)
    monkeypatch.setattr(module.signal, "signal", lambda *_: None)
    monkeypatch.delenv("DOGCAT_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended:
        run_command_line()
    assert ended.value.code == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(words)
    assert len(printed.err.splitlines()) == bool(words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["runs", "frobnicate"], "No such command 'frobnicate'"),
        (["runs", "list", "--frobnicate"], "No such option"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)


def test_a_name_that_the_console_cannot_show_is_no_defect(root: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "내 레시피.json"
    result = subprocess.run(
        dogcat_command("recipe", "baseline", "--out", out),
        cwd=root,
        env=environment(folder) | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "\\ub808" in result.stdout
    assert recipe_from_json(out.read_text(encoding="utf-8")) == BASELINE
