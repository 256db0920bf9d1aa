"""The visitor's own model: the process that holds it, and what it says."""

import secrets
from dataclasses import dataclass

from dogcat.analysis.human_baseline import SPLIT, Score
from dogcat.common.types import ProgressCallback
from dogcat.explain.model_answers import SplitAnswers, ask_all
from dogcat.explain.model_reading import Decision, ModelReading
from dogcat.explain.own_model import ForeignModel
from dogcat.explain.verdict import Verdict
from dogcat.pictures.decoding import decode_picture
from dogcat.pictures.picture_set import PictureSet
from pages.screens.try_picture.subject import Subject
from pages.state.resources import foreign_models
from pages.state.session import session
from pages.state.try_choices import OwnModelState

MAX_MODELS = 6  # on this server; each is a file of up to 300 MB, and `worker_places` bounds their processes
MAX_ANSWERS = 100  # pictures whose answer a session keeps


@dataclass(frozen=True)
class OwnModel:
    """The visitor's own model and how its outputs are read.

    Attributes:
        name: as it is shown.
        model: the model.
        pictures: name of the set on whose validation pictures the readings were compared.
        known: its outputs on these pictures.
        decision: the readings, the best first.
        reading: the one that is in use.
    """

    name: str
    model: ForeignModel
    pictures: str
    known: SplitAnswers
    decision: Decision
    reading: ModelReading

    @property
    def num_classes(self) -> int:
        """The number of classes; a single output stands for two."""
        return max(2, self.model.num_outputs)

    @property
    def is_contradicted(self) -> bool:
        """Return True if the model asks for a scaling with which it does clearly worse than with another."""
        expected = self.model.expected_scaling
        return expected is not None and self.decision.best.reading.scaling != expected

    def verdict_on(self, subject: Subject) -> Verdict:
        """What it says of a picture.

        Raises:
            ForeignModelError: it could not answer.
            PictureError: the file is no picture.
        """
        kept, key = session().own_model.of_pictures, (subject.key, self.reading.scaling)
        if key not in kept:
            pixels = decode_picture(subject.source, self.model.input_height, self.model.input_width)
            found = self.model.outputs(pixels[None], self.reading.scaling)
            for oldest in list(kept)[: max(0, len(kept) + 1 - MAX_ANSWERS)]:
                del kept[oldest]
            kept[key] = found
        return Verdict(float(self.reading.p_dog_of(kept[key], self.model.ends_in)[0]))

    def answers_on(self, pictures: PictureSet, split: str) -> SplitAnswers | None:
        """Its outputs on a split with the scaling in use; None before `ask_on`."""
        scaling = self.reading.scaling
        if (pictures.name, split) == (self.pictures, SPLIT) and scaling in self.known.complete:
            return self.known
        return session().own_model.of_splits.get((pictures.name, split, scaling))

    def ask_on(self, pictures: PictureSet, split: str, progress: ProgressCallback) -> None:
        """Ask it about a split with the scaling in use.

        Raises:
            ForeignModelError: it could not answer.
            PictureError: the split has no picture of a class.
        """
        scaling = self.reading.scaling
        found = ask_all(self.model, pictures, split, [scaling], progress)
        session().own_model.of_splits[pictures.name, split, scaling] = found

    def score_on(self, pictures: PictureSet, split: str) -> Score | None:
        """Its score on a split; None before `ask_on`."""
        answers = self.answers_on(pictures, split)
        return answers.measure(self.reading).score if answers else None


def current_model() -> OwnModel | None:
    """The model of this visitor; None when there is none, or when others have needed its place since."""
    now = session().own_model
    model = foreign_models().get(now.token or "")
    if not (model and now.known and now.decision and now.reading):
        return None
    return OwnModel(now.name, model, now.pictures, now.known, now.decision, now.reading)


def take_model(name: str, model: ForeignModel, pictures: PictureSet, progress: ProgressCallback | None = None) -> None:
    """Makes a model the visitor's own, in the place of the oldest if there are too many.

    Args:
        name: as it is shown.
        model: just loaded; it is closed when it cannot be read.
        pictures: the set on whose validation pictures its readings are compared.
        progress: called with (pictures done, pictures in all).

    Raises:
        ForeignModelError: its outputs are not numbers, or it could not answer.
        PictureError: no picture of a class can be decoded.
    """
    try:
        known = ask_all(model, pictures, progress=progress)
        decision = known.decision(model.expected_scaling)
    except BaseException:  # a rerun of the page, too
        model.close()
        raise
    drop_model()
    models = foreign_models()
    while len(models) >= MAX_MODELS:
        models.pop(next(iter(models))).close()
    token = secrets.token_hex(8)
    models[token] = model
    now = session().own_model
    now.token, now.name, now.pictures = token, name, pictures.name
    now.known, now.decision, now.reading = known, decision, decision.best.reading


def read_as(reading: ModelReading) -> None:
    """Reads the visitor's model in another way."""
    session().own_model.reading = reading


def drop_model() -> None:
    """Ends the process of the visitor's model and forgets its answers."""
    model = foreign_models().pop(session().own_model.token or "", None)
    if model:
        model.close()
    session().own_model = OwnModelState()
