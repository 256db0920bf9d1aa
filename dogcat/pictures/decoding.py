"""From picture files to arrays of pixels: safe decoding of one picture, and the decoded cache of a split.

The cache holds a whole split as one uint8 array that is memory-mapped, so that a training and every page read
the same decoded pixels and nobody decodes a picture twice.
"""

import hashlib
import io
import json
import os
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.common.storage import cache_dir, whole_path, write_text
from dogcat.pictures.picture_set import CLASSES, Picture, PictureSet

MAX_FILE_BYTES = 20 * 2**20
MAX_PIXELS = 50_000_000  # a phone's largest photos have 48 to 50 million
FORMATS = ("JPEG", "PNG", "WEBP")
_BAND_PIXELS = 2**20
_TURNS = {  # what makes a photo upright, by its EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DECODER_VERSION = 2  # part of the cache's key: raise it whenever `decode_picture` or the notes beside it change
_ABANDONED_SECONDS = 3600  # an unfinished array that nobody has written to for so long
_BLOCK = 256  # pictures decoded before the next block is started, which bounds the memory


Progress = Callable[[int, int], None]  # called with (pictures done, pictures in all)

# Pillow warns of large pictures and odd EXIF entries; the limits are ours, and what it cannot decode is named.
warnings.filterwarnings("ignore", module=r"PIL\.")


class PictureError(DogcatError):
    """A file that cannot be decoded as a picture. The text says why, without the file's name.

    It may be kept and shown to another reader, so it becomes a text of the current language only when it is shown.
    """

    def __init__(self, reason: Sentence) -> None:
        """Of the file; it follows the file's name."""
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """In the current language."""
        return self.reason.said()


def looks_like_picture(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a JPEG, PNG or WebP file; says nothing about the rest."""
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    )


def open_picture(source: Path | bytes) -> Image.Image:
    """Decodes a file to an upright RGB picture of its own size, with limits checked before memory is spent.

    Transparent parts become white; 16-bit grey is brought to 8 bits; of an animation the first frame is taken.

    Args:
        source: a path, or the file's bytes.

    Raises:
        PictureError: too many bytes or pixels, not a JPEG, PNG or WebP file, or damaged.
    """
    try:
        if isinstance(source, Path) and source.exists() and not source.is_file():
            raise PictureError(
                Sentence(N_("cannot be read (it is not a file)"))
            )  # a folder, or a device that has no end
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > MAX_FILE_BYTES:
            raise PictureError(
                Sentence(
                    N_("has {size:,.0f} MB; at most {most} MB are allowed"),
                    size=size / 2**20,
                    most=MAX_FILE_BYTES // 2**20,
                )
            )
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise PictureError(Sentence(N_("cannot be read ({why})"), why=error.strerror)) from None
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureError(
                Sentence(
                    N_("has {width} x {height} pixels; at most {most} million are allowed"),
                    width=picture.width,
                    height=picture.height,
                    most=MAX_PIXELS // 10**6,
                )
            )
        picture.load()
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
        upright = picture if turn is None else picture.transpose(turn)
        del picture  # 200 MB of a phone's largest photos
        return _to_rgb(upright)
    except UnidentifiedImageError:
        raise PictureError(Sentence(N_("is not a JPEG, PNG or WebP picture"))) from None
    except Image.DecompressionBombError:
        raise PictureError(
            Sentence(N_("has too many pixels; at most {most} million are allowed"), most=MAX_PIXELS // 10**6)
        ) from None
    except PictureError:
        raise
    except Exception as error:  # noqa: BLE001 - what Pillow's decoders raise on damaged files is not documented
        raise PictureError(Sentence(N_("is damaged or incomplete ({why})"), why=str(error))) from None


def decode_picture(source: Path | bytes, picture_size: int) -> np.ndarray:
    """A picture as the network sees it: RGB, stretched to a square with an antialiased bilinear filter.

    Returns:
        uint8 array of shape (picture_size, picture_size, 3), values 0 to 255.

    Raises:
        PictureError: as `open_picture`.
    """
    picture = open_picture(source)
    return np.asarray(picture.resize((picture_size, picture_size), Image.Resampling.BILINEAR))


def thumbnail(source: Path | bytes, size: int = 200) -> bytes:
    """A square JPEG of `size` pixels, cut from the middle of the picture.

    Raises:
        PictureError: as `open_picture`.
    """
    small = io.BytesIO()
    ImageOps.fit(open_picture(source), (size, size), Image.Resampling.BILINEAR).save(small, "JPEG", quality=85)
    return small.getvalue()


def _to_rgb(picture: Image.Image) -> Image.Image:
    """Band after band, since some steps need many times the memory of what they work on."""
    if picture.mode == "RGB" and not picture.has_transparency_data:
        return picture
    result = Image.new("RGB", picture.size)
    num_rows = max(1, _BAND_PIXELS // picture.width)
    for top in range(0, picture.height, num_rows):
        band = picture.crop((0, top, picture.width, min(top + num_rows, picture.height)))
        result.paste(_band_to_rgb(band), (0, top))
    return result


def _band_to_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # a PNG's 16 bits of grey
        levels = np.asarray(picture, dtype=np.float64)
        return Image.fromarray(np.clip(levels / 257, 0, 255).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


@dataclass(frozen=True)
class SplitPixels:
    """The decoded pictures of a split, in the order of `PictureSet.pictures`.

    Attributes:
        pixels: uint8 array of shape (N, picture_size, picture_size, 3), memory-mapped and read-only.
        labels: float32 array of shape (N,), 0 for cat and 1 for dog.
        names: the N names, as `Picture.name`.
        left_out: one line for each picture that could not be decoded: its name and why, in English.
        reasons: why, by name, for readers of any language.
    """

    pixels: np.ndarray
    labels: np.ndarray
    names: list[str]
    left_out: list[str]
    reasons: dict[str, Sentence] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)


def load_split(pictures: PictureSet, split: str, picture_size: int, progress: Progress | None = None) -> SplitPixels:
    """The decoded pixels of a split, from the cache, or decoded now if any picture changed since.

    Args:
        pictures: the picture set.
        split: `train`, `validation` or `test`.
        picture_size: height and width in pixels.
        progress: called with (pictures done, pictures in all) while decoding.
    """
    listing = pictures.pictures(split)
    folder = cache_dir() / pictures.name
    stem = f"{split}-{picture_size}-{_fingerprint(listing, picture_size)}"
    array_file, names_file = folder / f"{stem}.npy", folder / f"{stem}.json"
    if not (array_file.exists() and names_file.exists()):
        _decode_split(listing, picture_size, array_file, names_file, progress)
        _remove_outdated(folder, split, picture_size, keep=stem)
    notes = json.loads(names_file.read_text(encoding="utf-8"))
    labels = np.array(notes["labels"], dtype=np.float32)
    reasons = {name: Sentence.from_parts(parts) for name, parts in notes["reasons"].items()}
    left_out = [f"{name} {reason}" for name, reason in reasons.items()]
    return SplitPixels(np.load(array_file, mmap_mode="r"), labels, notes["names"], left_out, reasons)


def load_both_classes(
    pictures: PictureSet, split: str, picture_size: int, progress: Progress | None = None
) -> SplitPixels:
    """As `load_split`, for training and evaluating.

    Raises:
        PictureError: a class has no picture that can be decoded.
    """
    loaded = load_split(pictures, split, picture_size, progress)
    for label, class_name in enumerate(CLASSES):
        if not np.any(loaded.labels == label):
            raise PictureError(
                Sentence(
                    N_(
                        "The split {split} of {name!r} has no {class_name} picture that can be decoded. 'pictures check"
                        " {name}' names the broken ones; import a set with pictures of both classes."
                    ),
                    split=Sentence(split),
                    name=pictures.name,
                    class_name=Sentence(class_name),
                )
            )
    return loaded


def _fingerprint(listing: list[Picture], picture_size: int) -> str:
    """Changes when a picture is added, removed, renamed, resized or written again."""
    digest = hashlib.sha256(f"{_DECODER_VERSION} {picture_size}\n".encode())
    for picture in listing:
        facts = picture.path.stat()
        digest.update(f"{picture.name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:20]


def _decode_split(
    listing: list[Picture],
    picture_size: int,
    array_file: Path,
    names_file: Path,
    progress: Progress | None,
) -> None:
    """Decodes on all cores and writes rows as they come; only one block of pictures is in memory at a time.

    Two processes that do this at once write the same bytes to two temporary files, and either may win.
    """

    def attempt(picture: Picture) -> np.ndarray | Sentence:
        try:
            return decode_picture(picture.path, picture_size)
        except PictureError as error:
            return error.reason

    kept: list[Picture] = []
    reasons: dict[str, Sentence] = {}
    with (
        whole_path(array_file) as temporary,
        temporary.open("wb") as file,
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
    ):
        header = _array_header(len(listing), picture_size)
        file.write(header)
        for start in range(0, len(listing), _BLOCK):
            block = listing[start : start + _BLOCK]
            for picture, result in zip(block, pool.map(attempt, block), strict=True):
                if isinstance(result, Sentence):
                    reasons[picture.name] = result
                else:
                    file.write(result.data)
                    kept.append(picture)
            if progress:
                progress(start + len(block), len(listing))
        if reasons:
            file.seek(0)
            shorter = _array_header(len(kept), picture_size)
            assert len(shorter) == len(header)  # NumPy leaves room for the first axis to change
            file.write(shorter)
        notes = {
            "names": [picture.name for picture in kept],
            "labels": [picture.label for picture in kept],
            "reasons": {name: reason.parts() for name, reason in reasons.items()},
        }
        write_text(names_file, json.dumps(notes, ensure_ascii=False))


def _array_header(num_rows: int, picture_size: int) -> bytes:
    shape = (num_rows, picture_size, picture_size, 3)
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return buffer.getvalue()


def _remove_outdated(folder: Path, split: str, picture_size: int, keep: str) -> None:
    """Deletes the arrays of former pictures, and what a process left that was killed while decoding."""
    outdated = [file for file in folder.glob(f"{split}-{picture_size}-*") if file.stem != keep]
    hidden = folder.glob(f".{split}-{picture_size}-*")
    for file in outdated + [file for file in hidden if time.time() - file.stat().st_mtime > _ABANDONED_SECONDS]:
        try:
            file.unlink()
        except OSError:  # Windows: another process still reads it; the next time will do
            continue
