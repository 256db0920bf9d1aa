"""A recipe as Keras code: every text is run on a folder of tiny pictures, and trains the network of the app."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.common.permission import COMMAND_LINE
from dogcat.common.sentence import Sentence
from dogcat.export.keras_code import as_code, code_parts
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.file_formats import FORMATS
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.quality.exclusions import apply_mend
from dogcat.recipe.layers import layer_table
from dogcat.recipe.recipe import PIXEL_RANGES, RECIPES, Augmentation, Recipe
from tests.conftest import MakeLayout
from tests.export.test_ingredients_code import INGREDIENTS
from tests.odd_files import encoded, odd_files

EVERYTHING = {
    "dropout": 0.25,
    "optimizer": "adam",
    "weight_decay": 0.01,
    "early_stopping_patience": 1,
    "num_training_pictures": 7,
    "flipped_labels": 0.25,
    "augmentation": replace(
        AUGMENTATION_PRESETS["extreme"], cutout_size=0, mixup_alpha=0.4, cutmix_alpha=1, mixed_batches=0.75
    ),
    "precision": "bfloat16",
}
RESIDUAL: dict[str, Any] = {"batch_normalization": True, "residual": True, "squeeze_excitation": True}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, make_layout: MakeLayout) -> Path:
    """A folder with six pictures of each class in each split."""
    return make_layout(tmp_path_factory.mktemp("code") / "pets", per_class=6)


@pytest.mark.slow
def test_a_script_trains_as_it_is_and_leaves_a_model_and_curves(
    pictures: Path, tmp_path: Path, tiny_recipe: Recipe
) -> None:
    import keras

    result = _run_script(as_code(replace(tiny_recipe, **EVERYTHING), str(pictures)), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "train: 12 pictures\nvalidation: 12 pictures\n" in result.stdout
    assert "Epoch 1/2" in result.stdout
    model = keras.saving.load_model(tmp_path / "dogs-vs-cats.keras")
    assert model.layers[1].compute_dtype == "bfloat16"
    assert model.layers[-1].compute_dtype == "float32"
    assert all(name in (tmp_path / "curves.html").read_text(encoding="utf-8") for name in ('"val_loss"', '"accuracy"'))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dropout": 0.5},
        {"pooling": "average", "kernel_size": 5},
        {"pooling": "average", "dropout": 0.1},
        {"dense_units": 0, "batch_normalization": True},
    ],
)
def test_the_network_is_that_of_the_app(pictures: Path, tiny_recipe: Recipe, changes: dict[str, Any]) -> None:
    recipe = replace(tiny_recipe, **changes)
    model = _run(recipe, pictures, "Training")["model"]
    rows = [(row.name, row.kind, row.output_shape, row.num_parameters) for row in layer_table(recipe)]
    assert [
        (each.name, type(each).__name__, each.output.shape[1:], each.count_params()) for each in model.layers
    ] == rows


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_normalization": True, "optimizer": "adamw", "weight_decay": 0.1},
        {"batch_normalization": True, "residual": True, "optimizer": "adamw", "weight_decay": 0.1, "dense_units": 0},
        {
            "batch_normalization": True,
            "residual": True,
            "squeeze_excitation": True,
            "weight_decay": 0.01,
            "dropout": 0.1,
        },
    ],
)
def test_a_network_with_batch_normalization_is_built_and_learns_as_in_the_app(
    pictures: Path, tiny_recipe: Recipe, changes: dict[str, Any]
) -> None:
    import keras

    from dogcat.training.model import build_model

    recipe = replace(tiny_recipe, pooling="average", **changes)
    made = _run(recipe, pictures, "Training")
    theirs, ours = made["model"], build_model(recipe, "float32")
    for one, other in zip(theirs.layers, ours.layers, strict=True):
        own, expected = one.get_config(), other.get_config()
        assert (type(one), own) == (type(other), expected)
    keras.utils.set_random_seed(3)
    ours.set_weights(theirs.get_weights())
    if not recipe.dropout:
        batch = next(iter(made["training"]))
        np.testing.assert_allclose(theirs.train_on_batch(*batch), ours.train_on_batch(*batch), rtol=1e-6)
        for their_weights, our_weights in zip(theirs.get_weights(), ours.get_weights(), strict=True):
            np.testing.assert_allclose(their_weights, our_weights, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("weight_decay", [0, 0.02])
@pytest.mark.parametrize(
    ("optimizer", "kind"), [("rmsprop", "RMSprop"), ("sgd", "SGD"), ("adam", "Adam"), ("adamw", "AdamW")]
)
def test_the_optimizer_and_its_weight_decay_are_those_of_the_recipe(
    pictures: Path, tiny_recipe: Recipe, optimizer: str, kind: str, weight_decay: float
) -> None:
    recipe = replace(tiny_recipe, optimizer=optimizer, weight_decay=weight_decay, learning_rate=0.003)
    model = _run(recipe, pictures, "Training")["model"]
    assert type(model.optimizer).__name__ == kind
    assert float(model.optimizer.learning_rate) == pytest.approx(0.003)
    own = optimizer == "adamw"
    assert model.optimizer.weight_decay == (weight_decay if own else None)
    kernels = [layer.kernel_regularizer for layer in model.layers if hasattr(layer, "kernel_regularizer")]
    assert len(kernels) == 4
    for penalty in kernels:
        if weight_decay and not own:
            assert float(penalty.l2) == pytest.approx(weight_decay)
        else:
            assert penalty is None


@pytest.mark.parametrize("pixel_range", PIXEL_RANGES)
def test_the_first_step_is_that_of_the_app(pictures: Path, tiny_recipe: Recipe, pixel_range: str) -> None:
    from dogcat.training.model import build_model

    tiny_recipe = replace(tiny_recipe, pixel_range=pixel_range)
    made = _run(tiny_recipe, pictures, "Training")
    theirs, ours = made["model"], build_model(tiny_recipe, "float32")
    ours.set_weights(theirs.get_weights())
    batch = next(iter(made["training"]))
    np.testing.assert_allclose(theirs.train_on_batch(*batch), ours.train_on_batch(*batch), rtol=1e-6)
    for their_weights, our_weights in zip(theirs.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_allclose(their_weights, our_weights, rtol=1e-6, atol=1e-8)


def test_the_pictures_are_those_of_the_app(pictures: Path, tiny_recipe: Recipe) -> None:
    made = _run(tiny_recipe, pictures, "Network")
    files = [file for animal in ("cats", "dogs") for file in sorted((pictures / "train" / animal).iterdir())]
    ours = np.stack([decode_picture(file, tiny_recipe.picture_size) for file in files])
    np.testing.assert_array_equal(made["pixels"], ours)
    assert made["labels"].ravel().tolist() == [0] * 6 + [1] * 6
    assert len(made["validation"]) == 1
    batches = list(made["training"].take(7))
    assert {tuple(pixels.shape) for pixels, _ in batches} == {(4, 22, 22, 3)}
    assert len({bytes(np.asarray(pixels)) for pixels, _ in batches}) == 7  # three make up a pass, then another order


@pytest.fixture
def odd_set(tiny_set: PictureSet) -> PictureSet:
    """A set with odd files among its training pictures, one of which was left out on the Pictures page."""
    for number, odd in enumerate(odd_files()):
        suffix = Path(odd.name).suffix.lower().replace(".heic", ".jpg").replace(".gif", ".png")
        (tiny_set.folder / "train" / "cats" / f"odd.{number:02}{suffix}").write_bytes(odd.data)
    bmp = encoded(Image.new("RGB", (30, 20), "red"), "BMP")
    (tiny_set.folder / "train" / "dogs" / "bmp.jpg").write_bytes(bmp)
    (tiny_set.folder / "train" / "dogs" / "photo.webp").write_bytes(encoded(Image.new("RGB", (9, 9), "red"), "WEBP"))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "x" * 2_000_000, zip=True)
    upright, sideways = Image.effect_noise((30, 20), 90).convert("RGB"), Image.Exif()
    sideways[0x0112] = 6
    odd = {"text.png": encoded(upright, "PNG", pnginfo=notes), "exif.webp": encoded(upright, "WEBP", exif=b"x")}
    odd |= {"broken.jpg": b"\xff\xd8\xff\xe0\0\x07JFIF\0" + encoded(upright, "JPEG")[2:]}
    for kind in ("TIFF", "AVIF", "HEIF"):
        if kind in FORMATS:
            odd[f"photo.{kind.lower()}"] = encoded(upright, kind, exif=sideways)
    for name, data in odd.items():
        (tiny_set.folder / "train" / "dogs" / name).write_bytes(data)
    apply_mend(tiny_set, "copies", Sentence("copies"), [tiny_set.pictures("train")[0].name], COMMAND_LINE)
    return tiny_set


def test_what_the_app_leaves_out_the_code_names_and_leaves_out(
    odd_set: PictureSet, tiny_recipe: Recipe, capsys: pytest.CaptureFixture[str]
) -> None:
    made = _run(tiny_recipe, odd_set.folder, "Network")
    ours = load_split(odd_set, "train", tiny_recipe.picture_size)
    assert len(ours) == len(odd_set.pictures("train")) - len(ours.left_out) == len(made["pixels"])
    assert sorted(map(bytes, made["pixels"])) == sorted(map(bytes, ours.pixels))
    said = capsys.readouterr().out
    for line in ours.left_out:
        assert f"{odd_set.folder / line.split(' ')[0]} (" in said
    assert said.count("left out: ") == len(ours.left_out)
    assert "bmp.jpg" not in said, "its content decides"
    assert not [name for name in ("text.png", "exif.webp", "broken.jpg", "photo.") if name in said]


@pytest.mark.slow
def test_a_script_trains_on_a_set_with_unreadable_files(
    odd_set: PictureSet, tmp_path: Path, tiny_recipe: Recipe
) -> None:
    result = _run_script(as_code(tiny_recipe, str(odd_set.folder)), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "odd.00.jpg (image file is truncated" in result.stdout
    assert "Epoch 2/2" in result.stdout
    assert (tmp_path / "dogs-vs-cats.keras").is_file()


def test_fewer_pictures_are_taken_and_labels_flipped_in_each_class_alike(pictures: Path, tiny_recipe: Recipe) -> None:
    whole = _run(tiny_recipe, pictures, "Network")
    truth = {pixels.tobytes(): label for pixels, label in zip(whole["pixels"], whole["labels"].ravel(), strict=True)}
    recipe = replace(tiny_recipe, num_training_pictures=8, flipped_labels=0.25)
    made = _run(recipe, pictures, "Network")
    pairs = [
        (truth[pixels.tobytes()], label) for pixels, label in zip(made["pixels"], made["labels"][:, 0], strict=True)
    ]
    assert len({pixels.tobytes() for pixels in made["pixels"]}) == 8
    assert sorted(pairs) == [(0, 0)] * 3 + [(0, 1)] + [(1, 0)] + [(1, 1)] * 3
    assert "# 25% of the labels of each class are wrong on purpose" in as_code(recipe)


def test_pictures_are_varied_only_to_train(pictures: Path, tiny_recipe: Recipe) -> None:
    made = _run(replace(tiny_recipe, augmentation=Augmentation(cutout_size=0.5)), pictures, "Network")
    varied, _ = next(iter(made["training"]))
    assert ((np.asarray(varied) == 128).all(axis=3).sum(axis=(1, 2)) >= 11 * 11).all()
    plain, _ = next(iter(made["validation"]))
    assert ((np.asarray(plain) == 128).all(axis=3).sum(axis=(1, 2)) < 10).all()


def test_mixed_pictures_come_with_mixed_labels(pictures: Path, tiny_recipe: Recipe) -> None:
    recipe = replace(tiny_recipe, batch_size=12, augmentation=Augmentation(mixup_alpha=4))
    made = _run(recipe, pictures, "Network")
    labels = np.concatenate([np.asarray(labels) for _, labels in made["training"].take(4)])
    assert labels.shape == (48, 1)
    assert ((labels > 0.01) & (labels < 0.99)).any()


@pytest.mark.parametrize(("fraction", "fewest", "most"), [(1, 30, 30), (0.5, 6, 24)])
def test_as_many_batches_are_mixed_as_asked_for(
    pictures: Path, tiny_recipe: Recipe, fraction: float, fewest: int, most: int
) -> None:
    augmentation = Augmentation(mixup_alpha=4, cutmix_alpha=1, mixed_batches=fraction)
    made = _run(replace(tiny_recipe, batch_size=12, augmentation=augmentation), pictures, "Network")
    labels = [np.asarray(labels) for _, labels in made["training"].take(30)]
    num_mixed = sum(((soft > 0.01) & (soft < 0.99)).any() for soft in labels)
    assert fewest <= num_mixed <= most


def test_training_stops_early_only_when_asked_to(tiny_recipe: Recipe) -> None:
    assert "EarlyStopping" not in as_code(tiny_recipe)
    code = as_code(replace(tiny_recipe, early_stopping_patience=3))
    assert '    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)],\n' in code
    assert "    steps_per_epoch=3,\n    epochs=2,\n" in code


def test_a_folders_name_is_kept_whatever_is_in_it() -> None:
    name = 'C:\\new "pets" für alle'
    code = as_code(Recipe(), name)
    line = next(line for line in code.splitlines() if line.startswith("folder = "))
    assert _exec(f"from pathlib import Path\n{line}")["folder"] == Path(name)


@pytest.mark.parametrize("name", [*RECIPES, "everything", "ingredients", "residual", "decayed"])
def test_the_text_is_laid_out_and_free_of_what_is_not_used(name: str, tmp_path: Path) -> None:
    changed = {
        "everything": EVERYTHING,
        "ingredients": INGREDIENTS | {"training_sizes": (96, 128), "early_stopping_patience": 3},
        "residual": RESIDUAL,
        "decayed": RESIDUAL | {"weight_decay": 0.1, "precision": "bfloat16"},
    }
    recipe = RECIPES[name] if name in RECIPES else replace(Recipe(), **changed[name])
    code = as_code(recipe)
    assert "dogcat" not in code
    assert "# Only in training:" not in code  # what the code does is not said again in a comment
    for command in (["format", "--check"], ["check", "--select", "E,F,I"]):
        result = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "120", "-"],
            input=code, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr


def _run_script(code: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    (folder / "repeat.py").write_text(code, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "repeat.py"],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _run(recipe: Recipe, pictures: Path, before: str) -> dict[str, Any]:
    """What the code has made, by name, before it comes to the part of this title."""
    parts = code_parts(recipe, str(pictures))
    return _exec("\n".join(list(parts.values())[: list(parts).index(before)]))


def _exec(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "copied.py", "exec"), names)  # noqa: S102 - our own text
    return names
