"""Runs all checks of a picture set and makes one report.

The report is stored in the cache and reused until the set changes.
"""

import dataclasses
import hashlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.processes import start_python
from dogcat.common.sentence import Sentence
from dogcat.common.storage import cache_dir, write_text
from dogcat.common.types import ProgressCallback
from dogcat.pictures.metadata import read_facts
from dogcat.pictures.picture_set import SPLITS, PictureSet, open_picture_set
from dogcat.pictures.pixel_cache import SplitPixels, load_split
from dogcat.pictures.quality.duplicates import find_copies
from dogcat.pictures.quality.file_checks import file_findings
from dogcat.pictures.quality.findings import ERROR, NOTE, WARNING, Finding
from dogcat.pictures.quality.set_checks import copy_findings, count_findings, shortcut_findings
from dogcat.pictures.quality.shortcuts import Shortcut, measure_shortcuts
from dogcat.recipe.recipe import BASELINE

_CHECK_VERSION = 2  # part of the report's key; increment it when the results or the texts of a check change
_SENTENCES = ("title", "effect", "mend_words")  # fields of a finding


@dataclass(frozen=True)
class Report:
    """The results of a check.

    Attributes:
        name: name of the picture set.
        counts: number of pictures in use, as `PictureSet.counts`.
        num_pictures: number of all pictures in use.
        findings: the findings: errors, then warnings, then notes.
        shortcuts: the accuracy of each statistic, whether it is a finding or not; empty if a split lacks a class.
        seconds: duration of the check.
    """

    name: str
    counts: dict[str, dict[str, int]]
    num_pictures: int
    findings: list[Finding]
    shortcuts: list[Shortcut]
    seconds: float


def check_picture_set(pictures: PictureSet, progress: ProgressCallback | None = None) -> Report:
    """Return the stored report of an unchanged set, or check the pictures in use.

    Args:
        pictures: the picture set. Pictures that a mend leaves out are not checked.
        progress: called with (pictures done, all pictures).

    Raises:
        PictureSetError: the set's file of mends is damaged.
    """
    report = kept_report(pictures)
    if report is None:
        fingerprint = _fingerprint(pictures)
        report = _check(pictures, progress)
        if _fingerprint(pictures) == fingerprint:  # otherwise a picture changed during the check
            kept = {
                "version": _CHECK_VERSION,
                "fingerprint": fingerprint,
                "files": file_stamps(pictures),
                "report": _kept(report),
            }
            write_text(_file(pictures), json.dumps(kept, ensure_ascii=False))
    return report


