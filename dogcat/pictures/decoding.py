"""Decodes one picture file of any origin, with limits that are checked before memory is used."""

import io
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import BmpImagePlugin, Image, ImageOps, JpegImagePlugin, TiffImagePlugin, UnidentifiedImageError

from dogcat.common.errors import DogcatError
from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.common.units import MEGABYTE
from dogcat.pictures.ancillary import has_partial_scans, orientation_of, without_segments, without_texts
from dogcat.pictures.costly_files import coded_pixels, has_too_many_scans, has_too_many_strips
from dogcat.pictures.decode_memory import decoding_memory
from dogcat.pictures.file_formats import BRANDS_OF_AVIF, brands_of, looks_like_picture, possible_formats

MAX_FILE_BYTES = 20 * MEGABYTE
MAX_PIXELS = 50_000_000  # of most formats; each takes `_PIXEL_BYTES` while it is decoded
# Of WebP, TIFF, AVIF and HEIC files; each takes up to `_COPIED_BYTES`. Measured on two cores, 25 million pixels take:
# TIFF 114 MB and 0.7 s, with 16 bits and four colours 278 MB and 2.4 s, with one large tile 200 MB and 1 s; AVIF 212 MB
# and 0.7 s, with full colour resolution 261 MB and 1.6 s; HEIC 179 MB and 0.7 s, with 10 bits and transparency 299 MB.
MAX_COPIED_PIXELS = 25_000_000
# Of a HEIC file with 8 bits, half the colour resolution and no transparency, as phones write them: 356 MB and 1.5 s
# with the 48 million pixels of an iPhone. With 10 bits it would be 743 MB. A forged file that has more colour or bits
# than it says takes up to 603 MB before its decoder notices.
MAX_PLAIN_HEIC_PIXELS = 50_000_000
MAX_RUN_LENGTH_PIXELS = 4_000_000  # of a BMP file with run lengths, which Pillow decodes slowly, a byte at a time
MAX_RUN_LENGTH_BYTES = 4 * MEGABYTE  # of such a file
MAX_JPEG_PIXELS = 200_000_000  # of a JPEG file, which is reduced to `MAX_KEPT_PIXELS` while it is decoded
MAX_COEFFICIENT_BYTES = 300_000_000  # of a JPEG file in several scans, whose decoder keeps all coefficients
MAX_KEPT_PIXELS = 25_000_000  # of a decoded picture; a larger one is reduced to a half, a quarter or an eighth
_MAX_BRANDS = 64  # bytes of a file that say what it is
_TILE_SIZE = (322, 323)  # TIFF's tags for the width and height of a tile
_BAND_PIXELS = 2**20  # pixels that are converted to RGB at once
_PIXEL_BYTES = 5  # of memory a pixel: Pillow keeps 4 of an RGB picture, and 1 more of one with a palette
_COPIED_BYTES = 16  # where the decoder keeps copies of its own; the most is that of WebP, as measured
_COPYING = {"WEBP", "TIFF", "AVIF", "HEIF"}
_TURNS = {  # the transposition that makes a photo upright, by its EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow warns of large pictures and odd EXIF entries. The limits here replace the warnings; a failure is an error.
warnings.filterwarnings("ignore", module=r"PIL\.")
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS // 2  # Pillow refuses a file from twice as many on, before it is read


class PictureError(DogcatError):
    """A file that cannot be decoded as a picture. The text says why, without the file's name.

    `str` translates the text when it is shown, because it may be stored and shown to another reader.
    """

    def __init__(self, reason: Sentence) -> None:
        """Create the error.

        Args:
            reason: sentence fragment that is shown after the file name.
        """
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """Return the reason in the current language."""
        return self.reason.said()


def open_image(data: bytes) -> Image.Image:
    """Open a file with Pillow without decoding its pixels. Malformed notes in it, such as EXIF, do no harm.

    Args:
        data: the bytes of the file.

    Raises:
        PIL.UnidentifiedImageError: the file is of none of `FORMATS`.
        Exception: Pillow raises other types as well, which are not documented.
    """
    if has_too_many_strips(data):
        raise UnidentifiedImageError
    formats = possible_formats(data[:_MAX_BRANDS])
    if "AVIF" in formats and brands_of(data[:_MAX_BRANDS]) & BRANDS_OF_AVIF:
        data = data[:8] + b"avif" + data[12:]  # of a film, opens the still picture that each such file has
    try:
        return Image.open(io.BytesIO(without_texts(data)), formats=formats)
    except UnidentifiedImageError:
        if not data.startswith(b"\xff\xd8\xff"):
            raise
        return Image.open(io.BytesIO(without_segments(data)), formats=formats)


def open_picture(source: Path | bytes) -> Image.Image:
    """Decode a file to an upright RGB picture in its original size, or smaller for one above `MAX_KEPT_PIXELS`.

    Transparent parts become white. 16-bit grey is reduced to 8 bits. Of an animation or a document of several
    pages, the first picture is used. The call waits while other threads decode large pictures.

    Args:
        source: path of the file, or its bytes.

    Raises:
        PictureError: the file has too many bytes or pixels, is of none of `FORMATS`, or is damaged.
    """
    return _decoded(source, lambda picture: picture)


def _decoded(source: Path | bytes, finish: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Return what `finish` makes of a picture as of `open_picture`, whose memory counts until then."""
    try:
        if isinstance(source, Path) and source.exists() and not source.is_file():
            raise PictureError(Sentence(N_("cannot be read (it is not a file)")))  # a folder, or an endless device
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        _check_bytes(size, MAX_FILE_BYTES)
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise PictureError(Sentence(N_("cannot be read ({why})"), why=error.strerror)) from None
    try:
        picture = open_image(data)
        coefficients = _coefficient_bytes(picture, data)
        _check_pixels(picture, _most_pixels(picture, coefficients))
        _check_cost(picture, data)
        num_pixels = picture.width * picture.height
        _reduce(picture)
        each = _COPIED_BYTES if picture.format in _COPYING else _PIXEL_BYTES
        needed = each * picture.width * picture.height + round(coefficients * num_pixels)
        with decoding_memory(needed):
            picture.load()
            turn = _TURNS.get(orientation_of(picture))
            rgb = _to_rgb(picture)
            del picture  # frees 200 MB of the largest pictures
            return finish(rgb if turn is None else rgb.transpose(turn))
    except Image.DecompressionBombError:
        most = MAX_JPEG_PIXELS if data.startswith(b"\xff\xd8") else MAX_PIXELS
        raise PictureError(
            Sentence(N_("has too many pixels; at most {most} million are allowed"), most=most // 10**6)
        ) from None
    except PictureError:
        raise
    except Exception:  # noqa: BLE001 - what Pillow's decoders raise on damaged files is not documented
        reason = (
            N_("is damaged or incomplete") if looks_like_picture(data) else N_("is not a picture of a known format")
        )
        raise PictureError(Sentence(reason)) from None


def decode_picture(source: Path | bytes, picture_size: int, width: int | None = None) -> np.ndarray:
    """Decode a picture for the network: RGB, stretched to a square with an antialiased bilinear filter.

    Args:
        source: path of the file, or its bytes.
        picture_size: height and width in pixels.
        width: width in pixels, for a network whose pictures are not square; None if it is the height.

    Returns:
        uint8 array of shape (picture_size, width, 3), values 0 to 255.

    Raises:
        PictureError: as `open_picture`.
    """
    size = (width or picture_size, picture_size)
    return np.asarray(_decoded(source, lambda picture: picture.resize(size, Image.Resampling.BILINEAR)))


def fitted(source: Path | bytes, width: int, height: int) -> Image.Image:
    """Return a picture that is made smaller, if it has to be, so that it fits into a width and a height in pixels.

    Args:
        source: path of the file, or its bytes.
        width: most columns of pixels.
        height: most rows of pixels.

    Raises:
        PictureError: as `open_picture`.
    """

    def fit(picture: Image.Image) -> Image.Image:
        picture.thumbnail((width, height))
        return picture

    return _decoded(source, fit)


def thumbnail(source: Path | bytes, size: int = 200) -> bytes:
    """Return the middle square of a picture as JPEG.

    Args:
        source: path of the file, or its bytes.
        size: height and width in pixels.

    Raises:
        PictureError: as `open_picture`.
    """
    small = io.BytesIO()
    middle = _decoded(source, lambda picture: ImageOps.fit(picture, (size, size), Image.Resampling.BILINEAR))
    middle.save(small, "JPEG", quality=85)
    return small.getvalue()


def _most_pixels(picture: Image.Image, coefficients: float) -> int:
    """Return how many pixels a file of this kind may have.

    Args:
        picture: the picture, not decoded.
        coefficients: the result of `_coefficient_bytes`.
    """
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):  # also a phone's with a second picture, of format MPO
        if picture.format == "HEIF" and picture.info.get("bit_depth") == 8:
            is_plain = picture.mode == "L" or (picture.mode == "RGB" and picture.info.get("chroma") == 420)
            return MAX_PLAIN_HEIC_PIXELS if is_plain else MAX_COPIED_PIXELS
        if _has_run_lengths(picture):
            return MAX_RUN_LENGTH_PIXELS
        return MAX_COPIED_PIXELS if picture.format in _COPYING else MAX_PIXELS
    return min(MAX_JPEG_PIXELS, int(MAX_COEFFICIENT_BYTES / coefficients)) if coefficients else MAX_JPEG_PIXELS


def _coefficient_bytes(picture: Image.Image, data: bytes) -> float:
    """Return the bytes for each pixel of what a JPEG decoder keeps of all scans; 0 for a file of one scan."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return 0.0
    if not (picture.info.get("progressive") or has_partial_scans(data)):
        return 0.0
    factors = [layer[1:3] for layer in picture.layer]  # how often each channel is sampled, across and down
    across, down = (max(factor) for factor in zip(*factors, strict=True))
    return float(sum(2 * one * other for one, other in factors) / (across * down))


def _check_pixels(picture: Image.Image, most: int) -> None:
    if picture.width * picture.height > most:
        raise PictureError(
            Sentence(
                N_("has {width} x {height} pixels; at most {most} million are allowed"),
                width=picture.width,
                height=picture.height,
                most=most // 10**6,
            )
        )


def _check_bytes(size: int, most: int) -> None:
    if size > most:
        raise PictureError(
            Sentence(
                N_("is {size:,.0f} MB; at most {most} MB are allowed"), size=size / MEGABYTE, most=most // MEGABYTE
            )
        )


def _check_cost(picture: Image.Image, data: bytes) -> None:
    """Refuse a file whose decoder would take more memory or time than its number of pixels says."""
    damaged = PictureError(Sentence(N_("is damaged or incomplete")))
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        if has_too_many_scans(data, picture.width * picture.height):
            raise damaged
    elif isinstance(picture, TiffImagePlugin.TiffImageFile):
        width, height = (picture.tag_v2.get(tag, 1) for tag in _TILE_SIZE)
        if width * height > MAX_COPIED_PIXELS:  # a tile is decoded as a whole
            raise damaged
    elif picture.format == "AVIF":
        coded = coded_pixels(data)
        if coded is None:
            raise damaged
        if coded > 2 * MAX_COPIED_PIXELS:
            _check_pixels(picture, MAX_COPIED_PIXELS // 2)
            raise damaged
    elif _has_run_lengths(picture):
        _check_bytes(len(data), MAX_RUN_LENGTH_BYTES)


def _has_run_lengths(picture: Image.Image) -> bool:
    """Return True if a BMP file is compressed with run lengths."""
    return isinstance(picture, BmpImagePlugin.BmpImageFile) and picture.tile[0].codec_name == "bmp_rle"


def _reduce(picture: Image.Image) -> None:
    """Make the decoder of a JPEG file leave out pixels, so that no more than `MAX_KEPT_PIXELS` are decoded."""
    if isinstance(picture, JpegImagePlugin.JpegImageFile) and (scale := _scale(picture)) > 1:
        picture.draft(picture.mode, (picture.width // scale, picture.height // scale))


def _scale(picture: Image.Image) -> int:
    """Return by how much a picture is made smaller: 1, or a power of 2, since a JPEG decoder knows no other."""
    scale = 1
    while picture.width * picture.height > MAX_KEPT_PIXELS * scale**2:
        scale *= 2
    return scale


def _to_rgb(picture: Image.Image) -> Image.Image:
    """Convert to RGB of at most `MAX_KEPT_PIXELS`.

    This is done in bands of rows, because some conversions need several times the memory of their input.
    """
    scale = _scale(picture)
    if scale == 1 and picture.mode == "RGB" and not picture.has_transparency_data:
        return picture
    result = Image.new("RGB", (-(-picture.width // scale), -(-picture.height // scale)))
    num_rows = scale * max(1, _BAND_PIXELS // (scale * picture.width))
    for top in range(0, picture.height, num_rows):
        band = picture.crop((0, top, picture.width, min(top + num_rows, picture.height)))
        result.paste(_band_to_rgb(band).reduce(scale), (0, top // scale))
    return result


def _band_to_rgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16-bit grey of a PNG file
        levels = np.asarray(picture, dtype=np.float64)
        return Image.fromarray(np.clip(levels / 257, 0, 255).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")
