"""Mends: lists of pictures to leave out, stored in the folder of the picture set.

A mend neither deletes nor changes a picture, so undoing it restores the set.
"""

import dataclasses
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

import filelock

from dogcat.common.errors import DogcatError
from dogcat.common.language import _
from dogcat.common.permission import Visitor
from dogcat.common.sentence import Sentence
from dogcat.common.storage import write_text
from dogcat.pictures.picture_set import CLASS_FOLDERS, LEFT_OUT_FILE, SPLITS, PictureSet
from dogcat.pictures.rights import require_set_change


class MendError(DogcatError):
    """A mend that would leave out nothing or too much, or a mend to undo that does not exist."""


@dataclass(frozen=True)
class Mend:
    """Pictures that are left out for one reason.

    Attributes:
        id: six hexadecimal digits that identify the mend.
        kind: kind of the finding.
        title: title of the finding, for learners.
        names: names of the pictures, as `Picture.name`.
        time: time of the mend in UTC, as ISO 8601.
    """

    id: str
    kind: str
    title: Sentence
    names: list[str]
    time: str


def mends(pictures: PictureSet) -> list[Mend]:
    """Return the mends in force, oldest first.

    Raises:
        PictureSetError: the file of mends is damaged.
    """
    found = []
    for note in pictures.mend_notes():
        texts = {field.name: note.get(field.name, "") for field in dataclasses.fields(Mend)}
        parts = note.get("title_parts")
        texts["title"] = Sentence.from_parts(parts) if parts else Sentence(texts["title"])
        found.append(Mend(**texts))
    return found


def apply_mend(pictures: PictureSet, kind: str, title: Sentence, names: Iterable[str], asker: Visitor) -> Mend:
    """Leave pictures out. Pictures that an earlier mend leaves out stay with that mend.

    Args:
        pictures: the picture set.
        kind: kind of the finding.
        title: title of the finding.
        names: names of the pictures to leave out.
        asker: who is in charge, because all use the set.

    Raises:
        NotAllowedError: the asker is not in charge.
        MendError: none of the pictures is in use, or a class of a split would have no picture.
        PictureSetError: the file of mends is damaged.
    """
    require_set_change(asker)
    with _lock(pictures):
        in_use = {picture.name for split in SPLITS for picture in pictures.pictures(split)}
        wanted = [name for name in dict.fromkeys(names) if name in in_use]
        if not wanted:
            raise MendError(
                _(
                    "This fix leaves out no picture of {name!r} that is still in use; perhaps it was applied already."
                    " 'pictures check {name}' shows the current state."
                ).format(name=pictures.name)
            )
        remaining = in_use - set(wanted)
        for split in SPLITS:
            for class_folder in CLASS_FOLDERS:
                if not any(name.startswith(f"{split}/{class_folder}/") for name in remaining):
                    raise MendError(
                        _(
                            "This fix would leave no picture in {folder} of {name!r}, and every split needs both"
                            " classes. Nothing was changed; import a set with more pictures."
                        ).format(folder=f"{split}/{class_folder}", name=pictures.name)
                    )
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        mend = Mend(secrets.token_hex(3), kind, title, wanted, now)
        _write(pictures, [*mends(pictures), mend])
    return mend


def undo_mend(pictures: PictureSet, asker: Visitor, mend_id: str | None = None) -> Mend:
    """Undo a mend, so that its pictures are used again, and return it.

    Args:
        pictures: the picture set.
        asker: who is in charge, because all use the set.
        mend_id: id of the mend; None is the last one.

    Raises:
        NotAllowedError: the asker is not in charge.
        MendError: there is no such mend.
        PictureSetError: the file of mends is damaged.
    """
    require_set_change(asker)
    with _lock(pictures):
        in_force = mends(pictures)
        if not in_force:
            raise MendError(_("{name!r} has no fix to undo: all its pictures are in use.").format(name=pictures.name))
        undone = next((mend for mend in reversed(in_force) if mend_id in (None, mend.id)), None)
        if undone is None:
            known = ", ".join(f"{mend.id} ({mend.title.said()})" for mend in in_force)
            raise MendError(
                _("{name!r} has no fix {mend_id!r}. Applied fixes: {known}.").format(
                    name=pictures.name, mend_id=mend_id, known=known
                )
            )
        _write(pictures, [mend for mend in in_force if mend is not undone])
    return undone


def _lock(pictures: PictureSet) -> filelock.FileLock:
    """Return the lock for reading, changing and writing the list, so that simultaneous changes are not lost."""
    return filelock.FileLock(pictures.folder / f".{LEFT_OUT_FILE}.lock")


def _write(pictures: PictureSet, in_force: list[Mend]) -> None:
    listing = [dataclasses.asdict(mend) | {"title_parts": mend.title.parts()} for mend in in_force]
    notes = {"format": 1, "mends": listing}
    write_text(pictures.folder / LEFT_OUT_FILE, json.dumps(notes, ensure_ascii=False, indent=2) + "\n")
