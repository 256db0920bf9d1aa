"""The check in a process of its own: the same report, with progress, and a sentence when it breaks off."""

from pathlib import Path

import pytest

from dogcat.common.errors import DogcatError
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import check_in_process, kept_report


@pytest.mark.slow
def test_the_report_comes_back_with_progress_on_the_way(tiny_set: PictureSet) -> None:
    seen: list[tuple[int, int]] = []
    report = check_in_process(tiny_set, lambda done, in_all: seen.append((done, in_all)))
    assert report.num_pictures == 36
    assert seen == sorted(seen)
    assert seen[-1] == (36, 36)
    assert kept_report(tiny_set) == report
    assert {finding.kind for finding in report.findings} >= {"shortcut", "few"}  # tiny cats are dark, dogs bright


def test_a_process_that_breaks_off_is_answered_with_a_sentence(
    tiny_set: PictureSet, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dogcat.common.processes.CODE_DIR", home)  # from there it cannot start
    with pytest.raises(DogcatError, match=r"check of 'tiny' was interrupted: .*No module named 'dogcat'.*Try again"):
        check_in_process(tiny_set, lambda _done, _in_all: None)


def test_leaving_in_the_middle_ends_the_other_process(tiny_set: PictureSet) -> None:
    def leave(_done: int, _in_all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_in_process(tiny_set, leave)
    assert kept_report(tiny_set) is None
