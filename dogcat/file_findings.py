"""Findings about single files: what cannot be decoded, and what is odd about those that can."""

import numpy as np

from dogcat.facts import FileFacts
from dogcat.findings import NOTE, WARNING, Finding, num_pictures
from dogcat.pictures import SPLITS
from dogcat.pixels import SplitPixels
from dogcat.recipe import BASELINE

MAX_ASPECT = 2.0  # longer side ÷ shorter side
_SUFFIXES = {  # by Pillow's name of the format; MPO is a JPEG file with more than one picture, as phones make them
    "JPEG": (".jpg", ".jpeg"),
    "MPO": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WEBP": (".webp",),
}


def file_findings(splits: dict[str, SplitPixels], facts: dict[str, FileFacts]) -> list[Finding]:
    """Findings about single files: unreadable, misnamed, small, stretched, grey, turned, CMYK, transparent.

    Args:
        splits: the decoded pictures in use, by split.
        facts: of all files, by name.
    """
    used = [facts[name] for split in splits.values() for name in split.names]
    return [
        finding
        for finding in (_unreadable(splits, facts), _misnamed(used), *_sizes(used), _grey(splits), *_oddities(used))
        if finding.groups
    ]


def _unreadable(splits: dict[str, SplitPixels], facts: dict[str, FileFacts]) -> Finding:
    lines = [line for split in SPLITS for line in splits[split].left_out]
    names, details = [], []
    for line in lines:
        name = max((name for name in facts if line.startswith(f"{name} ")), key=len)
        reason = line[len(name) + 1 :]
        content = facts[name].format
        names.append(name)
        details.append(f"{reason}; it is a {content} file" if content and content not in _SUFFIXES else reason)
    return Finding(
        "unreadable",
        f"{num_pictures(len(names))} cannot be decoded",
        "Every training leaves them out, so it has fewer pictures than the folder shows. Replace the files, or leave"
        " them out to have honest counts.",
        WARNING,
        [[name] for name in names],
        details,
        names,
        f"Leave {num_pictures(len(names))} out that cannot be decoded",
    )


def _misnamed(used: list[FileFacts]) -> Finding:
    misnamed = [fact for fact in used if not fact.name.lower().endswith(_SUFFIXES.get(fact.format, ("",)))]
    return Finding(
        "misnamed",
        f"{num_pictures(len(misnamed))} of another format than the name says",
        "Nothing here: the content is read, whatever the name. Other programs may refuse these files. If all of them"
        " are of one class, they come from another source than the rest, and that can be a shortcut.",
        NOTE,
        [[fact.name] for fact in misnamed],
        [f"a {fact.format} file" for fact in misnamed],
    )


def _sizes(used: list[FileFacts]) -> list[Finding]:
    needed = BASELINE.picture_size
    small = [fact for fact in used if min(fact.width, fact.height) < needed]
    long = [fact for fact in used if _aspect(fact) > MAX_ASPECT]
    return [
        Finding(
            "small",
            f"{num_pictures(len(small))} smaller than the network's {needed} × {needed} pixels",
            "They are enlarged and look blurred; the network sees less of the animal. A few do no harm.",
            NOTE,
            [[fact.name] for fact in small],
            [f"{fact.width} × {fact.height} pixels" for fact in small],
        ),
        Finding(
            "stretched",
            f"{num_pictures(len(long))} more than {MAX_ASPECT:g} times as long in one direction as in the other",
            "Every picture is stretched to a square, which makes these animals much too wide or too narrow. Cut them"
            " to the animal; a few do no harm.",
            NOTE,
            [[fact.name] for fact in long],
            [f"{fact.width} × {fact.height} pixels" for fact in long],
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
        f"{num_pictures(len(names))} without colour",
        "A network that has learned to use colour has nothing to go by here. A few do no harm, and new pictures may"
        " be grey as well.",
        NOTE,
        [[name] for name in names],
        ["all three channels are equal"] * len(names),
    )


def _oddities(used: list[FileFacts]) -> list[Finding]:
    turned = [fact for fact in used if fact.turned]
    cmyk = [fact for fact in used if fact.mode == "CMYK"]
    transparent = [fact for fact in used if fact.transparent]
    return [
        Finding(
            "turned",
            f"{num_pictures(len(turned))} stored on the side or mirrored",
            "Nothing here: a note in the file (EXIF) says how to turn them, and this program does. Tools that ignore"
            " the note train on animals that lie on their side.",
            NOTE,
            [[fact.name] for fact in turned],
            ["turned upright when decoded"] * len(turned),
        ),
        Finding(
            "cmyk",
            f"{num_pictures(len(cmyk))} in the colours of print (CMYK)",
            "They are converted to red, green and blue, and the colours may come out a little different.",
            NOTE,
            [[fact.name] for fact in cmyk],
            ["converted when decoded"] * len(cmyk),
        ),
        Finding(
            "transparent",
            f"{num_pictures(len(transparent))} that can have transparent parts",
            "Transparent parts become white. If such pictures are mostly of one class, the white is a shortcut.",
            NOTE,
            [[fact.name] for fact in transparent],
            ["put on white when decoded"] * len(transparent),
        ),
    ]


def _aspect(fact: FileFacts) -> float:
    return max(fact.width, fact.height) / min(fact.width, fact.height)
