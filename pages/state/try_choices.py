"""What a visitor has chosen on the page Try one picture: one small dataclass a view."""

from dataclasses import dataclass, field

import numpy as np

from dogcat.explain.model_answers import SplitAnswers
from dogcat.explain.model_reading import Decision, ModelReading
from dogcat.explain.visibility import Attempt


@dataclass(frozen=True)
class OwnFile:
    """A visitor's picture: its name, its bytes, and the uploader's id of it; a pasted one or a photo has no id.

    Files that came together have the same `batch`; later ones have a higher number.
    """

    name: str
    data: bytes
    upload: str = ""
    batch: int = 0


@dataclass
class TryState:
    """The page Try one picture: two networks and a picture."""

    tried_networks: str | None = None  # one of `widgets.own_or_recorded`; None takes one's own if there are any
    before: str | None = None  # keys of `network_choice`; None takes the default
    after: str | None = None
    tried_source: str | None = None  # None takes the set if it is here, otherwise an example
    tried_example: str = "1-cat"
    tried_split: str = "validation"
    tried_page: int = 1
    tried: str | None = None  # name of a picture of the set
    opened_picture: str | None = None  # key of the subject that is shown
    decoded: dict[tuple[str, int], np.ndarray] = field(default_factory=dict)  # pixels by picture and size
    shows_occlusion: bool = False
    shows_curves: bool = False


@dataclass
class OwnPicturesState:
    """The visitor's own pictures on the page Try one picture."""

    own_files: list[OwnFile] = field(default_factory=list)  # uploaded, pasted or from the camera; the newest last
    uploads_shown: list[str] = field(default_factory=list)  # ids of the files that the uploader shows
    num_batches: int = 0  # how often files came
    num_forgotten: int = 0  # makes a new, empty uploader each time
    shows_table: bool = False  # of all own pictures
    opened_by_row: str | None = None  # key of the picture whose row was chosen in the table last


@dataclass
class OwnModelState:
    """A model that the visitor trained elsewhere."""

    token: str | None = None  # its key in `resources.foreign_models`
    name: str = ""
    pictures: str = ""  # name of the set on which its readings were compared
    known: SplitAnswers | None = None  # its outputs on that set's validation pictures
    decision: Decision | None = None
    reading: ModelReading | None = None  # the one in use
    shows_all_readings: bool = False
    of_splits: dict[tuple[str, str, str], SplitAnswers] = field(default_factory=dict)  # by set, split and scaling
    of_pictures: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)  # raw outputs by picture and scaling


@dataclass
class PerturbationState:
    """The picture that is changed until a network changes its verdict."""

    attempt: Attempt = field(default_factory=Attempt)
    num_moves: int = 0  # of the patch by drag or arrow key
    former_attempts: list[Attempt] = field(default_factory=list)  # for undo, the newest last
    begun_with: set[str] = field(default_factory=set)  # keys of networks whose unsure picture was offered
    least_visible_flips: dict[tuple[str, str], float] = field(default_factory=dict)  # by network and picture


@dataclass
class HumanBaselineState:
    """People's guesses beside those of the networks."""

    guess_seed: int = 1
    guesses: dict[tuple[str, int], list[int]] = field(default_factory=dict)  # 0 cat, 1 dog; by set and seed
    network_guesses: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)  # P(dog)
