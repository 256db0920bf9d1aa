"""A stranger's run, file by file: each wrong one is refused with its name, and nothing stays."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.common.errors import DogcatError
from dogcat.export.bring_back import bring_back
from dogcat.export.run_check import RunFileError, check_size, max_bytes
from dogcat.recipe.recipe import QUICK_BASELINE
from dogcat.runs.first_layer import FirstLayer, kept_epochs, write_first_layer
from dogcat.runs.run import Run, create_run
from dogcat.runs.watched import WatchedPicture
from tests.export.zips import DAMAGED, changed, contents, packed
from tests.finished_runs import write_picture_history, write_run


@pytest.fixture
def run(home: Path) -> Run:
    pixels = np.zeros((64, 64, 3), np.uint8)
    made = create_run(QUICK_BASELINE, "pets", watched=[WatchedPicture("mine.jpg", None, pixels)])
    write_run(made, 0.7, 0.8, num_epochs=3)
    write_picture_history(made, num_epochs=3)
    filters = QUICK_BASELINE.filters[0]
    layer = FirstLayer(
        np.zeros((3, 3, 3, filters), np.float32), np.zeros(filters, np.float32), np.ones((4, 4, filters))
    )
    write_first_layer(made.folder, 1, layer)
    return made


def refusal(run: Run, name: str, data: bytes | None, home: Path) -> str:
    with pytest.raises(DogcatError) as refused:
        bring_back(changed(run, name, data), "run.zip", owner="ben")
    assert [path.name for path in (home / "runs").iterdir()] == [run.id], "nothing of it stays"
    return str(refused.value)


JSON_FILES = ("recipe.json", "request.json", "environment.json", "evaluation.json")


OTHER_FILES = (
    "history.csv", "watched/watched.json", "watched/01.png", "learning/epoch-0001.npz", "picture_history.bin",
)  # fmt: skip


@pytest.mark.parametrize("name", [*JSON_FILES, *OTHER_FILES])
def test_a_damaged_file_is_named(run: Run, home: Path, name: str) -> None:
    words = refusal(run, name, DAMAGED, home)
    assert words.startswith(f"{name.replace('01.png', 'watched.json')} is not as this app writes it: ")
    assert "Expected: the zip of “Download”" in words


@pytest.mark.parametrize("name", JSON_FILES)
@pytest.mark.parametrize("text", ["[1]", "null", '"x"', "[" * 100_000])
def test_json_of_another_kind_is_refused(run: Run, home: Path, name: str, text: str) -> None:
    assert name in refusal(run, name, text.encode(), home)


def with_value(run: Run, file: str, path: str, value: object) -> bytes:
    """Return a JSON file of the run with one value replaced, such as `test.n`."""
    read = json.loads((run.folder / file).read_text(encoding="utf-8"))
    inside = read
    *folders, last = path.split("|")
    for name in folders:
        inside = inside[name]
    inside[last] = value
    return json.dumps(read).encode()


@pytest.mark.parametrize(
    ("file", "path", "value"),
    [
        ("recipe.json", "epochs", 10**9),
        ("recipe.json", "attention_heads", 8),
        ("request.json", "pictures", "../../etc"),
        ("request.json", "pictures", 7),
        ("request.json", "created", -1.0),
        ("request.json", "created", "yesterday"),
        ("evaluation.json", "test", None),
        ("evaluation.json", "test|n", -1),
        ("evaluation.json", "test|accuracy", 7),
        ("evaluation.json", "test|accuracy", None),
        ("evaluation.json", "test|accuracy_interval", [0.5]),
        ("evaluation.json", "validation|confusion", {"cat": {}}),
        ("evaluation.json", "validation|p_dog", {"test/cats/../../../etc/passwd": 0.5}),
        ("evaluation.json", "validation|p_dog", {"/etc/passwd": 0.5}),
        ("evaluation.json", "validation|p_dog", {"test/cats/cat.1.jpg": "0.5"}),
        ("evaluation.json", "validation|left_out", [5]),
        ("environment.json", "versions", "2.21"),
        ("environment.json", "system", {"name": "x"}),
        ("environment.json", "precision", "x" * 3_000),
    ],
)
def test_a_value_that_the_app_never_writes_is_refused(
    run: Run, home: Path, file: str, path: str, value: object
) -> None:
    assert refusal(run, file, with_value(run, file, path, value), home).startswith(
        f"{file} is not as this app writes it"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("epoch,", "epoch,<script>,"), ("\n1,", "\n5,"), ("60.0", "sixty"), ("val_loss", "loss"), ("\n1,", "\n1,1,1,1,")],
)
def test_a_history_of_another_form_is_refused(run: Run, home: Path, old: str, new: str) -> None:
    text = (run.folder / "history.csv").read_text(encoding="utf-8")
    assert "history.csv" in refusal(run, "history.csv", text.replace(old, new, 1).encode(), home)


def test_a_history_of_more_epochs_than_the_recipe_is_refused(run: Run, home: Path) -> None:
    recipe = with_value(run, "recipe.json", "epochs", 2)
    assert "it has more epochs than the recipe" in refusal(run, "recipe.json", recipe, home)


@pytest.mark.parametrize(
    "label",
    [{"name": "x" * 61}, {"colour": "url(x)"}, {"guess": "__class__"}, {"name": "two\nlines"}, {"note": "\ud800"}],
)
def test_an_annotation_that_no_learner_can_write_is_refused(run: Run, home: Path, label: dict[str, str]) -> None:
    assert "label.json" in refusal(run, "label.json", json.dumps(label).encode(), home)


def test_too_many_watched_pictures_are_refused(run: Run, home: Path) -> None:
    notes = json.dumps([{"name": f"{number}.jpg", "label": 0} for number in range(9)]).encode()
    assert "watched" in refusal(run, "watched/watched.json", notes, home)


@pytest.mark.parametrize("name", ["test/cats/../../x.jpg", "train/x.jpg", 5])
def test_a_watched_picture_of_an_odd_name_is_refused(run: Run, home: Path, name: object) -> None:
    assert "watched" in refusal(run, "watched/watched.json", json.dumps([{"name": name, "label": 0}]).encode(), home)


def test_the_history_of_the_pictures_comes_back_and_one_of_too_many_epochs_does_not(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = (run.folder / "picture_history.bin").read_bytes()
    too_many = kept + 3 * 2 * QUICK_BASELINE.epochs * b"\0"
    assert "more epochs than the recipe" in refusal(run, "picture_history.bin", too_many, home)
    zipped = packed(contents(run))
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    assert (bring_back(zipped, "run.zip").run.folder / "picture_history.bin").read_bytes() == kept


def test_a_watched_picture_is_drawn_again(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a stranger hides in a PNG beside its pixels does not stay."""
    hidden = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(hidden, "PNG")
    zipped = changed(run, "watched/01.png", hidden.getvalue() + b"<script>")
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    kept = (bring_back(zipped, "run.zip").run.folder / "watched" / "01.png").read_bytes()
    assert b"<script>" not in kept
    assert Image.open(io.BytesIO(kept)).getpixel((0, 0)) == (255, 0, 0)


def test_the_first_layer_comes_back_and_one_of_another_network_does_not(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_run(QUICK_BASELINE, "pets")
    write_first_layer(other.folder, 1, FirstLayer(np.zeros((5, 5, 3, 2), np.float32), np.zeros(2), np.ones((4, 4, 2))))
    data = (other.folder / "learning" / "epoch-0001.npz").read_bytes()
    with pytest.raises(RunFileError, match="it is of another network"):
        bring_back(changed(run, "learning/epoch-0001.npz", data), "run.zip", owner="ben")
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "away"))
    assert kept_epochs(bring_back(packed(contents(run)), "run.zip").run.folder) == [1]


def test_sizes_are_those_of_a_run() -> None:
    assert max_bytes("heartbeat") is None
    assert max_bytes("learning/../x.npz") is None
    check_size("history.csv", 2_000_000)
    with pytest.raises(RunFileError, match=r"history.csv is not as this app writes it: it has .*; at most 2 MB"):
        check_size("history.csv", 2_000_001)
