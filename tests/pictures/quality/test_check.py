"""The check of a picture set: good pictures have no findings, and the report is kept until the set changes."""

import json
import shutil

import pytest

from dogcat.common import language
from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality import check
from dogcat.pictures.quality.check import Report, check_picture_set, mendable_finding, report_as_dict
from tests.pictures.quality.drawn_set import ALL, CAT


def test_good_pictures_raise_no_alarm(drawn: PictureSet) -> None:
    report = check_picture_set(drawn)
    assert (report.name, report.counts, report.num_pictures) == ("drawn", drawn.counts(), ALL)
    (few,) = report.findings
    assert (few.kind, few.severity, few.mend, few.groups) == ("few", "warning", [], [[], [], []])
    assert few.details[0] == "train: 16 cats and 16 dogs; at least 100 of each are needed"
    assert few.details[1].startswith(
        "validation: 10 cats and 10 dogs; at least 50 of each are needed. If four out of five are right,"
    )
    assert few.details[1].endswith("the 95% confidence interval of the accuracy is 58% to 92%.")
    assert [one.name for one in report.shortcuts] == ["mean-colour", "thumbnail", "border", "file-size", "shape"]
    assert not any(one.is_found for one in report.shortcuts)


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
    assert unreadable.title.said() == "읽을 수 없는 사진 1장"
    assert [detail.said() for detail in unreadable.details] == ["알려진 형식의 사진이 아닙니다"]
    assert unreadable.mend_words.said() == "읽을 수 없는 사진 1장 제외"
    assert [one.title.said() for one in check_picture_set(drawn).shortcuts][2] == "가장자리 4픽셀"


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
            DogcatError, match=rf"In 'drawn', leaving pictures out fixes: leak; '{kind}' is not among them"
        ):
            mendable_finding(report, kind)
    with pytest.raises(DogcatError, match=r"fixes: leak\. 'pictures check drawn' shows all findings"):
        mendable_finding(report, "")
