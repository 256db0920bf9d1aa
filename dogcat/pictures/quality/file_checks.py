"""Findings about single files: files that cannot be decoded, and unusual properties of the others."""

import numpy as np

from dogcat.common.language import N_
from dogcat.common.sentence import Sentence
from dogcat.pictures.metadata import FileFacts
from dogcat.pictures.picture_set import SPLITS
from dogcat.pictures.pixel_cache import SplitPixels
from dogcat.pictures.quality.findings import NOTE, WARNING, Finding, num_pictures
from dogcat.recipe.recipe import BASELINE

MAX_ASPECT = 2.0  # longer side ÷ shorter side
_SUFFIXES = {  # by Pillow's name of the format; MPO is a JPEG file with several pictures, which phones write
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp"),
    "MPO": (".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "BMP": (".bmp",),
    "TIFF": (".tif", ".tiff"),
    "AVIF": (".avif",),
    "HEIF": (".heic", ".heif"),
}


def file_findings(splits: dict[str, SplitPixels], facts: dict[str, FileFacts]) -> list[Finding]:
    """Return the findings about single files: unreadable, misnamed, small, stretched, grey, turned, CMYK, transparent.

    Args:
        splits: the decoded pictures in use, by split.
        facts: the facts of all files, by name.
    """
    used = [facts[name] for split in splits.values() for name in split.names]
    return [
        finding
        for finding in (_unreadable(splits), _misnamed(used), *_sizes(used), _grey(splits), *_oddities(used))
        if finding.groups
    ]


def _unreadable(splits: dict[str, SplitPixels]) -> Finding:
    reasons = {name: reason for split in SPLITS for name, reason in splits[split].reasons.items()}
    details = list(reasons.values())
    number = num_pictures(len(reasons))
    return Finding(
        "unreadable",
        Sentence(N_("{pictures} cannot be decoded"), pictures=number),
        Sentence(
            N_(
                "Every training leaves them out, so it has fewer pictures than the folder shows. Replace the files, or"
                " leave them out so that the counts are right."
            )
        ),
        WARNING,
        [[name] for name in reasons],
        details,
        list(reasons),
        Sentence(N_("Leave out {pictures} that cannot be decoded"), pictures=number),
    )


def _misnamed(used: list[FileFacts]) -> Finding:
    misnamed = [fact for fact in used if not fact.name.lower().endswith(_SUFFIXES.get(fact.format, ("",)))]
    return Finding(
        "misnamed",
        Sentence(N_("{pictures} with a different format than the name says"), pictures=num_pictures(len(misnamed))),
        Sentence(
            N_(
                "This is no problem here: the app reads the content, whatever the name. Other programs may refuse"
                " these files. If all of them are of one class, they come from a different source, and that can be a"
                " shortcut."
            )
        ),
        NOTE,
        [[fact.name] for fact in misnamed],
        [Sentence(N_("a {kind} file"), kind=fact.format) for fact in misnamed],
    )


def _sizes(used: list[FileFacts]) -> list[Finding]:
    needed = BASELINE.picture_size
    small = [fact for fact in used if min(fact.width, fact.height) < needed]
    long = [fact for fact in used if _aspect(fact) > MAX_ASPECT]
    return [
        Finding(
            "small",
            Sentence(
                N_("{pictures} smaller than the network's {needed} × {needed} pixels"),
                pictures=num_pictures(len(small)),
                needed=needed,
            ),
            Sentence(N_("They are enlarged and look blurred; the network sees less of the animal. A few do no harm.")),
            NOTE,
            [[fact.name] for fact in small],
            [_size(fact) for fact in small],
        ),
        Finding(
            "stretched",
            Sentence(
                N_("{pictures} with one side more than {most:g} times as long as the other"),
                pictures=num_pictures(len(long)),
                most=MAX_ASPECT,
            ),
            Sentence(
                N_(
                    "The network gets every picture stretched to a square, so these animals become much too wide or"
                    " too narrow. Crop the pictures to the animal; a few do no harm."
                )
            ),
            NOTE,
            [[fact.name] for fact in long],
            [_size(fact) for fact in long],
        ),
    ]


def _grey(splits: dict[str, SplitPixels]) -> Finding:
    names = [
        name
        for split in splits.values()
        for name, pixels in zip(split.names, split.pixels, strict=True)
        if np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 0], pixels[..., 2])
    ]
    return Finding(
        "grey",
        Sentence(N_("{pictures} without colour"), pictures=num_pictures(len(names))),
        Sentence(
            N_(
                "A network that has learned to use colour finds none here. A few such pictures do no harm, and new"
                " pictures may be grey as well."
            )
        ),
        NOTE,
        [[name] for name in names],
        [Sentence(N_("all three channels are equal"))] * len(names),
    )


def _oddities(used: list[FileFacts]) -> list[Finding]:
    turned = [fact for fact in used if fact.turned]
    cmyk = [fact for fact in used if fact.mode == "CMYK"]
    transparent = [fact for fact in used if fact.transparent]
    return [
        Finding(
            "turned",
            Sentence(N_("{pictures} stored on the side or mirrored"), pictures=num_pictures(len(turned))),
            Sentence(
                N_(
                    "This is no problem here: a note in the file (EXIF) says how to rotate them, and this program does"
                    " so. Tools that ignore the note train on animals that lie on their side."
                )
            ),
            NOTE,
            [[fact.name] for fact in turned],
            [Sentence(N_("turned upright when decoded"))] * len(turned),
        ),
        Finding(
            "cmyk",
            Sentence(N_("{pictures} in the colours of print (CMYK)"), pictures=num_pictures(len(cmyk))),
            Sentence(N_("They are converted to red, green and blue, and the colours may come out a little different.")),
            NOTE,
            [[fact.name] for fact in cmyk],
            [Sentence(N_("converted when decoded"))] * len(cmyk),
        ),
        Finding(
            "transparent",
            Sentence(N_("{pictures} that can have transparent parts"), pictures=num_pictures(len(transparent))),
            Sentence(
                N_("Transparent parts become white. If such pictures are mostly of one class, the white is a shortcut.")
            ),
            NOTE,
            [[fact.name] for fact in transparent],
            [Sentence(N_("put on white when decoded"))] * len(transparent),
        ),
    ]


def _size(fact: FileFacts) -> Sentence:
    return Sentence(N_("{width} × {height} pixels"), width=fact.width, height=fact.height)


def _aspect(fact: FileFacts) -> float:
    return max(fact.width, fact.height) / min(fact.width, fact.height)
