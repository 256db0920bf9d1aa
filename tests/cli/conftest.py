"""What the tests of the command line share: things to hand to it, a picture set, and a finished run."""

import io
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from PIL import Image

from dogcat.cli import machine_check
from dogcat.cli.app import run_command_line
from dogcat.cli.machine_check import MachineFinding
from dogcat.recipe.recipe import BASELINE, Recipe, recipe_to_json
from dogcat.runs.run import Run, create_run
from tests.conftest import MakeLayout

Result = subprocess.CompletedProcess[str]
Dogcat = Callable[..., Result]
CheckMistake = Callable[[list[str], str], None]
COUNTS = "tiny: train 6 cats 6 dogs, validation 6 cats 6 dogs, test 6 cats 6 dogs"


class FakeTerminal(io.StringIO):
    """A stderr that somebody sits in front of."""

    def isatty(self) -> bool:
        return True


def fake_terminal(monkeypatch: pytest.MonkeyPatch) -> FakeTerminal:
    """A terminal in place of stderr. It is no fixture, since pytest sets stderr between a fixture and its test."""
    made = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", made)
    return made


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout, zeros_zips: dict[str, Path]) -> Path:
    """Good and bad things to hand to the command line, and below `home` the data of all tests of the command line."""
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


@pytest.fixture(scope="session")
def dogcat_process(folder: Path, root: Path) -> Dogcat:
    """Runs `python -m dogcat` in the checkout."""

    def call(*arguments: object) -> Result:
        return subprocess.run(
            dogcat_command(*arguments),
            cwd=root,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def dogcat(folder: Path) -> Dogcat:
    """Runs a command in this process, which is faster. Commands that load TensorFlow need `dogcat_process`."""

    def call(*arguments: object) -> Result:
        command = ["dogcat", *map(str, arguments)]
        handler = signal.getsignal(signal.SIGTERM)
        printed, said = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(said):
            patch.setenv("DOGCAT_HOME", str(folder / "home"))
            patch.setattr(sys, "argv", command)
            with pytest.raises(SystemExit) as ended:
                run_command_line()
        signal.signal(signal.SIGTERM, handler)
        return Result(command, int(ended.value.code or 0), printed.getvalue(), said.getvalue())

    return call


@pytest.fixture(scope="session")
def imported(dogcat_process: Dogcat, folder: Path) -> Result:
    """The result of importing a good folder as `tiny`."""
    return dogcat_process("pictures", "import", folder / "pets", "--name", "tiny")


@pytest.fixture(scope="session")
def trained(dogcat_process: Dogcat, folder: Path, imported: Result, tiny_recipe: Recipe) -> Result:
    """The result of training a recipe file; the other tests go on with this run."""
    (folder / "tiny.json").write_text(recipe_to_json(tiny_recipe))
    printed = dogcat_process("recipe", folder / "tiny.json").stdout
    (folder / "printed.json").write_text(printed)
    return dogcat_process("train", "--recipe", folder / "printed.json", "--pictures", "tiny")


@pytest.fixture(scope="session")
def run_id(trained: Result) -> str:
    """The id of the run of `trained`."""
    return trained.stdout.splitlines()[-1]


@pytest.fixture
def starting_run(folder: Path, imported: Result, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A run of this process that has no model yet."""
    monkeypatch.setenv("DOGCAT_HOME", str(folder / "home"))
    run = create_run(BASELINE, "tiny", claimed_by=os.getpid())
    yield run
    shutil.rmtree(run.folder)


@pytest.fixture
def no_tensorflow_check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's check without its slow part, in an empty home."""
    monkeypatch.setattr(machine_check, "_tensorflow", lambda: MachineFinding("good", "TensorFlow", "stands in"))


@pytest.fixture(scope="session")
def check_mistake(dogcat: Dogcat, folder: Path, imported: Result) -> CheckMistake:
    """The function that checks that a mistake is refused and changes nothing; `{}` in arguments is `folder`."""

    def check(arguments: list[str], words: str) -> None:
        before = _everything(folder / "home")
        check_refused(dogcat(*(argument.replace("{}", str(folder)) for argument in arguments)), words)
        assert _everything(folder / "home") == before

    return check


def mistake_name(value: object) -> str:
    """The id of a test of one mistake: its arguments."""
    return " ".join(value)[:60] if isinstance(value, list) else ""


def dogcat_command(*arguments: object) -> list[str]:
    """The command `python -m dogcat` with these arguments."""
    return [sys.executable, "-m", "dogcat", *map(str, arguments)]


def environment(folder: Path) -> dict[str, str]:
    """The environment in which a command finds the home below `folder`."""
    return {**os.environ, "DOGCAT_HOME": str(folder / "home")}


def check_refused(result: Result, words: str) -> None:
    """A mistake of the user is answered with one line that has these words, and with exit code 2."""
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def _everything(home: Path) -> set[str]:
    """All files of picture sets and runs, hidden ones too; the cache may grow."""
    return {str(path) for part in ("pictures", "runs") for path in (home / part).rglob("*")}
