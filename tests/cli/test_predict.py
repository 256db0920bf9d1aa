"""The command `predict`: what it answers for, what it names, and the table."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import CheckMistake, Dogcat, mistake_name

pytestmark = pytest.mark.slow


@pytest.fixture
def album(folder: Path, tmp_path: Path) -> Path:
    """A folder with two pictures, a broken one, and what Windows and macOS put into folders."""
    album = tmp_path / "내 사진"
    (album / "more").mkdir(parents=True)
    shutil.copy(folder / "good.jpg", album / "고양이 1.jpg")
    shutil.copy(folder / "good.jpg", album / "more" / "2.jpg")
    shutil.copy(folder / "bad.jpg", album / "broken.jpg")
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store"):
        (album / name).write_bytes(b"x")
    return album


def test_predict_answers_for_good_files_and_names_bad_ones(dogcat_process: Dogcat, folder: Path, run_id: str) -> None:
    result = dogcat_process("predict", "last", folder / "bad.jpg", folder / "good.jpg")
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(
        f"1 of 2 could not be read: {folder / 'bad.jpg'} is not a picture of a known format"
    )
    assert len(result.stdout.splitlines()) == 1
    found = json.loads(result.stdout)
    assert set(found) == {"file", "p_dog", "label"}
    assert found["file"] == str(folder / "good.jpg")
    assert found["label"] == ("dog" if found["p_dog"] > 0.5 else "cat")


def test_predict_takes_folders_and_patterns_and_writes_a_table(
    dogcat_process: Dogcat, album: Path, run_id: str, tmp_path: Path
) -> None:
    out = tmp_path / "answers.csv"
    result = dogcat_process("predict", "last", f'"{album}"', album / "*.jpg", tmp_path / "no*.png", "--out", out)
    assert result.returncode == 2
    assert result.stdout == f"{out}\n"
    said = result.stderr.splitlines()
    assert said[0] == "2 of 4 could not be read:"
    assert said[1:] == [
        f"{tmp_path / 'no*.png'} matches no file.",
        next(line for line in said if line.startswith(f"{album / 'broken.jpg'} is not a picture of a known format")),
    ]
    with out.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["file"] for row in rows] == [str(album / "more" / "2.jpg"), str(album / "고양이 1.jpg")]
    assert {row["label"] for row in rows} <= {"cat", "dog"}
    assert all(0 <= float(row["p_dog"]) <= 1 for row in rows)
    result = dogcat_process("predict", "last", (album / "고양이 1.jpg").as_uri())
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["p_dog"] == float(rows[1]["p_dog"])


def test_a_table_without_a_row_is_not_written(dogcat: Dogcat, folder: Path, run_id: str, tmp_path: Path) -> None:
    assert dogcat("predict", "last", folder / "bad.jpg", "--out", tmp_path / "none.csv").returncode == 2
    assert not (tmp_path / "none.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["predict", "nothing", "{}/good.jpg"], "There is no run 'nothing'"),
        (["predict", "last", "{}/bad.jpg"], "bad.jpg is not a picture of a known format"),
        (["predict", "last", "{}/nowhere.jpg"], "nowhere.jpg cannot be read"),
        (["predict", "last", "{}/home/cache/nothing-[ab].jpg"], "matches no file"),
        (["predict", "last"], "FILE"),
    ],
    ids=mistake_name,
)
def test_a_mistake_is_answered_with_one_line_and_exit_code_2(
    check_mistake: CheckMistake, run_id: str, arguments: list[str], words: str
) -> None:
    check_mistake(arguments, words)
