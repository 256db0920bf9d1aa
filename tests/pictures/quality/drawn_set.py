"""What the tests of checks share: the drawn set's names, and the findings of its check."""

import io

from PIL import Image

from dogcat.common.permission import COMMAND_LINE
from dogcat.pictures.picture_set import PictureSet
from dogcat.pictures.quality.check import check_picture_set
from dogcat.pictures.quality.exclusions import apply_mend
from dogcat.pictures.quality.findings import Finding

NUM_PER_CLASS = {"train": 16, "validation": 10, "test": 10}
ALL = 2 * sum(NUM_PER_CLASS.values())  # pictures
CAT = "train/cats/cat.3.jpg"


def found(pictures: PictureSet) -> dict[str, Finding]:
    """The findings by kind, without `few`, which the small drawn set always has."""
    findings = {finding.kind: finding for finding in check_picture_set(pictures).findings}
    assert all(len(finding.groups) == len(finding.details) for finding in findings.values())
    assert all(bool(finding.mend) == bool(finding.mend_words) for finding in findings.values())
    del findings["few"]
    return findings


def only(pictures: PictureSet, kind: str) -> Finding:
    """The finding of this kind, which must be the only one besides `few`."""
    findings = found(pictures)
    assert list(findings) == [kind]
    return findings[kind]


def mended(pictures: PictureSet, finding: Finding) -> dict[str, Finding]:
    """The findings after the mend."""
    apply_mend(pictures, finding.kind, finding.title, finding.mend, COMMAND_LINE)
    return found(pictures)


def open_bytes(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")
