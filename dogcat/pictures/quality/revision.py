"""Revises the report of a check after pictures were left out or used again, without reading a picture.

Leaving pictures out makes no new copies, broken files or odd formats. So the findings follow from those of the check
and from the names of the pictures that are still in use. Only the simple statistics would need the pixels; they stay as
the check has measured them.
"""

import dataclasses
from collections.abc import Collection

import numpy as np

from dogcat.common.sentence import Sentence
from dogcat.pictures.picture_set import SPLITS, PictureSet
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.pictures.quality.check import Report, file_stamps, former_report
from dogcat.pictures.quality.duplicates import Copies
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding, num_pictures
from dogcat.pictures.quality.set_checks import copy_findings, count_findings

_OF_COPIES = ("two-labels", "leak", "copies")
_OF_COUNTS = ("imbalance", "few")
_OF_STATISTICS = ("failing-shortcut", "shortcut")


def revised_report(pictures: PictureSet) -> Report | None:
    """Return what the last check says of the pictures in use now; None if one of them is new to it or has changed.

    Raises:
        PictureSetError: the set's file of mends is damaged.
    """
    former = former_report(pictures)
    if former is None:
        return None
    report, stamps = former
    is_known = all(stamps.get(name) == stamp for name, stamp in file_stamps(pictures).items())
    return _revise(report, pictures) if is_known else None


def _revise(report: Report, pictures: PictureSet) -> Report:
    broken = {name for one in report.findings if one.kind == "unreadable" for group in one.groups for name in group}
    splits = {split: _without_pixels(pictures, split, broken) for split in SPLITS}
    names = [name for split in SPLITS for name in splits[split].names]
    rows = {name: row for row, name in enumerate(names)}
    in_use = set(names) | {one.name for split in SPLITS for one in pictures.pictures(split)}
    others = [one for one in report.findings if one.kind not in _OF_COPIES + _OF_COUNTS]
    copies = [
        Copies([rows[name] for name in group if name in rows], likeness)
        for one in report.findings
        if one.kind in _OF_COPIES
        for group, likeness in zip(one.groups, one.details, strict=True)
    ]
    findings = [
        *copy_findings([one for one in copies if len(one.rows) > 1], splits),
        *count_findings(splits),
        *filter(None, (_without(one, in_use) for one in others)),
    ]
    findings.sort(key=lambda finding: (ERROR, WARNING, NOTE).index(finding.severity))
    counts = pictures.counts()
    num = sum(sum(row.values()) for row in counts.values())
    return dataclasses.replace(report, counts=counts, num_pictures=num, findings=findings)


def _without_pixels(pictures: PictureSet, split: str, broken: Collection[str]) -> SplitPixels:
    """Return names and labels of the pictures in use that can be decoded."""
    used = [picture for picture in pictures.pictures(split) if picture.name not in broken]
    labels = np.array([picture.label for picture in used], dtype=np.float32)
    return SplitPixels(np.empty((0, 0, 0, 3), np.uint8), labels, [picture.name for picture in used], [])


def _without(finding: Finding, in_use: Collection[str]) -> Finding | None:
    """Return a finding about single pictures without those left out; None if none remains."""
    if finding.kind in _OF_STATISTICS:
        groups = [[name for name in group if name in in_use] for group in finding.groups]
        return dataclasses.replace(finding, groups=groups)
    kept = [pair for pair in zip(finding.groups, finding.details, strict=True) if set(pair[0]) <= set(in_use)]
    if not kept:
        return None
    number = num_pictures(len(kept))
    return dataclasses.replace(
        finding,
        title=_count_again(finding.title, number),
        groups=[group for group, _detail in kept],
        details=[detail for _group, detail in kept],
        mend=[name for name in finding.mend if name in in_use],
        mend_words=_count_again(finding.mend_words, number),
    )


def _count_again(sentence: Sentence, number: Sentence) -> Sentence:
    return Sentence(sentence.message, **{**sentence.values, "pictures": number}) if sentence.values else sentence
