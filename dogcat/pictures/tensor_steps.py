"""The way of one picture from its file to the network, each step kept so that a learner can look at it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from dogcat.pictures.decoding import PictureError, decode_picture, open_picture
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import Picture

NUM_FIRST_BYTES = 32


@dataclass(frozen=True)
class TensorSteps:
    """What a picture is at each step.

    Attributes:
        file_name: without its folder.
        facts: size, format and the like, from the file's head.
        first_bytes: the first `NUM_FIRST_BYTES` of the file.
        decoded: the upright RGB picture in its own size.
        stretched: uint8 (S, S, 3), both sides brought to S pixels whatever the shape was; what the network sees.
        cropped: uint8 (S, S, 3), the middle square instead.
        padded: uint8 (S, S, 3), the whole picture with grey beside it instead.
        tensor: float32 (S, S, 3), `stretched` / 255, values 0 to 1.
        keras_code: Python code that gives `tensor` from the file, with Keras' own functions.
    """

    file_name: str
    facts: FileFacts
    first_bytes: bytes
    decoded: Image.Image
    stretched: np.ndarray
    cropped: np.ndarray
    padded: np.ndarray
    tensor: np.ndarray
    keras_code: str


def tensor_steps(picture: Picture, picture_size: int) -> TensorSteps:
    """All steps for one picture file.

    Args:
        picture: whose file is a JPEG, PNG or WebP file.
        picture_size: S, the height and width that the network takes, in pixels.

    Raises:
        PictureError: the file cannot be decoded; see `pixels.open_picture`.
    """
    data = picture.path.read_bytes()
    decoded = open_picture(data)
    size = (picture_size, picture_size)
    stretched = decode_picture(data, picture_size)
    (facts,) = read_facts([picture])
    return TensorSteps(
        file_name=picture.path.name,
        first_bytes=data[:NUM_FIRST_BYTES],
        facts=facts,
        decoded=decoded,
        stretched=stretched,
        cropped=np.asarray(ImageOps.fit(decoded, size, Image.Resampling.BILINEAR)),
        padded=np.asarray(ImageOps.pad(decoded, size, Image.Resampling.BILINEAR, color="grey")),
        tensor=stretched.astype(np.float32) / 255,
        keras_code=_keras_code(picture.path.name, picture_size, facts),
    )


def patch_place(row: int, column: int, picture_size: int, patch_size: int) -> tuple[int, int]:
    """The upper left corner (row, column) of a patch around a pixel that does not leave the picture."""
    top, left = (min(max(place - patch_size // 2, 0), picture_size - patch_size) for place in (row, column))
    return top, left


def first_batch(pictures: list[Picture], picture_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures and labels as the network takes them; files that cannot be decoded are left out.

    Args:
        pictures: what to put into the batch.
        picture_size: S, in pixels.

    Returns:
        float32 (N, S, S, 3) with values 0 to 1, and float32 (N,) with the labels.
    """
    rows, labels = [], []
    for picture in pictures:
        try:
            rows.append(decode_picture(picture.path, picture_size))
        except PictureError:
            continue
        labels.append(picture.label)
    pixels = np.stack(rows) if rows else np.zeros((0, picture_size, picture_size, 3), np.uint8)
    return pixels.astype(np.float32) / 255, np.array(labels, np.float32)


def _keras_code(name: str, picture_size: int, facts: FileFacts) -> str:
    """For a plain picture `load_img` does it all; it neither turns a photo upright nor lays it on white."""
    size = f"({picture_size}, {picture_size})"
    if not (facts.turned or facts.transparent):
        return "\n".join(
            [
                "import keras",
                "",
                f'picture = keras.utils.load_img({name!r}, target_size={size}, interpolation="bilinear")',
                "tensor = keras.utils.img_to_array(picture) / 255",
                "",
                "batch = tensor[None]  # a batch of one",
            ]
        )
    lines = [
        "import keras",
        "from PIL import Image, ImageOps",
        "",
        f"picture = ImageOps.exif_transpose(Image.open({name!r}))  # upright; load_img would leave it as it lies",
    ]
    if facts.transparent:
        lines += [
            'picture = picture.convert("RGBA")',
            'white = Image.new("RGBA", picture.size, "white")',
            "picture = Image.alpha_composite(white, picture)  # load_img would drop the transparency",
        ]
    lines += [
        f'picture = picture.convert("RGB").resize({size}, Image.Resampling.BILINEAR)',
        "tensor = keras.utils.img_to_array(picture) / 255",
        "",
        "batch = tensor[None]  # a batch of one",
    ]
    return "\n".join(lines)
