"""Finds pictures that are there more than once: the same file, the same pixels, or nearly the same picture.

Near copies are found in two steps. A perceptual hash proposes pairs; a comparison of small colour pictures confirms
them. Measured on the 4,000 photos and the 4,000 drawn pictures: re-encoding, resizing, a change of brightness by a
tenth or a cut of 3 % on every side leave the hashes 12 bits apart or less and the small pictures correlated by 0.91
or more, while different pictures that pass the first step are correlated by 0.83 at most.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

MAX_HASH_DISTANCE = 14  # of 64 bits
MIN_CORRELATION = 0.90
_SMALL = 12  # height and width of the small pictures
_BLOCK = 256  # rows of the table of all pairs that are in memory at once


@dataclass(frozen=True)
class Copies:
    """Pictures that show the same.

    Attributes:
        rows: their positions among the pictures that were compared, ascending.
        likeness: in what they agree, for the learner to read.
    """

    rows: list[int]
    likeness: str


def find_copies(
    pixels: list[np.ndarray], digests: list[str], progress: Callable[[int], None] | None = None
) -> list[Copies]:
    """Groups the pictures that are copies of each other; pictures without a copy are in no group.

    Args:
        pixels: uint8 arrays of shape (N_i, H, W, 3) whose rows, one array after the other, are the pictures.
        digests: of each picture's file, in the same order.
        progress: called with the number of pictures hashed.

    Returns:
        The groups in the order of their first pictures. A near copy of a near copy is in the same group.
    """
    from scipy.sparse import coo_array  # type: ignore[import-untyped]  # takes its time, so only when checking
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    pictures = [row for array in pixels for row in array]
    same_pixels = [hashlib.sha256(row.data).hexdigest() for row in pictures]
    links = [*_same(digests), *_same(same_pixels)]
    near, mirrored = _near_pairs(pictures, progress)
    links += [*near, *mirrored]
    if not links:
        return []
    first, second = np.array(links).T
    graph = coo_array((np.ones(len(links)), (first, second)), shape=(len(pictures), len(pictures)))
    _, group_of = connected_components(graph, directed=False)
    members: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(group_of):
        members[int(group)].append(row)
    with_mirrored = {int(group_of[row]) for row, _ in mirrored}

    found = []
    for group, rows in members.items():
        if len(rows) < 2:
            continue
        if len({digests[row] for row in rows}) == 1:
            likeness = "the same file"
        elif len({same_pixels[row] for row in rows}) == 1:
            likeness = "the same pixels in different files"
        elif group in with_mirrored:
            likeness = "nearly the same picture, mirrored"
        else:
            likeness = "nearly the same picture"
        found.append(Copies(rows, likeness))
    return found


def _same(keys: list[str]) -> list[tuple[int, int]]:
    """Links every picture to the first that has the same key."""
    first_of: dict[str, int] = {}
    links = [(first_of.setdefault(key, row), row) for row, key in enumerate(keys)]
    return [(first, row) for first, row in links if first != row]


def _near_pairs(
    pictures: list[np.ndarray], progress: Callable[[int], None] | None
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of near copies, and pairs in which one is a near copy of the other's mirror image."""
    import imagehash

    hashes, mirror_hashes, small = [], [], []
    for done, pixels in enumerate(pictures, start=1):
        image = Image.fromarray(pixels)
        reduced = image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)  # the size from which phash starts
        hashes.append(imagehash.phash(reduced).hash.ravel())
        mirror_hashes.append(imagehash.phash(reduced.transpose(Image.Transpose.FLIP_LEFT_RIGHT)).hash.ravel())
        small.append(np.asarray(image.resize((_SMALL, _SMALL), Image.Resampling.BOX), dtype=np.float32))
        if progress:
            progress(done)
    if not pictures:
        return [], []
    codes, stack = _pack(hashes), np.stack(small)
    patterns = _normalised(stack)
    return (
        _agreeing(codes, codes, patterns, patterns),
        _agreeing(_pack(mirror_hashes), codes, _normalised(stack[:, :, ::-1]), patterns),
    )


def _agreeing(
    left_codes: np.ndarray, right_codes: np.ndarray, left_patterns: np.ndarray, right_patterns: np.ndarray
) -> list[tuple[int, int]]:
    """Pairs of a left row and a later right row that pass both steps."""
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(left_codes), _BLOCK):
        rows = slice(start, start + _BLOCK)
        distances = np.bitwise_count(left_codes[rows, None] ^ right_codes[None])
        alike = (distances <= MAX_HASH_DISTANCE) & (left_patterns[rows] @ right_patterns.T >= MIN_CORRELATION)
        left, right = np.nonzero(np.triu(alike, k=start + 1))
        pairs += zip((left + start).tolist(), right.tolist(), strict=True)
    return pairs


def _pack(bits: list[np.ndarray]) -> np.ndarray:
    """The 64 bits of each hash as one number."""
    return np.packbits(np.stack(bits), axis=1).view(np.uint64).ravel()


def _normalised(small: np.ndarray) -> np.ndarray:
    """Each picture as a vector of mean 0 and length 1, whose products are correlations; a plain one is all 0."""
    vectors = small.reshape(len(small), -1)
    vectors = vectors - vectors.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: np.ndarray = vectors / np.where(lengths > 0, lengths, 1)
    return normalised
