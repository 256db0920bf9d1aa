"""Files as visitors bring them, good and bad, with odd names; made anew, since none should lie in a repository."""

import functools
import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from dogcat.pictures.file_formats import FORMATS

UPRIGHT = (64, 32)  # width and height of the pictures with an orientation
QUARTERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))  # top left, top right, bottom left, bottom right
# EXIF's orientation, and what a camera that notes it did to the upright picture
ORIENTATIONS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class OddFile:
    """A file.

    Attributes:
        name: as a visitor's computer calls it; it may hold anything.
        data: its bytes.
        refused: part of the sentence that it is refused with; empty for one that is a picture.
        note: part of the sentence that is said of a picture besides its verdict.
    """

    name: str
    data: bytes
    refused: str = ""
    note: str = ""


@functools.cache
def odd_files() -> list[OddFile]:
    """One of each kind."""
    noise = np.random.default_rng(3).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    photo = encoded(Image.fromarray(noise), "JPEG")
    html, svg = b"<!DOCTYPE html><html><script>alert(1)</script></html>", b"<svg xmlns='x'><rect width='9'/></svg>"
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
    palette = Image.new("P", (20, 20), 1)
    palette.putpalette([0, 0, 0, 0, 0, 255])
    palette.paste(0, (0, 0, 10, 20))
    grey = Image.fromarray(np.arange(0, 65_536, 164, dtype=np.uint16).reshape(20, 20))
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    moving = {"save_all": True, "append_images": frames[1:]}
    animation = "the app uses only its first picture"
    return [
        OddFile("cut.jpg", photo[: len(photo) // 2], "is damaged or incomplete"),
        OddFile("empty.jpg", b"", "is empty"),
        OddFile("text.jpg", b"dear diary", "is not a picture of a known format"),
        OddFile("svg.png", svg, "It is an SVG drawing"),
        OddFile("page.jpg", html, "It is a web page"),
        OddFile("pdf.jpg", b"%PDF-1.7\n1 0 obj", "It is a PDF document"),
        OddFile("grey-13000.png", black_png(13_000, 8), "13000 x 13000 pixels; at most 50 million"),
        OddFile("bits-20000.png", black_png(20_000, 1), "too many pixels; at most 50 million"),
        OddFile("cmyk.jpg", encoded(Image.new("CMYK", (30, 20), (9, 99, 200, 9)), "JPEG")),
        OddFile("grey-16-bit.png", encoded(grey, "PNG")),
        OddFile("palette.png", encoded(palette, "PNG", transparency=0)),
        OddFile("see-through.png", encoded(Image.new("RGBA", (30, 20), (9, 99, 200, 90)), "PNG")),
        OddFile("moving.gif", encoded(frames[0], "GIF", **moving), note=animation),
        OddFile("scan.tiff", encoded(frames[0], "TIFF", **moving)),
        OddFile("paint.bmp", encoded(frames[0], "BMP")),
        OddFile("moving.avif", encoded(frames[0], "AVIF", **moving), note=animation),
        OddFile("moving.webp", encoded(frames[0], "WEBP", **moving), note=animation),
        OddFile("moving.png", encoded(frames[0], "PNG", **moving), note=animation),
        *(OddFile(f"turned-{orientation}.jpg", turned(orientation)) for orientation in ORIENTATIONS),
        OddFile("dot.png", encoded(Image.new("RGB", (1, 1), "red"), "PNG")),
        OddFile("thread.png", encoded(Image.new("RGB", (1, 5000), "red"), "PNG")),
        OddFile("iphone.heic", heic, "is damaged or incomplete" if "HEIF" in FORMATS else "It is a HEIC picture, as"),
        OddFile("../../up.jpg", photo),
        OddFile("../../up-bad.jpg", b"no picture", "is not a picture of a known format"),
        OddFile("🐱 my cat.jpg", photo),
        OddFile("🐱.jpg", b"no picture", "is not a picture of a known format"),
        OddFile("x" * 296 + ".jpg", photo),
        OddFile("y" * 296 + ".jpg", b"no picture", "is not a picture of a known format"),
        OddFile("<script>alert(1)<script>.jpg", photo),
        OddFile("<script>alert(2)<script>.jpg", b"no picture", "is not a picture of a known format"),
        OddFile("`[a](b)`\n# a.jpg", photo),
        OddFile("`[b](b)`\n# b.jpg", b"no picture", "is not a picture of a known format"),
    ]


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as the bytes of a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def turned(orientation: int) -> bytes:
    """A JPEG whose four quarters have their colours in the right place only when its orientation is heeded."""
    upright = Image.new("RGB", UPRIGHT)
    width, height = UPRIGHT[0] // 2, UPRIGHT[1] // 2
    for place, colour in enumerate(QUARTERS):
        left, top = width * (place % 2), height * (place // 2)
        upright.paste(colour, (left, top, left + width, top + height))
    turn, exif = ORIENTATIONS[orientation], Image.Exif()
    exif[0x0112] = orientation
    stored = upright if turn is None else upright.transpose(turn)
    return encoded(stored, "JPEG", exif=exif, quality=100, subsampling=0)


def black_png(side: int, bits: int, kind: int = 0) -> bytes:
    """A black square, written by hand because Pillow would need a byte for each pixel of it.

    Args:
        side: in pixels.
        bits: of each value.
        kind: as PNG numbers them: 0 grey, 4 grey with transparency, of which all is transparent then.
    """

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    num_values = 2 if kind == 4 else 1
    packer, row = zlib.compressobj(9), bytes(1 + (side * bits * num_values + 7) // 8)
    rows = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    header = struct.pack(">IIBBBBB", side, side, bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
