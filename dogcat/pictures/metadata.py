"""Facts about picture files from their bytes and headers: size, format, mode, orientation. Decodes no pixels."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dogcat.pictures.ancillary import orientation_of
from dogcat.pictures.decoding import MAX_FILE_BYTES, open_image
from dogcat.pictures.picture_set import Picture


@dataclass(frozen=True)
class FileFacts:
    """Facts about one file.

    Attributes:
        name: the name of the picture, as `Picture.name`.
        label: 0 for cat, 1 for dog.
        num_bytes: size of the file in bytes.
        digest: SHA-256 of the file's bytes in hexadecimal; empty if the file was not read.
        format: Pillow's name of the content's format (`JPEG`, `PNG`, `GIF`, ...); empty if unknown.
        mode: Pillow's mode of the pixels (`RGB`, `L`, `CMYK`, ...); empty if unknown.
        width: width of the stored pixels; 0 if unknown.
        height: height of the stored pixels; 0 if unknown.
        orientation: EXIF orientation, 1 to 8; 1 if the stored pixels are upright.
        transparent: whether the file can have transparent pixels.
    """

    name: str
    label: int
    num_bytes: int
    digest: str = ""
    format: str = ""
    mode: str = ""
    width: int = 0
    height: int = 0
    orientation: int = 1
    transparent: bool = False

    @property
    def turned(self) -> bool:
        """True if the stored pixels must be turned or mirrored to be upright."""
        return self.orientation in range(2, 9)

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height in pixels of the upright picture."""
        return (self.height, self.width) if self.orientation in range(5, 9) else (self.width, self.height)


def read_facts(listing: Sequence[Picture], progress: Callable[[int], None] | None = None) -> list[FileFacts]:
    """Read the facts of all pictures.

    Args:
        listing: the pictures.
        progress: called with the number of files read.

    Returns:
        The facts in the order of the pictures.
    """
    facts = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done, fact in enumerate(pool.map(_read, listing), start=1):
            facts.append(fact)
            if progress:
                progress(done)
    return facts


def _read(picture: Picture) -> FileFacts:
    try:
        num_bytes = picture.path.stat().st_size
        if num_bytes > MAX_FILE_BYTES:
            return FileFacts(picture.name, picture.label, num_bytes)
        data = picture.path.read_bytes()
    except OSError:
        return FileFacts(picture.name, picture.label, 0)
    digest = hashlib.sha256(data).hexdigest()
    try:
        with open_image(data) as image:
            return FileFacts(
                picture.name,
                picture.label,
                num_bytes,
                digest,
                image.format or "",
                image.mode,
                *image.size,
                orientation=orientation_of(image),
                transparent=image.has_transparency_data,
            )
    except Exception:  # noqa: BLE001 - what Pillow raises on damaged files is not documented
        return FileFacts(picture.name, picture.label, num_bytes, digest)
