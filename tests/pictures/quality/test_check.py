"""The check of a picture set: every fault is found and mended, and good pictures raise no alarm."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from dogcat.common import language
from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import CLASS_FOLDERS, SPLITS, PictureSet
from dogcat.pictures.quality import check
from dogcat.pictures.quality.check import Report, check_picture_set, mendable_finding, report_as_dict
from dogcat.pictures.quality.exclusions import apply_mend, undo_mend
from dogcat.pictures.quality.findings import Finding
from dogcat.pictures.quality.shortcuts import Shortcut, shortcut_accuracies
from dogcat.pictures.synthetic.picture import draw_picture

NUM_PER_CLASS = {"train": 16, "validation": 10, "test": 10}
ALL = 2 * sum(NUM_PER_CLASS.values())
CAT = "train/cats/cat.3.jpg"


@pytest.fixture(scope="module")
def drawn_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """72 drawn pictures without a fault, but that they are few."""
    folder = tmp_path_factory.mktemp("drawn")
    for number_of_split, (split, count) in enumerate(NUM_PER_CLASS.items()):
        for class_folder, label in CLASS_FOLDERS.items():
            (folder / split / class_folder).mkdir(parents=True)
            for number in range(count):
                picture = draw_picture(label, np.random.default_rng((5, number_of_split, label, number)))
                picture.save(folder / split / class_folder / f"{class_folder[:-1]}.{number}.jpg", quality=90)
    return folder


@pytest.fixture
def drawn(home: Path, drawn_folder: Path) -> PictureSet:
    """A set of those pictures, for a test to damage."""
    folder = home / "pictures" / "drawn"
    shutil.copytree(drawn_folder, folder)
    return PictureSet("drawn", folder)


def found(pictures: PictureSet) -> dict[str, Finding]:
    """The findings by kind, without the one that all sets of this file have."""
    findings = {finding.kind: finding for finding in check_picture_set(pictures).findings}
    assert all(len(finding.groups) == len(finding.details) for finding in findings.values())
    assert all(bool(finding.mend) == bool(finding.mend_words) for finding in findings.values())
    del findings["few"]
    return findings


def only(pictures: PictureSet, kind: str) -> Finding:
    findings = found(pictures)
    assert list(findings) == [kind]
    return findings[kind]


def mended(pictures: PictureSet, finding: Finding) -> dict[str, Finding]:
    """What is found after the mend."""
    apply_mend(pictures, finding.kind, finding.title, finding.mend)
    return found(pictures)


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


# Nothing wrong


def test_good_pictures_raise_no_alarm(drawn: PictureSet) -> None:
    report = check_picture_set(drawn)
    assert (report.name, report.counts, report.num_pictures) == ("drawn", drawn.counts(), ALL)
    (few,) = report.findings
    assert (few.kind, few.severity, few.mend, few.groups) == ("few", "warning", [], [[], [], []])
    assert few.details[0] == "train: 16 cats and 16 dogs, at least 100 of each"
    assert few.details[1].startswith("validation: 10 cats and 10 dogs, at least 50 of each; if four of five are right,")
    assert few.details[1].endswith("known only as 58% to 92%")
    assert [one.name for one in report.shortcuts] == ["mean-colour", "thumbnail", "border", "file-size", "shape"]
    assert not any(one.is_found for one in report.shortcuts)


# Copies


COPIES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "same file": (lambda data: data, "the same file"),
    "same pixels": (lambda data: data + b"\0", "the same pixels in different files"),
    "quality 40": (lambda data: jpeg(open_bytes(data), 40), "nearly the same picture"),
    "80 %": (lambda data: jpeg(open_bytes(data).resize((120, 120))), "nearly the same picture"),
    "brighter": (lambda data: jpeg(ImageEnhance.Brightness(open_bytes(data)).enhance(1.1)), "nearly the same picture"),
    "cut": (lambda data: jpeg(open_bytes(data).crop((4, 4, 146, 146))), "nearly the same picture"),
    "mirrored": (
        lambda data: jpeg(open_bytes(data).transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        "nearly the same picture, mirrored",
    ),
}


def open_bytes(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("how", COPIES)
def test_copies_in_two_splits_are_found_and_the_earlier_is_left_out(drawn: PictureSet, how: str) -> None:
    change, likeness = COPIES[how]
    copies = {"test/cats/cat.a.jpg": CAT, "validation/dogs/dog.a.jpg": "train/dogs/dog.7.jpg"}
    for copy, original in copies.items():
        (drawn.folder / copy).write_bytes(change((drawn.folder / original).read_bytes()))
    findings = found(drawn)
    findings.pop("small", None)  # the cut and the resized ones are that, too
    assert list(findings) == ["leak"]
    leak = findings["leak"]
    assert leak.groups == [[CAT, "test/cats/cat.a.jpg"], ["train/dogs/dog.7.jpg", "validation/dogs/dog.a.jpg"]]
    assert leak.details == [likeness] * 2
    assert leak.severity == "error"
    assert "1 of 21 validation pictures (4.8%) and 1 of 21 test pictures (4.8%)" in leak.effect
    assert leak.mend == [CAT, "train/dogs/dog.7.jpg"]
    assert set(mended(drawn, leak)) <= {"small"}


def test_of_copies_in_all_splits_the_first_of_test_stays(drawn: PictureSet) -> None:
    places = ["train/cats/cat.y.jpg", "validation/cats/cat.y.jpg", "test/cats/cat.y.jpg", "test/cats/cat.z.jpg"]
    for place in places:
        shutil.copy(drawn.folder / CAT, drawn.folder / place)
    leak = only(drawn, "leak")
    assert leak.groups == [[CAT, *places]]
    assert leak.mend == [CAT, "train/cats/cat.y.jpg", "validation/cats/cat.y.jpg", "test/cats/cat.z.jpg"]
    assert mended(drawn, leak) == {}
    undo_mend(drawn)
    assert found(drawn) == {"leak": leak}


def test_of_copies_in_one_split_the_first_stays(drawn: PictureSet) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / "train/cats/cat.30.jpg")
    copies = only(drawn, "copies")
    assert (copies.groups, copies.mend) == ([[CAT, "train/cats/cat.30.jpg"]], ["train/cats/cat.30.jpg"])
    assert copies.severity == "warning"
    assert mended(drawn, copies) == {}


@pytest.mark.parametrize("place", ["train/dogs/dog.x.jpg", "test/dogs/dog.x.jpg"])
def test_copies_with_two_labels_are_all_left_out(drawn: PictureSet, place: str) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / place)
    wrong = only(drawn, "two-labels")
    assert (wrong.groups, wrong.mend, wrong.severity) == ([[CAT, place]], [CAT, place], "error")
    assert mended(drawn, wrong) == {}


# Single files


def test_what_cannot_be_decoded_is_named_with_its_reason(drawn: PictureSet) -> None:
    whole = (drawn.folder / CAT).read_bytes()
    animation = io.BytesIO()
    open_bytes(whole).save(animation, "GIF")
    broken = {
        "train/cats/cat.4.jpg": (b"not a picture", "is not a JPEG, PNG or WebP picture"),
        "validation/dogs/dog.1.jpg": (animation.getvalue(), "is not a JPEG, PNG or WebP picture; it is a GIF file"),
        "test/dogs/dog.2.jpg": (whole[: len(whole) // 2], "is damaged or incomplete"),
    }
    for name, (data, _) in broken.items():
        (drawn.folder / name).write_bytes(data)
    calls: list[tuple[int, int]] = []
    report = check_picture_set(drawn, lambda done, in_all: calls.append((done, in_all)))
    assert report.num_pictures == ALL
    assert calls == [(done, ALL) for done in sorted({done for done, _ in calls})]
    assert calls[-1] == (ALL, ALL)
    finding = only(drawn, "unreadable")
    assert (finding.groups, finding.mend) == ([[name] for name in broken], list(broken))
    for detail, (_, reason) in zip(finding.details, broken.values(), strict=True):
        assert detail.startswith(reason)
    assert mended(drawn, finding) == {}


def save_turned(picture: Image.Image, file: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(file, "JPEG", exif=exif)


@pytest.mark.parametrize(
    ("kind", "save", "detail"),
    [
        ("misnamed", lambda picture, file: picture.save(file, "PNG"), "a PNG file"),
        ("small", lambda picture, file: picture.resize((60, 90)).save(file), "60 × 90 pixels"),
        ("stretched", lambda picture, file: picture.resize((500, 200)).save(file), "500 × 200 pixels"),
        ("grey", lambda picture, file: picture.convert("L").save(file), "all three channels are equal"),
        ("grey", lambda picture, file: picture.convert("L").convert("RGB").save(file), "all three channels are equal"),
        ("turned", save_turned, "turned upright when decoded"),
        ("cmyk", lambda picture, file: picture.convert("CMYK").save(file), "converted when decoded"),
    ],
)
def test_odd_pictures_are_noted(
    drawn: PictureSet, kind: str, save: Callable[[Image.Image, Path], None], detail: str
) -> None:
    save(draw_picture(0, np.random.default_rng(99)), drawn.folder / CAT)
    finding = only(drawn, kind)
    assert (finding.groups, finding.details, finding.severity, finding.mend) == ([[CAT]], [detail], "note", [])


def test_transparency_is_noted(drawn: PictureSet) -> None:
    draw_picture(0, np.random.default_rng(99)).convert("RGBA").save(drawn.folder / "train/cats/cat.99.png")
    assert only(drawn, "transparent").groups == [["train/cats/cat.99.png"]]


# Counts


def test_unlike_classes_are_evened_out_by_a_random_sample_that_is_always_the_same(drawn: PictureSet) -> None:
    for number in range(8):
        (drawn.folder / f"train/dogs/dog.{number}.jpg").unlink()
    finding = only(drawn, "imbalance")
    assert finding.details == ["train: 16 cats and 8 dogs; always guessing 'cat' is right in 67%"]
    assert len(set(finding.mend)) == 8
    assert all(name.startswith("train/cats/") for name in finding.mend)
    assert finding.mend != [one.name for one in drawn.pictures("train")][:8]
    shutil.rmtree(check.cache_dir())
    assert only(drawn, "imbalance").mend == finding.mend
    assert mended(drawn, finding) == {}


def test_a_split_without_a_class_is_an_error_and_ends_in_no_defect(drawn: PictureSet) -> None:
    shutil.rmtree(drawn.folder / "test" / "dogs")
    report = check_picture_set(drawn)
    assert report.shortcuts == []
    assert [(finding.kind, finding.severity) for finding in report.findings] == [("few", "error")]
    for split in SPLITS:
        shutil.rmtree(drawn.folder / split)
    assert check_picture_set(drawn).num_pictures == 0


# Shortcuts


def repaint(pictures: PictureSet, paint: Callable[[Image.Image, int], Image.Image], splits: tuple[str, ...]) -> None:
    for split in splits:
        for one in pictures.pictures(split):
            with Image.open(one.path) as picture:
                painted = paint(picture.convert("RGB"), one.label)
            painted.save(one.path, quality=90)


def frame(picture: Image.Image, label: int) -> Image.Image:
    """Six pixels around the picture that are a little redder or bluer than they were."""
    pixels = np.asarray(picture).astype(int)
    tinted = pixels + (np.array([60, 0, -60]) if label else np.array([-60, 0, 60]))
    tinted[6:-6, 6:-6] = pixels[6:-6, 6:-6]
    return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))


def of(shortcuts: list[Shortcut], name: str) -> Shortcut:
    return next(shortcut for shortcut in shortcuts if shortcut.name == name)


def test_a_frame_that_gives_the_class_away_is_found(drawn: PictureSet) -> None:
    repaint(drawn, frame, SPLITS)
    finding = only(drawn, "shortcut")
    border = of(check_picture_set(drawn).shortcuts, "border")
    assert border.is_found
    assert not border.fails_in_test
    assert border.validation_accuracy > 0.9
    assert border.validation_interval[0] < border.validation_accuracy <= border.validation_interval[1]
    assert (border.guessing, border.num_values) == (0.5, 180)
    assert (finding.severity, finding.mend) == ("warning", [])
    assert "the outermost 4 pixels" in finding.title
    assert border.examples in finding.groups
    assert [name.split("/")[1] for name in border.examples] == ["cats"] * 4 + ["dogs"] * 4


def test_a_frame_that_is_the_other_way_round_in_test_is_an_error(drawn: PictureSet) -> None:
    repaint(drawn, frame, SPLITS[:2])
    repaint(drawn, lambda picture, label: frame(picture, 1 - label), SPLITS[2:])
    finding = only(drawn, "failing-shortcut")
    assert finding.severity == "error"
    assert of(check_picture_set(drawn).shortcuts, "border").test_accuracy < 0.3


@pytest.mark.parametrize(
    ("name", "paint"),
    [
        ("mean-colour", lambda picture, label: ImageEnhance.Brightness(picture).enhance(1.6 if label else 0.5)),
        ("shape", lambda picture, label: picture.resize((200, 150 + 40 * label))),
        ("file-size", lambda picture, label: picture.resize((300, 300)) if label else picture),
    ],
)
def test_every_statistic_is_measured_alone(
    drawn: PictureSet, name: str, paint: Callable[[Image.Image, int], Image.Image]
) -> None:
    before = of(shortcut_accuracies(drawn), name)
    repaint(drawn, paint, SPLITS)
    after = of(shortcut_accuracies(drawn), name)
    assert not before.is_found
    assert after.is_found


# The report


def test_the_report_of_an_unchanged_set_is_kept(drawn: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / "test/cats/cat.y.jpg")
    first = check_picture_set(drawn)
    assert json.loads(json.dumps(report_as_dict(first)))["findings"][0]["kind"] == "leak"

    def fail(*_: object) -> Report:
        raise AssertionError("checked again")

    with monkeypatch.context() as patch:
        patch.setattr(check, "_check", fail)
        assert check_picture_set(drawn) == first
        (drawn.folder / "test/cats/cat.y.jpg").unlink()
        with pytest.raises(AssertionError, match="checked again"):
            check_picture_set(drawn)
    assert [finding.kind for finding in check_picture_set(drawn).findings] == ["few"]
    file = check.cache_dir() / "drawn" / "check.json"
    for text in ("", "{}", '{"fingerprint": "x"}', file.read_text()[:-9]):
        file.write_text(text)
        assert [finding.kind for finding in check_picture_set(drawn).findings] == ["few"]


def test_a_kept_report_is_said_in_the_language_of_whoever_reads_it(
    drawn: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drawn.folder / CAT).write_bytes(b"not a picture")
    check_picture_set(drawn)
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    few, unreadable = check_picture_set(drawn).findings
    assert (few.title, few.title.said()) == ("Too few pictures", "사진이 너무 적음")
    assert few.details[0].said() == "훈련: 고양이 15장, 개 16장. 각각 100장 이상 필요"
    assert unreadable.title.said() == "사진 1장을 읽을 수 없음"
    assert [detail.said() for detail in unreadable.details] == ["JPEG, PNG, WebP 사진이 아닙니다"]
    assert unreadable.mend_words.said() == "읽을 수 없는 사진 1장 제외"
    assert [one.title.said() for one in shortcut_accuracies(drawn)][2] == "가장자리 4픽셀"


def test_a_set_that_is_changed_during_the_check_is_checked_again(
    drawn: PictureSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_now = check._check

    def check_and_change(*arguments: object) -> Report:
        report = check_now(*arguments)  # type: ignore[arg-type]
        shutil.copy(drawn.folder / CAT, drawn.folder / "test/cats/cat.y.jpg")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(check, "_check", check_and_change)
        assert [finding.kind for finding in check_picture_set(drawn).findings] == ["few"]
    (drawn.folder / "test/cats/cat.y.jpg").unlink()
    assert not (check.cache_dir() / "drawn" / "check.json").exists()


def test_only_a_finding_with_a_mend_can_be_mended(drawn: PictureSet) -> None:
    shutil.copy(drawn.folder / CAT, drawn.folder / "test/cats/cat.y.jpg")
    report = check_picture_set(drawn)
    assert mendable_finding(report, "leak").mend == [CAT]
    for kind in ("few", "nonsense"):
        with pytest.raises(
            DogcatError, match=rf"in 'drawn' leaving pictures out mends leak\. '{kind}' is not among them"
        ):
            mendable_finding(report, kind)
    with pytest.raises(DogcatError, match=r"mends leak\. 'pictures check drawn' shows what was found"):
        mendable_finding(report, "")
