"""Short texts by which a picture set is recognised: `fingerprint` on another machine, `content_of` on this one.

Between machines, files cannot be compared byte by byte: a drawing of the same seed may be encoded differently by
another version of Pillow. The mean colours of the same picture then still agree to a level or two.
"""

import hashlib
import threading
from collections.abc import Sequence

import numpy as np

from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import CLASSES, SPLITS, Picture, PictureSet

_NUM_SAMPLED = 12  # pictures of each class and split
_SIZE = 16  # of the decoded pictures, in pixels
_TOLERANCE = 3  # levels of 255
_SPLITS = ("train", "validation")  # what a curve depends on


def fingerprint(pictures: PictureSet) -> str:
    """Return the fingerprint of a picture set, such as `1000,1000,500,500:7f8a…`.

    It has the number of cats and dogs in training and validation, and two hexadecimal digits for each mean of red,
    green and blue in pictures evenly spaced over them. It takes a few hundredths of a second.
    """
    numbers, means = [], bytearray()
    for split in _SPLITS:
        listing = pictures.pictures(split)
        for label in range(len(CLASSES)):
            files = [picture.path for picture in listing if picture.label == label]
            numbers.append(str(len(files)))
            for place in np.linspace(0, len(files) - 1, _NUM_SAMPLED).astype(int) if files else ():
                try:
                    decoded = decode_picture(files[place], _SIZE)
                except PictureError:
                    decoded = np.zeros((_SIZE, _SIZE, 3), np.uint8)
                means += bytes(decoded.mean(axis=(0, 1)).round().astype(np.uint8))
    return f"{','.join(numbers)}:{means.hex()}"


def are_same_pictures(one: str, other: str) -> bool:
    """Return True if two fingerprints are of the same pictures: equal numbers, and mean colours within 3 levels."""
    (numbers, means), (other_numbers, other_means) = (text.partition(":")[::2] for text in (one, other))
    if numbers != other_numbers or len(means) != len(other_means):
        return False
    try:
        levels = [np.frombuffer(bytes.fromhex(text), np.uint8).astype(int) for text in (means, other_means)]
    except ValueError:
        return False
    return bool(np.all(np.abs(levels[0] - levels[1]) <= _TOLERANCE))


def content_of(pictures: PictureSet) -> str:
    """Return a hash of all pictures in use: their names, and what is in their files. The set's own name is no part.

    The files are read only if one was added, removed or written since the last call. A call waits for another one that
    reads them.

    Raises:
        OSError: a picture cannot be read, or was removed meanwhile.
    """
    listing = [picture for split in SPLITS for picture in pictures.pictures(split)]
    state = hashlib.sha256()
    for picture in listing:
        facts = picture.path.stat()
        state.update(f"{picture.name}\0{facts.st_size}\0{facts.st_mtime_ns}\0{facts.st_ctime_ns}\0".encode())
    key = str(pictures.folder), state.digest()
    with _READING:  # a class presses Train in the same second
        if key not in _KNOWN:
            _KNOWN[key] = _hash_of(listing)
        while len(_KNOWN) > _MOST_KNOWN:
            del _KNOWN[next(iter(_KNOWN))]
        return _KNOWN[key]


_READING = threading.Lock()
_KNOWN: dict[tuple[str, bytes], str] = {}
_MOST_KNOWN = 16  # contents


def _hash_of(listing: Sequence[Picture]) -> str:
    digest = hashlib.sha256()
    for picture in listing:
        digest.update(f"{picture.name}\0".encode())
        digest.update(hashlib.sha256(picture.path.read_bytes()).digest())
    return digest.hexdigest()
