"""The steps of one picture from its file to the network's input, for learners to look at."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from dogcat.pictures.decoding import PictureError, decode_picture, open_picture
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import Picture

NUM_FIRST_BYTES = 32
PATCH_SIZE = 8  # height and width in pixels of the patch that is shown as numbers


@dataclass(frozen=True)
class TensorSteps:
    """One picture at each step.

    Attributes:
        file_name: name of the file without its folder.
        facts: facts from the file's header.
        first_bytes: the first `NUM_FIRST_BYTES` bytes of the file.
        decoded: the upright RGB picture in its original size.
        stretched: uint8 (S, S, 3), the picture stretched to a square; the network's input.
        cropped: uint8 (S, S, 3), the middle square of the picture, for comparison.
        padded: uint8 (S, S, 3), the whole picture with grey bars, for comparison.
        tensor: float32 (S, S, 3), `stretched` / 255, values 0 to 1.
        keras_code: Python code that computes `tensor` from the file with Keras.
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

    @property
    def num_values(self) -> int:
        """The number of values of the decoded picture: three for each pixel."""
        return 3 * self.decoded.width * self.decoded.height

    @property
    def compression(self) -> float:
        """The number of decoded values divided by the number of bytes in the file."""
        return self.num_values / self.facts.num_bytes

    @property
    def distortion(self) -> float:
        """The factor by which stretching to a square changes one side against the other, at least 1."""
        return max(self.decoded.size) / min(self.decoded.size)

    def channel_alone(self, channel: int) -> np.ndarray:
        """Return `stretched` with the values of one channel (0 red, 1 green, 2 blue) and 0 in the others."""
        alone = np.zeros_like(self.stretched)
        alone[..., channel] = self.stretched[..., channel]
        return alone


def tensor_steps(picture: Picture, picture_size: int) -> TensorSteps:
    """Return all steps of one picture file.

    Args:
        picture: the picture.
        picture_size: S, height and width of the network's input in pixels.

    Raises:
        PictureError: as `decoding.open_picture`.
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
    """Return the upper left corner (row, column) of a patch around a pixel, moved so that it stays in the picture."""
    top, left = (min(max(place - patch_size // 2, 0), picture_size - patch_size) for place in (row, column))
    return top, left


def mark_patch(pixels: np.ndarray, top: int, left: int) -> np.ndarray:
    """Return a picture at twice its size with a frame around a patch.

    Args:
        pixels: uint8 (S, S, 3).
        top: first row of the patch, 0 to S - `PATCH_SIZE`.
        left: first column of the patch, 0 to S - `PATCH_SIZE`.
    """
    large = pixels.repeat(2, axis=0).repeat(2, axis=1)
    bottom, right = 2 * (top + PATCH_SIZE), 2 * (left + PATCH_SIZE)
    for width, colour in ((3, 0), (2, 255)):  # a white frame inside a black one is visible on any picture
        high, low = max(0, 2 * top - width), bottom + width
        first, last = max(0, 2 * left - width), right + width
        inside = large[2 * top : bottom, 2 * left : right].copy()
        large[high:low, first:last] = colour
        large[2 * top : bottom, 2 * left : right] = inside
    return large


def first_batch(pictures: list[Picture], picture_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch of pictures as network input, and its labels. Files that cannot be decoded are left out.

    Args:
        pictures: the pictures of the batch.
        picture_size: S, height and width in pixels.

    Returns:
        float32 (N, S, S, 3) with values 0 to 1, and the labels as float32 (N,).
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
    """Return Keras code. `load_img` suffices unless the picture must be turned upright or has transparent parts."""
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
