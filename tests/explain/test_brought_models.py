"""The models of a run from a zip: only their weights are taken, and only those of the recipe's network."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from dogcat.common.errors import DogcatError
from dogcat.explain.brought_models import BroughtModels
from dogcat.recipe.recipe import Recipe
from dogcat.training.model import build_model, load_model
from tests.explain.saved_models import rewritten


@pytest.mark.slow
def test_only_the_weights_of_a_model_are_taken(tmp_path: Path, tiny_recipe: Recipe) -> None:
    model = build_model(tiny_recipe, "float32")
    model.fit(np.zeros((8, 22, 22, 3)), np.ones(8), batch_size=4, epochs=3, verbose=0)
    file = tmp_path / "model.keras"
    model.save(file)

    def plant(config: dict[str, object]) -> None:
        config["module"], config["class_name"] = "evil.module", "Evil"

    file.write_bytes(rewritten(file.read_bytes(), plant))
    other = tmp_path / "other.keras"
    build_model(Recipe(picture_size=22, filters=(4, 4), dense_units=8), "float32").save(other)
    with BroughtModels() as models:
        assert models.take(file, tiny_recipe) == 6
        with zipfile.ZipFile(file) as archive:
            assert "evil" not in archive.read("config.json").decode()
        taken = load_model(file)
        for mine, theirs in zip(taken.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        for mine, theirs in zip(taken.optimizer.variables, model.optimizer.variables, strict=True):
            np.testing.assert_array_equal(np.asarray(mine), np.asarray(theirs))
        with pytest.raises(DogcatError, match="its weights are damaged, or those of another network"):
            models.take(other, tiny_recipe)


def test_what_is_no_model_starts_no_process(
    tmp_path: Path, tiny_recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dogcat.explain.protocol.start_python", lambda *_, **__: pytest.fail("a process was started"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("config.json", json.dumps({}))
        packed.writestr("../evil.py", "x")
    with BroughtModels() as models:
        for data, words in (
            (b"", "This file is empty"),
            (b"no zip", "not a Keras model"),
            (archive.getvalue(), "without its weights"),
            (b"\x89HDF\r\n\x1a\n", "not a .keras file as this app writes it"),
        ):
            (tmp_path / "model.keras").write_bytes(data)
            with pytest.raises(DogcatError, match=words):
                models.take(tmp_path / "model.keras", tiny_recipe)
