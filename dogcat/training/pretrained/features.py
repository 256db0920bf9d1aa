"""The features of pictures, computed once and kept in the cache folder.

A file holds the features of some pictures by the hashes of their pixels, for one base with its weights and one picture
size. So the same picture is computed once, whatever split or set it belongs to.
"""

import hashlib

import keras
import numpy as np

from dogcat.common.disk_space import require_space
from dogcat.common.storage import cache_dir, remove_oldest, whole_path
from dogcat.common.types import ProgressCallback
from dogcat.recipe.bases import BASES
from dogcat.training.pretrained.folded import folded_base
from dogcat.training.pretrained.prepare import base_layers

MAX_KEPT_BYTES = 2**30  # of all files; 4,000 pictures take 20 MB
_VERSION = 1  # part of the key; increment it when the features change
_BATCH_PIXELS = 32 * 160**2


def features_of(
    model: keras.Model, base_name: str, pixels: np.ndarray, progress: ProgressCallback = lambda _done, _all: None
) -> np.ndarray:
    """Return the features of pictures, float32 (N, num_features), from the cache where they were computed before.

    Args:
        model: a network with the base's layers and their weights.
        base_name: one of `BASES`.
        pixels: uint8 (N, S, S, 3).
        progress: called with (pictures done, all pictures); what it raises ends the computation.
    """
    base = BASES[base_name]
    size = pixels.shape[1]
    weights = hashlib.sha256(f"{_VERSION} {base_name} {size}".encode())
    for layer in base_layers(model, base):
        for array in layer.get_weights():
            weights.update(array.tobytes())
    key = f"{base_name}-{size}-{weights.hexdigest()[:16]}"
    digests = [hashlib.sha256(picture.tobytes()).digest() for picture in pixels]
    known = _known(key, set(digests))
    missing = [place for place, digest in enumerate(digests) if digest not in known]
    progress(len(pixels) - len(missing), len(pixels))
    if missing:
        compute = folded_base(model, base)
        computed: dict[bytes, np.ndarray] = {}
        at_once = max(1, _BATCH_PIXELS // size**2)
        try:
            for start in range(0, len(missing), at_once):
                places = missing[start : start + at_once]
                computed |= zip((digests[place] for place in places), compute(pixels[places]), strict=True)
                progress(len(pixels) - len(missing) + start + len(places), len(pixels))
        finally:  # also if the learner stops it
            if computed:
                _keep(key, computed)
        known |= computed
    return np.stack([known[digest] for digest in digests])


def _known(key: str, wanted: set[bytes]) -> dict[bytes, np.ndarray]:
    """Return the kept features of those of the wanted pictures that have some, by the hash of their pixels."""
    found: dict[bytes, np.ndarray] = {}
    for file in sorted((cache_dir() / "features").glob(f"{key}-*.npz")):
        try:
            with np.load(file) as kept:
                digests = [bytes(digest) for digest in kept["digests"]]
                if wanted.intersection(digests):
                    features = kept["features"]
                    found |= {digest: features[row] for row, digest in enumerate(digests) if digest in wanted}
        except (OSError, ValueError, KeyError):  # another process deletes it now
            continue
    return found


def _keep(key: str, features: dict[bytes, np.ndarray]) -> None:
    digests = np.array([np.frombuffer(digest, np.uint8) for digest in features])
    rows = np.stack(list(features.values()))
    require_space(rows.nbytes)
    file = cache_dir() / "features" / f"{key}-{hashlib.sha256(digests.tobytes()).hexdigest()[:16]}.npz"
    with whole_path(file) as temporary, temporary.open("wb") as opened:
        np.savez(opened, allow_pickle=False, digests=digests, features=rows)
    remove_oldest(file, MAX_KEPT_BYTES)
