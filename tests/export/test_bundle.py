"""What leaves with a run: all that belongs to it, nothing that tells who and where, and models that load."""

import io
import json
import os
import socket
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from typer.testing import CliRunner

from dogcat.cli.app import app
from dogcat.common import language
from dogcat.common.errors import DogcatError
from dogcat.export.bundle import (
    CONTENTS,
    ExportError,
    keep_h5,
    kept_h5,
    prose,
    write_file,
    write_h5,
    write_zip,
    zip_bytes,
)
from dogcat.export.keras_code import as_code
from dogcat.recipe.recipe import BASELINE, Recipe
from dogcat.runs.first_layer import FirstLayer, write_first_layer
from dogcat.runs.run import Run, RunError, create_run
from tests.finished_runs import evaluation, write_picture_history

EPOCH = {
    "epoch": 1, "seconds": 1.0, "pictures_per_second": 12.0, "loss": 0.7, "accuracy": 0.5, "val_loss": 0.69,
    "val_accuracy": 0.5, "clean_loss": 0.69, "clean_accuracy": 0.5,
}  # fmt: skip


@pytest.fixture
def run(home: Path, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run that has ended, with everything in its folder, private things too."""
    monkeypatch.setattr(socket, "gethostname", lambda: "schoolroom-7")
    made = create_run(tiny_recipe, "pets")
    made.claim(1)
    request = {**made.request, "owner": "token-of-anna", "watched": 1}
    (made.folder / "request.json").write_text(json.dumps(request))
    made.append("start", epochs=2, left_out=["train/cats/bad.jpg is damaged"])
    made.append("epoch", **EPOCH)
    made.write_history([EPOCH])
    made.append("end", validation_accuracy=0.5)
    (made.folder / "environment.json").write_text('{"system": "Linux"}\n')
    figures = {split: evaluation(split, 0.5) for split in ("validation", "test")}
    (made.folder / "evaluation.json").write_text(json.dumps(figures))
    write_picture_history(made)
    (made.folder / "trainer.log").write_text("/home/anna/dogcat")
    (made.folder / "label.json").write_text('{"name": "First"}\n')
    for name in ("model.keras", "best.keras", "last_epoch.keras", "resume.npz"):
        (made.folder / name).write_bytes(f"the bytes of {name}".encode())
    write_first_layer(made.folder, 0, FirstLayer(np.ones((3, 3, 3, 2)), np.ones(2), np.ones((4, 4, 2))))
    for name in ("watched/01.png", "watched/.01-x.png", "stop"):
        (made.folder / name).parent.mkdir(exist_ok=True)
        (made.folder / name).write_bytes(b"x")
    return made


def contents_of(run: Run) -> set[str]:
    """The names in the zip of `run`, whose folders have one file each."""
    files = {name for name in CONTENTS if not name.endswith("/")} | {"watched/01.png", "learning/epoch-0000.npz"}
    return {f"{run.id}/{name}" for name in files}


def test_a_zip_holds_what_belongs_to_a_run_and_nothing_else(run: Run, tmp_path: Path) -> None:
    write_zip(run, tmp_path / "run.zip")
    inside = _contents(tmp_path / "run.zip")
    assert set(inside) == contents_of(run)
    for name in ("label.json", "last_epoch.keras", "watched/01.png", "learning/epoch-0000.npz"):
        assert inside[f"{run.id}/{name}"] == (run.folder / name).read_bytes()
    request = json.loads(inside[f"{run.id}/request.json"])
    assert request == {"format": 2, "pictures": "pets", "drawn": False, "created": run.request["created"]}
    for name in (
        "recipe.json",
        "history.csv",
        "environment.json",
        "evaluation.json",
        "picture_history.bin",
        "model.keras",
        "best.keras",
        "resume.npz",
    ):
        assert inside[f"{run.id}/{name}"] == (run.folder / name).read_bytes()
    assert inside[f"{run.id}/repeat.py"].decode() == as_code(run.recipe, "pets")
    notebook = nbformat.reads(inside[f"{run.id}/repeat.ipynb"].decode(), as_version=4)
    nbformat.validate(notebook)
    assert run.id in notebook.cells[0].source
    events = [json.loads(line) for line in inside[f"{run.id}/events.jsonl"].splitlines()]
    assert events == run.read_events()[0]
    assert [path.name for path in tmp_path.iterdir() if "run" in path.name] == ["run.zip"]


def test_a_zip_explains_itself(run: Run, tmp_path: Path) -> None:
    write_zip(run, tmp_path / "run.zip")
    readme = _contents(tmp_path / "run.zip")[f"{run.id}/README.txt"].decode()
    assert readme.startswith(f"Run {run.id} of dogcat, trained on: pets. State: done.\n")
    for name, what in CONTENTS.items():
        assert f"\n{name} " in readme
        assert what in readme
    assert "shape (N, 22, 22, 3)" in readme
    assert 'keras.saving.load_model("model.keras")' in readme


def test_a_zip_keeps_the_language_in_which_it_was_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    texts = prose(run)
    monkeypatch.setattr(language, "_find_language", lambda: "en")
    write_zip(run, tmp_path / "run.zip", texts)
    inside = _contents(tmp_path / "run.zip")
    assert set(inside) == contents_of(run)
    readme = inside[f"{run.id}/README.txt"].decode()
    assert readme.startswith(f"dogcat 훈련 기록 {run.id}. 훈련 사진: pets. 상태: 완료.\n")
    notebook = nbformat.reads(inside[f"{run.id}/repeat.ipynb"].decode(), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# 고양이와 개: 훈련 기록")
    assert inside[f"{run.id}/repeat.py"].decode() == as_code(run.recipe, "pets"), "code stays as it is"


def test_a_buffer_gets_the_same_as_a_file(run: Run, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    write_zip(run, buffer)
    write_zip(run, tmp_path / "run.zip")
    (tmp_path / "buffer.zip").write_bytes(buffer.getvalue())
    assert _contents(tmp_path / "buffer.zip") == _contents(tmp_path / "run.zip")


@pytest.mark.parametrize(
    "place",
    [
        "/home/anna/dogcat/x.npy",
        "'/home/anna smith/x y.npy'",
        "'C:\\\\Users\\\\anna\\\\x.npy'",
        "C:\\Users\\anna\\x.npy",
        "\\\\schoolroom-7\\anna\\x.npy",
        '"/srv/anna"',
        "(/srv/anna)",
    ],
)
def test_nothing_tells_who_trained_and_where(run: Run, tmp_path: Path, place: str) -> None:
    run.append(
        "error", message=f"The training was interrupted: OSError: [Errno 28] No space left: {place} (see trainer.log)."
    )
    write_zip(run, tmp_path / "run.zip")
    texts = b"".join(_contents(tmp_path / "run.zip").values()).decode(errors="replace")
    for private in ("anna", "smith", "schoolroom-7", str(tmp_path), "Users"):
        assert private not in texts
    message = json.loads(_contents(tmp_path / "run.zip")[f"{run.id}/events.jsonl"].splitlines()[-1])["message"]
    assert message.startswith("The training was interrupted: OSError: [Errno 28] No space left: ")
    assert "…" in message


def test_a_data_folder_with_a_space_in_its_name_is_cut_out_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOGCAT_HOME", str(tmp_path / "data of anna"))
    run.append("error", message=f"{tmp_path / 'data of anna' / 'runs' / 'x'} is not a complete model (5 / 7 and/or 6).")
    buffer = io.BytesIO()
    write_zip(run, buffer)
    with zipfile.ZipFile(buffer) as archive:
        last = archive.read(f"{run.id}/events.jsonl").splitlines()[-1]
    assert json.loads(last)["message"] == "… is not a complete model (5 / 7 and/or 6)."


def test_a_run_that_failed_at_once_is_taken_home_as_far_as_it_came(home: Path, tmp_path: Path) -> None:
    run = create_run(BASELINE, "pets")
    run.append("error", message="There is no picture set 'pets'.")
    write_zip(run, tmp_path / "run.zip")
    inside = _contents(tmp_path / "run.zip")
    names = {"README.txt", "recipe.json", "request.json", "events.jsonl", "repeat.ipynb", "repeat.py"}
    assert set(inside) == {f"{run.id}/{name}" for name in names}
    readme = inside[f"{run.id}/README.txt"].decode()
    assert "State: failed." in readme
    assert "model.keras" not in readme
    assert "history.csv" not in readme
    waiting = create_run(BASELINE, "pets")
    write_zip(waiting, tmp_path / "waiting.zip")
    assert f"{waiting.id}/events.jsonl" not in _contents(tmp_path / "waiting.zip")


def test_a_zip_appears_whole_or_not_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "out").mkdir()
    monkeypatch.setattr(zipfile.ZipFile, "writestr", no_space)
    with pytest.raises(ExportError, match=r"run\.zip cannot be written \(No space left on device\)\. Choose a folder"):
        write_zip(run, tmp_path / "out" / "run.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_model_of_the_older_format_answers_the_same(run: Run, tmp_path: Path) -> None:
    import keras

    from dogcat.training.model import build_model

    pixels = np.random.default_rng(3).integers(0, 256, (16, 22, 22, 3), dtype=np.uint8)
    model = build_model(run.recipe, "float32")
    model.train_on_batch(pixels, np.arange(16)[:, None] % 2)
    model.save(run.model_file)
    write_h5(run, tmp_path / "model.h5")
    assert (tmp_path / "model.h5").read_bytes().startswith(b"\x89HDF")
    loaded = keras.saving.load_model(tmp_path / "model.h5")
    np.testing.assert_allclose(loaded.predict(pixels, verbose=0), model.predict(pixels, verbose=0), rtol=0, atol=1e-6)


def test_the_command_writes_what_the_ending_says(run: Run, tmp_path: Path) -> None:
    expected = {
        "all.zip": b"PK\x03\x04",
        "model.keras": b"the bytes of model.keras",
        "again.ipynb": b'{\n "cells": [',
        "again.py": as_code(run.recipe, "pets").encode(),
        "table.csv": (run.folder / "history.csv").read_bytes(),
    }
    for name, start in expected.items():
        out = tmp_path / "taken" / name
        result = CliRunner().invoke(app, ["runs", "export", run.id, "--out", str(out)])
        assert result.stdout == f"{out}\n"
        assert out.read_bytes().startswith(start)
    assert sorted(path.name for path in (tmp_path / "taken").iterdir()) == sorted(expected)


@pytest.mark.parametrize("name", ["run.txt", "run", "run.ZIP"])
def test_another_ending_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    expected = (
        r"does not say what to write\. Expected: a name that ends in \.zip, \.keras, \.h5, \.tflite, \.ipynb, \.py,"
    )
    with pytest.raises(ExportError, match=expected):
        write_file(run, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_what_is_not_there_yet_is_said(home: Path, tmp_path: Path) -> None:
    run = create_run(BASELINE, "pets")
    for name in ("model.keras", "model.h5", "model.tflite"):
        with pytest.raises(RunError, match="has no model yet"):
            write_file(run, tmp_path / name)
    with pytest.raises(
        RunError, match=r"has no history yet \(queued\)\. The app writes it after each epoch; train for at"
    ):
        write_file(run, tmp_path / "table.csv")


def test_a_place_that_cannot_be_written_to_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").touch()
    for out in (tmp_path / "folder.csv", tmp_path / "file" / "table.csv"):
        with pytest.raises(DogcatError, match=r"table|folder") as raised:
            write_file(run, out)
        assert f"{out} cannot be written (" in str(raised.value)


def _contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_older_format_is_made_once_for_each_model(run: Run) -> None:
    assert kept_h5(run) is None
    file = run.folder / "model.h5"
    file.write_bytes(b"made")
    assert kept_h5(run) == file
    later = file.stat().st_mtime + 10
    os.utime(run.model_file, (later, later))  # the training was continued
    assert kept_h5(run) is None


@pytest.mark.slow
def test_a_model_that_cannot_be_written_in_the_older_format_is_explained(run: Run) -> None:
    run.model_file.unlink()
    expected = r"could not be written as \.h5: .*has no model yet .+ Try again later, or use “Download”"
    with pytest.raises(ExportError, match=expected):
        keep_h5(run)
    assert kept_h5(run) is None


def test_the_bytes_of_a_zip_are_those_that_are_written(run: Run) -> None:
    buffer = io.BytesIO()
    write_zip(run, buffer, {"README.txt": "read me"})
    with (
        zipfile.ZipFile(buffer) as written,
        zipfile.ZipFile(io.BytesIO(zip_bytes(run, {"README.txt": "read me"}))) as z,
    ):
        assert z.namelist() == written.namelist()
        assert z.read(f"{run.id}/README.txt") == b"read me"
