"""Figures that test the explanations of a prediction, on the networks of two runs.

    python -m benchmarks.explanations [BASELINE_RUN REGULARIZED_RUN]

All figures use test pictures, which neither the training nor the choice of a method has seen. Nothing is written to the
home folder. Without runs, the benchmark uses the two networks that ship with the app, and writes files: the figures of
the pages to `assets/explanations.json`, and to `assets/likeness` the data that detects pictures unlike the training
pictures.
"""

import json
import sys
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from PIL import Image, ImageDraw, ImageFont
from scipy.stats import spearmanr
from sklearn.datasets import load_sample_images
from sklearn.metrics import roc_auc_score

from benchmarks.measuring import borrowed_pictures, seconds_of
from dogcat.augmentation.photometric import CUTOUT_LEVEL
from dogcat.common.storage import write_text
from dogcat.explain.measured import MEASURED_FILE, fingerprint
from dogcat.explain.out_of_distribution import USUAL_SHARE, Reference, shipped_file
from dogcat.explain.perturbations import AXES
from dogcat.explain.worker.activations import open_network
from dogcat.explain.worker.attribution import class_map, look, look_at_split, occlusion, predict, stability
from dogcat.pictures.pixel_cache import load_split
from dogcat.pictures.synthetic.picture import draw_picture
from dogcat.pictures.synthetic.scenery import background
from dogcat.runs.recorded import RECORDED_DIR, exercise_pair
from dogcat.runs.run import Run
from dogcat.runs.store import open_run

NUM_RANDOM_WEIGHTS, NUM_HIDDEN, NUM_WOBBLED, NUM_OF_KIND = 50, 100, 200, 100
TENTH = 0.1
PHOTOS, SCENES = "photos of a temple and a flower, in pieces", "drawn rooms and lawns without an animal"
SHIPPED = [str(run.folder) for run in exercise_pair().values()]


