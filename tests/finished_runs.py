"""Runs as a training leaves them, with made-up figures."""

import json
from pathlib import Path

import numpy as np

from dogcat.recipe.recipe import Recipe, recipe_to_json
from dogcat.runs.by_picture.picture_history import TrainedPictures, add_epoch, start_picture_history
from dogcat.runs.run import Run

NUM_PICTURES = 40


def write_run(run: Run, validation: float, clean: float, num_epochs: int = 12, test: float = 0.6) -> None:
    """Fills a run's folder as a training does, with flat curves."""
    run.append("start", epochs=num_epochs, steps_per_epoch=run.recipe.steps_per_epoch, batch_size=run.recipe.batch_size,
               num_training=2_000, num_clean=600, num_validation=1_000, precision="float32", left_out=[])  # fmt: skip
    epochs = [
        {"epoch": epoch, "seconds": 60.0, "loss": 0.3, "accuracy": clean, "val_loss": 0.5, "val_accuracy": validation,
         "clean_loss": 0.2, "clean_accuracy": clean, "pictures_per_second": 100.0}
        for epoch in range(1, num_epochs + 1)
    ]  # fmt: skip
    for epoch in epochs:
        run.append("epoch", **epoch)
    run.append("end", message="")
    run.write_history(epochs)
    figures = {split: evaluation(split, share) for split, share in (("validation", validation), ("test", test))}
    (run.folder / "evaluation.json").write_text(json.dumps(figures))
    (run.folder / "environment.json").write_text(
        json.dumps({"versions": {"tensorflow": "2.21.0"}, "precision": "float32"})
    )


def write_picture_history(run: Run, num_epochs: int = 1) -> None:
    """Adds P(dog) of three pictures after each epoch to a run's folder."""
    names = ("train/cats/a.jpg", "train/dogs/b.jpg", "validation/dogs/c.jpg")
    start_picture_history(run.folder, TrainedPictures(names, (0, 1, 1), 2), 0)
    for _epoch in range(num_epochs):
        add_epoch(run.folder, np.array([0.25, np.nan, 0.75]))


def evaluation(split: str, share: float) -> dict[str, object]:
    """The first so many pictures are right."""
    names = [f"{split}/{animal}s/{animal}.{number}.jpg" for number in range(1, NUM_PICTURES // 2 + 1) for animal in
             ("cat", "dog")]  # fmt: skip
    num_right = round(share * NUM_PICTURES)
    p_dog = {name: 0.9 if ("dogs" in name) == (place < num_right) else 0.1 for place, name in enumerate(names)}
    half = {"cat": NUM_PICTURES // 4, "dog": NUM_PICTURES // 4}
    return {"n": NUM_PICTURES, "accuracy": num_right / NUM_PICTURES, "accuracy_interval": [share - 0.1, share + 0.1],
            "loss": 0.5, "confusion": {"cat": half, "dog": half}, "p_dog": p_dog, "left_out": []}  # fmt: skip


def record(folder: Path, name: str, recipe: Recipe, validation: float, clean: float, test: float = 0.6) -> None:
    run = Run(folder / name)
    (run.folder / "watched").mkdir(parents=True)
    (run.folder / "recipe.json").write_text(recipe_to_json(recipe))
    (run.folder / "request.json").write_text(
        json.dumps({"format": 1, "pictures": "photos", "created": 0.0, "owner": "", "watched": []})
    )
    write_run(run, validation, clean, test=test)
