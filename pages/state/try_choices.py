"""What a visitor has chosen on the page Try one picture: one small dataclass a view."""

from dataclasses import dataclass, field

import numpy as np

from dogcat.analysis.human_baseline import Score
from dogcat.explain.own_model import ModelReading
from dogcat.explain.visibility import Attempt


@dataclass
class TryState:
    """The page Try one picture: two networks and a picture."""

    before: str | None = None  # names of networks, see try_picture/network_choice.py; None is the one to begin with
    after: str | None = None
    tried_source: str | None = None  # None is what suits the networks
    tried_example: str = "1-cat"
    tried_split: str = "test"
    tried_page: int = 1
    tried: str | None = None  # name of a picture of the set
    own_files: list[tuple[str, bytes]] = field(default_factory=list)  # names and files
    pasted_files: list[tuple[str, bytes]] = field(default_factory=list)
    num_forgotten: int = 0  # counts how often both were forgotten
    own_photo: bytes | None = None  # from the camera
    opened_picture: str | None = None  # the key of that of one's own files which is looked at
    decoded: dict[tuple[str, int], np.ndarray] = field(default_factory=dict)  # pixels by picture and size
    shows_occlusion: bool = False
    shows_curves: bool = False


@dataclass
class OwnModelState:
    """A model that the visitor trained elsewhere."""

    token: str | None = None  # the secret word of its process, see state/resources.py
    name: str = ""
    reading: ModelReading | None = None
    score: Score | None = None  # on the test split


@dataclass
class PerturbationState:
    """The picture that is changed until a network changes its mind."""

    attempt: Attempt = field(default_factory=Attempt)
    num_moves: int = 0  # of the patch, by hand
    former_attempts: list[Attempt] = field(default_factory=list)  # for undo, the newest last
    least_visible_flips: dict[tuple[str, str], float] = field(default_factory=dict)  # by network and picture


@dataclass
class HumanBaselineState:
    """People's guesses beside those of the networks."""

    guess_seed: int = 1
    guesses: dict[tuple[str, int], list[int]] = field(default_factory=dict)  # 0 cat, 1 dog; by set and seed
    network_guesses: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)  # P(dog)
