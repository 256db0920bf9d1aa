"""The photos that learners hand in: scaled down, without EXIF, one JPEG file each, and nothing else.

The folder of a file says whether the teacher has released it. Its name has the class, the browser's token, by which
a learner can take it back, and an id, which follows from the token and the pixels. So handing in the same photo twice
makes no second file.
"""

import hashlib
import io
import re
import shutil
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from dogcat.common.language import _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.common.storage import class_photos_dir, whole_path
from dogcat.common.text_file import is_plain_file, read_plain
from dogcat.common.units import MEGABYTE
from dogcat.lesson.class_photos.kept import ClassPhotoError, keep, locked, sealed_set
from dogcat.pictures.decoding import fitted
from dogcat.pictures.picture_set import CLASS_FOLDERS, CLASSES
from dogcat.pictures.quota import require_room

MAX_SIDE = 600  # pixels of the longer side: enough to look at, and four times what the networks see
MAX_OF_OWNER = 10  # photos
MAX_PHOTOS = 300  # of all learners
MAX_DAYS = 30  # after which a photo is deleted
MOST_BYTES = MEGABYTE  # of a kept file; most photos of this size take 0.1 MB
_QUALITY = 90  # of the JPEG files
_WAITING, _RELEASED = "waiting", "released"  # folders
_NAME = re.compile(r"(cat|dog)-([0-9A-Za-z]{1,64})-([0-9a-f]{16})\.jpg")


@dataclass(frozen=True)
class ClassPhoto:
    """A photo that was handed in.

    Attributes:
        path: of the file.
        id: stands for the photo; says nothing about the owner.
        label: what it shows by its owner: 0 for cat, 1 for dog.
        owner: token of the browser.
        is_released: whether the teacher has released it for the test set.
    """

    path: Path
    id: str
    label: int
    owner: str
    is_released: bool

    @property
    def name(self) -> str:
        """A name that says the class as the names of a picture set do."""
        return f"class/{list(CLASS_FOLDERS)[self.label]}/{self.id}"

    def read(self) -> bytes:
        """Return the JPEG file.

        Raises:
            ClassPhotoError: the photo was taken back meanwhile.
        """
        try:
            return read_plain(self.path, MOST_BYTES)
        except FileNotFoundError:
            raise ClassPhotoError(_("A photo was taken back just now. Try again.")) from None


def prepared(data: bytes) -> bytes:
    """Return a photo as it is kept: upright, its longer side at most `MAX_SIDE` pixels, without any metadata.

    Raises:
        PictureError: the file cannot be decoded, or is too large.
    """
    pixels = np.asarray(fitted(data, MAX_SIDE, MAX_SIDE))
    small = io.BytesIO()
    # From the pixels alone: Pillow also writes comments and XMP of the picture that it opened.
    Image.fromarray(pixels).save(small, "JPEG", quality=_QUALITY)
    return small.getvalue()


def id_of(owner: str, jpeg: bytes) -> str:
    """Return the id of a photo, which follows from the token of its owner and its file."""
    return hashlib.sha256(owner.encode() + b"\0" + jpeg).hexdigest()[:16]


def hand_in(asker: Visitor, data: bytes, label: int) -> ClassPhoto:
    """Keep a photo of the asker until the teacher has seen it. When this returns, it is on the disk.

    Args:
        asker: who hands it in.
        data: the file as it was uploaded.
        label: what it shows, 0 for cat, 1 for dog.

    Raises:
        PictureError: the file cannot be decoded, or is too large.
        ClassPhotoError: the set is sealed, there are too many photos, or the asker has no token.
        PictureSetError: the disk is too full.
    """
    owner = asker.token
    if not owner.isalnum():
        raise ClassPhotoError(_("This browser blocks the cookie that your photos need. Allow cookies and try again."))
    jpeg = prepared(data)
    photo_id = id_of(owner, jpeg)
    with locked():
        if sealed_set():
            raise ClassPhotoError(_("The test set is sealed. No more photos can be added."))
        photos = _listed()
        mine = [photo for photo in photos if photo.owner == owner]
        if any(photo.id == photo_id for photo in mine):
            raise ClassPhotoError(_("You have handed in this photo already."))
        if len(mine) >= MAX_OF_OWNER:
            raise ClassPhotoError(
                _("You can hand in {most} photos. Take one back to hand in another.").format(most=MAX_OF_OWNER)
            )
        if len(photos) >= MAX_PHOTOS:
            raise ClassPhotoError(_("The class has handed in {most} photos, as many as fit.").format(most=MAX_PHOTOS))
        require_room(sum(photo.path.stat().st_size for photo in photos) + len(jpeg))
        file = class_photos_dir() / _WAITING / f"{CLASSES[label]}-{owner}-{photo_id}.jpg"
        with whole_path(file) as temporary:
            temporary.write_bytes(jpeg)
    return ClassPhoto(file, photo_id, label, owner, is_released=False)