def kept_report(pictures: PictureSet) -> Report | None:
    """Return the stored report, or None if there is none or a picture has changed since the check.

    Raises:
        PictureSetError: the set's file of mends is damaged.
    """
    fingerprint = _fingerprint(pictures)
    try:
        kept = json.loads(_file(pictures).read_text(encoding="utf-8"))
        return _report_from_dict(kept["report"]) if kept["fingerprint"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # not checked yet, or checked by another version


def former_report(pictures: PictureSet) -> tuple[Report, dict[str, str]] | None:
    """Return the stored report, also if the set has changed since, and the `file_stamps` of its check."""
    try:
        kept = json.loads(_file(pictures).read_text(encoding="utf-8"))
        is_current = kept["version"] == _CHECK_VERSION
        return (_report_from_dict(kept["report"]), dict(kept["files"])) if is_current else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def file_stamps(pictures: PictureSet) -> dict[str, str]:
    """Return size and time of the last change of each picture in use, by name.

    Raises:
        PictureSetError: the set's file of mends is damaged.
    """
    facts = {picture.name: picture.path.stat() for split in SPLITS for picture in pictures.pictures(split)}
    return {name: f"{fact.st_size} {fact.st_mtime_ns}" for name, fact in facts.items()}


def check_in_process(pictures: PictureSet, progress: ProgressCallback) -> Report:
    """Run `check_picture_set` in a process of its own and return its report from the cache.

    The libraries of the check would keep about 130 MB of the server's memory.

    Args:
        pictures: the picture set.
        progress: called with (pictures done, all pictures).

    Raises:
        DogcatError: the process failed; the text has the last line of its error output.
    """
    pipe = subprocess.PIPE
    worker = start_python("-m", "dogcat.pictures.quality.check", pictures.name, stdout=pipe, stderr=pipe)
    try:
        for line in worker.stdout or ():
            done, in_all = map(int, line.split())
            progress(done, in_all)
        last_words = (worker.stderr.read() if worker.stderr else b"").decode(errors="replace").strip().splitlines()[-1:]
    finally:  # also if the visitor leaves the page during the check
        worker.kill()
        worker.communicate()
    report = kept_report(pictures)
    if report is None:
        why = " ".join(last_words) or _("the pictures changed meanwhile, or the disk is full")
        raise DogcatError(
            _("The check of {name!r} was interrupted: {why}. Try again.").format(name=pictures.name, why=why)
        )
    return report


def report_as_dict(report: Report) -> dict[str, Any]:
    """Return the report in plain types and in English, for `json.dumps`."""
    return dataclasses.asdict(report)


def mendable_finding(report: Report, kind: str) -> Finding:
    """Return the finding of a kind that has a mend.

    Args:
        report: the report of the set.
        kind: kind of the finding; "" raises the error that lists all kinds.

    Raises:
        DogcatError: there is no such finding; the text lists the existing ones.
    """
    mendable = [finding for finding in report.findings if finding.mend]
    for finding in mendable:
        if finding.kind == kind:
            return finding
    known = ", ".join(finding.kind for finding in mendable) or _("nothing")
    message = (
        _(
            "Name the finding to fix. In {name!r}, leaving pictures out fixes: {known}; {kind!r} is not among them."
            " 'pictures check {name}' shows all findings."
        )
        if kind
        else _(
            "Name the finding to fix. In {name!r}, leaving pictures out fixes: {known}. 'pictures check {name}' shows"
            " all findings."
        )
    )
    raise DogcatError(message.format(name=report.name, known=known, kind=kind))


class _Stages:
    """Combines the progress of three stages, in which every picture is read, decoded and hashed. It never decreases."""

    def __init__(self, num_pictures: int, progress: ProgressCallback | None) -> None:
        self.num_pictures = num_pictures
        self.progress = progress
        self.num_decoded = 0  # in the earlier splits
        self.reached = 0

    def read(self, done: int) -> None:
        self._show(done)

    def decoded(self, done: int, _in_all: int) -> None:
        self._show(self.num_pictures + self.num_decoded + done)

    def hashed(self, done: int) -> None:
        self._show(2 * self.num_pictures + done)

    def _show(self, steps: int) -> None:
        now = min(self.num_pictures, steps // 3)
        if self.progress and now > self.reached:
            self.reached = now
            self.progress(now, self.num_pictures)


def _check(pictures: PictureSet, progress: ProgressCallback | None) -> Report:
    start = time.perf_counter()
    counts = pictures.counts()
    num_pictures = sum(sum(row.values()) for row in counts.values())
    stages = _Stages(num_pictures, progress)
    # All files, not only those in use, because a mend may be undone during the check.
    listing = [picture for split in SPLITS for picture in pictures.all_pictures(split)]
    facts = {fact.name: fact for fact in read_facts(listing, stages.read)}
    splits: dict[str, SplitPixels] = {}
    for split in SPLITS:
        splits[split] = load_split(pictures, split, BASELINE.picture_size, stages.decoded)
        stages.num_decoded += len(splits[split])
    digests = [facts[name].digest for split in SPLITS for name in splits[split].names]
    copies = find_copies([splits[split].pixels for split in SPLITS], digests, stages.hashed)
    shortcuts = measure_shortcuts(splits, facts)
    findings = [
        *copy_findings(copies, splits),
        *shortcut_findings(shortcuts),
        *count_findings(splits),
        *file_findings(splits, facts),
    ]
    findings.sort(key=lambda finding: (ERROR, WARNING, NOTE).index(finding.severity))
    stages.hashed(num_pictures)  # pictures that cannot be decoded count as done
    return Report(pictures.name, counts, num_pictures, findings, shortcuts, time.perf_counter() - start)


def _kept(report: Report) -> dict[str, Any]:
    """Return `report_as_dict` with the parts of each sentence, so that it can be translated."""
    kept = report_as_dict(report)
    for finding, row in zip(report.findings, kept["findings"], strict=True):
        row |= {name: getattr(finding, name).parts() for name in _SENTENCES}
        row["details"] = [detail.parts() for detail in finding.details]
    for shortcut, row in zip(report.shortcuts, kept["shortcuts"], strict=True):
        row["title"] = shortcut.title.parts()
    return kept


def _finding_from_dict(row: dict[str, Any]) -> Finding:
    sentences = {name: Sentence.from_parts(row[name]) for name in _SENTENCES}
    return Finding(**{**row, **sentences, "details": [Sentence.from_parts(parts) for parts in row["details"]]})


def _report_from_dict(kept: dict[str, Any]) -> Report:
    shortcuts = [
        Shortcut(
            **{
                **one,
                "title": Sentence.from_parts(one["title"]),
                "validation_interval": tuple(one["validation_interval"]),
                "test_interval": tuple(one["test_interval"]),
            }
        )
        for one in kept["shortcuts"]
    ]
    return Report(**{**kept, "findings": list(map(_finding_from_dict, kept["findings"])), "shortcuts": shortcuts})


def _file(pictures: PictureSet) -> Path:
    return cache_dir() / pictures.name / "check.json"


def _fingerprint(pictures: PictureSet) -> str:
    """Return a hash that changes with the pictures in use, their files and `_CHECK_VERSION`."""
    digest = hashlib.sha256(f"{_CHECK_VERSION}\n".encode())
    for name, stamp in file_stamps(pictures).items():
        digest.update(f"{name}\0{stamp}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    check_picture_set(open_picture_set(sys.argv[1]), lambda done, in_all: print(done, in_all, flush=True))
