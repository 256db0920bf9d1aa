"""What a picture file says of itself in its first bytes: size, format, colours, orientation. Decodes nothing."""

from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image

from dogcat.pixels import FORMATS, PictureError


@dataclass(frozen=True)
class PictureFacts:
    """Facts of one picture file.

    Attributes:
        width, height: in pixels, as a person sees the picture, that is after its EXIF turn.
        num_bytes: size of the file.
        file_format: `JPEG`, `PNG` or `WEBP`, by content and not by name.
        mode: Pillow's word for the kind of pixels, such as `RGB`, `L` for grey, `CMYK`.
        is_turned: whether its EXIF orientation says that it lies on its side or is mirrored.
        is_transparent: whether it has transparent parts, which become white.
    """

    width: int
    height: int
    num_bytes: int
    file_format: str
    mode: str
    is_turned: bool
    is_transparent: bool


def picture_facts(path: Path) -> PictureFacts:
    """Reads the head of a file.

    Raises:
        PictureError: it is no JPEG, PNG or WebP file. A file whose pixels are damaged may still pass.
    """
    try:
        with Image.open(path, formats=FORMATS) as header:
            orientation = header.getexif().get(ExifTags.Base.Orientation, 1)
            width, height = header.size if orientation < 5 else header.size[::-1]
            return PictureFacts(
                width,
                height,
                path.stat().st_size,
                str(header.format),
                header.mode,
                orientation in range(2, 9),
                header.has_transparency_data,
            )
    except Exception as error:  # noqa: BLE001 - what Pillow raises on damaged files is not documented
        raise PictureError(f"has no head that can be read ({type(error).__name__})") from None
