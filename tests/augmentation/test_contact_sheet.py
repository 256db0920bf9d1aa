"""The command `augment`: a sheet to the pixel, the same for the same seed, and one clear line for what is wrong."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dogcat.augmentation.augment import augment
from dogcat.augmentation.contact_sheet import make_sheet
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.augmentation.sampling import roll_dice
from dogcat.cli import app as command_line
from dogcat.pictures.decoding import decode_picture


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that is not square."""
    noise = np.random.default_rng(1).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    file = tmp_path / "cat.jpg"
    Image.fromarray(noise).resize((80, 60), Image.Resampling.BICUBIC).save(file)
    return file


class Augment:
    """Calls the command line as a shell would, in this process; keeps exit code, stdout and stderr."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["dogcat", "augment", *map(str, arguments)])
        self._monkeypatch.setattr("signal.signal", lambda *_: None)
        with pytest.raises(SystemExit) as ended:
            command_line.run_command_line()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def augment_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Augment:
    """The command `augment` with these arguments."""
    return Augment(monkeypatch, capsys)


def test_the_original_comes_first_then_the_variants_without_margin(
    augment_command: Augment, photo: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new folder" / "sheet.png"
    assert augment_command(photo, "--out", out) == (0, f"{out}: the original and 8 variants\n", "")
    sheet = np.asarray(Image.open(out))
    assert sheet.shape == (150, 9 * 150, 3)
    original, *variants = np.split(sheet, 9, axis=1)
    np.testing.assert_array_equal(original, decode_picture(photo, 150))
    dice = roll_dice(np.random.default_rng(1), 8)
    expected = augment(np.stack([original] * 8), AUGMENTATION_PRESETS["tutorial"], dice)
    np.testing.assert_array_equal(variants, expected)
    assert [path.name for path in out.parent.iterdir()] == ["sheet.png"]


def test_the_same_seed_gives_the_same_bytes(augment_command: Augment, photo: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.png" for number in range(3)]
    for file, seed in zip(files, (7, 7, 8), strict=True):
        code, _, _ = augment_command(photo, "--out", file, "--preset", "extreme", "--seed", seed, "--count", 3)
        assert code == 0
    assert files[0].read_bytes() == files[1].read_bytes() != files[2].read_bytes()


@pytest.mark.parametrize("preset", AUGMENTATION_PRESETS)
def test_every_preset_has_a_sheet(augment_command: Augment, photo: Path, tmp_path: Path, preset: str) -> None:
    out = tmp_path / "sheet.png"
    code, _, _ = augment_command(photo, "--out", out, "--preset", preset, "--count", 2, "--picture-size", 40)
    assert code == 0
    sheet = np.asarray(Image.open(out))
    assert sheet.shape == (40, 3 * 40, 3)
    original, first, second = np.split(sheet, 3, axis=1)
    assert np.array_equal(original, first) == np.array_equal(original, second) == (preset == "none")


def test_settings_change_the_preset(augment_command: Augment, photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    arguments = ("--preset", "none", "--set", "horizontal_flip=true", "--set", "zoom_range=0.5,0.5", "--count", 12)
    assert augment_command(photo, "--out", out, *arguments)[0] == 0
    _, *variants = np.split(np.asarray(Image.open(out)), 13, axis=1)
    assert len({variant.tobytes() for variant in variants}) == 2
    one = variants[0]
    other = next(variant for variant in variants if not np.array_equal(variant, one))
    assert np.abs(one.astype(int) - other[:, ::-1]).max() <= 1


def test_mixing_is_said_to_be_left_out(augment_command: Augment, photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    code, _, said = augment_command(photo, "--out", out, "--preset", "none", "--set", "cutmix_alpha=1")
    assert (code, said.count("\n")) == (0, 1)
    assert said.startswith("Mixup and cutmix mix two pictures")


@pytest.mark.parametrize(
    ("mode", "colour", "level"),
    [("L", 77, 77), ("CMYK", (0, 0, 0, 178), 77), ("RGBA", (0, 0, 0, 0), 255), ("LA", (77, 255), 77), ("1", 1, 255)],
)
@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (30, 20)], ids=str)
def test_odd_pictures_have_correct_sheets(
    augment_command: Augment,
    tmp_path: Path,
    mode: str,
    colour: int | tuple[int, ...],
    level: int,
    size: tuple[int, int],
) -> None:
    file, out = tmp_path / ("odd.jpg" if mode == "CMYK" else "odd.png"), tmp_path / "sheet.png"
    Image.new(mode, size, colour).save(file)
    assert augment_command(file, "--out", out, "--picture-size", 20)[0] == 0
    sheet = np.asarray(Image.open(out))
    assert sheet.shape == (20, 9 * 20, 3)
    assert np.abs(sheet.astype(int) - level).max() <= 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--preset", "wild"], "There is no preset 'wild'. Expected: none, tutorial, gentle, modern, extreme."),
        (["--set", "rotation_range=nan"], "augmentation.rotation_range is "),
        (["--set", "rotation_range=999"], "augmentation.rotation_range is 999.0; allowed: a number from 0 to 180."),
        (["--set", "zoom_range=1.2,0.8"], "augmentation.zoom_range is [1.2, 0.8]; allowed: "),
        (["--set", "zoom=1"], "'zoom' is not a field of an augmentation; allowed: rotation_range, "),
        (["--set", "zoom_range"], "--set 'zoom_range' is not NAME=VALUE."),
        (["--set", "cval=1", "--set", "cval=2"], "--set names 'cval' twice."),
        (["--count", "0"], "Invalid value for '--count'"),
        (["--count", "65"], "Invalid value for '--count'"),
        (["--seed", "-1"], "Invalid value for '--seed'"),
        (["--picture-size", "7"], "Invalid value for '--picture-size'"),
        (["--picture-size", "513"], "Invalid value for '--picture-size'"),
    ],
)
def test_bad_values_end_in_one_line(
    augment_command: Augment, photo: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    code, printed, line = augment_command(photo, "--out", tmp_path / "sheet.png", *arguments)
    assert (code, printed) == (2, "")
    assert line.startswith(said)
    assert line.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["cat.jpg"]


def test_bad_files_end_in_one_line(augment_command: Augment, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_text("not a picture")
    (tmp_path / "folder.png").mkdir()
    before = photo.read_bytes()
    good = tmp_path / "sheet.png"
    for arguments, words in (
        ((tmp_path / "no.jpg", "--out", good), "no.jpg cannot be read (No such file or directory)."),
        ((tmp_path / "bad.jpg", "--out", good), "bad.jpg is not a picture of a known format."),
        ((photo, "--out", tmp_path / "sheet.jpg"), "sheet.jpg is not named as a PNG picture."),
        ((photo, "--out", tmp_path / "folder.png"), "folder.png cannot be written ("),
        ((photo, "--out", photo / "sheet.png"), "sheet.png cannot be written ("),
        ((photo, "--out", photo), "cat.jpg is the picture itself, which would be lost."),
    ):
        code, printed, line = augment_command(*arguments)
        assert (code, printed) == (2, "")
        assert words in line
        assert line.count("\n") == 1
    assert photo.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jpg", "cat.jpg", "folder.png"]


def test_a_sheet_that_fails_leaves_the_old_one(
    augment_command: Augment, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sheet.png"
    out.write_bytes(b"the old one")

    def fill_the_disk(_picture: Image.Image, file: Path, *_: object) -> None:
        file.write_bytes(b"half of")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fill_the_disk)
    code, _, line = augment_command(photo, "--out", out)
    assert code == 2
    assert "sheet.png cannot be written (No space left on device)." in line
    assert out.read_bytes() == b"the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat.jpg", "sheet.png"]


def test_stronger_settings_grow_out_of_weaker_ones() -> None:
    """The dice are the same, so a variant changes more, and does not become another one."""
    picture = decode_picture(_gradient(), 40)
    weak, strong = (
        make_sheet(picture, augmentation, 8, seed=3)[:, 40:].astype(int) - np.tile(picture, (1, 8, 1))
        for augmentation in (AUGMENTATION_PRESETS["gentle"], AUGMENTATION_PRESETS["tutorial"])
    )
    assert np.corrcoef(weak.ravel(), strong.ravel())[0, 1] > 0.5


def _gradient() -> bytes:
    along = np.linspace(0, 255, 40).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(np.stack(np.broadcast_arrays(along[:, None], along[None], 128), axis=2).astype(np.uint8)).save(
        file, "PNG"
    )
    return file.getvalue()