def main() -> None:
    """Print all figures, and write those that a page shows."""
    runs = [open_run(name) for name in sys.argv[1:3] or SHIPPED]
    wobbles, unlike = [], []
    with borrowed_pictures(runs[0].pictures) as pictures:
        pixels = np.asarray(load_split(pictures, "test", runs[0].recipe.picture_size).pixels)
        generator = np.random.default_rng(1)
        chosen = pixels[np.sort(generator.choice(len(pixels), NUM_WOBBLED, replace=False))]
        others = unlike_pictures(runs[0].recipe.picture_size, generator)
        for run in runs:
            model = open_network(run.recipe, run.model_file)
            print(f"\n{run.id}")
            random_weights(model, open_network(run.recipe, None), chosen[:: NUM_WOBBLED // NUM_RANDOM_WEIGHTS])
            hiding(model, chosen[:: NUM_WOBBLED // NUM_HIDDEN], generator)
            wobbles.append(wobbling(model, chosen))
            unlike.append(neither(model, run, pictures.name, pixels, others))
            durations(model, chosen)
    before, after = wobbles
    rows = {
        name: {
            "before": round(float(before[name].mean()), 4),
            "after": round(float(after[name].mean()), 4),
            "num_steadier": int(np.sum(after[name] < before[name])),
        }
        for name in before
    }
    print(f"\nstandard deviation of P(dog), the mean of {NUM_WOBBLED} pictures")
    for name, row in rows.items():
        print(
            f"  {name:<12} {row['before']:.3f} before, {row['after']:.3f} after; after is steadier on"
            f" {row['num_steadier']} of {NUM_WOBBLED}"
        )
    if not sys.argv[1:]:
        sides = [
            {"run": run.id, "sha256": fingerprint(run.model_file), "unlike": found}
            for run, found in zip(runs, unlike, strict=True)
        ]
        found = {
            "made_by": "python -m benchmarks.explanations",
            "pictures": f"of the test split of the picture set {runs[0].pictures}, seen by neither training",
            "num_pictures": NUM_WOBBLED,
            "wobbles": rows,
            "before": sides[0],
            "after": sides[1],
        }
        write_text(MEASURED_FILE, json.dumps(found, indent=2) + "\n")


def random_weights(model: keras.Sequential, untrained: keras.Sequential, pictures: np.ndarray) -> None:
    """Adebayo et al. 2018, arXiv:1810.03292: a map that does not depend on the weights explains nothing."""
    labels = predict(model, pictures) > 0.5
    found = []
    for picture, label in zip(pictures, labels, strict=True):
        trained, random = (class_map(each, picture, int(label)) for each in (model, untrained))
        found.append(spearmanr(trained.ravel(), random.ravel()).statistic)
    print(
        f"random weights: rank correlation {np.mean(found):.2f} in the mean of {len(found)} pictures,"
        f" {np.max(found):.2f} at most"
    )


def hiding(model: keras.Sequential, pictures: np.ndarray, generator: np.random.Generator) -> None:
    """Print how far P(dog) moves when the brightest tenth of each map is hidden, and when a random tenth is hidden."""
    p_dog = predict(model, pictures)
    labels = (p_dog > 0.5).astype(int)
    size = pictures.shape[1]
    count = round(TENTH * size**2)
    side = round(count**0.5)
    maps = {
        "the class map": [class_map(model, *one) for one in zip(pictures, labels, strict=True)],
        "Grad-CAM": [grad_cam(model, *one) for one in zip(pictures, labels, strict=True)],
        "occlusion": [occlusion(model, *one)["map"] for one in zip(pictures, labels, strict=True)],
    }
    brightest = {
        name: [np.argsort(-one, axis=None, kind="stable")[:count] for one in found] for name, found in maps.items()
    }
    places = np.arange(size**2).reshape(size, size)
    corners = generator.integers(0, size - side + 1, (len(pictures), 2))
    random = {
        "a square": [places[top : top + side, left : left + side].ravel() for top, left in corners],
        "another picture's brightest": [*brightest["the class map"][1:], brightest["the class map"][0]],
        "scattered pixels": [generator.permutation(size**2)[:count] for _ in pictures],
    }

    def moved(hidden: list[np.ndarray]) -> np.ndarray:
        covered = pictures.copy()
        for picture, which in zip(covered.reshape(len(covered), -1, 3), hidden, strict=True):
            picture[which] = CUTOUT_LEVEL
        distance: np.ndarray = np.abs(predict(model, covered) - p_dog)
        return distance

    by_chance = {name: moved(hidden) for name, hidden in random.items()}
    for name, hidden in brightest.items():
        distance = moved(hidden)
        against = ", ".join(f"{np.sum(distance > other)} ({what})" for what, other in by_chance.items())
        print(f"hiding the brightest tenth of {name}: P moves {distance.mean():.2f}; further than hiding {against}")
    means = ", ".join(f"{what} {distance.mean():.2f}" for what, distance in by_chance.items())
    print(f"hiding at random: P moves {means}; of {len(pictures)} pictures")


def grad_cam(model: keras.Sequential, pixels: np.ndarray, label: int) -> np.ndarray:
    """Return Grad-CAM (Selvaraju et al. 2017) of the logit, resized as by its authors."""
    last = max(number for number, layer in enumerate(model.layers) if isinstance(layer, keras.layers.Conv2D))
    maps = keras.Model(model.inputs[0], model.layers[last].output)(pixels[None])
    *hidden, output = model.layers[last + 1 :]
    with tf.GradientTape() as tape:
        tape.watch(maps)
        values = maps
        for layer in hidden:
            values = layer(values)
        logit = values @ output.kernel + output.bias
    gradient = np.asarray(tape.gradient(logit, maps))[0] * (1 if label else -1)
    found = np.maximum(0, np.asarray(maps)[0] @ gradient.mean(axis=(0, 1)))
    return np.asarray(Image.fromarray(found).resize(pixels.shape[:2], Image.Resampling.BILINEAR))


def wobbling(model: keras.Sequential, pictures: np.ndarray) -> dict[str, np.ndarray]:
    """Return the standard deviation of P(dog) for each picture, under augmentation and along each axis."""
    found = [stability(model, picture, seed=1) for picture in pictures]
    called = np.array([np.mean(one["draws"] > 0.5) for one in found])
    undecided = np.mean(np.minimum(called, 1 - called))
    print(f"under augmentation {undecided:.1%} of the variants are called otherwise than most of their picture")
    return {name: np.array([one[name].std() for one in found]) for name in ("draws", *AXES)}


def neither(
    model: keras.Sequential, run: Run, name: str, pixels: np.ndarray, others: dict[str, np.ndarray]
) -> dict[str, Any]:
    """Return how well pictures of no cat or dog are told from test pictures, as areas under the ROC curve.

    Returns:
        The figures of `dogcat.explain.measured.Unlike`.
    """
    training, validation = (
        look_at_split(model, run.recipe, name, split, 0, 2_000) for split in ("train", "validation")
    )
    reference = Reference.of(training, validation)
    if run.folder.parent == RECORDED_DIR:
        reference.without_pictures().write(shipped_file(run.model_file))
    unit = training["hidden"] / np.maximum(np.linalg.norm(training["hidden"], axis=1, keepdims=True), 1e-9)

    def by_look(pictures: np.ndarray) -> np.ndarray:
        found = look(model, pictures)
        rows = zip(found["hidden"], found["texture"], strict=True)
        return np.array([reference.judge(*row).distance for row in rows])

    def by_hidden(pictures: np.ndarray) -> np.ndarray:
        hidden = look(model, pictures)["hidden"]
        hidden /= np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), 1e-9)
        return np.array(np.sort(1 - hidden @ unit.T, axis=1)[:, 9])

    threshold = np.quantile(reference.distances, USUAL_SHARE)
    figures: dict[str, Any] = {}
    for title, score in (("look, Mahalanobis", by_look), ("hidden layer, 10th neighbour", by_hidden)):
        usual = score(pixels)
        areas = {}
        scores = {kind: score(pictures) for kind, pictures in others.items()}
        shapes = np.concatenate([found for kind, found in scores.items() if not kind.startswith(("photo", "drawn"))])
        for kind, found in {"all shapes and noise": shapes, **scores}.items():
            truth = np.repeat([0, 1], [len(usual), len(found)])
            areas[kind] = roc_auc_score(truth, np.concatenate([usual, found]))
        print(f"neither, by {title}: AUC " + ", ".join(f"{area:.3f} {kind}" for kind, area in areas.items()))
        if score is by_look:
            shares = {kind: np.mean(found > threshold) for kind, found in {"test pictures": usual, **scores}.items()}
            print("  called unlike: " + ", ".join(f"{share:.0%} of {kind}" for kind, share in shares.items()))
            figures = {
                "area": round(float(areas["all shapes and noise"]), 4),
                "share_found": round(float(np.mean(shapes > threshold)), 4),
                "share_wrong": round(float(np.mean(usual > threshold)), 4),
                "share_of_photos": round(float(np.mean(scores[PHOTOS] > threshold)), 4),
                "share_of_scenes": round(float(np.mean(scores[SCENES] > threshold)), 4),
                "num_unlike": len(shapes),
            }
    return figures


def durations(model: keras.Sequential, pictures: np.ndarray) -> None:
    """Print the duration of each explanation of one picture in milliseconds, as the median of a few."""
    jobs = {
        "predict": lambda picture: predict(model, picture[None]),
        "class map": lambda picture: class_map(model, picture, 1),
        "occlusion": lambda picture: occlusion(model, picture, 1),
        "stability": lambda picture: stability(model, picture, 1),
        "look": lambda picture: look(model, picture[None]),
    }
    times = {
        name: np.median([seconds_of(lambda job=job, picture=picture: job(picture)) for picture in pictures[:9]])
        for name, job in jobs.items()
    }
    print("milliseconds: " + ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in times.items()))


def unlike_pictures(size: int, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Return pictures without a photographed cat or dog by kind, uint8 (n, size, size, 3)."""

    def colour() -> tuple[int, ...]:
        return tuple(int(level) for level in generator.integers(0, 256, 3))

    def gradient() -> Image.Image:
        one, other = generator.integers(0, 256, (2, 3))
        steps = np.linspace(0, 1, 150)[:, None, None]
        return Image.fromarray(np.broadcast_to(one * (1 - steps) + other * steps, (150, 150, 3)).astype(np.uint8))

    def cup() -> Image.Image:
        picture = gradient()
        left, top, width, height = (int(each) for each in generator.integers((25, 25, 35, 35), (60, 60, 65, 65)))
        right, fill, canvas = left + width, colour(), ImageDraw.Draw(picture)
        canvas.arc((right - 12, top + height // 5, right + 22, top + height * 4 // 5), -90, 90, fill, width=6)
        canvas.rectangle((left, top, right, top + height), fill)
        canvas.ellipse((left, top - 7, right, top + 7), colour())
        return picture

    def house() -> Image.Image:
        picture = gradient()
        left, top, width, height = (int(each) for each in generator.integers((15, 55, 55, 45), (40, 75, 90, 65)))
        canvas = ImageDraw.Draw(picture)
        canvas.rectangle((left, top, left + width, top + height), colour())
        canvas.polygon([(left - 8, top), (left + width + 8, top), (left + width // 2, top - 35)], colour())
        canvas.rectangle((left + 10, top + height // 2, left + 24, top + height), colour())
        canvas.rectangle((left + 34, top + 12, left + 48, top + 26), colour())
        return picture

    def letters() -> Image.Image:
        picture = gradient()
        for x, y, points in generator.integers((0, 0, 20), (90, 100, 50), (4, 3)):
            text = "".join(chr(each) for each in generator.integers(65, 91, 3))
            ImageDraw.Draw(picture).text((x, y), text, colour(), ImageFont.load_default(size=float(points)))
        return picture

    def noise(side: int) -> Image.Image:
        return Image.fromarray(generator.integers(0, 256, (side, side, 3)).astype(np.uint8))

    def piece_of_photo() -> Image.Image:
        photo = Image.fromarray(photos[int(generator.integers(len(photos)))])
        side = int(generator.integers(150, photo.height))
        left, top = (int(generator.integers(0, length - side + 1)) for length in photo.size)
        return photo.crop((left, top, left + side, top + side))

    photos = load_sample_images().images
    kinds = {
        "cups": cup,
        "houses": house,
        "letters": letters,
        "gradients": gradient,
        "noise": lambda: noise(150),
        "soft noise": lambda: noise(int(generator.integers(4, 30))),
        PHOTOS: piece_of_photo,
        SCENES: lambda: background(generator, None),
        "drawn cats and dogs": lambda: draw_picture(int(generator.integers(2)), generator),
    }
    return {
        kind: np.stack([np.asarray(make().resize((size, size), Image.Resampling.BILINEAR)) for _ in range(NUM_OF_KIND)])
        for kind, make in kinds.items()
    }


if __name__ == "__main__":
    main()