def photos_of(owner: str) -> list[ClassPhoto]:
    """Return the photos of an owner, the oldest first."""
    return [photo for photo in _listed() if photo.owner == owner]


def all_photos(asker: Visitor) -> list[ClassPhoto]:
    """Return all photos, the oldest first.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can see the photos of others."))
    return _listed()


def sealed_photos() -> list[ClassPhoto]:
    """Return the photos of the sealed set that are still there, the oldest first; none before the seal."""
    kept = sealed_set()
    ids = set(kept.photos) if kept else set()
    return [photo for photo in _listed() if photo.id in ids]


def release(ids: Collection[str], asker: Visitor) -> None:
    """Release photos for the test set.

    Raises:
        NotAllowedError: the asker is not in charge.
        ClassPhotoError: the set is sealed.
    """
    require_charge(asker, _("Only the teacher can release photos."))
    with locked():
        if sealed_set():
            raise ClassPhotoError(_("The test set is sealed. No more photos can be added."))
        folder = class_photos_dir() / _RELEASED
        folder.mkdir(exist_ok=True)
        for photo in _listed():
            if photo.id in ids and not photo.is_released:
                photo.path.replace(folder / photo.path.name)


def delete(ids: Collection[str], asker: Visitor) -> None:
    """Delete photos, and all that was measured on them: what learners take back, and what the teacher refuses.

    Raises:
        NotAllowedError: one of them is another browser's, and the asker is not in charge.
    """
    with locked():
        chosen = [photo for photo in _listed() if photo.id in ids]
        for photo in chosen:
            require_owner(asker, photo.owner, _("Only the teacher can delete the photos of others."))
        _remove(chosen)


def delete_everything(asker: Visitor) -> None:
    """Delete all photos, the guesses and the results, so that another set can start.

    Raises:
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can delete the photos of others."))
    with locked():
        _remove_all()


def remove_old() -> None:
    """Delete the photos that were handed in more than `MAX_DAYS` days ago, and the rest of their set with the last."""
    oldest = time.time() - MAX_DAYS * 24 * 3600
    if not any(_changed(photo.path) < oldest for photo in _listed()):
        return
    with locked():
        _remove([photo for photo in _listed() if _changed(photo.path) < oldest])
        if not _listed():
            _remove_all()


def _listed() -> list[ClassPhoto]:
    found = [
        ClassPhoto(file, named[3], CLASSES.index(named[1]), named[2], folder == _RELEASED)
        for folder in (_WAITING, _RELEASED)
        for file in (class_photos_dir() / folder).glob("[!.]*.jpg")
        if (named := _NAME.fullmatch(file.name)) and is_plain_file(file)
    ]
    return sorted(found, key=lambda photo: (_changed(photo.path), photo.id))


def _remove(photos: Iterable[ClassPhoto]) -> None:
    photos = list(photos)
    for photo in photos:
        photo.path.unlink(missing_ok=True)
    kept = sealed_set()
    if kept and (fewer := kept.without(photo.id for photo in photos)) != kept:
        keep(fewer)


def _remove_all() -> None:
    for folder in (_WAITING, _RELEASED):
        shutil.rmtree(class_photos_dir() / folder, ignore_errors=True)
    for file in class_photos_dir().glob("*.json"):
        file.unlink()


def _changed(file: Path) -> float:
    with suppress(OSError):  # taken back just now
        return file.stat().st_mtime
    return time.time()
