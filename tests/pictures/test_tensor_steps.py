"""From JPEG to tensor: every step is what it says, and the Keras code shown beside it gives the same array."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.metadata import FileFacts, read_facts
from dogcat.pictures.picture_set import Picture
from dogcat.pictures.tensor_steps import PATCH_SIZE, first_batch, mark_patch, patch_place, tensor_steps

SIZE = 150


def noisy(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture whose every pixel differs, so that a wrong resampling or turn shows."""
    levels = np.random.default_rng(3).integers(0, 256, (height // 10, width // 10, 4), dtype=np.uint8)
    return Image.fromarray(levels, "RGBA").resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def picture(path: Path, label: int = 0) -> Picture:
    return Picture(path, path.name, label)


@pytest.fixture
def kinds(tmp_path: Path) -> dict[str, Path]:
    """One file of each kind that a learner may choose."""
    files = {name: tmp_path / name for name in ("rgb.jpg", "grey.jpg", "cmyk.jpg", "turned.jpg", "clear.png", "a.webp")}
    noisy(320, 200).save(files["rgb.jpg"], quality=90)
    noisy(200, 320, "L").save(files["grey.jpg"])
    noisy(200, 200, "CMYK").save(files["cmyk.jpg"])
    exif = Image.Exif()
    exif[0x0112] = 6
    noisy(320, 200).save(files["turned.jpg"], exif=exif)
    noisy(300, 180, "RGBA").save(files["clear.png"])
    noisy(90, 60).save(files["a.webp"], lossless=True)
    return files


def test_each_step_is_what_it_says(kinds: dict[str, Path]) -> None:
    steps = tensor_steps(picture(kinds["rgb.jpg"]), SIZE)
    assert steps.facts.num_bytes == kinds["rgb.jpg"].stat().st_size
    assert steps.first_bytes[:3] == b"\xff\xd8\xff"
    assert len(steps.first_bytes) == 32
    assert steps.decoded.size == (320, 200)
    for pixels in (steps.stretched, steps.cropped, steps.padded):
        assert (pixels.shape, pixels.dtype) == ((SIZE, SIZE, 3), np.uint8)
    assert (steps.tensor.shape, steps.tensor.dtype) == ((SIZE, SIZE, 3), np.float32)
    assert np.array_equal(steps.stretched, decode_picture(kinds["rgb.jpg"], SIZE))
    assert np.allclose(steps.tensor * 255, steps.stretched, atol=1e-4)


def test_stretching_bends_cropping_cuts_and_padding_fills(tmp_path: Path) -> None:
    """A picture of 300 x 150: red in its left sixth, green in the middle, blue in its right sixth."""
    pixels = np.zeros((150, 300, 3), np.uint8)
    pixels[:, :50, 0] = pixels[:, 50:250, 1] = pixels[:, 250:, 2] = 200
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    steps = tensor_steps(picture(tmp_path / "wide.png"), SIZE)
    assert steps.stretched[75, :, 0].astype(bool).sum() == pytest.approx(25, abs=2)
    assert not steps.cropped[..., 0].any()
    assert not steps.cropped[..., 2].any()
    assert np.array_equal(steps.padded[5, 5], (128, 128, 128))
    assert steps.padded[75, 5, 0] == 200
    assert steps.padded[75, 145, 2] == 200


@pytest.mark.parametrize("name", ["rgb.jpg", "grey.jpg", "cmyk.jpg", "turned.jpg", "clear.png", "a.webp"])
def test_the_keras_code_gives_the_same_array(
    kinds: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = tensor_steps(picture(kinds[name]), SIZE)
    monkeypatch.chdir(kinds[name].parent)
    variables: dict[str, object] = {}
    exec(steps.keras_code, variables)  # noqa: S102 - it is what a learner copies
    assert np.array_equal(variables["tensor"], steps.tensor)
    assert variables["batch"].shape == (1, SIZE, SIZE, 3)


def test_a_broken_file_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(PictureError, match="not a picture of a known format"):
        tensor_steps(picture(tmp_path / "text.jpg"), SIZE)


@pytest.mark.parametrize(
    ("middle", "corner"), [((71, 71), (67, 67)), ((0, 149), (0, 142)), ((149, 3), (142, 0)), ((4, 146), (0, 142))]
)
def test_a_patch_stays_inside(middle: tuple[int, int], corner: tuple[int, int]) -> None:
    assert patch_place(*middle, picture_size=SIZE, patch_size=8) == corner


def test_the_first_batch_has_the_tutorial_s_shapes(kinds: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    batch, labels = first_batch(
        [picture(kinds["rgb.jpg"], 1), picture(tmp_path / "broken.jpg"), picture(kinds["grey.jpg"])], SIZE
    )
    assert (batch.shape, batch.dtype) == ((2, SIZE, SIZE, 3), np.float32)
    assert labels.tolist() == [1, 0]
    assert labels.dtype == np.float32
    assert 0 <= batch.min() < batch.max() <= 1
    assert first_batch([], SIZE)[0].shape == (0, SIZE, SIZE, 3)


def facts_of(path: Path) -> FileFacts:
    return read_facts([picture(path)])[0]


def test_facts_come_from_the_head_of_the_file(kinds: dict[str, Path]) -> None:
    turned = facts_of(kinds["turned.jpg"])
    assert (turned.upright_size, turned.turned, turned.format) == ((200, 320), True, "JPEG")
    assert turned.num_bytes == kinds["turned.jpg"].stat().st_size
    clear = facts_of(kinds["clear.png"])
    assert (clear.format, clear.mode, clear.transparent, clear.turned) == ("PNG", "RGBA", True, False)
    assert clear.upright_size == (300, 180)
    assert facts_of(kinds["cmyk.jpg"]).mode == "CMYK"


def test_the_figures_of_a_file_compare_its_pixels_with_its_bytes_and_sides(kinds: dict[str, Path]) -> None:
    steps = tensor_steps(picture(kinds["rgb.jpg"]), SIZE)
    assert steps.num_values == 320 * 200 * 3
    assert steps.compression == pytest.approx(320 * 200 * 3 / kinds["rgb.jpg"].stat().st_size)
    assert steps.distortion == tensor_steps(picture(kinds["grey.jpg"]), SIZE).distortion == 1.6


def test_the_channels_alone_add_up_to_the_picture(kinds: dict[str, Path]) -> None:
    steps = tensor_steps(picture(kinds["rgb.jpg"]), SIZE)
    alone = [steps.channel_alone(channel) for channel in range(3)]
    assert not alone[1][..., [0, 2]].any()
    assert np.array_equal(sum(alone), steps.stretched)


@pytest.mark.parametrize("place", [(0, 0), (10, 3), (SIZE - PATCH_SIZE, SIZE - PATCH_SIZE)])
def test_a_frame_marks_the_patch_and_leaves_its_pixels(place: tuple[int, int]) -> None:
    pixels = np.random.default_rng(1).integers(1, 255, (SIZE, SIZE, 3), np.uint8)  # neither black nor white
    large, marked = pixels.repeat(2, axis=0).repeat(2, axis=1), mark_patch(pixels, *place)
    (top, left), side = place, 2 * PATCH_SIZE
    inside = (slice(2 * top, 2 * top + side), slice(2 * left, 2 * left + side))
    assert np.array_equal(marked[inside], large[inside])
    rows, columns = np.nonzero((marked != large).any(axis=-1))
    assert len(rows) > 0
    assert set(np.unique(marked[rows, columns])) == {0, 255}
    assert 2 * top - 3 <= rows.min() <= rows.max() < 2 * top + side + 3
    assert 2 * left - 3 <= columns.min() <= columns.max() < 2 * left + side + 3
