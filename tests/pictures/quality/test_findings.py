"""Findings: how many there are, and how numbers of pictures are said."""

from dogcat.common.sentence import Sentence
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding, count_by_severity, num_pictures


def finding(severity: str) -> Finding:
    return Finding("kind", Sentence("title"), Sentence("effect"), severity, [], [])


def test_findings_are_counted_by_severity_the_worst_first() -> None:
    counts = count_by_severity([finding(NOTE), finding(ERROR), finding(NOTE)])
    assert list(counts.items()) == [(ERROR, 1), (WARNING, 0), (NOTE, 2)]


def test_one_picture_and_several() -> None:
    assert [num_pictures(number).said() for number in (1, 2, 1500)] == ["1 picture", "2 pictures", "1,500 pictures"]
