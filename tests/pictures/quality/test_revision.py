"""The revised report says what another check would say, and needs none."""

import shutil
from pathlib import Path

import pytest

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import Report, check_picture_set
from dogcat.pictures.quality.exclusions import apply_mend, undo_mend
from dogcat.pictures.quality.findings import Finding
from dogcat.pictures.quality.revision import revised_report
from tests.pictures.quality.drawn_set import CAT


@pytest.fixture
def spoiled(drawn: PictureSet) -> PictureSet:
    """A set with copies of all three kinds, two broken files, and too few validation dogs."""
    folder = drawn.folder
    shutil.copy(folder / CAT, folder / "test/cats/cat.leak.jpg")
    shutil.copy(folder / "train/cats/cat.1.jpg", folder / "train/cats/cat.copy.jpg")
    shutil.copy(folder / "train/cats/cat.1.jpg", folder / "train/cats/cat.third.jpg")
    shutil.copy(folder / "train/cats/cat.2.jpg", folder / "train/dogs/dog.wrong.jpg")
    (folder / "train/dogs/dog.4.jpg").write_bytes(b"not a picture")
    (folder / "test/dogs/dog.4.jpg").write_bytes(b"nor is this")
    for number in (1, 2, 3, 4, 5):
        (folder / f"validation/dogs/dog.{number}.jpg").unlink()
    return drawn


def without_statistics(report: Report | None) -> list[Finding]:
    assert report
    return [finding for finding in report.findings if "shortcut" not in finding.kind]


def mend(pictures: PictureSet, kind: str) -> None:
    finding = next(one for one in check_picture_set(pictures).findings if one.kind == kind)
    apply_mend(pictures, kind, finding.title, finding.mend, COMMAND_LINE)


@pytest.mark.parametrize("kind", ["copies", "leak", "two-labels", "unreadable", "imbalance"])
def test_after_each_mend_the_other_findings_are_those_of_another_check(spoiled: PictureSet, kind: str) -> None:
    before = check_picture_set(spoiled)
    assert {"copies", "leak", "two-labels", "unreadable", "imbalance"} <= {one.kind for one in before.findings}
    mend(spoiled, kind)
    revised = revised_report(spoiled)
    checked = check_picture_set(spoiled)
    assert revised
    assert without_statistics(revised) == without_statistics(checked)
    assert (revised.counts, revised.num_pictures) == (checked.counts, checked.num_pictures)
    assert kind not in [one.kind for one in revised.findings]
    assert revised.shortcuts == before.shortcuts


def test_mends_can_follow_each_other_and_be_undone_in_any_order(spoiled: PictureSet) -> None:
    check_picture_set(spoiled)
    for kind in ("copies", "unreadable"):
        report = revised_report(spoiled)
        assert report
        finding = next(one for one in report.findings if one.kind == kind)
        apply_mend(spoiled, kind, finding.title, finding.mend, COMMAND_LINE)
    first = spoiled.mend_notes()[0]["id"]
    undo_mend(spoiled, COMMAND_LINE, first)
    revised = revised_report(spoiled)
    assert without_statistics(revised) == without_statistics(check_picture_set(spoiled))


def test_a_finding_that_loses_some_of_its_pictures_counts_the_others(spoiled: PictureSet) -> None:
    check_picture_set(spoiled)
    broken = next(one for one in check_picture_set(spoiled).findings if one.kind == "unreadable")
    apply_mend(spoiled, "by-hand", broken.title, ["test/dogs/dog.4.jpg"], COMMAND_LINE)
    revised = revised_report(spoiled)
    (left,) = [one for one in without_statistics(revised) if one.kind == "unreadable"]
    assert left.title == "1 picture cannot be decoded"
    assert left.mend == ["train/dogs/dog.4.jpg"]


def test_a_picture_that_is_new_or_changed_needs_a_check(drawn: PictureSet) -> None:
    assert revised_report(drawn) is None, "there was no check"
    check_picture_set(drawn)
    apply_mend(drawn, "by-hand", check_picture_set(drawn).findings[0].title, [CAT], COMMAND_LINE)
    check_picture_set(drawn)
    undo_mend(drawn, COMMAND_LINE)
    assert revised_report(drawn) is None, "the last check has not seen this picture"
    check_picture_set(drawn)
    assert revised_report(drawn)
    shutil.copy(drawn.folder / CAT, drawn.folder / "train/cats/cat.new.jpg")
    assert revised_report(drawn) is None
    (drawn.folder / "train/cats/cat.new.jpg").unlink()
    (drawn.folder / CAT).write_bytes(Path(drawn.folder / "train/cats/cat.1.jpg").read_bytes())
    assert revised_report(drawn) is None


def test_a_report_of_another_version_is_not_revised(drawn: PictureSet, monkeypatch: pytest.MonkeyPatch) -> None:
    check_picture_set(drawn)
    monkeypatch.setattr("dogcat.pictures.quality.check._CHECK_VERSION", 99)
    assert revised_report(drawn) is None
