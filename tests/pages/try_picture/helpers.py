"""What the tests of the page "Try one picture" share; a stand-in for the process with TensorFlow among it."""

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from dogcat.common.types import Arrays
from dogcat.explain.perturbations import AXES
from dogcat.explain.protocol import pixels_from_json
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.pixel_cache import load_split
from tests.pages.helpers import session_of


def p_dog_of(pixels: np.ndarray, is_cured: bool) -> np.ndarray:
    """What the stand-in says: bright pictures are dogs, and the cured network is less sure."""
    light = pixels.reshape(len(pixels), -1).mean(axis=1) / 255
    found: np.ndarray = np.clip(0.5 + (light - 0.5) * (1 if is_cured else 2), 0, 1)
    return found


class StandIn:
    """Answers as `inspection` does."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, question: dict[str, Any]) -> Arrays:
        what, is_cured = question["what"], json.loads(question["recipe"])["dropout"] > 0
        self.asked.append(what)
        if what == "look_at_split":
            size = json.loads(question["recipe"])["picture_size"]
            split = load_split(PictureSet("tiny", self.folder), question["split"], size)
            return {**self.look(split.pixels), "names": np.array(split.names), "num_all": np.array(len(split))}
        pixels = pixels_from_json(question)
        if what == "predict":
            return {"p_dog": p_dog_of(pixels, is_cured)}
        if what == "class_map":
            return {"map": pixels.mean(axis=-1).astype(np.float32)}
        if what == "occlusion":
            p_dog = np.tile([0.2, 0.8], (2, 1))
            return {"starts": np.array([0, 9]), "patch": np.array(4), "p_dog": p_dog, "map": np.eye(len(pixels)) - 0.1}
        if what == "stability":
            curves = {name: np.linspace(0, 1, len(axis.values)) for name, axis in AXES.items()}
            return {"draws": np.linspace(0, 1, 64), **curves}
        return self.look(pixels)

    def look(self, pixels: np.ndarray) -> Arrays:
        flat = pixels.reshape(len(pixels), -1, 3).astype(np.float32) + 1
        return {"hidden": flat.mean(axis=1), "texture": np.concatenate([flat.mean(axis=1), flat.std(axis=1)], axis=1)}


def open_try(app: AppTest, view: str = "Prediction", source: str | None = None) -> AppTest:
    app.run()
    app.query_params["try"] = view
    if "try" in app.session_state:
        app.session_state["try"] = view
    app.switch_page("pages/try.py").run()
    assert not app.exception
    if source:
        session_of(app).try_picture.tried_source = source
        app.run()
        assert not app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    assert not app.exception
    return app
