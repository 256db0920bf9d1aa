"""The weights of a file: refused where they are too large or not those of its layers, in every form of Keras."""

import io
import json
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from tests.explain.saved_models import network, rewritten, saved
from tests.explain.worker.keras_2_files import keras_2_file
from tests.explain.worker.loading import loads, refused
from tests.explain.worker.usual_models import (
    SIDE,
    outputs,
    teachable_machine,
)


def test_a_file_that_refers_to_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linked.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "linked.h5", "a") as file:
        file["model_weights/other"] = h5py.ExternalLink("saved.h5", "/model_weights")
    data = (tmp_path / "linked.h5").read_bytes()
    assert "refers to other files" in refused(data, tmp_path)


@pytest.mark.parametrize("kept", [0.95, 0.5, 0.02])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: float) -> None:
    whole = saved(network(1, True, 1), tmp_path, ".h5")
    assert "save it again" in refused(whole[: int(kept * len(whole))], tmp_path)


def test_declared_weights_of_2_gb_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "declared.h5").write_bytes(saved(network(1, True, 1), tmp_path, ".h5"))
    with h5py.File(tmp_path / "declared.h5", "a") as file:
        file.create_dataset("model_weights/large", (2**29,), "f4", chunks=(2**20,), compression="gzip")
    data = (tmp_path / "declared.h5").read_bytes()
    assert len(data) < 2**20
    assert "This model has 2,147 MB of weights; at most 300 MB" in refused(data, tmp_path)


@pytest.mark.parametrize("kind", ["Keras 3", "Keras 2", "other"])
def test_an_h5_file_without_layers_says_what_it_holds(tmp_path: Path, kind: str) -> None:
    file, model = tmp_path / "only.weights.h5", network(1, True, 1)
    if kind == "Keras 3":
        model.save_weights(file)
    elif kind == "Keras 2":
        saved(model, tmp_path, ".h5")
        with h5py.File(tmp_path / "saved.h5") as whole, h5py.File(file, "w") as weights:
            for name in whole["model_weights"]:
                whole.copy(f"model_weights/{name}", weights, name)
            weights.attrs.update(whole["model_weights"].attrs)
    else:
        with h5py.File(file, "w") as pictures:
            pictures["train_set_x"] = np.zeros((2, 4, 4, 3))
    words = "holds no Keras model" if kind == "other" else "This file holds weights only"
    assert words in refused(file.read_bytes(), tmp_path)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_weights_of_other_layers_are_refused(tmp_path: Path, ending: str) -> None:
    wider = network(2, True, 1)
    if ending == ".keras":
        data = rewritten(
            saved(wider, tmp_path), lambda description: description["config"]["layers"][-1]["config"].update(units=3)
        )
    else:
        saved(wider, tmp_path, ".h5")
        with h5py.File(tmp_path / "saved.h5", "a") as file:
            description = json.loads(file.attrs["model_config"])
            description["config"]["layers"][-1]["config"]["units"] = 3
            file.attrs["model_config"] = json.dumps(description)
        data = (tmp_path / "saved.h5").read_bytes()
    assert "The weights" in refused(data, tmp_path)


def test_names_and_weights_in_many_attributes_are_read(tmp_path: Path) -> None:
    """HDF5 keeps at most 64 kB in an attribute, so Keras splits long lists. Keras 3 allows no "/" in names."""
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(1)])
    keras_2_file(model, tmp_path)
    with h5py.File(tmp_path / "keras2.h5", "a") as file:
        group = file["model_weights"]
        names = list(group.attrs["layer_names"])
        del group.attrs["layer_names"]
        group.attrs["layer_names0"], group.attrs["layer_names1"] = names[:1], names[1:]
        description = json.loads(file.attrs["model_config"])
        description["config"]["layers"][1]["config"]["name"] = "Conv/BatchNorm"
        file.attrs["model_config"] = json.dumps(description)
    found = loads((tmp_path / "keras2.h5").read_bytes(), tmp_path)
    np.testing.assert_allclose(outputs(found), outputs(model), rtol=1e-4)


def test_a_keras_file_of_keras_2_is_read(tmp_path: Path) -> None:
    """TensorFlow 2.12 to 2.15 keep the layers' weights under another name in the zip."""
    model = teachable_machine()
    model.save(tmp_path / "new.keras")
    old_weights, packed = tmp_path / "old.h5", io.BytesIO()
    with zipfile.ZipFile(tmp_path / "new.keras") as new, zipfile.ZipFile(packed, "w") as old:
        old_weights.write_bytes(new.read("model.weights.h5"))
        with h5py.File(old_weights, "a") as weights:
            rename(weights)
        old.writestr("model.weights.h5", old_weights.read_bytes())
        old.writestr("metadata.json", json.dumps({"keras_version": "2.13.1"}))
        keras_2_file(model, tmp_path)
        with h5py.File(tmp_path / "keras2.h5") as described:
            old.writestr("config.json", described.attrs["model_config"])
    found = loads(packed.getvalue(), tmp_path)
    np.testing.assert_allclose(outputs(found), outputs(model), rtol=1e-4, atol=1e-6)


def rename(group: h5py.Group) -> None:
    for name in list(group):
        if isinstance(group[name], h5py.Group):
            rename(group[name])
            if name == "layers":
                group.move("layers", "_layer_checkpoint_dependencies")
