"""Photos as phones send them, and a stand-in for the process with TensorFlow."""

import io
from typing import Any, cast

import numpy as np
from PIL import Image

from dogcat.common.permission import Visitor
from dogcat.common.types import Arrays
from dogcat.explain.attribution import AttributionClient
from dogcat.explain.protocol import WorkerProcess, pixels_from_json
from dogcat.lesson.class_photos.photos import ClassPhoto, hand_in, release
from dogcat.recipe.recipe import QUICK_BASELINE, QUICK_REGULARIZED
from dogcat.runs.run import Run, create_run
from tests.finished_runs import write_run

TEACHER = Visitor("teacher", is_in_charge=True)
ANN, BEN = Visitor("a1"), Visitor("b2")
SECRET = b"52 degrees north, Ann's home"


def photo(seed: int, level: int = 128, width: int = 96, height: int = 64) -> bytes:
    """Returns a JPEG file of coarse noise around a brightness; each seed gives another picture."""
    noise = np.random.default_rng(seed).integers(-60, 60, (8, 12, 3))
    pixels = np.clip(level + noise, 0, 255).astype(np.uint8)
    small = io.BytesIO()
    Image.fromarray(pixels).resize((width, height)).save(small, "JPEG")
    return small.getvalue()


def photo_with_secrets() -> bytes:
    """Returns a photo with a place, a comment and XMP, whose left half is dark once it is turned upright."""
    pixels = np.full((1200, 1600, 3), 250, np.uint8)
    pixels[:600] = 10  # on top, as the camera lay; orientation 8 turns the top to the left
    exif = Image.Exif()
    exif[0x0112] = 8
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    large = io.BytesIO()
    Image.fromarray(pixels).save(large, "JPEG", exif=exif, comment=SECRET, xmp=SECRET)
    return large.getvalue()


def release_all(*photos: ClassPhoto) -> None:
    release([each.id for each in photos], TEACHER)


def hand_in_some(num: int, asker: Visitor = ANN) -> list[ClassPhoto]:
    """Hands in bright dogs and dark cats in turn, and releases them."""
    photos = [hand_in(asker, photo(seed, level=200 if seed % 2 else 60), seed % 2) for seed in range(num)]
    release_all(*photos)
    return photos


def two_networks(owner: str = "") -> tuple[Run, Run]:
    """Makes a plain and a regularized run that a stand-in can be asked about."""
    made = []
    for recipe in (QUICK_BASELINE, QUICK_REGULARIZED):
        run = create_run(recipe, "tiny", claimed_by=0, owner=owner)
        write_run(run, 0.7, 0.8)
        run.model_file.write_bytes(b"weights")
        made.append(run)
    return made[0], made[1]


class StandIn:
    """Answers instead of the worker: the brightness is P(dog), which the regularized network doubles up to 1."""

    def __init__(self) -> None:
        self.num_asked = 0

    def ask(self, question: dict[str, Any]) -> Arrays:
        self.num_asked += 1
        pixels = pixels_from_json(question)
        light = pixels.reshape(len(pixels), -1).mean(axis=1) / 255
        return {"p_dog": np.minimum(1, light * (2 if '"dropout": 0.5' in question["recipe"] else 1))}


def client_of(stand_in: StandIn) -> AttributionClient:
    return AttributionClient(cast("WorkerProcess", stand_in))
