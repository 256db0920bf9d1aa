"""The visitor's own model: the process that holds it, and what it says."""

import secrets
from dataclasses import dataclass

import numpy as np

from dogcat.explain.own_model import ForeignModel, ModelReading
from dogcat.explain.verdict import Verdict
from pages.screens.try_picture.subject import Subject, pixels_of
from pages.state.resources import foreign_models
from pages.state.session import session

MAX_MODELS = 6  # on this server; each is a file of up to 300 MB, and `worker_places` bounds their processes


@dataclass(frozen=True)
class OwnModel:
    """The visitor's own model and how its outputs are read."""

    name: str
    model: ForeignModel
    reading: ModelReading

    def verdict_on(self, subject: Subject) -> Verdict:
        """What it says of a picture.

        Raises:
            ForeignModelError: it could not answer.
            PictureError: the file is no picture.
        """
        return self.model.predict(pixels_of(subject, self.model.picture_size)[None], self.reading)[0]


def current_model() -> OwnModel | None:
    """The model of this visitor; None when there is none, or when others have needed its place since."""
    model, reading = foreign_models().get(session().own_model.token or ""), session().own_model.reading
    return OwnModel(session().own_model.name, model, reading) if model and reading else None


def take_model(name: str, model: ForeignModel, pixels: np.ndarray, labels: np.ndarray) -> None:
    """Makes a model the visitor's own, in the place of the oldest if there are too many.

    Args:
        name: as it is shown.
        model: just loaded; it is closed when it cannot be read.
        pixels: known pictures, see `ForeignModel.find_reading`.
        labels: of these.

    Raises:
        ForeignModelError: its outputs are no probabilities, or it could not answer.
    """
    try:
        reading = model.find_reading(pixels, labels)
    except BaseException:
        model.close()
        raise
    drop_model()
    models = foreign_models()
    while len(models) >= MAX_MODELS:
        models.pop(next(iter(models))).close()
    word = secrets.token_hex(8)
    models[word] = model
    session().own_model.token, session().own_model.name, session().own_model.reading = word, name, reading


def drop_model() -> None:
    """Ends the process of the visitor's model."""
    model = foreign_models().pop(session().own_model.token or "", None)
    if model:
        model.close()
    session().own_model.token = session().own_model.reading = session().own_model.score = None
