"""Finds copies of pictures: the same file, the same pixels, or nearly the same picture.

Near copies are found in two steps: a perceptual hash proposes pairs, and the correlation of small colour pictures
confirms them. Measured on 400 photos and 400 drawn pictures, 3,999 of 4,000 copies were found: mirrored, re-encoded at
quality 40, resized to 80%, brightened by 10%, or cropped by 3% on every side. Among all pairs of the 4,000 photos or
the 4,000 drawn pictures that pass the first step, pictures of different things have a correlation of at most 0.83.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence

MAX_HASH_DISTANCE = 14  # of 64 bits
MIN_CORRELATION = 0.90
_SMALL = 12  # height and width of the small pictures in pixels
_BLOCK = 256  # rows of the table of all pairs per block, which bounds the memory


@dataclass(frozen=True)
class Copies:
    """A group of pictures that are copies of each other.

    Attributes:
        rows: their positions among the compared pictures, ascending.
        likeness: what they have in common, for learners.
    """

    rows: list[int]
    likeness: Sentence


def find_copies(
    pixels: list[np.ndarray], digests: list[str], progress: Callable[[int], None] | None = None
) -> list[Copies]:
    """Return the groups of pictures that are copies of each other.

    Args:
        pixels: uint8 arrays of shape (N_i, H, W, 3); their rows in this order are the pictures.
        digests: the digest of each picture's file, in the same order.
        progress: called with the number of hashed pictures.

    Returns:
        The groups in the order of their first pictures. A near copy of a near copy is in the same group.
    """
    from scipy.sparse import coo_array  # slow to import, so only here
    from scipy.sparse.csgraph import connected_components

    pictures = [row for array in pixels for row in array]
    same_pixels = [hashlib.sha256(row.data).hexdigest() for row in pictures]
    near, mirrored = _near_pairs(pictures, progress)
    links = np.concatenate([_same(digests), _same(same_pixels), near, mirrored])
    if not len(links):
        return []
    graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(pictures), len(pictures)))
    _num_groups, group_of = connected_components(graph, directed=False)
    members: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(group_of):
        members[int(group)].append(row)
    unmirrored = set(group_of[near[:, 0]].tolist())

    found = []
    for group, rows in members.items():
        if len(rows) < 2:
            continue
        if len({digests[row] for row in rows}) == 1:
            likeness = N_("the same file")
        elif len({same_pixels[row] for row in rows}) == 1:
            likeness = N_("the same pixels in different files")
        elif group in unmirrored:
            likeness = N_("nearly the same picture")
        else:
            likeness = N_("nearly the same picture, mirrored")
        found.append(Copies(rows, Sentence(likeness)))
    return found


def _same(keys: list[str]) -> np.ndarray:
    """Return the pairs of each picture and the first one with the same key; int64 of shape (M, 2)."""
    first_of: dict[str, int] = {}
    links = [(first_of.setdefault(key, row), row) for row, key in enumerate(keys)]
    return np.array([link for link in links if link[0] != link[1]], dtype=np.int64).reshape(-1, 2)


def _near_pairs(pictures: list[np.ndarray], progress: Callable[[int], None] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of near copies, and the pairs of near copies of which one is mirrored; shape (M, 2) each."""
    import imagehash

    hashes, mirror_hashes, small = [], [], []
    for done, pixels in enumerate(pictures, start=1):
        image = Image.fromarray(pixels)
        reduced = image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)  # the input size of phash
        hashes.append(imagehash.phash(reduced).hash.ravel())
        mirror_hashes.append(imagehash.phash(reduced.transpose(Image.Transpose.FLIP_LEFT_RIGHT)).hash.ravel())
        small.append(np.asarray(image.resize((_SMALL, _SMALL), Image.Resampling.BOX), dtype=np.float32))
        if progress:
            progress(done)
    if not pictures:
        return np.empty((0, 2), np.int64), np.empty((0, 2), np.int64)
    codes, stack = _pack(hashes), np.stack(small)
    patterns = _normalised(stack)
    return (
        _agreeing(codes, codes, patterns, patterns),
        _agreeing(_pack(mirror_hashes), codes, _normalised(stack[:, :, ::-1]), patterns),
    )


def _agreeing(
    left_codes: np.ndarray, right_codes: np.ndarray, left_patterns: np.ndarray, right_patterns: np.ndarray
) -> np.ndarray:
    """Return the pairs of a left row and a later right row that pass both steps; shape (M, 2)."""
    pairs = []
    for start in range(0, len(left_codes), _BLOCK):
        rows = slice(start, start + _BLOCK)
        distances = np.bitwise_count(left_codes[rows, None] ^ right_codes[None])
        alike = (distances <= MAX_HASH_DISTANCE) & (left_patterns[rows] @ right_patterns.T >= MIN_CORRELATION)
        pairs.append(np.argwhere(np.triu(alike, k=start + 1)) + np.array([start, 0]))
    return np.concatenate(pairs)


def _pack(bits: list[np.ndarray]) -> np.ndarray:
    """Return the 64 bits of each hash as one uint64."""
    return np.packbits(np.stack(bits), axis=1).view(np.uint64).ravel()


def _normalised(small: np.ndarray) -> np.ndarray:
    """Return each picture as a vector of mean 0 and length 1, so that products are correlations, or of zeros."""
    vectors = small.reshape(len(small), -1)
    vectors = vectors - vectors.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: np.ndarray = vectors / np.where(lengths > 0, lengths, 1)
    return normalised
