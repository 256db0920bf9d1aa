"""Imports a folder or archive in any recognised layout into a picture set.

The steps are the same for all sources: list the files, recognise the layout from their names, check everything and
announce the plan before anything is written, copy to a temporary folder, rename.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dogcat.common.language import N_, _
from dogcat.common.sentence import Sentence
from dogcat.common.types import ProgressCallback
from dogcat.pictures.file_formats import looks_like_picture
from dogcat.pictures.importing.archives import ArchiveEntry
from dogcat.pictures.importing.chosen_files import LeftOut, lines_of
from dogcat.pictures.importing.layouts import LAYOUT, check_classes, recognise
from dogcat.pictures.importing.sources import OpenSource, Source, open_source
from dogcat.pictures.importing.splits import SplitRule, complete_splits
from dogcat.pictures.picture_set import (
    CLASS_FOLDERS,
    CLASSES,
    SPLITS,
    PictureSet,
    PictureSetError,
    check_new_name,
    new_picture_set,
    open_picture_set,
)
from dogcat.pictures.quota import require_room


@dataclass(frozen=True)
class ImportPlan:
    """The plan of an import, made before anything is copied.

    Attributes:
        layout: a short sentence on the layout of the source.
        splits: a sentence on the splits that the import makes; "" if the source has all three.
        missing: a sentence on a part of the download that seems to be missing; "" if none does.
        counts: number of pictures by split and class (`cat`, `dog`).
        skipped: one line per skipped file, or per folder and reason if there are many; at most 20 lines.
        num_bytes: size of all pictures in bytes.
    """

    layout: str
    splits: str
    missing: str
    counts: dict[str, dict[str, int]]
    skipped: list[str]
    num_bytes: int


@dataclass(frozen=True)
class ImportResult:
    """The result of an import.

    Attributes:
        pictures: the new picture set.
        skipped: as in the plan, and the copied files whose content is not a picture.
        plan: the plan of the import.
    """

    pictures: PictureSet
    skipped: list[str]
    plan: ImportPlan


@dataclass(frozen=True)
class _Prepared:
    plan: ImportPlan
    chosen: list[tuple[PurePosixPath, ArchiveEntry]]
    left_out: list[LeftOut]


def plan_import(source: Source, source_name: str = "", split_rule: SplitRule = "number", seed: int = 1) -> ImportPlan:
    """Return what `import_pictures` would do. Reads names and the first bytes of files, and leaves none on the disk.

    Args:
        source: as in `import_pictures`.
        source_name: name of the source in messages if `source` is an open file.
        split_rule: as in `import_pictures`.
        seed: as in `import_pictures`.

    Raises:
        PictureSetError: the source has a fault that shows without decoding the pictures.
    """
    with open_source(source, _title(source, source_name)) as opened:
        return _prepare(opened, split_rule, seed).plan


def import_pictures(
    source: Source,
    name: str,
    progress: ProgressCallback | None = None,
    source_name: str = "",
    split_rule: SplitRule = "number",
    seed: int = 1,
    announce: Callable[[ImportPlan], None] | None = None,
) -> ImportResult:
    """Copy the pictures of a source in one of the layouts of `LAYOUT`, at any depth, into a new picture set.

    Args:
        source: a folder, a zip or tar file, an open binary file with one of these (an upload), or several uploads.
        name: name of the new set, which must not exist.
        progress: called with (files done, all files) after each copied file.
        source_name: the recorded origin of the set if `source` is an open file.
        split_rule: how missing splits are made: `number` orders the pictures by the numbers in their names, `seed`
            shuffles them.
        seed: seed of the rule `seed`, 0 or more; the same seed gives the same splits.
        announce: called with the plan before anything is copied.

    Raises:
        PictureSetError: the name or the source is not valid. Nothing is left on the disk.
    """
    check_new_name(name)
    title = _title(source, source_name)
    with (
        open_source(source, title) as opened,
        new_picture_set(name, Sentence(N_("Imported from {place}"), place=source_name or str(source))) as folder,
    ):
        prepared = _prepare(opened, split_rule, seed)
        if announce:
            announce(prepared.plan)
        require_room(prepared.plan.num_bytes)
        left_out = prepared.left_out + _copy(prepared.chosen, folder, progress)
    return ImportResult(open_picture_set(name), lines_of(left_out), prepared.plan)


def _title(source: Source, source_name: str) -> str:
    return source_name or (source.name if isinstance(source, Path) else _("the zip"))


def _prepare(opened: OpenSource, split_rule: SplitRule, seed: int) -> _Prepared:
    layout = recognise(opened.listing, opened.title)
    while (layout is None or not layout.is_usable) and opened.open_inner():
        layout = recognise(opened.listing, opened.title)
    if layout is None:
        raise PictureSetError(
            _(
                "{title} has neither the tutorial's layout nor another known one. Expected, at any depth: {layout}."
            ).format(title=opened.title, layout=_(LAYOUT))
        )
    files, sentence = complete_splits(layout, split_rule, seed, opened.title)
    check_classes(SPLITS, layout, files, opened.title)
    places = {
        id(file.entry): PurePosixPath(split, class_folder, file.name)
        for split in SPLITS
        for class_folder, label in CLASS_FOLDERS.items()
        for file in files[split, label]
    }
    # In the source's order, because a tar.gz is fast to read only from start to end.
    chosen = [(places[id(entry)], entry) for entry in opened.listing.entries if id(entry) in places]
    counts = {split: {name: len(files[split, label]) for label, name in enumerate(CLASSES)} for split in SPLITS}
    num_bytes = sum(entry.size for _place, entry in chosen)
    plan = ImportPlan(layout.description, sentence, layout.missing, counts, lines_of(layout.left_out), num_bytes)
    return _Prepared(plan, chosen, layout.left_out)


def _copy(
    chosen: list[tuple[PurePosixPath, ArchiveEntry]], folder: Path, progress: ProgressCallback | None
) -> list[LeftOut]:
    """Copy byte for byte. Files that are not pictures are copied too, so that the check shows them, and returned."""
    wrong: list[LeftOut] = []
    for done, (place, entry) in enumerate(chosen, start=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with entry.open() as source, path.open("wb") as copy:
            start = source.read(4096)
            copy.write(start)
            shutil.copyfileobj(source, copy, 2**16)
        if not looks_like_picture(start):
            reason = (
                _("not a picture of a known format; training will leave it out")
                if start
                else _("an empty file; training will leave it out")
            )
            wrong.append(LeftOut(str(place.parent), place.name, reason))
        if progress:
            progress(done, len(chosen))
    return wrong
